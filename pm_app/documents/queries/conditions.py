"""Conditions on documents that several queries share: their state on a day, what they belong to, what replaces them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, literal, or_
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import col

from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind, DocumentState
from pm_app.documents.rules.kinds import expiring_window_days
from pm_app.documents.tables.documents import Document, DocumentLink, DocumentVersion
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property, Unit


def is_replaced() -> ColumnElement[bool]:
    """Return the condition that another document in use replaces this one."""
    successor = aliased(Document)
    return exists().where(and_(col(successor.replaces_id) == col(Document.id), col(successor.archived_at).is_(None)))


def state_on(today: date) -> ColumnElement[str]:
    """Return the state of a document on a day as the database computes it; agrees with `document_state`."""
    windows = case({kind: expiring_window_days(kind) for kind in DocumentKind}, value=col(Document.kind))
    left = col(Document.valid_through) - literal(today)
    return case(
        (col(Document.archived_at).isnot(None), DocumentState.ARCHIVED.value),
        (is_replaced(), DocumentState.SUPERSEDED.value),
        (col(Document.valid_through) < today, DocumentState.EXPIRED.value),
        (col(Document.valid_from) > today, DocumentState.NOT_YET_VALID.value),
        (col(Document.valid_through).is_(None), DocumentState.NO_EXPIRATION.value),
        (left <= windows, DocumentState.EXPIRING.value),
        else_=DocumentState.VALID.value,
    )


def current_version_id() -> Any:
    """Return the id of a document's current edition, as a subquery on `Document`."""
    edition = aliased(DocumentVersion)
    newest = sql_select(col(edition.id)).where(col(edition.document_id) == col(Document.id)).correlate(Document)
    return newest.order_by(col(edition.number).desc()).limit(1).scalar_subquery()


def edition_id(document_id: UUID, number: int | None = None) -> Any:
    """Return the id of one document's current edition, or of its numbered one, as a subquery."""
    wanted = sql_select(col(DocumentVersion.id)).where(col(DocumentVersion.document_id) == document_id)
    if number is not None:
        wanted = wanted.where(col(DocumentVersion.number) == number)
    return wanted.order_by(col(DocumentVersion.number).desc()).limit(1).scalar_subquery()


def current(column: str) -> Any:
    """Return a column of a document's current edition, as a subquery on `Document`."""
    edition = aliased(DocumentVersion)
    return (
        sql_select(getattr(edition, column))
        .where(col(edition.id) == current_version_id())
        .correlate(Document)
        .scalar_subquery()
    )


def belongs(
    *,
    property_id: UUID | None = None,
    unit_id: UUID | None = None,
    tenancy_id: UUID | None = None,
    person_id: UUID | None = None,
) -> ColumnElement[bool]:
    """Return the condition that a document belongs to a thing.

    A property has the documents of its units and leases too, a unit and a person those of their leases.
    """
    link = aliased(DocumentLink)
    wanted: list[Any] = [col(link.document_id) == col(Document.id)]
    if property_id is not None:
        wanted.append(col(link.scope_property_id) == property_id)
    if unit_id is not None:
        tenancies = sql_select(col(Tenancy.id)).where(col(Tenancy.unit_id) == unit_id)
        wanted.append(or_(col(link.unit_id) == unit_id, col(link.tenancy_id).in_(tenancies)))
    if tenancy_id is not None:
        wanted.append(col(link.tenancy_id) == tenancy_id)
    if person_id is not None:
        tenancies = sql_select(col(LeaseParty.tenancy_id)).where(col(LeaseParty.person_id) == person_id)
        wanted.append(or_(col(link.person_id) == person_id, col(link.tenancy_id).in_(tenancies)))
    return exists().where(and_(*wanted))


def belongs_to_household() -> ColumnElement[bool]:
    """Return the condition that a document belongs to a tenancy."""
    link = aliased(DocumentLink)
    return exists().where(and_(col(link.document_id) == col(Document.id), col(link.tenancy_id).isnot(None)))


def belongs_to_named(pattern: str) -> ColumnElement[bool]:
    """Return the condition that a document belongs to something whose name is like the pattern."""
    ways = (
        (DocumentLink.scope_property_id, Property),
        (DocumentLink.unit_id, Unit),
        (DocumentLink.tenancy_id, Tenancy),
        (DocumentLink.person_id, Person),
    )
    named = [
        col(link).in_(sql_select(col(thing.id)).where(col(thing.name).ilike(pattern, escape="\\")))
        for link, thing in ways
    ]
    return col(Document.id).in_(sql_select(col(DocumentLink.document_id)).where(or_(*named)))


def first_place(actor: Actor) -> Any:
    """Return the property a document is counted under: the one of its first link to a property the actor sees."""
    link = aliased(DocumentLink)
    return (
        sql_select(col(link.scope_property_id))
        .where(
            col(link.document_id) == col(Document.id),
            col(link.scope_property_id).isnot(None),
            within_scope(actor, col(link.scope_property_id)),
        )
        .order_by(col(link.id))
        .limit(1)
        .correlate(Document)
        .scalar_subquery()
    )
