"""Until when documents are kept, and what may be destroyed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Integer, Text, and_, case, cast, exists, false, func, literal
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pm_app.documents.enums import RetentionBasis
from pm_app.documents.queries.kinds import kind_facts
from pm_app.documents.rules.kinds import KIND_FACTS
from pm_app.documents.rules.retention import Belonging, retention_until
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.documents.tables.kinds import DocumentKindSetting
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property


@dataclass(frozen=True)
class Retention:
    """Until when a document is kept: `until` None is for good, or not known yet; `by_hand` somebody set the day."""

    until: date | None
    by_hand: bool
    held_at: datetime | None
    held_by: str
    held_reason: str


def retention_of(session: Session, document: Document) -> Retention:
    """Return until when a document is kept, and whether it is on legal hold."""
    until = retention_until(
        kind_facts(session)[document.kind],
        valid_through=document.valid_through,
        filed_on=document.filed_at.astimezone(UTC).date(),
        belonging=belonging_of(session, document.id),
        by_hand=document.retention_until_by_hand,
        reviewed=document.reviewed_at is not None,
    )
    by_hand = document.retention_until_by_hand is not None
    return Retention(until, by_hand, document.legal_hold_at, document.legal_hold_by, document.legal_hold_reason)


def belonging_of(session: Session, document_id: UUID) -> Belonging:
    """Return the households and properties a document's time depends on."""
    of_household, ended, managed = session.execute(
        sql_select(_of_household(), _lease_ended_on(), _managed_until()).where(col(Document.id) == document_id)
    ).one()
    return Belonging(of_household, ended, managed)


def may_be_destroyed(today: date, of: Any = None) -> ColumnElement[bool]:
    """Return the condition that a document need not be kept any more and is on no legal hold; agrees with the rule.

    `of` as for `retained_until`.
    """
    return and_(col(Document.legal_hold_at).is_(None), retained_until(of) < today)


def retained_until(of: Any = None) -> ColumnElement[date]:
    """Return the last day a document must be kept as the database computes it, null when there is none yet.

    `of`: the columns of `belonging_of_all`, joined to the documents of a question that is about many of them.
    """
    of_household = _of_household() if of is None else func.coalesce(of.of_household, false())
    lease_ended = _lease_ended_on() if of is None else of.lease_ended_on
    managed = _managed_until() if of is None else of.managed_until
    basis, keep = _expected("basis"), cast(_expected("keep"), Integer)
    filed_on = cast(func.timezone("UTC", col(Document.filed_at)), Date)
    ended = case(
        (and_(of_household, lease_ended.is_(None)), None),
        else_=func.greatest(col(Document.valid_through), lease_ended),
    )
    return case(
        (col(Document.retention_until_by_hand).isnot(None), col(Document.retention_until_by_hand)),
        (col(Document.reviewed_at).is_(None), filed_on),
        (basis == RetentionBasis.ALWAYS.value, _later(managed, func.coalesce(keep, 0))),
        (basis == RetentionBasis.FILING.value, _later(filed_on, keep)),
        else_=_later(ended, keep),
    )


def belonging_of_all() -> Any:
    """Return, by document, the households and properties its time depends on, as a subquery that reads each once."""
    household, property_ = col(DocumentLink.tenancy_id).isnot(None), col(DocumentLink.scope_property_id).isnot(None)
    left, away = _left(), _away()
    return (
        sql_select(
            col(DocumentLink.document_id).label("document_id"),
            func.bool_or(household).label("of_household"),
            case((func.bool_and(left.isnot(None)).filter(household), func.max(left)), else_=None).label(
                "lease_ended_on"
            ),
            case((func.bool_and(away.isnot(None)).filter(property_), func.max(away)), else_=None).label(
                "managed_until"
            ),
        )
        .outerjoin(Tenancy, col(Tenancy.id) == col(DocumentLink.tenancy_id))
        .outerjoin(Property, col(Property.id) == col(DocumentLink.scope_property_id))
        .group_by(col(DocumentLink.document_id))
        .subquery("belonging")
    )


def _left() -> Any:
    return func.coalesce(col(Tenancy.moved_out_on), cast(func.timezone("UTC", col(Tenancy.cancelled_at)), Date))


def _away() -> Any:
    return cast(func.timezone("UTC", col(Property.archived_at)), Date)


def _later(day: Any, months: Any) -> Any:
    return cast(day + func.make_interval(0, months), Date)


def _expected(name: str) -> Any:
    """Return what is expected of the kind of a document: all kinds are looked up once for the whole query."""
    shipped = {kind.value: {"basis": one.keep_basis.value, "keep": one.keep_months} for kind, one in KIND_FACTS.items()}
    one = func.jsonb_build_object(
        "basis", col(DocumentKindSetting.keep_basis), "keep", col(DocumentKindSetting.keep_months)
    )
    changed = func.coalesce(func.jsonb_object_agg(col(DocumentKindSetting.kind), one), literal({}, JSONB))
    every = sql_select(literal(shipped, JSONB).op("||")(changed)).scalar_subquery()
    return every.op("->")(cast(col(Document.kind), Text)).op("->>")(name)


def _of_household() -> ColumnElement[bool]:
    link = aliased(DocumentLink)
    return exists().where(and_(col(link.document_id) == col(Document.id), col(link.tenancy_id).isnot(None)))


def _lease_ended_on() -> Any:
    """Return the day the last household of a document left, null while one is there; canceled leases never were."""
    link = aliased(DocumentLink)
    left = _left()
    return (
        sql_select(case((func.bool_and(left.isnot(None)), func.max(left)), else_=None))
        .select_from(link)
        .join(Tenancy, col(Tenancy.id) == col(link.tenancy_id))
        .where(col(link.document_id) == col(Document.id))
        .correlate(Document)
        .scalar_subquery()
    )


def _managed_until() -> Any:
    """Return the day the last property of a document was put away, null while one is managed."""
    link = aliased(DocumentLink)
    away = _away()
    return (
        sql_select(case((func.bool_and(away.isnot(None)), func.max(away)), else_=None))
        .select_from(link)
        .join(Property, col(Property.id) == col(link.scope_property_id))
        .where(col(link.document_id) == col(Document.id))
        .correlate(Document)
        .scalar_subquery()
    )
