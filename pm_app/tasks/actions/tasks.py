"""Adding, changing, completing and reopening tasks."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused, Stale
from pm_app.kernel.listing import cleaned
from pm_app.tasks.enums import Priority
from pm_app.tasks.queries.subjects import subject_named
from pm_app.tasks.rules.tasks import LONGEST_TITLE, Subject
from pm_app.tasks.tables import Task


class TitleMissing(Refused):
    """A task needs to say what is to be done."""


class AssigneeUnknown(Refused):
    """The task was given to somebody who is not a user of the office."""


def add_task(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    title: str,
    now: datetime,
    notes: str = "",
    priority: Priority = Priority.NORMAL,
    assigned_to_id: UUID | None = None,
    due_on: date | None = None,
    about: Subject | None = None,
) -> UUID:
    """Add a task, for oneself unless somebody else is named; the same form sent twice adds one task."""
    actor.must(Permission.CHANGE_TASKS)
    made = session.exec(select(Task.id).where(Task.request_key == request_key)).first()
    if made is not None:
        return made
    named = subject_named(session, actor, about=about) if about else None
    task = Task(
        request_key=request_key,
        title=_checked_title(title),
        notes=cleaned(notes, longest=10_000, field="notes", name="The note"),
        priority=priority,
        assigned_to_id=_checked_assignee(session, actor, assigned_to_id) or actor.user_id,
        due_on=due_on,
        about_kind=named.kind if named else None,
        about_id=named.id if named else None,
        about_name=named.name if named else "",
        property_id=named.property_id if named else None,
        created_at=now,
        created_by=actor.name,
    )
    session.add(task)
    session.flush()
    _audit(session, actor, task, "added", now)
    return task.id


def change_task(
    session: Session,
    actor: Actor,
    *,
    task_id: UUID,
    version: int,
    title: str,
    notes: str,
    priority: Priority,
    assigned_to_id: UUID | None,
    due_on: date | None,
    now: datetime,
) -> None:
    """Change what is to be done, by whom and until when; refused (`Stale`) when somebody else did meanwhile."""
    actor.must(Permission.CHANGE_TASKS)
    task = _locked(session, actor, task_id)
    if task.version != version:
        raise Stale("Somebody else changed this task meanwhile. Reload the page, then enter your change again.")
    task.title = _checked_title(title)
    task.notes = cleaned(notes, longest=10_000, field="notes", name="The note")
    task.priority, task.due_on = priority, due_on
    task.assigned_to_id = _checked_assignee(session, actor, assigned_to_id)
    task.version += 1
    _audit(session, actor, task, "changed", now)


def complete_task(session: Session, actor: Actor, *, task_id: UUID, now: datetime) -> None:
    """Say that a task is done."""
    actor.must(Permission.CHANGE_TASKS)
    task = _locked(session, actor, task_id)
    if task.completed_at is None:
        task.completed_at, task.completed_by = now, actor.name
        task.version += 1
        _audit(session, actor, task, "completed", now)


def reopen_task(session: Session, actor: Actor, *, task_id: UUID, now: datetime) -> None:
    """Say that a task is not done after all."""
    actor.must(Permission.CHANGE_TASKS)
    task = _locked(session, actor, task_id)
    if task.completed_at is not None:
        task.completed_at, task.completed_by = None, ""
        task.version += 1
        _audit(session, actor, task, "reopened", now)


def _checked_title(title: str) -> str:
    title = " ".join(cleaned(title, longest=LONGEST_TITLE, field="title", name="The task").split())
    if not title:
        raise TitleMissing("Write what is to be done.", field="title")
    return title


def _checked_assignee(session: Session, actor: Actor, user_id: UUID | None) -> UUID | None:
    if user_id is not None and all(user_id != known for known, _, _ in colleagues(session, actor)):
        raise AssigneeUnknown("Choose somebody of the office.", field="assigned_to_id")
    return user_id


def _locked(session: Session, actor: Actor, task_id: UUID) -> Task:
    task = session.exec(select(Task).where(Task.id == task_id).with_for_update()).first()
    if task is None or not actor.sees(task.property_id):
        raise NotFound("This task does not exist, or it is not yours to see.")
    return task


def _audit(session: Session, actor: Actor, task: Task, did: str, now: datetime) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="task",
        about_id=task.id,
        about_name=task.title,
        property_id=task.property_id,
        now=now,
    )
