"""Adding, changing and removing templates of tasks, and starting one by hand."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused, Stale
from pm_app.kernel.listing import cleaned
from pm_app.tasks.actions.checklists import checked_steps
from pm_app.tasks.actions.tasks import TitleMissing, add_task
from pm_app.tasks.enums import AssignTo
from pm_app.tasks.queries.people import checked_assignee
from pm_app.tasks.queries.templates import template_named
from pm_app.tasks.rules.tasks import LONGEST_NOTE, LONGEST_TITLE, Subject
from pm_app.tasks.rules.templates import TemplateFacts, check_template, due_after
from pm_app.tasks.tables import TaskTemplate


class TemplateThere(Refused):
    """The same task is started by the same event already."""


def add_task_template(session: Session, actor: Actor, *, facts: TemplateFacts, today: date, now: datetime) -> UUID:
    """Add a template; it starts tasks for what happens from today on. Refuses one that is there already."""
    actor.must(Permission.SET_POLICIES)
    template = TaskTemplate(in_use_since=today, **_values(session, actor, facts, None))
    session.add(template)
    session.flush()
    _audit(session, actor, template, "added", now)
    return template.id


def change_task_template(
    session: Session,
    actor: Actor,
    *,
    task_template_id: UUID,
    version: int,
    facts: TemplateFacts,
    today: date,
    now: datetime,
) -> None:
    """Change a template; tasks it started stay as they are. A changed event counts from today on.

    Refused (`Stale`) when somebody else changed it meanwhile.
    """
    actor.must(Permission.SET_POLICIES)
    template = _locked(session, task_template_id, version)
    before = (template.event, template.document_kind)
    for name, value in _values(session, actor, facts, template.id).items():
        setattr(template, name, value)
    if (template.event, template.document_kind) != before:
        template.in_use_since = today
    template.version += 1
    _audit(session, actor, template, "changed", now)


def remove_task_template(
    session: Session, actor: Actor, *, task_template_id: UUID, version: int, now: datetime
) -> None:
    """Let a template start no more tasks; those it started stay."""
    actor.must(Permission.SET_POLICIES)
    template = _locked(session, task_template_id, version)
    template.removed_at = now
    template.version += 1
    _audit(session, actor, template, "removed", now)


def start_template(
    session: Session,
    actor: Actor,
    *,
    task_template_id: UUID,
    request_key: UUID,
    today: date,
    now: datetime,
    about: Subject | None = None,
    assigned_to_id: UUID | None = None,
) -> UUID:
    """Start a template's task by hand, counted from today: for whom it names, else for whoever starts it."""
    actor.must(Permission.CHANGE_TASKS)
    facts = template_named(session, actor, task_template_id=task_template_id).facts
    named = facts.assigned_to_id if facts.assign_to == AssignTo.PERSON else None
    return add_task(
        session,
        actor,
        request_key=request_key,
        title=facts.title,
        notes=facts.notes,
        priority=facts.priority,
        due_on=due_after(today, facts.due_days),
        assigned_to_id=assigned_to_id or named,
        about=about,
        checklist=facts.checklist,
        now=now,
    )


def _values(session: Session, actor: Actor, facts: TemplateFacts, template_id: UUID | None) -> dict[str, Any]:
    title = " ".join(cleaned(facts.title, longest=LONGEST_TITLE, field="title", name="The task").split())
    if not title:
        raise TitleMissing("Write what is to be done.", field="title")
    check_template(facts)
    same = select(TaskTemplate.id).where(
        TaskTemplate.event == facts.event,
        func.lower(TaskTemplate.title) == title.lower(),
        col(TaskTemplate.document_kind).is_not_distinct_from(facts.document_kind),
        col(TaskTemplate.removed_at).is_(None),
    )
    if any(found != template_id for found in session.exec(same)):
        raise TemplateThere("There is a template for this task and this event already.", field="title")
    person = facts.assigned_to_id if facts.assign_to == AssignTo.PERSON else None
    return {
        "event": facts.event,
        "document_kind": facts.document_kind,
        "title": title,
        "notes": cleaned(facts.notes, longest=LONGEST_NOTE, field="notes", name="The note"),
        "priority": facts.priority,
        "due_days": facts.due_days,
        "assign_to": facts.assign_to,
        "assigned_to_id": checked_assignee(session, actor, person),
        "checklist": checked_steps(facts.checklist),
    }


def _locked(session: Session, task_template_id: UUID, version: int) -> TaskTemplate:
    template = session.exec(select(TaskTemplate).where(TaskTemplate.id == task_template_id).with_for_update()).first()
    if template is None or template.removed_at is not None:
        raise NotFound("This template does not exist any more.")
    if template.version != version:
        raise Stale("Somebody else changed this template meanwhile. Reload the page, then enter your change again.")
    return template


def _audit(session: Session, actor: Actor, template: TaskTemplate, did: str, now: datetime) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="task template",
        about_id=template.id,
        about_name=template.title,
        now=now,
        details={"event": str(template.event)},
    )
