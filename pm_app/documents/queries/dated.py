"""Every document in use with a day that something must be done by, and where it belongs, as critical dates need it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.conditions import in_use, is_replaced
from pm_app.documents.queries.scope import visible
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.leasing.queries.states import among
from pm_app.leasing.tables import Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property, Unit


@dataclass(frozen=True)
class DatedDocument:
    """A document in use with its last good day, the last day to cancel on, or both.

    It is counted where its first link that still matters leads to: not into an archived property or unit, to a
    household that left or a person who was archived. `of_household`: it belongs to a tenancy.
    """

    document_id: UUID
    title: str
    kind: DocumentKind
    valid_through: date | None
    cancel_by_on: date | None
    property_id: UUID | None
    property_name: str
    manager_id: UUID | None
    unit_id: UUID | None
    tenancy_id: UUID | None
    person_id: UUID | None
    of_household: bool


def dated_documents(
    session: Session, actor: Actor, *, today: date, document_ids: Collection[UUID] | None = None
) -> list[DatedDocument]:
    """Return the documents with a day to watch, or of these the ones that have one; in no promised order.

    Left out are archived ones, those in the trash, those that another document replaces, and those of which nothing
    they belong to matters any more.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    asked = [] if document_ids is None else [among(Document.id, document_ids)]
    place = _live_links(actor, today, document_ids).subquery("place")
    linked = aliased(DocumentLink)
    rows = session.execute(
        sql_select(
            col(Document.id),
            col(Document.title),
            col(Document.kind),
            col(Document.valid_through),
            col(Document.cancel_by_on),
            place.c.property_id,
            func.coalesce(place.c.property_name, ""),
            place.c.manager_id,
            place.c.unit_id,
            place.c.tenancy_id,
            place.c.person_id,
            func.coalesce(place.c.of_household, False),
        )
        .select_from(Document)
        .outerjoin(place, place.c.document_id == col(Document.id))
        .where(
            visible(actor),
            in_use(),
            ~is_replaced(),
            or_(col(Document.valid_through).isnot(None), col(Document.cancel_by_on).isnot(None)),
            or_(place.c.document_id.isnot(None), ~exists().where(col(linked.document_id) == col(Document.id))),
            *asked,
        )
    )
    return [DatedDocument(document_id, title, DocumentKind(kind), *rest) for document_id, title, kind, *rest in rows]


def _live_links(actor: Actor, today: date, document_ids: Collection[UUID] | None) -> Any:
    """The first link of each document to a place that still matters, else to a person."""
    link = DocumentLink
    conditions: list[ColumnElement[bool]] = [
        col(Property.archived_at).is_(None),
        col(Unit.archived_at).is_(None),
        col(Person.archived_at).is_(None),
        or_(col(link.tenancy_id).is_(None), _stays(today)),
        within_scope(actor, col(link.scope_property_id)),
    ]
    if document_ids is not None:
        conditions.append(among(link.document_id, document_ids))
    households = func.bool_or(col(link.tenancy_id).isnot(None)).over(partition_by=col(link.document_id))
    return (
        sql_select(
            col(link.document_id).label("document_id"),
            col(Property.id).label("property_id"),
            col(Property.name).label("property_name"),
            col(Property.manager_id).label("manager_id"),
            col(Unit.id).label("unit_id"),
            col(link.tenancy_id).label("tenancy_id"),
            col(link.person_id).label("person_id"),
            households.label("of_household"),
        )
        .ext(distinct_on(col(link.document_id)))
        .outerjoin(Tenancy, col(Tenancy.id) == col(link.tenancy_id))
        .outerjoin(Unit, col(Unit.id) == func.coalesce(link.unit_id, Tenancy.unit_id))
        .outerjoin(Person, col(Person.id) == col(link.person_id))
        .outerjoin(Property, col(Property.id) == col(link.scope_property_id))
        .where(*conditions)
        .order_by(col(link.document_id), col(link.scope_property_id).is_(None), col(link.id))
    )


def _stays(today: date) -> ColumnElement[bool]:
    there = or_(col(Tenancy.moved_out_on).is_(None), col(Tenancy.moved_out_on) >= today)
    return and_(col(Tenancy.cancelled_at).is_(None), there)
