"""What ran when, and how much work waits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, column, func, text, true, values
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.outbox.enums import JobOutcome, WorkKind
from pm_app.outbox.tables import JobRun, QueuedWork

# The names one after the other from the index; a plain `distinct` would read every run there ever was.
_NAMES = text("""
  with recursive known as (
    select min(name) as name from job_run
    union all
    select (select min(name) from job_run where name > known.name) from known where known.name is not null
  )
  select name from known where name is not null
""")


@dataclass(frozen=True)
class JobRunRow:
    """One run of a job; `ended_at` and `outcome` are None while it runs."""

    job_run_id: UUID
    name: str
    started_at: datetime
    ended_at: datetime | None
    outcome: JobOutcome | None
    done: int
    failed: int
    summary: str


@dataclass(frozen=True)
class Heartbeat:
    """When a job last ended well; if it never did, since when there are runs of any job."""

    ended_at: datetime | None
    first_at: datetime | None


@dataclass(frozen=True)
class QueueCount:
    """How much work of a kind waits, how much of it failed at least once, and how much was given up."""

    kind: WorkKind
    waiting: int
    retrying: int
    dead: int


@dataclass(frozen=True)
class DeadWorkRow:
    """One thing that failed too often and waits for a person."""

    queued_work_id: UUID
    kind: WorkKind
    about_id: UUID
    attempts: int
    dead_at: datetime
    problem: str


def last_runs(session: Session, actor: Actor) -> list[JobRunRow]:
    """Return the latest run of every job that ever ran, by name."""
    actor.must(Permission.VIEW_JOBS)
    names = session.connection().execute(_NAMES).scalars().all()
    latest = select(JobRun).order_by(col(JobRun.started_at).desc(), col(JobRun.id).desc()).limit(1)
    return sorted((_row(run) for run in found_for_each(session, names, latest)), key=lambda row: row.name)


def found_for_each(session: Session, names: Collection[str], of_one: Any) -> Sequence[JobRun]:
    """Return the runs that a question finds for each of these jobs, newest first.

    Each is answered from the index alone, however many runs there are. Needs no permission of its own.
    """
    if not names:
        return []
    known = values(column("name", String), name="known").data([(name,) for name in names])
    found = of_one.where(JobRun.name == known.c.name).correlate(known).lateral("found")
    ids = select(found.c.id).select_from(known.join(found, true()))
    asked = select(JobRun).where(col(JobRun.id).in_(ids))
    return session.exec(asked.order_by(col(JobRun.started_at).desc(), col(JobRun.id).desc())).all()


def runs_of(session: Session, actor: Actor, *, name: str, limit: int = 20) -> list[JobRunRow]:
    """Return the latest runs of one job, newest first."""
    actor.must(Permission.VIEW_JOBS)
    found = select(JobRun).where(JobRun.name == name).order_by(col(JobRun.started_at).desc(), col(JobRun.id).desc())
    return [_row(run) for run in session.exec(found.limit(limit))]


def last_success(session: Session, actor: Actor, *, name: str) -> Heartbeat:
    """Return when a job last ran without failing, and since when jobs run here at all; for all who see alerts."""
    actor.must(Permission.VIEW_ALERTS)
    ended_at = session.exec(
        select(func.max(JobRun.ended_at)).where(
            JobRun.name == name, col(JobRun.outcome).in_([JobOutcome.DONE, JobOutcome.DONE_IN_PART])
        )
    ).one()
    first_at = session.exec(select(func.min(JobRun.started_at))).one() if ended_at is None else None
    return Heartbeat(ended_at, first_at)


def queue_counts(session: Session, actor: Actor) -> list[QueueCount]:
    """Return for every kind of work how much of it is open or given up."""
    actor.must(Permission.VIEW_JOBS)
    open_ = col(QueuedWork.dead_at).is_(None)
    counted = {
        kind: (waiting, retrying, dead)
        for kind, waiting, retrying, dead in session.exec(
            select(
                col(QueuedWork.kind),
                func.count().filter(open_),
                func.count().filter(open_, col(QueuedWork.attempts) > 0, col(QueuedWork.problem) != ""),
                func.count().filter(col(QueuedWork.dead_at).isnot(None)),
            )
            .where(col(QueuedWork.done_at).is_(None))
            .group_by(col(QueuedWork.kind))
        )
    }
    return [QueueCount(kind, *counted.get(kind, (0, 0, 0))) for kind in WorkKind]


def dead_work(session: Session, actor: Actor, *, limit: int = 100) -> list[DeadWorkRow]:
    """Return what was given up, newest first."""
    actor.must(Permission.VIEW_JOBS)
    found = (
        select(QueuedWork)
        .where(col(QueuedWork.dead_at).isnot(None), col(QueuedWork.done_at).is_(None))
        .order_by(col(QueuedWork.dead_at).desc())
        .limit(limit)
    )
    return [
        DeadWorkRow(work.id, work.kind, work.about_id, work.attempts, work.dead_at, work.problem)
        for work in session.exec(found)
        if work.dead_at is not None
    ]


def _row(run: JobRun) -> JobRunRow:
    return JobRunRow(run.id, run.name, run.started_at, run.ended_at, run.outcome, run.done, run.failed, run.summary)
