"""The dates of leases: when they end, by when to offer a renewal, when people move out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind, DocumentSource
from pm_app.documents.queries.conditions import in_use
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.leasing.enums import LeaseState, OfferOutcome
from pm_app.leasing.queries.rows import TenancyList
from pm_app.leasing.queries.states import among
from pm_app.leasing.tables import RenewalOffer, Tenancy
from pm_app.portfolio.tables import Property, Unit
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.rules.dates import CriticalDate, Scope, lease_end_words, move_out_words, unit_words
from pm_app.reminders.rules.ladders import REPEATS_FOR_DAYS
from pm_app.reminders.rules.rulebook import RuleBook

# A lease that ended and rolls on from month to month is no date to act on any more.
_SETTLED = frozenset({LeaseState.MONTH_TO_MONTH})
# A renewal that was filed within so many days before the end is the offer for what follows, if it names no days.
_OFFERED_WITHIN = timedelta(days=200)


@dataclass(frozen=True)
class _Home:
    tenancy_id: UUID
    name: str
    property_id: UUID
    property_name: str
    manager_id: UUID | None
    unit_id: UUID
    unit_name: str
    ends_on: date | None
    state: LeaseState
    move_out_on: date | None
    notice_given: bool
    offered: bool


def lease_dates(session: Session, actor: Actor, book: RuleBook, today: date, only: Scope) -> list[CriticalDate]:
    """Return the dates of households that live somewhere or are to, in no promised order.

    A lease whose end has passed stays for 91 days unless it goes on from month to month, a move-out until it happened,
    a renewal to be offered until the lease has ended.
    """
    if not only.everything and not only.tenancy_ids:
        return []
    return [item for home in _homes(session, actor, today, only) for item in _dates(home, book, today)]


def _dates(home: _Home, book: RuleBook, today: date) -> Iterator[CriticalDate]:
    if home.move_out_on is not None and home.notice_given:
        yield _date(home, K.MOVE_OUT, home.move_out_on, move_out_words(home.move_out_on, today), book)
    if home.ends_on is None or home.state in _SETTLED or home.ends_on < today - timedelta(days=REPEATS_FOR_DAYS):
        return
    words = lease_end_words(home.ends_on, today, notice_given=home.move_out_on is not None)
    yield _date(home, K.LEASE_END, home.ends_on, words, book)
    if home.ends_on >= today and home.move_out_on is None and not home.notice_given and not home.offered:
        lead = timedelta(days=book.lead_days(K.RENEWAL_OFFER))
        yield _date(home, K.RENEWAL_OFFER, home.ends_on - lead, "Renewal to be offered", book)


def _date(home: _Home, kind: K, falls_on: date, what: str, book: RuleBook) -> CriticalDate:
    return CriticalDate(
        kind=kind,
        item_id=home.tenancy_id,
        falls_on=falls_on,
        what=what,
        who=unit_words(home.name, home.unit_name),
        ladder=book.ladder(kind),
        property_id=home.property_id,
        property_name=home.property_name,
        unit_id=home.unit_id,
        tenancy_id=home.tenancy_id,
        manager_id=home.manager_id,
    )


def _homes(session: Session, actor: Actor, today: date, only: Scope) -> list[_Home]:
    actor.must(Permission.VIEW_LEASES)
    joined = TenancyList(actor, today)
    last = joined.last_term.c
    asked = [] if only.everything else [among(Tenancy.id, only.tenancy_ids)]
    rows = session.execute(
        joined.select(
            col(Tenancy.id),
            col(Tenancy.name),
            col(Tenancy.property_id),
            col(Property.name),
            col(Property.manager_id),
            col(Tenancy.unit_id),
            col(Unit.name),
            last.ends_on,
            joined.state,
            col(Tenancy.move_out_planned_on),
            joined.notice.c.id.isnot(None),
            or_(_offered(last.ends_on), _filed(last.ends_on)),
            joining=(*joined.behind_state, joined.last_term),
        ).where(
            col(Tenancy.cancelled_at).is_(None),
            col(Tenancy.moved_out_on).is_(None),
            col(Property.archived_at).is_(None),
            or_(last.ends_on.isnot(None), col(Tenancy.move_out_planned_on).isnot(None)),
            *asked,
        )
    )
    return [
        _Home(*before, state=LeaseState(state), move_out_on=out, notice_given=noticed, offered=offered)
        for *before, state, out, noticed, offered in rows
    ]


def _offered(ends_on: Any) -> Any:
    """Whether a term after a day was offered: an offer went out that stands or lapsed, or they said no to one."""
    return exists(
        sql_select(col(RenewalOffer.id))
        .where(
            col(RenewalOffer.tenancy_id) == col(Tenancy.id),
            col(RenewalOffer.starts_on) > ends_on,
            col(RenewalOffer.sent_on).isnot(None),
            or_(col(RenewalOffer.outcome).is_(None), col(RenewalOffer.outcome) == OfferOutcome.DECLINED),
        )
        .correlate(Tenancy, ends_on.table)
    )


def _filed(ends_on: Any) -> Any:
    """Whether a renewal was filed that is about the time after a day, besides the letters of offers.

    Where one was offered, the offer says whether it stands: no paper the office made itself does.
    """
    dated = or_(col(Document.valid_from).isnot(None), col(Document.valid_through).isnot(None))
    later = or_(col(Document.valid_from) > ends_on, col(Document.valid_through) > ends_on)
    filed_on = func.date(func.timezone("UTC", col(Document.filed_at)))
    offered_then = exists(
        sql_select(col(RenewalOffer.id))
        .where(col(RenewalOffer.tenancy_id) == col(Tenancy.id), col(RenewalOffer.starts_on) > ends_on)
        .correlate(Tenancy, ends_on.table)
    )
    return exists(
        sql_select(col(DocumentLink.id))
        .join(Document, col(Document.id) == col(DocumentLink.document_id))
        .where(
            col(DocumentLink.tenancy_id) == col(Tenancy.id),
            col(Document.kind) == DocumentKind.RENEWAL,
            in_use(),
            col(Document.id).not_in(
                sql_select(col(RenewalOffer.document_id)).where(
                    col(RenewalOffer.tenancy_id) == col(Tenancy.id), col(RenewalOffer.document_id).isnot(None)
                )
            ),
            ~and_(col(Document.source) == DocumentSource.OFFICE, offered_then),
            or_(later, and_(~dated, filed_on > ends_on - _OFFERED_WITHIN.days)),
        )
        .correlate(Tenancy, ends_on.table)
    )
