"""What every change of a task does: hold its row, write down who did it, tell whoever got it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.rules import Actor
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import NotFound
from pm_app.notifications.actions import notify
from pm_app.notifications.enums import NotificationKind
from pm_app.tasks.tables import Task


def locked_task(session: Session, actor: Actor, task_id: UUID) -> Task:
    """Return the task and hold its row until the transaction ends; refuses what is not there or out of scope."""
    task = session.exec(select(Task).where(Task.id == task_id).with_for_update()).first()
    if task is None or not actor.sees(task.property_id):
        raise NotFound("This task does not exist, or it is not yours to see.")
    return task


def hold_request(session: Session, request_key: UUID) -> None:
    """Let a form that is sent twice at the same moment be added one after the other: the second finds the first."""
    session.execute(sql_select(func.pg_advisory_xact_lock(func.hashtextextended(str(request_key), 0))))


def audit_task(session: Session, actor: Actor, task: Task, did: str, now: datetime, **details: Any) -> None:
    """Write down who did what to the task."""
    record_audit(
        session,
        actor,
        did=did,
        about_kind="task",
        about_id=task.id,
        about_name=task.title,
        property_id=task.property_id,
        now=now,
        details=details,
    )


def tell_assignee(session: Session, actor: Actor, task: Task, now: datetime) -> None:
    """Put a line under the bell of whoever was given the task by somebody else."""
    if task.assigned_to_id is None or task.assigned_to_id == actor.user_id:
        return
    by = f" by {actor.name}" if actor.user_id else ""
    due = f", due {in_words(task.due_on)}" if task.due_on else ""
    notify(
        session,
        actor,
        user_ids=[task.assigned_to_id],
        key=f"task:{task.id}:{task.version}",
        kind=NotificationKind.TASK,
        title=task.title,
        detail=f"Assigned to you{by}{due}",
        path=f"/tasks/{task.id}",
        now=now,
    )
