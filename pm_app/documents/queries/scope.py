"""Which documents an actor sees, and the things a document may belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, true
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


def visible(actor: Actor, document_id: Any = None) -> ColumnElement[bool]:
    """Return the condition that a query on documents must carry for this actor.

    A document of several properties is seen by whoever sees one of them; one that belongs to no property, by all.
    """
    if actor.property_ids is None:
        return true()
    document_id = col(Document.id) if document_id is None else document_id
    scoped = aliased(DocumentLink)
    placed = and_(col(scoped.document_id) == document_id, col(scoped.scope_property_id).isnot(None))
    mine = col(scoped.scope_property_id).in_(actor.property_ids)
    return or_(~exists().where(placed), exists().where(and_(col(scoped.document_id) == document_id, mine)))


def seen_document(session: Session, actor: Actor, document_id: UUID, *, lock: bool = False) -> Document:
    """Return the document; refuses (`NotFound`) one that is not there or not within scope."""
    wanted = select(Document).where(Document.id == document_id, visible(actor))
    found = session.exec(wanted.with_for_update() if lock else wanted).first()
    if found is None:
        raise NotFound("This document does not exist, or it is not yours to see.")
    return found


def links_of(session: Session, actor: Actor, document_ids: Sequence[UUID]) -> dict[UUID, tuple[LinkRow, ...]]:
    """Return what each of the documents belongs to, as far as the actor may see those things, by kind and name."""
    if not document_ids:
        return {}
    rows = session.execute(
        sql_select(DocumentLink, _name, _detail)
        .outerjoin(Unit, col(Unit.id) == col(DocumentLink.unit_id))
        .outerjoin(Tenancy, col(Tenancy.id) == col(DocumentLink.tenancy_id))
        .outerjoin(Person, col(Person.id) == col(DocumentLink.person_id))
        .outerjoin(Property, col(Property.id) == col(DocumentLink.scope_property_id))
        .where(
            col(DocumentLink.document_id).in_(document_ids),
            within_scope(actor, col(DocumentLink.scope_property_id)),
            or_(col(DocumentLink.tenancy_id).is_(None), _granted(actor, Permission.VIEW_LEASES)),
            or_(col(DocumentLink.person_id).is_(None), _granted(actor, Permission.VIEW_PEOPLE)),
        )
        .order_by(col(DocumentLink.person_id).isnot(None), _name, col(DocumentLink.id))
    )
    found: dict[UUID, list[LinkRow]] = {}
    for link, name, detail in rows:
        found.setdefault(link.document_id, []).append(_link_row(link, name, detail or ""))
    return {document_id: tuple(links) for document_id, links in found.items()}


_name = func.coalesce(col(Person.name), col(Tenancy.name), col(Unit.name), col(Property.name))
_detail = col(Property.name)


def thing_names(session: Session, document_id: UUID) -> list[str]:
    """Return the names of everything a document belongs to, whoever asks: for the index, never for a screen."""
    rows = session.execute(
        sql_select(_name, _detail)
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
