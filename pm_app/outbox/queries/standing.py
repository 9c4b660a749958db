"""How the jobs and the queued work do, and which problems of the system stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import case, func, literal, text
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.outbox.enums import JobOutcome, Severity, WorkKind
from pm_app.outbox.queries import found_for_each
from pm_app.outbox.rules.schedule import Rhythm
from pm_app.outbox.rules.thresholds import JobStanding, QueueStanding
from pm_app.outbox.tables import JobRun, QueuedWork, SystemProblem

# So many of the last runs are looked at to count those that broke off in a row.
_LOOKED_AT = 12
_WELL = (JobOutcome.DONE, JobOutcome.DONE_IN_PART)
_WHAT = {WorkKind.READ_DOCUMENT: "Documents to be read"}
# The job that works through a queue.
_JOB = {WorkKind.READ_DOCUMENT: "read-documents"}


@dataclass(frozen=True)
class ProblemRow:
    """A problem of the system, from when it was found until it was found no more."""

    problem_id: UUID
    key: str
    severity: Severity
    title: str
    opened_at: datetime
    seen_at: datetime
    closed_at: datetime | None


def job_standings(session: Session, actor: Actor, *, rhythms: Mapping[str, Rhythm]) -> list[JobStanding]:
    """Return how each of these jobs does, in their order; also those that never ran."""
    actor.must(Permission.VIEW_JOBS)
    if not rhythms:
        return []
    newest = (col(JobRun.started_at).desc(), col(JobRun.id).desc())
    runs: dict[str, list[JobRun]] = {name: [] for name in rhythms}
    for run in found_for_each(session, list(rhythms), select(JobRun).order_by(*newest).limit(_LOOKED_AT)):
        runs[run.name].append(run)
    well = select(JobRun).where(col(JobRun.outcome).in_(_WELL)).order_by(*newest).limit(1)
    good = {run.name: run.ended_at for run in found_for_each(session, list(rhythms), well)}
    first = found_for_each(session, list(rhythms), select(JobRun).order_by(col(JobRun.started_at)).limit(1))
    first_at = min((run.started_at for run in first), default=None)
    return [_standing(name, rhythm, runs[name], good.get(name), first_at) for name, rhythm in rhythms.items()]


def queue_standings(session: Session, actor: Actor, *, now: datetime) -> list[QueueStanding]:
    """Return for each kind of work since when the oldest waits, and how much was given up.

    It waits since it is due, but not from before its job first ran (or any job, while that one never did): what is
    loaded with moments in the past has waited for nobody yet.
    """
    actor.must(Permission.VIEW_JOBS)
    waits = col(QueuedWork.dead_at).is_(None) & (col(QueuedWork.due_at) <= now)
    rows = session.exec(
        select(
            QueuedWork.kind,
            func.min(case((waits, col(QueuedWork.due_at)))),
            func.count().filter(col(QueuedWork.dead_at).isnot(None)),
        )
        .where(col(QueuedWork.done_at).is_(None))
        .group_by(col(QueuedWork.kind))
    )
    found = {kind: (due_at, dead) for kind, due_at, dead in rows}
    standings: list[QueueStanding] = []
    for kind in WorkKind:
        due_at, dead = found.get(kind, (None, 0))
        since = _first_run_at(session, _JOB[kind]) if due_at else None
        standings.append(QueueStanding(kind.value, _WHAT[kind], max(due_at, since) if since else due_at, dead))
    return standings


def standing_problems(session: Session, actor: Actor) -> list[ProblemRow]:
    """Return the problems of the system that stand, the critical first, then the oldest."""
    actor.must(Permission.VIEW_JOBS)
    critical = case((col(SystemProblem.severity) == Severity.CRITICAL, literal(0)), else_=literal(1))
    found = select(SystemProblem).where(col(SystemProblem.closed_at).is_(None))
    return [_row(one) for one in session.exec(found.order_by(critical, col(SystemProblem.opened_at)))]


def past_problems(session: Session, actor: Actor, *, limit: int = 20) -> list[ProblemRow]:
    """Return the problems that came to an end, the latest first."""
    actor.must(Permission.VIEW_JOBS)
    found = select(SystemProblem).where(col(SystemProblem.closed_at).isnot(None))
    return [_row(one) for one in session.exec(found.order_by(col(SystemProblem.closed_at).desc()).limit(limit))]


def outcome_counts(
    session: Session, actor: Actor, *, now: datetime, within: timedelta = timedelta(days=1)
) -> dict[tuple[str, JobOutcome], int]:
    """Return how many runs of each job began within a while and ended in each way."""
    actor.must(Permission.VIEW_JOBS)
    rows = session.exec(
        select(JobRun.name, JobRun.outcome, func.count())
        .where(col(JobRun.started_at) > now - within, col(JobRun.outcome).isnot(None))
        .group_by(col(JobRun.name), col(JobRun.outcome))
    )
    return {(name, JobOutcome(outcome)): number for name, outcome, number in rows if outcome is not None}


def database_bytes(session: Session, actor: Actor) -> int:
    """Return how large the database is, in bytes."""
    actor.must(Permission.VIEW_JOBS)
    return session.connection().execute(text("select pg_database_size(current_database())")).scalar_one()


def _first_run_at(session: Session, name: str) -> datetime | None:
    """Return when a job first ran; while it never did, when any job first ran."""
    own = session.exec(select(func.min(JobRun.started_at)).where(col(JobRun.name) == name)).one()
    return own or session.exec(select(func.min(JobRun.started_at))).one()


def _standing(
    name: str, rhythm: Rhythm, runs: list[JobRun], good_at: datetime | None, first_at: datetime | None
) -> JobStanding:
    ended = [run for run in runs if run.outcome is not None]
    broke_off = 0
    for run in ended:
        if run.outcome != JobOutcome.FAILED or run.failed:
            break
        broke_off += 1
    return JobStanding(
        name=name,
        every_seconds=rhythm.every_seconds,
        good_at=good_at,
        since=first_at,
        running_since=runs[0].started_at if runs and runs[0].outcome is None else None,
        broke_off=broke_off,
        outcome=ended[0].outcome if ended else None,
        summary=ended[0].summary if ended else "",
    )


def _row(one: SystemProblem) -> ProblemRow:
    return ProblemRow(one.id, one.problem_key, one.severity, one.title, one.opened_at, one.seen_at, one.closed_at)
