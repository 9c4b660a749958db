"""The rent roll page: sections, days of the past, and sums that are those of the lines."""

from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.enums import RentLineKind
from pm_app.ui.pages.rent_roll.page import RentRollState, page
from tests.conftest import an_actor
from tests.factories.leasing import a_notice, a_rent_line
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.ui.screen import a_browser, opened

PATH = "/rent-roll"


@pytest.fixture
def alder(session: Session) -> None:
    """Alder Court: Renee in 9, who owes; Omar in 10, who leaves; 11 is empty."""
    place = a_property(session, name="Alder Court")
    until = date(2026, 5, 31)
    renee = a_household(session, a_unit(session, place, name="9"), ends_on=until, rent_cents=1_100_00)
    omar = a_household(session, a_unit(session, place, name="10"), ends_on=until, rent_cents=1_250_00)
    a_unit(session, place, name="11")
    a_rent_line(session, renee, kind=RentLineKind.PARKING, amount_cents=50_00)
    a_rent_line(session, renee, kind=RentLineKind.PET_RENT, amount_cents=35_00)
    a_notice(session, omar)
    a_charge(session, renee, amount_cents=1_100_00)
    a_receipt(session, renee, amount_cents=300_00)
    session.commit()


async def at_page(session: Session, actor: Actor, query: str = "") -> RentRollState:
    return await opened(RentRollState, a_browser(session, actor), PATH, query)


async def test_every_unit_is_a_line_in_its_section(session: Session, manager: Actor, alder: None):
    state = await at_page(session, manager)

    assert [(line.home.unit, line.status) for line in state.lines] == [
        ("9", "Active"),
        ("10", "On notice"),
        ("11", "Vacant, ready"),
    ]
    assert state.counts == {
        "all": "3", "current": "1", "on notice": "1", "vacant": "1", "future": "0", "past with balance": "0",
    }  # fmt: skip
    renee = state.lines[0]
    assert (renee.rent, renee.other, renee.other_by, renee.recurring, renee.loss) == (
        "$1,100.00",
        "$85.00",
        "Pet rent $35.00, Parking $50.00",
        "$1,185.00",
        "$100.00",
    )
    assert (renee.balance, renee.paid_on, renee.paid) == ("$800.00", "Jan 5, 2026", "$300.00")
    assert (state.lines[1].moves_out, state.lines[1].out_left) == ("Feb 28, 2026", "44 days left")
    assert (state.lines[2].path, state.lines[2].balance) == ("", "—")


async def test_the_figures_and_sums_are_told(session: Session, manager: Actor, alder: None):
    state = await at_page(session, manager)

    assert (state.units, state.occupied, state.vacant, state.physical) == ("3", "2", "1", "66.7%")
    assert (state.potential, state.scheduled) == ("$3,550.00", "$2,350.00")
    assert (state.sums["rent"], state.sums["recurring"], state.sums["balance"]) == (
        "$2,350.00",
        "$2,435.00",
        "$800.00",
    )
    assert state.total_words == "3 lines"


async def test_a_section_and_a_day_of_the_past_can_be_asked_for(session: Session, manager: Actor, alder: None):
    vacant = await at_page(session, manager, "section=vacant")
    before = await at_page(session, manager, "as_of=2025-12-31")

    assert [line.home.unit for line in vacant.lines] == ["11"]
    assert ([line.status for line in before.lines][:3], before.summary) == (
        ["Vacant, rented", "Vacant, rented", "Vacant, ready"],
        "As of Dec 31, 2025",
    )


async def test_what_was_typed_later_is_not_known(session: Session, manager: Actor, alder: None):
    state = await at_page(session, manager, "known_on=2026-01-03")

    assert (state.lines[0].balance, state.lines[1].status) == ("$1,100.00", "Active")


async def test_an_address_that_makes_no_sense_shows_the_rent_roll_of_today(
    session: Session, manager: Actor, alder: None
):
    state = await at_page(session, manager, "as_of=yesterday&known_on=x&section=none&property=7&sort=wrong")

    assert (state.total, state.summary) == (3, "As of Jan 15, 2026")


async def test_who_sees_no_money_sees_no_rent_roll(session: Session, alder: None):
    with pytest.raises(NotAllowed):
        await at_page(session, an_actor(session, Role.MAINTENANCE))


def test_the_page_is_made():
    assert "Gross potential rent" in str(page().render())
