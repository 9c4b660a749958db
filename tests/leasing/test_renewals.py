"""Whose term ends when, and how far the office is with each."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.leasing.actions.offers import decline_offer
from pm_app.leasing.enums import RenewalStep
from pm_app.leasing.queries.renewals import RenewalRow, renewals
from pm_app.leasing.rules.offers import TermOffered, Terms, check_terms, proposed_term
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.rents import accept_renewal_offer
from tests.conftest import NOON, an_actor
from tests.factories.leasing import a_notice, a_tenancy, a_term
from tests.factories.portfolio import a_property, a_unit
from tests.factories.renewals import TODAY, an_offer


def ending(session: Session, days: int, **more: Any) -> Tenancy:
    return a_tenancy(session, starts_on=date(2025, 1, 1), ends_on=TODAY + timedelta(days), **more)


def after(home_ends_in: int, reply_in: int = 10) -> TermOffered:
    starts_on = TODAY + timedelta(home_ends_in + 1)
    return TermOffered(starts_on, starts_on + timedelta(364), 1_300_00, TODAY + timedelta(reply_in))


def listed(session: Session, actor: Actor, within_days: int | None = 120, **more: Any) -> list[RenewalRow]:
    return renewals(session, actor, today=TODAY, within_days=within_days, **more)


def test_who_ends_within_the_days_is_listed_soonest_first(session: Session, manager: Actor):
    far, near, today = ending(session, 120), ending(session, 30), ending(session, 0)
    ending(session, 121)
    ending(session, 40, moved_out_on=TODAY)
    ending(session, 40, cancelled_at=NOON)
    a_tenancy(session, starts_on=TODAY + timedelta(1), ends_on=TODAY + timedelta(60))

    assert [row.tenancy_id for row in listed(session, manager)] == [today.id, near.id, far.id]
    assert [row.tenancy_id for row in listed(session, manager, 30)] == [today.id, near.id]


def test_who_has_no_term_that_runs_out_is_listed_apart(session: Session, manager: Actor):
    over, rolling = ending(session, -5), a_tenancy(session, ends_on=None)
    renewed = ending(session, -5)
    a_term(session, renewed, starts_on=TODAY - timedelta(4), ends_on=TODAY + timedelta(300))

    assert {row.tenancy_id for row in listed(session, manager, None)} == {over.id, rolling.id}


def test_each_step_of_a_renewal(session: Session, manager: Actor):
    homes = {step: ending(session, 50) for step in RenewalStep}
    for step in (RenewalStep.OFFERED, RenewalStep.RENEWED):
        offer_id = an_offer(session, homes[step], term=after(50))
    accept_renewal_offer(session, CONSOLE, offer_id=offer_id, accepted_on=TODAY, today=TODAY, now=NOON)
    an_offer(session, homes[RenewalStep.NOT_SENT], term=after(50), sent=False)
    an_offer(session, homes[RenewalStep.LAPSED], term=after(50, -1), today=TODAY - timedelta(9))
    declined = an_offer(session, homes[RenewalStep.DECLINED], term=after(50))
    decline(session, declined)
    a_notice(session, homes[RenewalStep.LEAVING], move_out_on=TODAY + timedelta(44))

    found = {row.tenancy_id: row for row in listed(session, manager)}
    assert {step: found[home.id].step for step, home in homes.items()} == {step: step for step in RenewalStep}
    renewed, leaving = found[homes[RenewalStep.RENEWED].id], found[homes[RenewalStep.LEAVING].id]
    assert renewed.renewed_through == TODAY + timedelta(51 + 364)
    assert leaving.move_out_on == TODAY + timedelta(44)


def decline(session: Session, offer_id) -> None:
    from_today = {"declined_on": TODAY, "today": TODAY, "now": NOON}
    decline_offer(session, CONSOLE, offer_id=offer_id, **from_today)


def test_the_rents_beside_each_other(session: Session, manager: Actor):
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    unit.market_rent_cents = 1_400_00
    home = a_tenancy(session, unit, starts_on=date(2025, 1, 1), ends_on=TODAY + timedelta(30))
    an_offer(session, home, term=after(30))

    [row] = listed(session, manager)
    assert (row.rent_cents, row.market_rent_cents, row.is_monthly) == (1_200_00, 1_400_00, True)
    assert row.offer is not None
    assert (row.offer.term.rent_cents, row.property_name, row.unit_name) == (1_300_00, "Alder Court", "204")


@pytest.mark.parametrize(
    ("gap", "rolls", "step"),
    [
        (0, False, RenewalStep.RENEWED),
        (31, True, RenewalStep.RENEWED),
        (32, True, RenewalStep.NO_OFFER),
        (1, False, RenewalStep.NO_OFFER),
        (27_000, True, RenewalStep.NO_OFFER),
    ],
)
def test_nobody_is_renewed_whose_time_after_the_term_is_not_covered(
    session: Session, manager: Actor, gap: int, rolls: bool, step: RenewalStep
):
    home = ending(session, 50)
    home.rolls_month_to_month = rolls
    further = TODAY + timedelta(51 + gap)
    a_term(session, home, starts_on=further, ends_on=further + timedelta(300))
    a_term(session, home, starts_on=further + timedelta(301), ends_on=further + timedelta(600))

    [row] = listed(session, manager)
    assert row.step == step
    assert row.renewed_through == (further + timedelta(600) if step == RenewalStep.RENEWED else None)


def test_an_offer_of_the_term_that_runs_is_of_no_account_any_more(session: Session, manager: Actor):
    home = ending(session, -5)
    accepted = an_offer(session, home, term=after(-5, -5), today=TODAY - timedelta(9))
    accept = {"accepted_on": TODAY - timedelta(9), "today": TODAY - timedelta(9), "now": NOON - timedelta(9)}
    accept_renewal_offer(session, CONSOLE, offer_id=accepted, **accept)

    [row] = listed(session, manager, 400)
    assert (row.step, row.offer) == (RenewalStep.NO_OFFER, None)


def test_found_by_name_and_narrowed_to_a_property(session: Session, manager: Actor):
    home = ending(session, 30, name="Renee Castellano")
    ending(session, 30, name="Owen Birch")

    assert [row.name for row in listed(session, manager, search="castell")] == ["Renee Castellano"]
    assert [row.name for row in listed(session, manager, property_id=home.property_id)] == ["Renee Castellano"]


def test_only_who_may_and_only_within_scope(session: Session, manager: Actor):
    mine, other = ending(session, 30), ending(session, 30)
    scoped = replace(manager, property_ids=frozenset({mine.property_id}))

    assert [row.tenancy_id for row in listed(session, scoped)] == [mine.id]
    with pytest.raises(NotFound):
        listed(session, scoped, property_id=other.property_id)
    with pytest.raises(NotAllowed):
        listed(session, an_actor(session, Role.MAINTENANCE))


def test_what_many_are_offered_follows_the_end_of_each_term():
    ends_on, year = date(2026, 3, 31), Terms(12, 300, 30)

    assert proposed_term(ends_on, 1_200_00, year, TODAY) == TermOffered(
        date(2026, 4, 1), date(2027, 3, 31), 1_236_00, date(2026, 2, 14)
    )
    assert proposed_term(TODAY, 1_200_00, year, TODAY).reply_by == TODAY
    assert proposed_term(ends_on, 1_200_00, replace(year, months=None), TODAY).ends_on is None


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms(12, 10_001, 30), "percent"),
        (Terms(0, 300, 30), "months"),
        (Terms(61, 300, 30), "months"),
        (Terms(12, 300, 0), "reply_days"),
        (Terms(12, 300, 366), "reply_days"),
    ],
)
def test_what_nobody_means_for_many_is_refused(terms: Terms, field: str):
    with pytest.raises(Refused) as refused:
        check_terms(terms)
    assert refused.value.field == field
