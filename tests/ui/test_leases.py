"""/leases: the households the address asks for."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.ui import paths
from pm_app.ui.pages import leases
from pm_app.ui.pages.leases import LeasesState
from tests.conftest import an_actor
from tests.counting import counted
from tests.factories.leasing import a_notice, a_tenancy
from tests.factories.portfolio import a_property, a_unit
from tests.ui.screen import a_browser, at, opened


async def listed(session: Session, actor: Actor, query: str = "") -> LeasesState:
    """The page as the actor's browser shows it."""
    session.commit()
    return await opened(LeasesState, a_browser(session, actor), paths.LEASES, query)


async def loading(session: Session, state: LeasesState) -> int:
    """How many statements loading the page takes."""
    with counted(session) as sent:
        await state.load()
    return len(sent)


def names(state: LeasesState) -> list[str]:
    return [line.household for line in state.lines]


async def test_a_household_is_one_line_of_text(session: Session, manager: Actor):
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    tenancy = a_tenancy(session, unit, name="Renee Castellano", ends_on=date(2026, 1, 20))

    state = await listed(session, manager)

    [line] = state.lines
    assert line == leases.LeaseLine(
        path=f"/leases/{tenancy.id}",
        household="Renee Castellano",
        unit="204",
        property_name="Alder Court",
        state="Expiring",
        tone="amber",
        term="Original from Jun 1, 2025",
        rent="$1,200.00",
        ends="Jan 20, 2026",
        left="5 days left",
        left_tone="soon",
        balance="$0.00",
        balance_tone="zero",
    )
    assert (state.total, state.may_start) == (1, True)


async def test_the_segments_part_the_households_and_count_them(session: Session, manager: Actor):
    a_tenancy(session, name="Active")
    a_tenancy(session, name="Rolling", ends_on=date(2025, 12, 31))
    a_tenancy(session, name="Staying on", ends_on=date(2025, 12, 31), rolls_month_to_month=False)
    a_notice(session, a_tenancy(session, name="Leaving"))
    a_tenancy(session, name="To come", starts_on=date(2026, 2, 1), ends_on=date(2027, 1, 31))
    a_tenancy(session, name="Gone", moved_out_on=date(2025, 12, 31))
    a_tenancy(session, name="Never came", cancelled_at=datetime(2026, 1, 2, tzinfo=UTC))

    state = await listed(session, manager)

    assert names(state) == ["Active", "Leaving", "Rolling", "Staying on", "To come"]
    assert state.counts == {
        "current": "5",
        "expiring": "0",
        "month-to-month": "1",
        "notice": "1",
        "holdover": "1",
        "future": "1",
        "past": "2",
    }
    for segment, expected in {
        "month-to-month": ["Rolling"],
        "notice": ["Leaving"],
        "holdover": ["Staying on"],
        "future": ["To come"],
        "past": ["Gone", "Never came"],
        "nonsense": ["Active", "Leaving", "Rolling", "Staying on", "To come"],
    }.items():
        await at(state, f"state={segment}").load()
        assert names(state) == expected


async def test_the_day_that_matters_is_the_one_of_moving_out(session: Session, manager: Actor):
    a_notice(session, a_tenancy(session), move_out_on=date(2026, 2, 28))

    state = await listed(session, manager)

    [line] = state.lines
    assert (line.ends, line.left) == ("Feb 28, 2026", "44 days left")


async def test_search_property_and_sort_stand_in_the_address(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    a_tenancy(session, a_unit(session, alder), name="Ada Obi", rent_cents=900_00)
    a_tenancy(session, a_unit(session, alder), name="Ben Obi", rent_cents=950_00)
    a_tenancy(session, name="Cleo Obi")

    state = await listed(session, manager, "q=obi&sort=-rent")
    assert names(state) == ["Cleo Obi", "Ben Obi", "Ada Obi"]
    assert [choice.label for choice in state.properties][:1] == ["Alder Court"]

    await at(state, f"property={alder.id}&q=obi").load()
    assert names(state) == ["Ada Obi", "Ben Obi"]
    await at(state, f"property={uuid4()}").load()
    assert (names(state), state.total) == ([], 0)


async def test_a_role_without_the_ledger_sees_no_balance(session: Session):
    leasing = an_actor(session, Role.READ_ONLY)
    a_tenancy(session)

    state = await listed(session, leasing)

    assert (state.may_start, state.lines[0].balance) == (False, "$0.00")


async def test_who_may_not_see_leases_is_refused(session: Session):
    with pytest.raises(NotAllowed):
        await listed(session, an_actor(session, Role.MAINTENANCE))


async def test_three_households_take_as_many_statements_as_one(session: Session, manager: Actor):
    property_ = a_property(session)
    a_tenancy(session, a_unit(session, property_))
    state = await listed(session, manager)
    one = await loading(session, state)
    a_tenancy(session, a_unit(session, property_))
    a_tenancy(session, a_unit(session, property_))
    session.commit()

    assert await loading(session, state) == one
    assert len(state.lines) == 3


def test_the_page_can_be_drawn():
    assert "Leases" in str(leases.page().render())
