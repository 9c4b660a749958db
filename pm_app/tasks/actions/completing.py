"""Completing and reopening tasks, what follows one that comes again, and the end of a series."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.tasks.actions.checklists import add_steps
from pm_app.tasks.actions.writing import audit_task, locked_task, tell_assignee
from pm_app.tasks.queries.people import assignee_or_none
from pm_app.tasks.rules.occurring import next_of_series
from pm_app.tasks.rules.recurring import read_rule
from pm_app.tasks.tables import ChecklistItem, Task


@dataclass(frozen=True)
class NextTask:
    """The task that follows in a series, and when it is due."""

    task_id: UUID
    due_on: date | None


def complete_task(session: Session, actor: Actor, *, task_id: UUID, today: date, now: datetime) -> NextTask | None:
    """Say that a task is done, and return the one that follows when it comes again.

    However often it is completed, reopened and completed again, and by however many at once, one follows. It is about
    the same, for the same person, with the checklist open again.
    """
    actor.must(Permission.CHANGE_TASKS)
    task = locked_task(session, actor, task_id)
    if task.completed_at is not None:
        return None
    task.completed_at, task.completed_by = now, actor.name
    task.version += 1
    audit_task(session, actor, task, "completed", now)
    return _next(session, actor, task, today, now) if task.repeats else None


def reopen_task(session: Session, actor: Actor, *, task_id: UUID, now: datetime) -> None:
    """Say that a task is not done after all; one that followed it already stays."""
    actor.must(Permission.CHANGE_TASKS)
    task = locked_task(session, actor, task_id)
    if task.completed_at is not None:
        task.completed_at, task.completed_by = None, ""
        task.version += 1
        audit_task(session, actor, task, "reopened", now)


def end_series(session: Session, actor: Actor, *, task_id: UUID, now: datetime) -> None:
    """Let a task come no more after this one; whatever of its series is still open is then done for the last time."""
    actor.must(Permission.CHANGE_TASKS)
    task = locked_task(session, actor, task_id)
    if task.series_id is None:
        return
    open_ones = select(Task).where(Task.series_id == task.series_id, col(Task.completed_at).is_(None))
    for one in session.exec(open_ones.order_by(col(Task.id)).with_for_update()):
        if one.repeats and actor.sees(one.property_id):
            one.repeats, one.repeats_from_done = "", False
            one.version += 1
            audit_task(session, actor, one, "series ended", now)


def _next(session: Session, actor: Actor, task: Task, today: date, now: datetime) -> NextTask | None:
    key = uuid5(NAMESPACE_OID, f"task after {task.id}")
    made = session.exec(select(Task).where(Task.request_key == key)).first()
    if made is not None:
        return NextTask(made.id, made.due_on)
    found = next_of_series(
        read_rule(task.repeats), from_last_done=task.repeats_from_done, due_on=task.due_on, done_on=today
    )
    if found is None:
        return None
    due_on, rule = found
    follows = Task(
        request_key=key,
        title=task.title,
        notes=task.notes,
        priority=task.priority,
        assigned_to_id=assignee_or_none(session, actor, task.assigned_to_id, task.property_id),
        due_on=due_on,
        about_kind=task.about_kind,
        about_id=task.about_id,
        about_name=task.about_name,
        property_id=task.property_id,
        created_at=now,
        created_by=actor.name,
        repeats=rule.text,
        repeats_from_done=task.repeats_from_done,
        series_id=task.series_id or task.id,
        task_template_id=task.task_template_id,
    )
    session.add(follows)
    session.flush()
    steps = select(ChecklistItem.title).where(ChecklistItem.task_id == task.id)
    add_steps(session, follows, session.exec(steps.order_by(col(ChecklistItem.position), col(ChecklistItem.id))).all())
    audit_task(session, actor, follows, "added, as it comes again", now)
    tell_assignee(session, actor, follows, now)
    return NextTask(follows.id, due_on)
