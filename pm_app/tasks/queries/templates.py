"""Templates of tasks, and the tasks they are to start."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, func, select

from pm_app.access.enums import Permission
from pm_app.access.queries.acting import acting_as
from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import NotFound
from pm_app.tasks.enums import AssignTo, Priority, TaskEvent
from pm_app.tasks.queries.events import happenings
from pm_app.tasks.queries.people import standing_in
from pm_app.tasks.rules.templates import Happened, TaskToStart, TemplateFacts, due_after, fits, started_key
from pm_app.tasks.tables import Task, TaskTemplate


@dataclass(frozen=True)
class TemplateRow:
    """A template in use, who gets its tasks by name, and how many tasks it has started."""

    task_template_id: UUID
    facts: TemplateFacts
    assigned_to: str
    in_use_since: date
    started: int
    version: int


def template_rows(session: Session, actor: Actor) -> list[TemplateRow]:
    """Return the templates in use, by event and title."""
    actor.must(Permission.VIEW_TASKS)
    started = (
        select(col(Task.task_template_id).label("id"), func.count().label("tasks"))
        .where(col(Task.task_template_id).isnot(None))
        .group_by(col(Task.task_template_id))
        .subquery()
    )
    rows = session.exec(
        select(TaskTemplate, User.name, started.c.tasks)
        .outerjoin(User, col(User.id) == col(TaskTemplate.assigned_to_id))
        .outerjoin(started, started.c.id == col(TaskTemplate.id))
        .where(col(TaskTemplate.removed_at).is_(None))
        .order_by(func.lower(TaskTemplate.title), col(TaskTemplate.id))
    )
    order = list(TaskEvent)
    found = [_row(template, name, tasks) for template, name, tasks in rows]
    return sorted(found, key=lambda row: order.index(row.facts.event))


def template_named(session: Session, actor: Actor, *, task_template_id: UUID) -> TemplateRow:
    """Return one template in use."""
    found = next((row for row in template_rows(session, actor) if row.task_template_id == task_template_id), None)
    if found is None:
        raise NotFound("This template does not exist any more.")
    return found


def tasks_to_start(session: Session, actor: Actor, *, today: date) -> list[TaskToStart]:
    """Return the tasks that templates are to start for what happened since they are in use, without those there are.

    The same happening asked for twice names the same key. Whoever left, or does not look after the property, gets none
    of them: what is for who is responsible goes to a manager then, else an administrator; what is for a named person
    to nobody.
    """
    actor.must(Permission.CHANGE_TASKS)
    found: list[tuple[TemplateRow, Happened]] = []
    for template in template_rows(session, actor):
        event = template.facts.event
        for happened in happenings(session, actor, event=event, since=template.in_use_since, today=today):
            if fits(event, template.facts.document_kind, template.in_use_since, happened):
                found.append((template, happened))
    there = _started(session)
    missing = [(row, event) for row, event in found if started_key(row.task_template_id, event) not in there]
    wanted = {_wanted(row.facts, event) for row, event in missing} - {None}
    people = acting_as(session, actor, user_ids=[user_id for user_id in wanted if user_id is not None])
    return [_to_start(row, event, _doer(session, actor, row.facts, event, people)) for row, event in missing]


def _started(session: Session) -> set[UUID]:
    return set(session.exec(select(Task.request_key).where(col(Task.task_template_id).isnot(None))))


def _wanted(facts: TemplateFacts, happened: Happened) -> UUID | None:
    return facts.assigned_to_id if facts.assign_to == AssignTo.PERSON else happened.manager_id


def _doer(
    session: Session, actor: Actor, facts: TemplateFacts, happened: Happened, people: dict[UUID, Actor]
) -> UUID | None:
    wanted = _wanted(facts, happened)
    who = people.get(wanted) if wanted else None
    if who is not None and who.sees(happened.property_id):
        return who.user_id
    if facts.assign_to == AssignTo.PERSON:
        return None
    return standing_in(session, actor, property_id=happened.property_id)


def _to_start(row: TemplateRow, happened: Happened, assigned_to_id: UUID | None) -> TaskToStart:
    facts = row.facts
    return TaskToStart(
        request_key=started_key(row.task_template_id, happened),
        task_template_id=row.task_template_id,
        title=facts.title,
        notes=facts.notes,
        priority=facts.priority,
        due_on=due_after(happened.happened_on, facts.due_days),
        about=happened.about,
        assigned_to_id=assigned_to_id,
        checklist=tuple(facts.checklist),
    )


def _row(template: TaskTemplate, assigned_to: str | None, started: int | None) -> TemplateRow:
    facts = TemplateFacts(
        event=TaskEvent(template.event),
        title=template.title,
        document_kind=DocumentKind(template.document_kind) if template.document_kind else None,
        notes=template.notes,
        priority=Priority(template.priority),
        due_days=template.due_days,
        assign_to=AssignTo(template.assign_to),
        assigned_to_id=template.assigned_to_id,
        checklist=tuple(template.checklist),
    )
    return TemplateRow(template.id, facts, assigned_to or "", template.in_use_since, started or 0, template.version)
