"""Which documents an actor sees, and the things a document may belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, true, union
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.kernel.errors import NotFound
from pm_app.leasing.tables import Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property, Unit


@dataclass(frozen=True)
class Target:
    """A thing documents belong to: its name, and the property it is in (None for a person)."""

    target: LinkTarget
    name: str
    property_id: UUID | None


@dataclass(frozen=True)
class LinkRow:
    """One thing a document belongs to. `kind` is property, unit, lease or person; `detail` says where it is."""

    document_link_id: UUID
    document_id: UUID
    kind: str
    target_id: UUID
    name: str
    detail: str
    property_id: UUID | None


def visible(actor: Actor, *, trashed: bool = False, document: Any = Document) -> ColumnElement[bool]:
    """Return the condition that a query on documents must carry for this actor: who sees what is decided here alone.

    A document is seen by whoever sees one of the things it belongs to: its property within scope, its household with
    the right to view leases, its person with the right to view people (a document of persons alone has no property).
    One that belongs to nothing is seen by who filed it, and by those who change documents and see all properties.
    Restricted ones are seen by those who may view sensitive documents, and by who filed them. What is in the trash is
    left out, unless it is asked for by somebody who may change documents.
    """
    conditions: list[ColumnElement[bool]] = []
    if not (trashed and actor.may(Permission.CHANGE_DOCUMENTS)):
        conditions.append(col(document.trashed_at).is_(None))
    filed_it = col(document.filed_by_id) == actor.user_id if actor.user_id is not None else false()
    if not actor.may(Permission.VIEW_SENSITIVE_DOCUMENTS):
        conditions.append(or_(~col(document.restricted), filed_it))
    if not _sees_all_places(actor):
        conditions.append(or_(*_ways_to_see(actor, document, filed_it)))
    return and_(*conditions) if conditions else true()


_OF_ALL_PLACES = (Permission.VIEW_LEASES, Permission.VIEW_PEOPLE, Permission.CHANGE_DOCUMENTS)


def _sees_all_places(actor: Actor) -> bool:
    return actor.property_ids is None and all(actor.may(permission) for permission in _OF_ALL_PLACES)


def _ways_to_see(actor: Actor, document: Any, filed_it: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    link = aliased(DocumentLink)
    of_it = col(link.document_id) == col(document.id)
    here = or_(col(link.tenancy_id).is_(None), _granted(actor, Permission.VIEW_LEASES))
    at_a_place = and_(of_it, col(link.scope_property_id).isnot(None))
    ways = [
        exists().where(and_(at_a_place, within_scope(actor, col(link.scope_property_id)), here)),
        and_(~exists().where(of_it), true() if _may_sort(actor) else filed_it),
    ]
    if actor.may(Permission.VIEW_PEOPLE):
        of_a_person = exists().where(and_(of_it, col(link.person_id).isnot(None)))
        elsewhere = exists().where(at_a_place) if actor.property_ids is not None else false()
        ways.append(and_(of_a_person, ~elsewhere))
    return ways


def visible_ids(actor: Actor, *, trashed: bool = False) -> Select[UUID]:
    """Return the question for the ids of all documents that `visible` lets this actor see.

    Somebody held to some properties sees few of many: those are reached by their links instead of one by one.
    """
    seen = sql_select(col(Document.id)).where(visible(actor, trashed=trashed))
    if actor.property_ids is None:
        return seen
    ways = [
        sql_select(col(DocumentLink.document_id)).where(col(DocumentLink.scope_property_id).in_(actor.property_ids)),
        sql_select(col(DocumentLink.document_id)).where(col(DocumentLink.person_id).isnot(None)),
        sql_select(col(Document.id)).where(col(Document.filed_by_id) == actor.user_id),
    ]
    return seen.where(col(Document.id).in_(union(*ways)))


def _may_sort(actor: Actor) -> bool:
    return actor.property_ids is None and actor.may(Permission.CHANGE_DOCUMENTS)


def seen_document(
    session: Session, actor: Actor, document_id: UUID, *, lock: bool = False, trashed: bool = False
) -> Document:
    """Return the document; refuses (`NotFound`) one that is not there, or not this actor's to see.

    One in the trash is refused too, unless it is asked for.
    """
    wanted = select(Document).where(Document.id == document_id, visible(actor, trashed=True))
    found = session.exec(wanted.with_for_update() if lock else wanted).first()
    if found is None:
        raise NotFound("This document does not exist, or it is not yours to see.")
    if found.trashed_at is not None and not trashed:
        raise NotFound("This document is in the trash. Restore it first.")
    return found


def sees_all_names(actor: Actor) -> bool:
    """Return whether this actor may see the name of everything a document may belong to."""
    return actor.property_ids is None and actor.may(Permission.VIEW_LEASES) and actor.may(Permission.VIEW_PEOPLE)


def link_seen(actor: Actor, link: Any) -> ColumnElement[bool]:
    """Return the condition that this actor may see the thing a link leads to, so that its name may be told.

    A property and a unit within scope, a household with the right to view leases too, a person with the right to view
    people.
    """
    return and_(
        within_scope(actor, col(link.scope_property_id)),
        or_(col(link.tenancy_id).is_(None), _granted(actor, Permission.VIEW_LEASES)),
        or_(col(link.person_id).is_(None), _granted(actor, Permission.VIEW_PEOPLE)),
    )


def links_of(session: Session, actor: Actor, document_ids: Sequence[UUID]) -> dict[UUID, tuple[LinkRow, ...]]:
    """Return what each of the documents belongs to, as far as the actor may see those things, by kind and name."""
    if not document_ids:
        return {}
    rows = session.execute(
        sql_select(DocumentLink, thing_name, _detail)
        .outerjoin(Unit, col(Unit.id) == col(DocumentLink.unit_id))
        .outerjoin(Tenancy, col(Tenancy.id) == col(DocumentLink.tenancy_id))
        .outerjoin(Person, col(Person.id) == col(DocumentLink.person_id))
        .outerjoin(Property, col(Property.id) == col(DocumentLink.scope_property_id))
        .where(
            col(DocumentLink.document_id).in_(document_ids),
            link_seen(actor, DocumentLink),
        )
        .order_by(col(DocumentLink.person_id).isnot(None), thing_name, col(DocumentLink.id))
    )
    found: dict[UUID, list[LinkRow]] = {}
    for link, name, detail in rows:
        found.setdefault(link.document_id, []).append(_link_row(link, name, detail or ""))
    return {document_id: tuple(links) for document_id, links in found.items()}


thing_name = func.coalesce(col(Person.name), col(Tenancy.name), col(Unit.name), col(Property.name))
_detail = col(Property.name)


def thing_names(session: Session, document_id: UUID) -> list[str]:
    """Return the names of everything a document belongs to, whoever asks: for the index, never for a screen."""
    rows = session.execute(
        sql_select(thing_name, _detail)
        .select_from(DocumentLink)
        .outerjoin(Unit, col(Unit.id) == col(DocumentLink.unit_id))
        .outerjoin(Tenancy, col(Tenancy.id) == col(DocumentLink.tenancy_id))
        .outerjoin(Person, col(Person.id) == col(DocumentLink.person_id))
        .outerjoin(Property, col(Property.id) == col(DocumentLink.scope_property_id))
        .where(col(DocumentLink.document_id) == document_id)
    )
    return sorted({name for names in rows for name in names if name})


def _granted(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return true() if actor.may(permission) else ~true()


def _link_row(link: DocumentLink, name: str, detail: str) -> LinkRow:
    kinds = (
        ("property", link.property_id),
        ("unit", link.unit_id),
        ("lease", link.tenancy_id),
        ("person", link.person_id),
    )
    kind, target_id = next((kind, target_id) for kind, target_id in kinds if target_id is not None)
    return LinkRow(
        link.id, link.document_id, kind, target_id, name, "" if kind == "property" else detail, link.scope_property_id
    )


def target_named(session: Session, actor: Actor, *, target: LinkTarget) -> Target:
    """Return the thing a link names; refuses (`NotFound`) what is not there, not within scope, or not for this role."""
    if target.property_id is not None:
        found = _property(session, actor, target.property_id)
    elif target.unit_id is not None:
        found = _unit(session, actor, target.unit_id)
    elif target.tenancy_id is not None:
        found = _tenancy(session, actor, target.tenancy_id)
    else:
        found = _person(session, actor, target.person_id)
    if found is None or not actor.sees(found[1]):
        raise NotFound("What the document is to belong to does not exist, or it is not yours to see.", field="target")
    return Target(target, *found)


def _property(session: Session, actor: Actor, property_id: UUID) -> tuple[str, UUID | None] | None:
    actor.must(Permission.VIEW_PORTFOLIO)
    found = session.get(Property, property_id)
    return (found.name, found.id) if found else None


def _unit(session: Session, actor: Actor, unit_id: UUID) -> tuple[str, UUID | None] | None:
    actor.must(Permission.VIEW_PORTFOLIO)
    found = session.get(Unit, unit_id)
    return (found.name, found.property_id) if found else None


def _tenancy(session: Session, actor: Actor, tenancy_id: UUID) -> tuple[str, UUID | None] | None:
    actor.must(Permission.VIEW_LEASES)
    found = session.get(Tenancy, tenancy_id)
    return (found.name, found.property_id) if found else None


def _person(session: Session, actor: Actor, person_id: UUID | None) -> tuple[str, UUID | None] | None:
    actor.must(Permission.VIEW_PEOPLE)
    found = session.get(Person, person_id)
    return (found.name, None) if found else None
