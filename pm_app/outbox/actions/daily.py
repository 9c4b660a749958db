"""The runs that each office day has once: claiming one, and taking back what a wrong clock claimed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.tables import new_id
from pm_app.outbox.actions import close_cut_off
from pm_app.outbox.enums import JobOutcome
from pm_app.outbox.rules import CUT_OFF
from pm_app.outbox.rules.schedule import MOST_ATTEMPTS, Attempt, is_owed
from pm_app.outbox.tables import JobRun

# The clocks of two processes may differ by this much without one of them being wrong.
CLOCKS_DIFFER = timedelta(minutes=1)


@dataclass(frozen=True)
class DailyRun:
    """The run of a day that was begun, if one was; and whether the day needs no further look."""

    job_run_id: UUID | None
    is_settled: bool


def begin_daily_run(session: Session, actor: Actor, *, name: str, day: date, now: datetime) -> DailyRun:
    """Claim the run of a job for an office day and begin it, if it is still owed; the caller holds the job.

    A day whose run came to its end is settled; one whose run broke off is owed again after a pause (`is_owed`).
    """
    actor.must(Permission.RUN_JOBS)
    close_cut_off(session, name, now)
    keys = [_key(name, day, number) for number in range(1, MOST_ATTEMPTS + 1)]
    held = session.exec(select(JobRun).where(col(JobRun.run_key).in_(keys)).order_by(col(JobRun.run_key))).all()
    attempts = [_attempt(run) for run in held]
    if not is_owed(attempts, now):
        settled = len(attempts) >= MOST_ATTEMPTS or not attempts[-1].broke_off
        return DailyRun(None, settled)
    job_run_id = _claimed(session, name, keys[len(held)], now)
    return DailyRun(job_run_id, job_run_id is None)


def set_clock_back(session: Session, actor: Actor, *, now: datetime) -> int:
    """Take back what was claimed and noted for moments that have not come, and return how many runs that were.

    The clock had been wrong: the runs stay on record as of now, and the days they were for get runs of their own.
    """
    actor.must(Permission.RUN_JOBS)
    ahead = session.exec(select(JobRun).where(col(JobRun.started_at) > now + CLOCKS_DIFFER).with_for_update()).all()
    for run in ahead:
        run.run_key = f"{run.name} {now.isoformat()} {new_id()}"
        run.summary = f"By a clock that was set back: {run.summary}"[:500]
        run.started_at, run.ended_at = now, None if run.ended_at is None else now
    return len(ahead)


def _key(name: str, day: date, attempt: int) -> str:
    return f"{name} {day.isoformat()} {attempt}"


def _attempt(run: JobRun) -> Attempt:
    failed = run.outcome == JobOutcome.FAILED
    cut_off = failed and run.summary == CUT_OFF
    return Attempt(run.ended_at, None if cut_off else run.outcome, broke_off=failed and run.failed == 0)


def _claimed(session: Session, name: str, key: str, now: datetime) -> UUID | None:
    row = {"id": new_id(), "run_key": key, "name": name, "started_at": now, "done": 0, "failed": 0, "summary": ""}
    begun = insert(JobRun).values(row).on_conflict_do_nothing(index_elements=["run_key"]).returning(col(JobRun.id))
    return session.execute(begun).scalar_one_or_none()
