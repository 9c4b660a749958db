"""The record a task is about: what it is called and where it is, as far as the asking person may see it."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, false, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.queries.scope import links_of, seen_document, visible
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotFound
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.messages.tables import Message
from pm_app.people.tables import Person
from pm_app.portfolio.queries.units import unit_place
from pm_app.portfolio.tables import Property
from pm_app.tasks.enums import TaskSubject
from pm_app.tasks.rules.tasks import NamedSubject, Subject
from pm_app.tasks.tables import Task

_NOT_THERE = "What the task is about does not exist, or it is not yours to see."
_NEEDED = {
    TaskSubject.PROPERTY: Permission.VIEW_PORTFOLIO,
    TaskSubject.UNIT: Permission.VIEW_PORTFOLIO,
    TaskSubject.TENANCY: Permission.VIEW_LEASES,
    TaskSubject.PERSON: Permission.VIEW_PEOPLE,
    TaskSubject.DOCUMENT: Permission.VIEW_DOCUMENTS,
    TaskSubject.MESSAGE: Permission.VIEW_MAIL,
}


def subject_named(session: Session, actor: Actor, *, about: Subject) -> NamedSubject:
    """Return what the record is called and which property it is in; refuses (`NotFound`) what the actor may not see.

    A document of several properties, and a person, are in none. A date is spoken of by the record that has it.
    """
    if about.kind not in _NEEDED or not actor.may(_NEEDED[about.kind]):
        raise NotFound(_NOT_THERE, field="about")
    try:
        found = _FIND[about.kind](session, actor, about.id)
    except NotFound:
        found = None
    if found is None or not actor.sees(found[1]):
        raise NotFound(_NOT_THERE, field="about")
    return NamedSubject(about.kind, about.id, found[0], found[1])


def subject_seen(actor: Actor, task: Any = Task) -> ColumnElement[bool]:
    """Return the condition that the actor may see what a task is about; a task about nothing has it."""
    kinds = [kind for kind, needed in _NEEDED.items() if actor.may(needed) and kind != TaskSubject.DOCUMENT]
    of_paper = col(task.about_kind) == TaskSubject.DOCUMENT
    its_paper = exists().where(col(Document.id) == col(task.about_id), visible(actor))
    papers = and_(of_paper, its_paper) if actor.may(Permission.VIEW_DOCUMENTS) else false()
    return or_(col(task.about_kind).is_(None), col(task.about_kind).in_(kinds), papers)


def subject_name(actor: Actor, task: Any = Task) -> ColumnElement[str]:
    """Return the column with the name of what a task is about, empty where the actor may not see it."""
    return case((subject_seen(actor, task), col(task.about_name)), else_="")


def _property(session: Session, actor: Actor, property_id: UUID) -> tuple[str, UUID | None] | None:
    found = session.get(Property, property_id)
    return (found.name, found.id) if found else None


def _unit(session: Session, actor: Actor, unit_id: UUID) -> tuple[str, UUID | None] | None:
    place = unit_place(session, actor, unit_id=unit_id)
    return f"{place.property_name}, unit {place.unit_name}", place.property_id


def _tenancy(session: Session, actor: Actor, tenancy_id: UUID) -> tuple[str, UUID | None] | None:
    place = tenancy_place(session, actor, tenancy_id=tenancy_id)
    return place.name, place.property_id


def _person(session: Session, actor: Actor, person_id: UUID) -> tuple[str, UUID | None] | None:
    found = session.get(Person, person_id)
    return (found.name, None) if found else None


def _document(session: Session, actor: Actor, document_id: UUID) -> tuple[str, UUID | None] | None:
    found = seen_document(session, actor, document_id)
    places = {link.property_id for link in links_of(session, actor, [document_id]).get(document_id, ())} - {None}
    return found.title, next(iter(places)) if len(places) == 1 else None


def _message(session: Session, actor: Actor, message_id: UUID) -> tuple[str, UUID | None] | None:
    wanted = sql_select(col(Message.subject), col(Message.property_id)).where(col(Message.id) == message_id)
    found = session.execute(wanted).first()
    return (found[0] or "Mail", found[1]) if found else None


_FIND = {
    TaskSubject.PROPERTY: _property,
    TaskSubject.UNIT: _unit,
    TaskSubject.TENANCY: _tenancy,
    TaskSubject.PERSON: _person,
    TaskSubject.DOCUMENT: _document,
    TaskSubject.MESSAGE: _message,
}
