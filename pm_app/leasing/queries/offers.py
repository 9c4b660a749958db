"""The offers of renewal made to a household, and one of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.leasing.enums import OfferOutcome, OfferState, RentLineKind, SentHow
from pm_app.leasing.queries.rent import rent_lines
from pm_app.leasing.queries.states import among
from pm_app.leasing.rules import monthly_cents
from pm_app.leasing.rules.offers import OfferFacts, TermOffered, offer_state
from pm_app.leasing.tables import RenewalOffer, Tenancy


class OfferNotFound(NotFound):
    """An offer that is not there, or not there for this person."""


@dataclass(frozen=True)
class OfferRow:
    """One offer as of a day. `outcome_on`: the day of the answer, or of withdrawing; `lease_id`: the term it became."""

    offer_id: UUID
    tenancy_id: UUID
    number: int
    state: OfferState
    term: TermOffered
    note: str
    late_rise: bool
    made_at: datetime
    made_by: str
    sent_on: date | None
    sent_how: SentHow | None
    sent_by: str
    document_id: UUID | None
    outcome_on: date | None
    outcome_reason: str
    closed_by: str
    lease_id: UUID | None

    @property
    def made_on(self) -> date:
        """The day it was made in the westernmost time zone: no later than it was at the office."""
        return (self.made_at - timedelta(hours=12)).date()


def offers_of(session: Session, actor: Actor, *, tenancy_id: UUID, today: date) -> list[OfferRow]:
    """Return every offer made to a household, latest first; none of one that is not within scope."""
    actor.must(Permission.VIEW_LEASES)
    return _rows(session, actor, today, col(RenewalOffer.tenancy_id) == tenancy_id)


def renewal_offer(session: Session, actor: Actor, *, offer_id: UUID, today: date) -> OfferRow:
    """Return one offer; refuses (`OfferNotFound`) one that is not there or not within scope."""
    actor.must(Permission.VIEW_LEASES)
    found = _rows(session, actor, today, col(RenewalOffer.id) == offer_id)
    if not found:
        raise OfferNotFound("This offer does not exist, or it is not yours to see.")
    return found[0]


def latest_offers(
    session: Session, actor: Actor, *, tenancy_ids: Collection[UUID], today: date
) -> dict[UUID, OfferRow]:
    """Return the latest offer to each of these households; one without any is left out."""
    actor.must(Permission.VIEW_LEASES)
    latest: dict[UUID, OfferRow] = {}
    for row in _rows(session, actor, today, among(RenewalOffer.tenancy_id, tenancy_ids)):
        latest.setdefault(row.tenancy_id, row)
    return latest


def rent_on(session: Session, actor: Actor, *, tenancy_id: UUID, day: date) -> int | None:
    """Return the rent in cents a month that counts on a day as agreed now; None where none is charged."""
    actor.must(Permission.VIEW_LEASES)
    lines = [
        line
        for line in rent_lines(session, actor, tenancy_ids=[tenancy_id])
        if line.kind == RentLineKind.RENT and line.starts_on <= day
    ]
    return monthly_cents(lines[-1].amount_cents, lines[-1].frequency) if lines else None


def _rows(session: Session, actor: Actor, today: date, *conditions: Any) -> list[OfferRow]:
    offers = session.execute(
        sql_select(RenewalOffer)
        .join(Tenancy, col(Tenancy.id) == col(RenewalOffer.tenancy_id))
        .where(within_scope(actor, col(Tenancy.property_id)), *conditions)
        .order_by(col(RenewalOffer.tenancy_id), col(RenewalOffer.number).desc())
    ).scalars()
    return [offer_row(offer, today) for offer in offers]


def offer_row(offer: RenewalOffer, today: date) -> OfferRow:
    """Return a row of the table as a value, with where it stands today."""
    outcome = OfferOutcome(offer.outcome) if offer.outcome else None
    return OfferRow(
        offer_id=offer.id,
        tenancy_id=offer.tenancy_id,
        number=offer.number,
        state=offer_state(OfferFacts(outcome, offer.sent_on, offer.reply_by), today),
        term=TermOffered(offer.starts_on, offer.ends_on, offer.rent_cents, offer.reply_by),
        note=offer.note,
        late_rise=offer.late_rise,
        made_at=offer.made_at,
        made_by=offer.made_by,
        sent_on=offer.sent_on,
        sent_how=SentHow(offer.sent_how) if offer.sent_how else None,
        sent_by=offer.sent_by,
        document_id=offer.document_id,
        outcome_on=offer.outcome_on,
        outcome_reason=offer.outcome_reason,
        closed_by=offer.closed_by,
        lease_id=offer.lease_id,
    )
