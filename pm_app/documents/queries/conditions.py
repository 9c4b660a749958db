"""Conditions on documents that several queries share: their state on a day, what they belong to, what replaces them."""

from datetime import date
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Text, and_, any_, case, cast, exists, false, func, literal, or_
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased
from sqlmodel import col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentState
from pm_app.documents.queries.scope import link_seen
from pm_app.documents.rules.kinds import KIND_FACTS
from pm_app.documents.tables.documents import Document, DocumentLink, DocumentVersion
from pm_app.documents.tables.kinds import DocumentKindSetting
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property, Unit


def is_replaced() -> ColumnElement[bool]:
    """Return the condition that another document in use replaces this one."""
    successor = aliased(Document)
    in_use = and_(col(successor.archived_at).is_(None), col(successor.trashed_at).is_(None))
    # Most documents replace none: those need not be remembered when all are read once.
    replaces = and_(col(successor.replaces_id).isnot(None), col(successor.replaces_id) == col(Document.id))
    return exists().where(and_(replaces, in_use))


@cache
def replaced_by_one() -> ColumnElement[bool]:
    """Return the same for a few rows: each is looked up, where `is_replaced` may read all documents once."""
    successor = aliased(Document)
    in_use = and_(col(successor.archived_at).is_(None), col(successor.trashed_at).is_(None))
    named = sql_select(col(successor.id)).where(col(successor.replaces_id) == col(Document.id), in_use)
    return named.correlate(Document).limit(1).scalar_subquery().isnot(None)


def in_use() -> ColumnElement[bool]:
    """Return the condition that a document was neither put away nor thrown away."""
    return and_(col(Document.archived_at).is_(None), col(Document.trashed_at).is_(None))


@lru_cache(maxsize=8)
def state_on(today: date, *, of_a_few: bool = False) -> ColumnElement[str]:
    """Return the state of a document on a day as the database computes it; agrees with `document_state`.

    `of_a_few`: it is asked of so few documents that each is looked up.
    """
    left = col(Document.valid_through) - literal(today)
    unreviewed = col(Document.reviewed_at).is_(None)
    return case(
        (col(Document.trashed_at).isnot(None), DocumentState.IN_TRASH.value),
        (col(Document.archived_at).isnot(None), DocumentState.ARCHIVED.value),
        (replaced_by_one() if of_a_few else is_replaced(), DocumentState.SUPERSEDED.value),
        (col(Document.valid_through) < today, DocumentState.EXPIRED.value),
        (and_(unreviewed, col(Document.valid_from) > today), DocumentState.NEEDS_REVIEW.value),
        (col(Document.valid_from) > today, DocumentState.NOT_YET_VALID.value),
        (and_(unreviewed, col(Document.valid_through).is_(None)), DocumentState.NEEDS_REVIEW.value),
        (col(Document.valid_through).is_(None), DocumentState.NO_EXPIRATION.value),
        (left <= _windows(), DocumentState.EXPIRING.value),
        (unreviewed, DocumentState.NEEDS_REVIEW.value),
        else_=DocumentState.VALID.value,
    )


def _windows() -> Any:
    """Return how many days before its end a document is expiring, from the settings, looked up once for all of them."""
    shipped = literal({kind.value: facts.window_days for kind, facts in KIND_FACTS.items()}, JSONB)
    first = func.greatest(func.coalesce(col(DocumentKindSetting.ladder)[1], 0), 0)
    changed = func.coalesce(func.jsonb_object_agg(col(DocumentKindSetting.kind), first), literal({}, JSONB))
    every = sql_select(shipped.op("||")(changed)).scalar_subquery()
    return cast(every.op("->>")(cast(col(Document.kind), Text)), Integer)


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
    actor: Actor,
    *,
    property_id: UUID | None = None,
    unit_id: UUID | None = None,
    tenancy_id: UUID | None = None,
    person_id: UUID | None = None,
) -> ColumnElement[bool]:
    """Return the condition that a document belongs to a thing, by what the actor may see of it.

    A property has the documents of its units and leases too, a unit and a person those of their leases.
    """
    link = aliased(DocumentLink)
    wanted: list[Any] = [col(link.document_id) == col(Document.id), link_seen(actor, link)]
    if property_id is not None:
        wanted.append(col(link.scope_property_id) == property_id)
    if unit_id is not None:
        tenancies = sql_select(col(Tenancy.id)).where(col(Tenancy.unit_id) == unit_id)
        wanted.append(or_(col(link.unit_id) == unit_id, col(link.tenancy_id).in_(tenancies)))
    if tenancy_id is not None:
        wanted.append(col(link.tenancy_id) == tenancy_id)
    if person_id is not None:
        if not actor.may(Permission.VIEW_PEOPLE):
            return false()
        tenancies = sql_select(col(LeaseParty.tenancy_id)).where(col(LeaseParty.person_id) == person_id)
        wanted.append(or_(col(link.person_id) == person_id, col(link.tenancy_id).in_(tenancies)))
    return exists().where(and_(*wanted))


def belongs_to_named(actor: Actor, pattern: str) -> ColumnElement[bool]:
    """Return the condition that a document belongs to something the actor sees whose name is like the pattern."""
    ways = (
        (DocumentLink.scope_property_id, Property, Permission.VIEW_DOCUMENTS),
        (DocumentLink.unit_id, Unit, Permission.VIEW_DOCUMENTS),
        (DocumentLink.tenancy_id, Tenancy, Permission.VIEW_LEASES),
        (DocumentLink.person_id, Person, Permission.VIEW_PEOPLE),
    )
    # As an array each is looked up in the index of the links; as a subquery all links would be read.
    named = [
        col(link) == any_(func.array(_named(thing, pattern)))
        for link, thing, permission in ways
        if actor.may(permission)
    ]
    seen = within_scope(actor, col(DocumentLink.scope_property_id))
    return col(Document.id).in_(sql_select(col(DocumentLink.document_id)).where(or_(false(), *named), seen))


def _named(thing: Any, pattern: str) -> Any:
    return sql_select(col(thing.id)).where(col(thing.name).ilike(pattern, escape="\\")).scalar_subquery()
