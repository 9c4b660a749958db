"""A new rent for days that are not charged yet, by itself or with a renewal: nothing is charged a second time."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import day_after, in_words
from pm_app.kernel.errors import Refused
from pm_app.leasing.actions.offers import held_offer, must_reach
from pm_app.leasing.actions.rent import change_rent
from pm_app.leasing.actions.terms import renew_lease
from pm_app.leasing.queries.details import tenancy_details
from pm_app.leasing.queries.offers import rent_on
from pm_app.leasing.queries.tenancies import lock_tenancy
from pm_app.leasing.rules.offers import check_answered, check_open
from pm_app.receivables.queries.charged import rent_charged_through


class RentCharged(Refused):
    """The rent of some of these days was posted already."""


class RentBeforeTerm(Refused):
    """The rent of a term cannot count before that term begins."""


def change_tenancy_rent(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    rent_cents: int,
    effective_on: date,
    today: date,
    now: datetime,
) -> UUID:
    """Let a new rent (cents a month) count from a day on, as `change_rent` does, and return its rent line.

    Refuses (`RentCharged`) a day whose rent is posted: the new line would charge it again.
    """
    actor.must(Permission.CHANGE_LEASES)
    _must_be_uncharged(session, actor, tenancy_id, effective_on)
    return change_rent(
        session, actor, tenancy_id=tenancy_id, rent_cents=rent_cents, effective_on=effective_on, today=today, now=now
    )


def renew_tenancy(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    ends_on: date | None,
    today: date,
    now: datetime,
    starts_on: date | None = None,
    rent_cents: int | None = None,
    rent_from: date | None = None,
    accepted_on: date | None = None,
) -> UUID:
    """Add a further term, as `renew_lease` does, and return its id; a new rent begins on a day not charged yet.

    A rent that is charged then anyway changes nothing.
    """
    actor.must(Permission.CHANGE_LEASES)
    found = tenancy_details(session, actor, tenancy_id=tenancy_id, today=today)
    last_on = found.row.lease_ends_on
    effective_on = rent_from or starts_on or (day_after(last_on) if last_on else None)
    if effective_on is not None and rent_cents == rent_on(session, actor, tenancy_id=tenancy_id, day=effective_on):
        rent_cents = None
    if rent_cents is not None and effective_on is not None:
        _must_be_uncharged(session, actor, tenancy_id, effective_on)
    return renew_lease(
        session,
        actor,
        tenancy_id=tenancy_id,
        ends_on=ends_on,
        today=today,
        now=now,
        starts_on=starts_on,
        rent_cents=rent_cents,
        rent_from=rent_from,
        accepted_on=accepted_on,
    )


def accept_renewal_offer(
    session: Session,
    actor: Actor,
    *,
    offer_id: UUID,
    accepted_on: date,
    today: date,
    now: datetime,
    rent_from: date | None = None,
) -> UUID:
    """Let an offer that was accepted become the next term of the household, and return that term's id.

    The tenancy and its ledger go on. Accepted twice it is one term. The offered rent counts from `rent_from`, else from
    the first day of the term. One that lapsed may still be honored; refuses (`OfferClosed`) one that was declined,
    withdrawn or superseded, a rent before the term (`RentBeforeTerm`), and whatever `renew_tenancy` refuses.
    """
    actor.must(Permission.CHANGE_LEASES)
    offer = held_offer(session, actor, offer_id=offer_id, today=today)
    if offer.lease_id is not None:
        return offer.lease_id
    check_open(offer.state)
    check_answered(accepted_on, made_on=offer.made_on, today=today, field="accepted_on")
    must_reach(session, actor, offer=offer, today=today)
    _must_not_precede(offer.term.starts_on, rent_from)
    return renew_tenancy(
        session,
        actor,
        tenancy_id=offer.tenancy_id,
        starts_on=offer.term.starts_on,
        ends_on=offer.term.ends_on,
        rent_cents=offer.term.rent_cents,
        rent_from=rent_from,
        accepted_on=accepted_on,
        today=today,
        now=now,
    )


def _must_not_precede(starts_on: date, rent_from: date | None) -> None:
    """Refuse a rent that would count before the term it was offered for: until then the signed term's does."""
    if rent_from is not None and rent_from < starts_on:
        raise RentBeforeTerm(
            f"The offered rent is for the term from {in_words(starts_on)}. Choose that day or a later one.",
            field="effective_on",
        )


def _must_be_uncharged(session: Session, actor: Actor, tenancy_id: UUID, effective_on: date) -> None:
    """Refuse a day whose rent is charged; the household is held, so that nobody charges that day meanwhile."""
    lock_tenancy(session, actor, tenancy_id=tenancy_id)
    through = rent_charged_through(session, actor, tenancy_id=tenancy_id)
    if through is not None and effective_on <= through:
        raise RentCharged(
            f"Rent is charged through {in_words(through)} already. Choose {in_words(day_after(through))} or later.",
            field="effective_on",
        )
