"""Changes to queued work (put, taken, done, failed, given up, tried again) and to the record of what jobs did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select, text, update

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.kernel.tables import new_id
from pm_app.outbox.enums import JobOutcome, WorkKind
from pm_app.outbox.rules import (
    ABANDONED_AFTER,
    CUT_OFF,
    LONGEST_PROBLEM,
    JobReport,
    is_dead,
    outcome_of,
    pause_after,
    pause_while_away,
)
from pm_app.outbox.tables import JobRun, QueuedWork

# A job that looks every few seconds and finds nothing keeps one row an hour, not thousands a day.
IDLE_ROW_LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class TakenWork:
    """Work this process has taken on: what to do it for, and the how-manieth attempt it is."""

    queued_work_id: UUID
    kind: WorkKind
    about_id: UUID
    attempt: int


def queue_work(session: Session, actor: Actor, *, kind: WorkKind, about_id: UUID, now: datetime) -> None:
    """Put work for one record into the queue; nothing happens when the same already waits.

    Needs no permission of its own: it follows from an action that was allowed.
    """
    row = {"id": new_id(), "kind": kind, "about_id": about_id, "queued_at": now, "due_at": now, "attempts": 0}
    session.exec(
        insert(QueuedWork)
        .values(**row, problem="")
        .on_conflict_do_nothing(
            index_elements=["kind", "about_id"], index_where=text("done_at is null and dead_at is null")
        )
    )


def take_work(
    session: Session,
    actor: Actor,
    *,
    kind: WorkKind,
    now: datetime,
    limit: int = 1,
    abandoned_after: timedelta = ABANDONED_AFTER,
) -> list[TakenWork]:
    """Take on up to `limit` due pieces of work, oldest first; nobody else gets them meanwhile.

    What a process took and never reported on is given out again after `abandoned_after`.
    """
    actor.must(Permission.RUN_JOBS)
    due = (
        select(QueuedWork)
        .where(
            QueuedWork.kind == kind,
            col(QueuedWork.due_at) <= now,
            col(QueuedWork.done_at).is_(None),
            col(QueuedWork.dead_at).is_(None),
            or_(col(QueuedWork.started_at).is_(None), col(QueuedWork.started_at) <= now - abandoned_after),
        )
        .order_by(col(QueuedWork.due_at), col(QueuedWork.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken: list[TakenWork] = []
    for work in session.exec(due):
        if is_dead(work.attempts):
            work.dead_at, work.problem = now, "It was begun again and again, and whoever did never came to an end."
            continue
        work.started_at, work.attempts = now, work.attempts + 1
        taken.append(TakenWork(work.id, work.kind, work.about_id, work.attempts))
    return taken


def mark_done(session: Session, actor: Actor, *, queued_work_id: UUID, now: datetime) -> None:
    """Note that the work is done."""
    actor.must(Permission.RUN_JOBS)
    work = _work(session, queued_work_id)
    work.done_at, work.problem = now, ""


def mark_failed(session: Session, actor: Actor, *, queued_work_id: UUID, problem: str, now: datetime) -> bool:
    """Note a failed attempt: the work waits longer each time, and is given up after the sixth (returns True then)."""
    actor.must(Permission.RUN_JOBS)
    work = _work(session, queued_work_id)
    work.problem, work.started_at = problem[:LONGEST_PROBLEM], None
    if is_dead(work.attempts):
        work.dead_at = now
        return True
    work.due_at = now + pause_after(work.attempts)
    return False


def put_off_work(session: Session, actor: Actor, *, queued_work_id: UUID, problem: str, now: datetime) -> None:
    """Note that a supplier the work needs is away: nothing was tried, and the work waits, however long that takes."""
    actor.must(Permission.RUN_JOBS)
    work = _work(session, queued_work_id)
    work.problem, work.started_at, work.attempts = problem[:LONGEST_PROBLEM], None, max(0, work.attempts - 1)
    work.due_at = now + pause_while_away(now - work.queued_at)


def put_off_waiting(session: Session, actor: Actor, *, kind: WorkKind, problem: str, now: datetime) -> int:
    """Let all due work of a kind that nobody has in hand wait for a supplier that is away; return how much it is."""
    actor.must(Permission.RUN_JOBS)
    due = (
        select(QueuedWork)
        .where(
            QueuedWork.kind == kind,
            col(QueuedWork.due_at) <= now,
            col(QueuedWork.started_at).is_(None),
            col(QueuedWork.done_at).is_(None),
            col(QueuedWork.dead_at).is_(None),
        )
        .with_for_update(skip_locked=True)
    )
    waiting = session.exec(due).all()
    for work in waiting:
        work.problem, work.due_at = problem[:LONGEST_PROBLEM], now + pause_while_away(now - work.queued_at)
    return len(waiting)


def retry_work(session: Session, actor: Actor, *, queued_work_id: UUID, now: datetime) -> None:
    """Queue work that was given up once more, as new; refuses (`NotFound`) work that is not."""
    actor.must(Permission.RUN_JOBS)
    work = _work(session, queued_work_id)
    if work.dead_at is None:
        raise NotFound("This work was not given up: it is done, or it is still being tried.")
    again = session.exec(
        select(func.count())
        .select_from(QueuedWork)
        .where(
            QueuedWork.kind == work.kind,
            QueuedWork.about_id == work.about_id,
            col(QueuedWork.done_at).is_(None),
            col(QueuedWork.dead_at).is_(None),
        )
    ).one()
    if again:
        work.done_at = now  # the same waits in a newer row
    else:
        work.dead_at, work.started_at, work.attempts, work.due_at = None, None, 0, now
    record_audit(
        session,
        actor,
        did=f"tried again to {work.kind.value}",
        about_kind="work",
        about_id=work.about_id,
        about_name=work.kind.value,
        now=now,
    )


def close_dead_work(
    session: Session, actor: Actor, *, kind: WorkKind, about_ids: Sequence[UUID], now: datetime
) -> None:
    """Let go what was given up for these records: it was queued anew. Needs no permission of its own."""
    dead = update(QueuedWork).where(
        col(QueuedWork.kind) == kind,
        col(QueuedWork.about_id).in_(about_ids),
        col(QueuedWork.dead_at).isnot(None),
        col(QueuedWork.done_at).is_(None),
    )
    session.exec(dead.values(done_at=now))


def begin_job_run(session: Session, actor: Actor, *, name: str, now: datetime, by_hand: bool = False) -> UUID:
    """Note that a job begins and return the run's id; one that a person started is in the record of changes too.

    A run of the last hour that found nothing to do is overwritten: it says no more than that the job was alive. One
    that never ended was cut off, since a job runs alone.
    """
    actor.must(Permission.RUN_JOBS)
    last = close_cut_off(session, name, now)
    if not by_hand and last is not None and _says_nothing(last) and now - _first_moment(last) < IDLE_ROW_LASTS:
        last.started_at, last.ended_at, last.outcome = now, None, None
        return last.id
    run = JobRun(run_key=f"{name} {now.isoformat()} {new_id()}", name=name, started_at=now)
    session.add(run)
    session.flush()
    if by_hand:
        record_audit(session, actor, did="ran", about_kind="job", about_id=run.id, about_name=name, now=now)
    return run.id


def close_cut_off(session: Session, name: str, now: datetime) -> JobRun | None:
    """Close the last run of a job if it never ended, and return it; whoever calls holds the job."""
    last = session.exec(
        select(JobRun)
        .where(JobRun.name == name)
        .order_by(col(JobRun.started_at).desc(), col(JobRun.id).desc())
        .limit(1)
    ).first()
    if last is not None and last.outcome is None:
        last.outcome, last.ended_at, last.summary = JobOutcome.FAILED, now, CUT_OFF
    return last


def end_job_run(
    session: Session, actor: Actor, *, job_run_id: UUID, report: JobReport | None, problem: str = "", now: datetime
) -> None:
    """Note how a run ended: with its report, or, when it broke off and there is none, with the problem."""
    actor.must(Permission.RUN_JOBS)
    run = session.exec(select(JobRun).where(JobRun.id == job_run_id).with_for_update()).first()
    if run is None:
        raise NotFound("This run of a job was never begun.")
    run.ended_at = now
    if report is None:
        run.outcome, run.summary = JobOutcome.FAILED, problem[:500]
        return
    run.outcome, run.done, run.failed = outcome_of(report), report.done, report.failed
    run.summary = report.summary[:500]


def _work(session: Session, queued_work_id: UUID) -> QueuedWork:
    work = session.exec(select(QueuedWork).where(QueuedWork.id == queued_work_id).with_for_update()).first()
    if work is None:
        raise NotFound("This work is not in the queue.")
    return work


def _says_nothing(run: JobRun) -> bool:
    return run.outcome == JobOutcome.DONE and run.done == 0


def _first_moment(run: JobRun) -> datetime:
    """Return when the row was made, which an overwritten start no longer tells but the key does.

    The key of a day's run holds the day instead: such a row is never overwritten.
    """
    moment = datetime.fromisoformat(run.run_key.split(" ")[-2])
    return moment if moment.tzinfo else datetime.min.replace(tzinfo=UTC)
