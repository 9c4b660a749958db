"""A new rent never charges days a second time."""

from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.queries.rent import rent_lines
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.posting_rent import post_rent_charge
from pm_app.receivables.actions.rents import RentCharged, change_tenancy_rent, renew_tenancy
from pm_app.receivables.queries.charged import rent_charged_through
from pm_app.receivables.queries.recurring import rent_not_posted
from tests.conftest import an_actor
from tests.factories.receivables import a_household, typed_on

TODAY = date(2026, 1, 27)  # February's rent is posted a week ahead
NOW = typed_on(TODAY)
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)


@pytest.fixture
def household(session: Session) -> Tenancy:
    """A household whose rent is charged through February."""
    tenancy = a_household(session, rent_cents=1_000_00, ends_on=date(2026, 2, 28))
    for due in rent_not_posted(session, CONSOLE, today=TODAY):
        post_rent_charge(
            session,
            CONSOLE,
            rent_line_id=due.rent_line_id,
            period_starts_on=due.period.whole_starts_on,
            today=TODAY,
            now=NOW,
        )
    session.flush()
    return tenancy


def amounts(session: Session, tenancy: Tenancy) -> list[tuple[int, date]]:
    return [(line.amount_cents, line.starts_on) for line in rent_lines(session, CONSOLE, tenancy_ids=[tenancy.id])]


def test_rent_is_charged_through_the_last_day_that_was_posted(session: Session, manager: Actor, household: Tenancy):
    assert rent_charged_through(session, manager, tenancy_id=household.id) == date(2026, 2, 28)
    fresh = a_household(session, rent_cents=1_000_00)
    assert rent_charged_through(session, manager, tenancy_id=fresh.id) is None


@pytest.mark.parametrize("effective_on", [FEBRUARY, date(2026, 2, 15), date(2026, 2, 28)])
def test_a_rent_does_not_change_for_days_that_are_charged(
    session: Session, manager: Actor, household: Tenancy, effective_on: date
):
    with pytest.raises(RentCharged, match=r"through Feb 28, 2026 already\. Choose Mar 1, 2026") as refused:
        change_tenancy_rent(
            session,
            manager,
            tenancy_id=household.id,
            rent_cents=1_100_00,
            effective_on=effective_on,
            today=TODAY,
            now=NOW,
        )

    assert refused.value.field == "effective_on"
    assert amounts(session, household) == [(1_000_00, date(2026, 1, 1))]


def test_the_day_after_is_charged_once_with_the_new_rent(session: Session, manager: Actor, household: Tenancy):
    change_tenancy_rent(
        session, manager, tenancy_id=household.id, rent_cents=1_100_00, effective_on=MARCH, today=TODAY, now=NOW
    )

    due = rent_not_posted(session, manager, today=MARCH)
    assert [(one.amount_cents, one.period.starts_on) for one in due] == [(1_100_00, MARCH)]


def test_a_renewal_with_a_new_rent_keeps_to_it_too(session: Session, manager: Actor, household: Tenancy):
    request = {"tenancy_id": household.id, "ends_on": date(2027, 2, 28), "today": TODAY, "now": NOW}

    with pytest.raises(RentCharged):
        renew_tenancy(session, manager, **request, rent_cents=1_100_00, rent_from=FEBRUARY)
    renew_tenancy(session, manager, **request, rent_cents=1_100_00)

    assert amounts(session, household) == [(1_000_00, date(2026, 1, 1)), (1_100_00, MARCH)]


def test_a_renewal_at_the_same_rent_changes_no_rent(session: Session, manager: Actor, household: Tenancy):
    renew_tenancy(
        session,
        manager,
        tenancy_id=household.id,
        ends_on=date(2027, 2, 28),
        rent_cents=1_000_00,
        rent_from=FEBRUARY,
        today=TODAY,
        now=NOW,
    )

    assert amounts(session, household) == [(1_000_00, date(2026, 1, 1))]


def test_who_may_not_change_leases_changes_no_rent(session: Session, household: Tenancy):
    with pytest.raises(NotAllowed):
        change_tenancy_rent(
            session,
            an_actor(session, Role.ACCOUNTING),
            tenancy_id=household.id,
            rent_cents=1_100_00,
            effective_on=MARCH,
            today=TODAY,
            now=NOW,
        )
