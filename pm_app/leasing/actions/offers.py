"""Offers of renewal: making one, recording that it went out, that it was declined or withdrawn.

Accepting one is `accept_renewal_offer` of the receivables, since no rent that is charged already may change.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned
from pm_app.kernel.money import in_dollars
from pm_app.leasing.actions.stays import must_stay, note, standing_tenancy
from pm_app.leasing.enums import Frequency, OfferOutcome, RentLineKind, SentHow
from pm_app.leasing.queries.offers import OfferRow, offer_row, renewal_offer, rent_on
from pm_app.leasing.queries.rent import rent_lines
from pm_app.leasing.rules import TermFacts
from pm_app.leasing.rules.offers import (
    OfferClosed,
    TermOffered,
    check_announced,
    check_answered,
    check_offer,
    check_open,
    check_reach,
)
from pm_app.leasing.tables import Lease, RenewalOffer, Tenancy

LONGEST_NOTE = 1_000


class OfferNotYetSent(Refused):
    """A day on which nothing can have been sent."""


@dataclass(frozen=True)
class Announcing:
    """How many days before it counts the office announces a higher rent, and whether a late one was confirmed."""

    notice_days: int
    confirmed: bool = False


def make_offer(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    tenancy_id: UUID,
    term: TermOffered,
    announcing: Announcing,
    today: date,
    now: datetime,
    words: str = "",
) -> UUID:
    """Offer a household a further term and return the offer's id; the same key makes it once.

    An open offer is superseded by it. Refuses what `check_offer` refuses, a household that is over or under notice, a
    rent that is not charged by the month, and (`RiseAnnouncedLate`) a rise announced late until it is confirmed.
    """
    tenancy = standing_tenancy(session, actor, tenancy_id=tenancy_id)
    if made := _made_before(session, request_key, tenancy_id):
        return made
    must_stay(session, tenancy_id)
    check_offer(term, _terms(session, tenancy_id), today, rolls=tenancy.rolls_month_to_month)
    _must_be_monthly(session, actor, tenancy_id, term.starts_on)
    late = _announced_late(session, actor, tenancy_id, term, today, announcing)
    close_open_offer(session, actor, tenancy_id=tenancy_id, outcome=OfferOutcome.SUPERSEDED, on=today, now=now)
    offer = _new_offer(session, actor, request_key, tenancy_id, term, now)
    offer.note = cleaned(words, longest=LONGEST_NOTE, field="note", name="The note")
    offer.late_rise = late
    session.add(offer)
    session.flush()
    told = {"starts_on": term.starts_on, "ends_on": term.ends_on, "rent": in_dollars(term.rent_cents)}
    note(session, actor, tenancy, _did("made", offer), now=now, **told, reply_by=term.reply_by, **_late_words(late))
    return offer.id


def _new_offer(
    session: Session, actor: Actor, request_key: UUID, tenancy_id: UUID, term: TermOffered, now: datetime
) -> RenewalOffer:
    return RenewalOffer(
        request_key=request_key,
        tenancy_id=tenancy_id,
        number=_next_number(session, tenancy_id),
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        rent_cents=term.rent_cents,
        reply_by=term.reply_by,
        made_at=now,
        made_by=actor.name,
    )


def _announced_late(
    session: Session, actor: Actor, tenancy_id: UUID, term: TermOffered, announced_on: date, announcing: Announcing
) -> bool:
    return check_announced(
        term,
        rent_now_cents=rent_on(session, actor, tenancy_id=tenancy_id, day=term.starts_on),
        announced_on=announced_on,
        notice_days=announcing.notice_days,
        confirmed=announcing.confirmed,
    )


def _late_words(late: bool) -> dict[str, bool]:
    return {"announced_late": True} if late else {}


def record_offer_sent(
    session: Session,
    actor: Actor,
    *,
    offer_id: UUID,
    sent_on: date,
    how: SentHow,
    announcing: Announcing,
    today: date,
    now: datetime,
    document_id: UUID | None = None,
) -> None:
    """Record that an offer went out on a day, and as which document; one that did before is left as it is.

    Refuses an offer that is closed, a household under notice, days to come, days before it was made and after the day
    to answer by, and (`RiseAnnouncedLate`) a rise that is announced late by now, until it is confirmed.
    """
    offer, tenancy = hold_offer(session, actor, offer_id=offer_id)
    if offer.sent_on is not None:
        return
    row = offer_row(offer, today)
    check_open(row.state)
    must_stay(session, tenancy.id)
    if not row.made_on <= sent_on <= today:
        raise OfferNotYetSent("It went out today, or on a day since it was made.", field="sent_on")
    if sent_on > offer.reply_by:
        raise OfferNotYetSent("The day to answer by is past. Make another offer with a later day.", field="sent_on")
    known = replace(announcing, confirmed=announcing.confirmed or offer.late_rise)
    late = _announced_late(session, actor, tenancy.id, row.term, sent_on, known)
    offer.sent_on, offer.sent_how, offer.sent_by = sent_on, how, actor.name
    offer.document_id, offer.late_rise = document_id, late or offer.late_rise
    session.flush()
    note(session, actor, tenancy, _did("sent", offer), now=now, sent_on=sent_on, how=how.value)


def decline_offer(
    session: Session, actor: Actor, *, offer_id: UUID, declined_on: date, today: date, now: datetime, reason: str = ""
) -> None:
    """Record that the household said no; one declined before stays as it is. That they leave is a notice of its own."""
    offer, tenancy = hold_offer(session, actor, offer_id=offer_id)
    if offer.outcome == OfferOutcome.DECLINED:
        return
    row = offer_row(offer, today)
    check_open(row.state)
    check_answered(declined_on, made_on=row.made_on, today=today, field="declined_on")
    offer.outcome_reason = cleaned(reason, longest=LONGEST_NOTE, field="reason", name="The reason")
    _close(offer, actor, OfferOutcome.DECLINED, declined_on, now)
    session.flush()
    note(session, actor, tenancy, _did("recorded as declined", offer), now=now, declined_on=declined_on)


def withdraw_offer(
    session: Session, actor: Actor, *, offer_id: UUID, today: date, now: datetime, reason: str = ""
) -> None:
    """Take an offer back that nobody answered; one withdrawn before stays as it is."""
    offer, tenancy = hold_offer(session, actor, offer_id=offer_id)
    if offer.outcome == OfferOutcome.WITHDRAWN:
        return
    check_open(offer_row(offer, today).state)
    offer.outcome_reason = cleaned(reason, longest=LONGEST_NOTE, field="reason", name="The reason")
    _close(offer, actor, OfferOutcome.WITHDRAWN, today, now)
    session.flush()
    note(session, actor, tenancy, _did("withdrew", offer), now=now)


def hold_offer(session: Session, actor: Actor, *, offer_id: UUID) -> tuple[RenewalOffer, Tenancy]:
    """Return an offer and its household, both held until the transaction ends: one answer at a time.

    Refuses an offer that is not there or not within scope, and a household whose stay is over.
    """
    found = renewal_offer(session, actor, offer_id=offer_id, today=date.min)
    tenancy = standing_tenancy(session, actor, tenancy_id=found.tenancy_id)
    offer = session.exec(select(RenewalOffer).where(RenewalOffer.id == offer_id).with_for_update()).one()
    session.refresh(offer)
    return offer, tenancy


def held_offer(session: Session, actor: Actor, *, offer_id: UUID, today: date) -> OfferRow:
    """Hold an offer and its household until the transaction ends, and return the offer as it stands."""
    return offer_row(hold_offer(session, actor, offer_id=offer_id)[0], today)


def must_reach(session: Session, actor: Actor, *, offer: OfferRow, today: date) -> None:
    """Refuse what `check_reach` refuses of an offer that is about to be accepted: terms may have changed since."""
    tenancy = standing_tenancy(session, actor, tenancy_id=offer.tenancy_id)
    check_reach(offer.term, _terms(session, tenancy.id), today, rolls=tenancy.rolls_month_to_month)


def close_open_offer(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    outcome: OfferOutcome,
    on: date,
    now: datetime,
    lease_id: UUID | None = None,
    reason: str = "",
) -> None:
    """Give the open offer of a held household its outcome, if there is one; `lease_id` is the term it became."""
    actor.must(Permission.CHANGE_LEASES)
    offer = session.exec(
        select(RenewalOffer).where(RenewalOffer.tenancy_id == tenancy_id, col(RenewalOffer.outcome).is_(None))
    ).first()
    if offer is None:
        return
    offer.lease_id, offer.outcome_reason = lease_id, reason
    _close(offer, actor, outcome, on, now)
    session.flush()


def _close(offer: RenewalOffer, actor: Actor, outcome: OfferOutcome, on: date, now: datetime) -> None:
    offer.outcome, offer.outcome_on, offer.closed_at, offer.closed_by = outcome, on, now, actor.name


def _made_before(session: Session, request_key: UUID, tenancy_id: UUID) -> UUID | None:
    made = session.exec(select(RenewalOffer).where(RenewalOffer.request_key == request_key)).first()
    if made is not None and made.tenancy_id != tenancy_id:
        raise Refused("This form was sent for another household. Reload the page and fill it in again.")
    return made.id if made else None


def _must_be_monthly(session: Session, actor: Actor, tenancy_id: UUID, day: date) -> None:
    lines = rent_lines(session, actor, tenancy_ids=[tenancy_id])
    rents = [line for line in lines if line.kind == RentLineKind.RENT and line.starts_on <= day]
    if rents and rents[-1].frequency != Frequency.MONTHLY:
        raise Refused(
            f"Their rent is charged {rents[-1].frequency.value}, and an offer names a rent by the month. Renew the"
            " lease by itself, and change the rent besides."
        )


def _terms(session: Session, tenancy_id: UUID) -> list[TermFacts]:
    terms = session.exec(select(Lease).where(Lease.tenancy_id == tenancy_id)).all()
    if not terms:
        raise OfferClosed("This household has no term to renew yet.")
    return [TermFacts(term.kind, term.starts_on, term.ends_on) for term in terms]


def _next_number(session: Session, tenancy_id: UUID) -> int:
    last = session.exec(select(func.max(RenewalOffer.number)).where(RenewalOffer.tenancy_id == tenancy_id)).one()
    return (last or 0) + 1


def _did(verb: str, offer: RenewalOffer) -> str:
    return f"{verb} renewal offer {offer.number}"
