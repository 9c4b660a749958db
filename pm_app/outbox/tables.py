"""Queued work, the runs of jobs, and what is wrong with the running system."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text

from pm_app.kernel.tables import Table, chosen, moment
from pm_app.outbox.enums import JobOutcome, Severity, WorkKind


class QueuedWork(Table, table=True):
    """One thing to do for one record; the same thing for the same record waits only once."""

    __table_args__ = (
        Index(
            "uq_queued_work_open",
            "kind",
            "about_id",
            unique=True,
            postgresql_where=text("done_at is null and dead_at is null"),
        ),
        Index("ix_queued_work_due_at", "due_at", postgresql_where=text("done_at is null and dead_at is null")),
    )

    kind: WorkKind = chosen(WorkKind)
    about_id: UUID
    queued_at: datetime = moment()
    due_at: datetime = moment()
    attempts: int = 0
    started_at: datetime | None = moment(default=None)
    done_at: datetime | None = moment(default=None)
    dead_at: datetime | None = moment(default=None)
    problem: str = ""


class JobRun(Table, table=True):
    """One run of a job: the heartbeat that the dashboard looks at."""

    __table_args__ = (Index("ix_job_run_name_started_at", "name", "started_at"), UniqueConstraint("run_key"))

    run_key: str
    name: str
    started_at: datetime = moment()
    ended_at: datetime | None = moment(default=None)
    outcome: JobOutcome | None = chosen(JobOutcome, default=None, nullable=True)
    done: int = 0
    failed: int = 0
    summary: str = ""


class SystemProblem(Table, table=True):
    """Something wrong with the running system, from when it was found until it was found no more."""

    __table_args__ = (
        Index("uq_system_problem_standing", "problem_key", unique=True, postgresql_where=text("closed_at is null")),
    )

    problem_key: str
    severity: Severity = chosen(Severity)
    title: str
    opened_at: datetime = moment()
    seen_at: datetime = moment()
    closed_at: datetime | None = moment(default=None)
