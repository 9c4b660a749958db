"""Writing down what is wrong with the running system, from when it is found until it is found no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.outbox.enums import Severity
from pm_app.outbox.rules.thresholds import Problem
from pm_app.outbox.tables import SystemProblem


@dataclass(frozen=True)
class ProblemNoted:
    """A problem that began, got worse or ended, with the id of its row."""

    problem_id: UUID
    severity: Severity
    title: str
    opened_at: datetime


@dataclass(frozen=True)
class ProblemsNoted:
    """What changed at one look: what began, what was a warning and is critical now, and what ended."""

    began: tuple[ProblemNoted, ...] = ()
    worse: tuple[ProblemNoted, ...] = ()
    ended: tuple[ProblemNoted, ...] = ()


def note_problems(session: Session, actor: Actor, *, found: Sequence[Problem], now: datetime) -> ProblemsNoted:
    """Write down what is wrong at a moment and return what changed since the look before.

    A problem that stands keeps its row, with the words of the last look; it never becomes less bad while it stands.
    """
    actor.must(Permission.RUN_JOBS)
    standing = {
        row.problem_key: row
        for row in session.exec(select(SystemProblem).where(col(SystemProblem.closed_at).is_(None)).with_for_update())
    }
    began: list[ProblemNoted] = []
    worse: list[ProblemNoted] = []
    for problem in {one.key: one for one in found}.values():
        row = standing.pop(problem.key, None)
        if row is None:
            began.append(_noted(_opened(session, problem, now)))
            continue
        if (row.severity, problem.severity) == (Severity.WARNING, Severity.CRITICAL):
            row.severity = problem.severity
            worse.append(_noted(row))
        row.title, row.seen_at = problem.title[:500], now
    for row in standing.values():
        row.closed_at = now
    return ProblemsNoted(tuple(began), tuple(worse), tuple(_noted(row) for row in standing.values()))


def _opened(session: Session, problem: Problem, now: datetime) -> SystemProblem:
    row = SystemProblem(
        problem_key=problem.key, severity=problem.severity, title=problem.title[:500], opened_at=now, seen_at=now
    )
    session.add(row)
    session.flush()
    return row


def _noted(row: SystemProblem) -> ProblemNoted:
    return ProblemNoted(row.id, row.severity, row.title, row.opened_at)
