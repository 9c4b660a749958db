"""The rent roll of any day: every unit, who lives there on which terms, what they owe; and what it all adds up to."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import NOBODY, Actor
from pm_app.books.queries.accounts import account_balances
from pm_app.books.rules import PREPAYMENTS, RECEIVABLE
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.kernel.listing import Listing
from pm_app.leasing.enums import Frequency, RentLineKind
from pm_app.leasing.tables import RentLine, Tenancy
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.postings import HELD_ACCOUNTS
from pm_app.reports.rules.rent_roll import Section
from tests.conftest import NOON, an_actor
from tests.counting import statements
from tests.factories.leasing import a_rent_line, a_term
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.reports.rolls import line, roll, sections

JAN_1, JAN_10, JAN_15, FEB_1 = date(2026, 1, 1), date(2026, 1, 10), date(2026, 1, 15), date(2026, 2, 1)


def test_every_unit_stands_in_its_section_and_households_that_come_or_left_something_stand_apart(
    session: Session, manager: Actor, alder_court: dict[str, Tenancy]
):
    found = roll(session, manager)

    assert sections(found) == [
        ("1", "current"),
        ("2", "on notice"),
        ("3", "vacant"),
        ("4", "vacant"),
        ("5", "vacant"),
        ("4", "future"),
        ("3", "past with balance"),
    ]
    assert [row.status for row in found.rows] == [
        *("active", "on notice", "vacant, ready", "vacant, rented", "down", "future", "ended")
    ]
    assert [found.counts[section] for section in Section] == [1, 1, 3, 1, 1]


def test_the_units_are_counted_once_and_rents_are_those_of_leases_or_the_market(
    session: Session, manager: Actor, alder_court: dict[str, Tenancy]
):
    found = roll(session, manager)

    units = found.figures.occupancy
    assert (units.units, units.rentable, units.occupied, units.vacant, units.bps) == (5, 4, 2, 2, 5_000)
    assert found.figures.scheduled_cents == 1_100_00 + 1_250_00
    assert found.figures.gross_potential_cents == 1_100_00 + 1_250_00 + 2 * 1_200_00
    assert (found.sums.market_rent_cents, found.sums.loss_to_lease_cents) == (5 * 1_200_00, 100_00 - 50_00)
    assert found.sums.balance_cents == 75_00


def test_a_line_says_the_terms_of_the_lease(session: Session, manager: Actor, alder_court: dict[str, Tenancy]):
    one = alder_court["1"]
    first = session.exec(select(RentLine).where(RentLine.tenancy_id == one.id)).one()
    first.ends_on = date(2026, 5, 31)
    a_rent_line(session, one, kind=RentLineKind.PARKING, amount_cents=50_00)
    ended = a_rent_line(session, one, kind=RentLineKind.PET_RENT, amount_cents=35_00, ends_on=date(2025, 12, 31))
    weekly = a_rent_line(session, one, kind=RentLineKind.LAUNDRY, amount_cents=10_00)
    weekly.frequency = Frequency.WEEKLY
    a_rent_line(session, one, amount_cents=1_180_00, starts_on=date(2026, 6, 1))
    session.flush()

    found = line(roll(session, manager), "1")

    assert (found.lease_rent_cents, found.recurring_cents) == (1_100_00, 1_100_00 + 50_00 + 43_33)
    assert found.other == {RentLineKind.PARKING: 50_00, RentLineKind.LAUNDRY: 43_33}
    assert ended.kind not in found.other
    assert (found.move_in_on, found.lease_from, found.lease_to) == (
        date(2025, 6, 1),
        date(2025, 6, 1),
        date(2026, 5, 31),
    )
    assert (found.is_month_to_month, found.increase_on, found.increase_cents) == (False, date(2026, 6, 1), 1_180_00)
    assert found.tenants.startswith("Person ")


@pytest.mark.parametrize(
    ("frequency", "cents"),
    [
        (Frequency.WEEKLY, 433_33),
        (Frequency.EVERY_TWO_WEEKS, 216_67),
        (Frequency.SEMI_MONTHLY, 200_00),
        (Frequency.MONTHLY, 100_00),
        (Frequency.QUARTERLY, 33_33),
        (Frequency.HALF_YEARLY, 16_67),
        (Frequency.YEARLY, 8_33),
    ],
)
def test_what_is_charged_by_other_periods_is_told_by_the_month_rounded_once(
    session: Session, manager: Actor, frequency: Frequency, cents: int
):
    home = a_household(session, a_unit(session, name="9"))
    a_rent_line(session, home, amount_cents=100_00).frequency = frequency
    session.flush()

    assert line(roll(session, manager), "9").lease_rent_cents == cents


def test_two_rents_that_run_at_once_are_rounded_together(session: Session, manager: Actor):
    home = a_household(session, a_unit(session, name="9"))
    for _ in range(2):
        a_rent_line(session, home, amount_cents=10_01).frequency = Frequency.WEEKLY
    session.flush()

    assert line(roll(session, manager), "9").lease_rent_cents == 86_75  # 2 × 10.01 × 52 ÷ 12 = 86.753…


def test_month_to_month_is_a_term_without_end_or_one_that_rolled_on(session: Session, manager: Actor):
    place = a_property(session)
    rolled = a_household(session, a_unit(session, place, name="1"), ends_on=date(2026, 1, 10))
    a_household(session, a_unit(session, place, name="2"), ends_on=None)
    stuck = a_household(session, a_unit(session, place, name="3"), ends_on=date(2026, 1, 10))
    stuck.rolls_month_to_month = False
    renewed = a_household(session, a_unit(session, place, name="4"), ends_on=date(2026, 1, 10))
    a_term(session, renewed, starts_on=date(2026, 1, 11), ends_on=date(2027, 1, 10))
    session.flush()

    found = roll(session, manager)

    assert [(row.is_month_to_month, row.status) for row in found.rows] == [
        (True, "month-to-month"),
        (True, "month-to-month"),
        (False, "holdover"),
        (False, "active"),
    ]
    assert line(found, "4").lease_to == date(2027, 1, 10)
    assert not line(roll(session, manager, JAN_10), "1").is_month_to_month
    assert rolled.rolls_month_to_month


def test_the_last_receipt_is_the_newest_that_stands_and_prepaid_is_what_it_left(session: Session, manager: Actor):
    home = a_household(session, a_unit(session, name="9"))
    a_charge(session, home, amount_cents=900_00, due_on=JAN_1)
    a_receipt(session, home, amount_cents=600_00, received_on=date(2026, 1, 3))
    a_receipt(session, home, amount_cents=400_00, received_on=date(2026, 1, 20))

    before, after = line(roll(session, manager), "9"), line(roll(session, manager, date(2026, 1, 20)), "9")

    assert (before.last_receipt_on, before.last_receipt_cents) == (date(2026, 1, 3), 600_00)
    assert (before.balance_cents, before.prepaid_cents) == (300_00, 0)
    assert (after.last_receipt_cents, after.balance_cents, after.prepaid_cents) == (400_00, -100_00, 100_00)


def test_the_totals_are_those_of_the_books(session: Session, manager: Actor, alder_court: dict[str, Tenancy]):
    for one in alder_court.values():
        since = one.starts_on
        a_charge(
            session, one, amount_cents=800_00, due_on=since, kind=ChargeKind.SECURITY_DEPOSIT, today=min(since, JAN_10)
        )
        a_receipt(session, one, amount_cents=800_00, received_on=min(since, JAN_10))
    a_charge(session, alder_court["1"], amount_cents=1_100_00, due_on=JAN_1)
    a_receipt(session, alder_court["2"], amount_cents=40_00, received_on=JAN_1)

    for day in (date(2025, 6, 1), date(2025, 12, 31), JAN_1, JAN_15, FEB_1):
        sums = roll(session, manager, day).sums
        booked = {one.number: one.balance_cents for one in account_balances(session, manager, as_of=day)}
        assert sums.balance_cents == booked[RECEIVABLE] - booked[PREPAYMENTS]
        assert sums.deposits_cents == sum(booked[number] for number in HELD_ACCOUNTS.values())
    assert roll(session, manager).sums.deposits_cents == 4 * 800_00


def test_a_section_a_search_and_a_property_narrow_the_lines(
    session: Session, manager: Actor, alder_court: dict[str, Tenancy]
):
    other = a_unit(session, a_property(session, name="Linden Flats"), name="77")

    vacant = roll(session, manager, section=Section.VACANT)
    found = roll(session, manager, listing=Listing(search="linden 77"))
    here = roll(session, manager, property_id=other.property_id)

    assert ([row.home.unit_name for row in vacant.rows], vacant.counts[Section.CURRENT]) == (["3", "4", "5", "77"], 1)
    assert ([row.home.unit_name for row in found.rows], found.figures.occupancy.units) == (["77"], 1)
    assert sections(here) == [("77", "vacant")]


def test_lines_are_sorted_as_asked_and_what_is_unknown_stands_last(
    session: Session, manager: Actor, alder_court: dict[str, Tenancy]
):
    found = roll(session, manager, listing=Listing(sort="rent", descending=True))

    assert [row.lease_rent_cents for row in found.rows] == [1_300_00, 1_250_00, 1_100_00, None, None, None, None]


def test_a_stay_that_was_cancelled_is_only_told_of_with_its_money(session: Session, manager: Actor):
    place = a_property(session)
    home = a_household(session, a_unit(session, place, name="9"))
    other = a_household(session, a_unit(session, place, name="10"))
    a_receipt(session, home, amount_cents=300_00, received_on=JAN_10)
    home.cancelled_at = other.cancelled_at = NOON
    session.flush()

    assert sections(roll(session, manager)) == [("9", "vacant"), ("10", "vacant"), ("9", "past with balance")]


def test_only_what_is_within_scope_is_told(session: Session, manager: Actor, alder_court: dict[str, Tenancy]):
    elsewhere = replace(manager, property_ids=frozenset({a_unit(session, name="77").property_id}))

    assert [row.home.unit_name for row in roll(session, elsewhere).rows] == ["77"]
    with pytest.raises(NotFound):
        roll(session, elsewhere, property_id=alder_court["1"].property_id)
    for actor in (NOBODY, an_actor(session, Role.MAINTENANCE)):
        with pytest.raises(NotAllowed):
            roll(session, actor)


def test_more_units_take_no_more_questions(session: Session, manager: Actor, alder_court: dict[str, Tenancy]):
    few = statements(session, lambda: roll(session, manager))
    for _ in range(3):
        home = a_household(session)
        a_charge(session, home)
        a_receipt(session, home)
    session.flush()

    assert statements(session, lambda: roll(session, manager)) == few
