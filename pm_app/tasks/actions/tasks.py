"""Adding and changing tasks: what is to be done, by whom, until when, about what, and how it comes again."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused, Stale
from pm_app.kernel.listing import cleaned
from pm_app.tasks.actions.checklists import add_steps
from pm_app.tasks.actions.writing import audit_task, hold_request, locked_task, tell_assignee
from pm_app.tasks.enums import Priority
from pm_app.tasks.queries.people import checked_assignee
from pm_app.tasks.queries.subjects import subject_named
from pm_app.tasks.rules.tasks import (
    LONGEST_NOTE,
    LONGEST_TITLE,
    ONCE,
    NamedSubject,
    Repeating,
    Subject,
    checked_repeating,
)
from pm_app.tasks.tables import Task


class TitleMissing(Refused):
    """A task needs to say what is to be done."""


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
    repeating: Repeating = ONCE,
    checklist: Sequence[str] = (),
    task_template_id: UUID | None = None,
) -> UUID:
    """Add a task, for oneself unless somebody else is named; the same form sent twice adds one task.

    What it is about is looked up, as far as the actor may see it. Whoever is given a task by somebody else is told.
    """
    actor.must(Permission.CHANGE_TASKS)
    if made := _made(session, request_key):
        return made
    named = subject_named(session, actor, about=about) if about else None
    place, again = named.property_id if named else None, checked_repeating(repeating, due_on)
    task = Task(
        request_key=request_key,
        title=_checked_title(title),
        notes=_checked_note(notes),
        priority=priority,
        assigned_to_id=checked_assignee(session, actor, assigned_to_id, property_id=place) or actor.user_id,
        due_on=due_on,
        created_at=now,
        created_by=actor.name,
        repeats=again.repeats,
        repeats_from_done=again.from_done,
        task_template_id=task_template_id,
    )
    _add(session, actor, task, named, checklist, now)
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
    repeating: Repeating = ONCE,
) -> None:
    """Change what is to be done, by whom, until when and how it comes again.

    Refused (`Stale`) when somebody else did meanwhile. Without a rule it comes no more.
    """
    actor.must(Permission.CHANGE_TASKS)
    task = locked_task(session, actor, task_id)
    if task.version != version:
        raise Stale("Somebody else changed this task meanwhile. Reload the page, then enter your change again.")
    before, again = task.assigned_to_id, checked_repeating(repeating, due_on)
    task.title, task.notes = _checked_title(title), _checked_note(notes)
    task.priority, task.due_on = priority, due_on
    if assigned_to_id != before:
        task.assigned_to_id = checked_assignee(session, actor, assigned_to_id, property_id=task.property_id)
    task.repeats, task.repeats_from_done = again.repeats, again.from_done
    if again.repeats:
        task.series_id = task.series_id or task.id
    task.version += 1
    audit_task(session, actor, task, "changed", now)
    if task.assigned_to_id != before:
        tell_assignee(session, actor, task, now)


def link_task(
    session: Session, actor: Actor, *, task_id: UUID, version: int, about: Subject | None, now: datetime
) -> None:
    """Say what a task is about, or (None) that it is about nothing; refused (`Stale`) when it changed meanwhile."""
    actor.must(Permission.CHANGE_TASKS)
    task = locked_task(session, actor, task_id)
    if task.version != version:
        raise Stale("Somebody else changed this task meanwhile. Reload the page and look again.")
    named = subject_named(session, actor, about=about) if about else None
    place = named.property_id if named else None
    checked_assignee(session, actor, task.assigned_to_id, property_id=place)
    _set_subject(task, named)
    task.version += 1
    audit_task(session, actor, task, "linked" if named else "no longer linked", now)


def _add(
    session: Session, actor: Actor, task: Task, named: NamedSubject | None, checklist: Sequence[str], now: datetime
) -> None:
    _set_subject(task, named)
    task.series_id = task.id if task.repeats else None
    session.add(task)
    session.flush()
    add_steps(session, task, checklist)
    audit_task(session, actor, task, "added", now)
    tell_assignee(session, actor, task, now)


def _made(session: Session, request_key: UUID) -> UUID | None:
    hold_request(session, request_key)
    return session.exec(select(Task.id).where(Task.request_key == request_key)).first()


def _set_subject(task: Task, named: NamedSubject | None) -> None:
    task.about_kind, task.about_id = (named.kind, named.id) if named else (None, None)
    task.about_name, task.property_id = (named.name, named.property_id) if named else ("", None)


def _checked_title(title: str) -> str:
    title = " ".join(cleaned(title, longest=LONGEST_TITLE, field="title", name="The task").split())
    if not title:
        raise TitleMissing("Write what is to be done.", field="title")
    return title


def _checked_note(notes: str) -> str:
    return cleaned(notes, longest=LONGEST_NOTE, field="notes", name="The note")
