"""An accepted offer becomes one further term with its rent; the ledger of the household does not move."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.leasing.actions.offers import decline_offer
from pm_app.leasing.actions.stays import UnderNotice
from pm_app.leasing.enums import OfferState, TermKind
from pm_app.leasing.queries.details import tenancy_details
from pm_app.leasing.queries.offers import offers_of
from pm_app.leasing.rules.offers import AnswerOutOfOrder, OfferClosed, TermTooFar
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.posting_rent import post_rent_charge
from pm_app.receivables.actions.rents import RentBeforeTerm, RentCharged, accept_renewal_offer
from pm_app.receivables.queries.positions import balances, tenancy_position
from pm_app.receivables.queries.recurring import rent_not_posted
from tests.conftest import an_actor
from tests.factories.leasing import a_notice, a_tenancy
from tests.factories.portfolio import a_property
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on
from tests.factories.renewals import NEXT_TERM, TODAY, an_offer

NOW = typed_on(TODAY)


def accepted(session: Session, actor: Actor, offer_id: UUID, **changed: Any) -> UUID:
    asked = {"accepted_on": TODAY, "today": TODAY, "now": NOW}
    return accept_renewal_offer(session, actor, offer_id=offer_id, **{**asked, **changed})


def agreed(session: Session, tenancy: Tenancy) -> list[tuple]:
    found = tenancy_details(session, CONSOLE, tenancy_id=tenancy.id, today=TODAY)
    return [(term.kind, term.starts_on, term.ends_on, term.signed_on) for term in found.terms]


def rents(session: Session, tenancy: Tenancy) -> list[tuple[int, date, date | None]]:
    found = tenancy_details(session, CONSOLE, tenancy_id=tenancy.id, today=TODAY)
    return [(line.amount_cents, line.starts_on, line.ends_on) for line in found.rent_lines]


def test_an_accepted_offer_is_the_next_term_with_its_rent(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    offer_id = an_offer(session, tenancy)

    lease_id = accepted(session, manager, offer_id)

    assert agreed(session, tenancy) == [
        (TermKind.RENEWAL, date(2026, 6, 1), date(2027, 5, 31), TODAY),
        (TermKind.ORIGINAL, date(2025, 6, 1), date(2026, 5, 31), None),
    ]
    assert rents(session, tenancy) == [
        (1_250_00, date(2026, 6, 1), None),
        (1_200_00, date(2025, 6, 1), date(2026, 5, 31)),
    ]
    (row,) = offers_of(session, manager, tenancy_id=tenancy.id, today=TODAY)
    assert (row.state, row.outcome_on, row.lease_id) == (OfferState.ACCEPTED, TODAY, lease_id)


def test_what_leaves_time_uncovered_by_now_is_not_accepted(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    offer_id = an_offer(session, tenancy, term=replace(NEXT_TERM, starts_on=date(2026, 6, 15)))
    tenancy.rolls_month_to_month = False
    session.flush()

    with pytest.raises(TermTooFar, match="Begin on Jun 1, 2026"):
        accepted(session, manager, offer_id)

    assert len(agreed(session, tenancy)) == 1


def test_accepted_twice_it_is_one_term(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    offer_id = an_offer(session, tenancy)

    first, again = accepted(session, manager, offer_id), accepted(session, manager, offer_id)

    assert (first, len(agreed(session, tenancy)), len(rents(session, tenancy))) == (again, 2, 2)


def test_what_the_household_owes_is_the_same_before_and_after(session: Session, manager: Actor):
    tenancy = a_household(session, rent_cents=1_000_00, ends_on=date(2026, 5, 31))
    a_charge(session, tenancy, amount_cents=1_000_00, due_on=date(2026, 1, 1))
    a_receipt(session, tenancy, amount_cents=400_00, received_on=date(2026, 1, 3))
    offer_id = an_offer(session, tenancy)
    before = tenancy_position(session, manager, tenancy_id=tenancy.id, as_of=TODAY)
    everybody = balances(session, manager, as_of=TODAY)

    accepted(session, manager, offer_id)

    assert tenancy_position(session, manager, tenancy_id=tenancy.id, as_of=TODAY) == before
    assert (before.balance_cents, balances(session, manager, as_of=TODAY)) == (600_00, everybody)


def test_a_month_to_month_offer_has_no_last_day(session: Session, manager: Actor):
    tenancy = a_tenancy(session)

    accepted(session, manager, an_offer(session, tenancy, term=replace(NEXT_TERM, ends_on=None)))

    assert agreed(session, tenancy)[0][:3] == (TermKind.MONTH_TO_MONTH, date(2026, 6, 1), None)


def test_the_offered_rent_never_counts_for_days_that_are_charged(session: Session, manager: Actor):
    today = date(2026, 1, 27)  # February's rent is posted a week ahead
    tenancy = a_household(session, rent_cents=1_000_00, ends_on=date(2026, 1, 31))
    term = replace(NEXT_TERM, starts_on=date(2026, 2, 1), ends_on=date(2027, 1, 31), reply_by=date(2026, 1, 31))
    offer_id = an_offer(session, tenancy, term=term, today=date(2026, 1, 2))
    for due in rent_not_posted(session, CONSOLE, today=today):
        period = due.period.whole_starts_on
        posted = {"rent_line_id": due.rent_line_id, "period_starts_on": period}
        post_rent_charge(session, CONSOLE, **posted, today=today, now=typed_on(today))
    late = {"accepted_on": today, "today": today, "now": typed_on(today)}

    with pytest.raises(RentCharged, match="Choose Mar 1, 2026"):
        accepted(session, manager, offer_id, **late)
    accepted(session, manager, offer_id, **late, rent_from=date(2026, 3, 1))

    assert rents(session, tenancy)[0] == (1_250_00, date(2026, 3, 1), None)
    assert agreed(session, tenancy)[0][1] == date(2026, 2, 1)


def test_the_offered_rent_never_counts_before_the_term_it_is_for(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    offer_id = an_offer(session, tenancy)

    with pytest.raises(RentBeforeTerm, match="from Jun 1, 2026") as refused:
        accepted(session, manager, offer_id, rent_from=date(2026, 5, 31))
    before = (len(agreed(session, tenancy)), rents(session, tenancy))
    accepted(session, manager, offer_id, rent_from=date(2026, 6, 1))

    assert (refused.value.field, before) == ("effective_on", (1, [(1_200_00, date(2025, 6, 1), None)]))
    assert rents(session, tenancy)[0] == (1_250_00, date(2026, 6, 1), None)


def test_a_lapsed_offer_may_be_honored(session: Session, manager: Actor):
    tenancy, later = a_tenancy(session), date(2026, 2, 20)
    offer_id = an_offer(session, tenancy)

    accepted(session, manager, offer_id, accepted_on=later, today=later, now=typed_on(later))

    assert len(agreed(session, tenancy)) == 2


def test_what_was_declined_or_superseded_is_not_accepted(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    first, second = an_offer(session, tenancy), an_offer(session, tenancy)
    decline_offer(session, manager, offer_id=second, declined_on=TODAY, today=TODAY, now=NOW)

    for offer_id, word in ((first, "superseded"), (second, "declined")):
        with pytest.raises(OfferClosed, match=word):
            accepted(session, manager, offer_id)
    assert len(agreed(session, tenancy)) == 1


def test_days_out_of_order_and_households_that_leave_are_refused(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    offer_id = an_offer(session, tenancy)

    with pytest.raises(AnswerOutOfOrder) as refused:
        accepted(session, manager, offer_id, accepted_on=date(2026, 1, 16))
    a_notice(session, tenancy)
    with pytest.raises(UnderNotice):
        accepted(session, manager, offer_id)
    assert (refused.value.field, len(agreed(session, tenancy))) == ("accepted_on", 1)


def test_only_who_may_change_leases_and_only_within_scope(session: Session, manager: Actor):
    offer_id = an_offer(session, a_tenancy(session))
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))

    with pytest.raises(NotAllowed):
        accepted(session, an_actor(session, Role.ACCOUNTING), offer_id)
    with pytest.raises(NotFound):
        accepted(session, elsewhere, offer_id)
