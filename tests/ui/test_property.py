"""/properties/[property_id]: the head and facts, and each tab."""

from datetime import date

import pytest
import reflex as rx
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import UserProperty
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import NotFound
from pm_app.leasing.enums import LeaseState
from pm_app.portfolio.actions.properties import PropertyFacts, Share, change_property, set_owners
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.tables import Property
from pm_app.ui import paths
from pm_app.ui.pages.property import page
from pm_app.ui.pages.property.documents import PropertyDocumentsState
from pm_app.ui.pages.property.head import PropertyState
from pm_app.ui.pages.property.history import PropertyHistoryState
from pm_app.ui.pages.property.leases import PropertyLeasesState
from pm_app.ui.pages.property.loading import TABS, PropertyPageState
from pm_app.ui.pages.property.money import PropertyMoneyState
from pm_app.ui.pages.property.overview import PropertyOverviewState
from pm_app.ui.pages.property.units import PropertyUnitsState
from pm_app.ui.parts.following import FollowingState
from pm_app.ui.parts.record_tasks import RecordTasksState
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_household
from tests.ui.building import a_building, seen
from tests.ui.screen import a_browser, at, open_page

TODAY = NOON.date()


@pytest.fixture
def place(session: Session) -> Property:
    """Unit 101 is let and owes, 102 is vacant, 103 is down."""
    return a_building(session)


async def test_the_head_says_how_full_the_building_is(session: Session, manager: Actor, place: Property) -> None:
    state = await seen(PropertyState, session, manager, place.id)

    assert (state.name, state.state, state.unit_number) == ("Alder Court", "Active", "3")
    assert state.summary == "3 units · 1 of 2 rentable occupied (50.0%)"
    assert (state.address_rest, state.market_rent) == ("Riverton, OH 43099", "$3,300.00")


async def test_the_facts_name_the_owners_of_today(session: Session, manager: Actor, place: Property) -> None:
    for names, since in ((("Old Owner LLC",), date(2020, 1, 1)), (("Ada Oak", "Bea Elm"), date(2025, 1, 1))):
        owners = [Share(a_person(session, name=name).id, 10_000 // len(names)) for name in names]
        set_owners(session, manager, property_id=place.id, shares=owners, starts_on=since, now=NOON)

    state = await seen(PropertyState, session, manager, place.id)

    assert [(line.name, line.share) for line in state.owners] == [("Bea Elm", "50%"), ("Ada Oak", "50%")]


@pytest.mark.parametrize("written", ["00000000-0000-4000-8000-000000000001", "not-an-id"])
async def test_a_property_that_is_not_there_says_so(session: Session, manager: Actor, written: str) -> None:
    state = open_page(PropertyState, a_browser(session, manager), paths.PROPERTY, property_id=written)

    if written == "not-an-id":
        with pytest.raises(NotFound):
            await state.load()
        return
    await state.load()
    assert state.missing


async def test_a_property_outside_ones_scope_is_not_there(session: Session, manager: Actor, place: Property) -> None:
    assert manager.user_id is not None
    session.add(UserProperty(user_id=manager.user_id, property_id=a_property(session).id))

    state = await seen(PropertyState, session, manager, place.id)

    assert (state.missing, state.name) == (True, "")


@pytest.mark.parametrize("tab", [PropertyUnitsState, PropertyOverviewState, PropertyHistoryState])
async def test_no_tab_tells_of_a_property_outside_ones_scope(
    session: Session, manager: Actor, place: Property, tab: type[rx.State]
) -> None:
    assert manager.user_id is not None
    session.add(UserProperty(user_id=manager.user_id, property_id=a_property(session).id))

    with pytest.raises(NotFound):
        await seen(tab, session, manager, place.id)


async def test_the_units_stand_as_in_the_rent_roll(session: Session, manager: Actor, place: Property) -> None:
    state = await seen(PropertyUnitsState, session, manager, place.id, "tab=units")

    assert [(u.name, u.state, u.tenant or u.note, u.rent, u.ends, u.left, u.balance) for u in state.lines] == [
        ("101", "Occupied", "Renee Castellano", "$1,450.00", "Mar 31, 2026", "75 days left", "$678.40"),
        ("102", "Vacant, ready", "", "$900.00", "—", "", "—"),
        ("103", "Down", "Water damage", "$1,200.00", "—", "", "—"),
    ]
    assert [u.balance_tone for u in state.lines] == ["overdue", "zero", "zero"]
    assert (state.totals.units, state.totals.occupied, state.totals.rent, state.totals.balance) == (
        "3 units",
        "1 occupied",
        "$1,450.00",
        "$678.40",
    )
    counted = {name: state.counts[name] for name in ("all", "occupied", "notice", "vacant", "off")}
    assert counted == {"all": "3", "occupied": "1", "notice": "0", "vacant": "1", "off": "1"}


async def test_units_are_searched_and_narrowed_by_the_address(
    session: Session, manager: Actor, place: Property
) -> None:
    state = await seen(PropertyUnitsState, session, manager, place.id, "tab=units&q=castellano")
    assert [line.name for line in state.lines] == ["101"]

    await at(state, "tab=units&status=vacant").load()

    assert [line.name for line in state.lines] == ["102"]
    assert state.exported == f"?status=vacant&property={place.id}"


async def test_a_role_without_the_ledger_sees_units_without_balances(session: Session, place: Property) -> None:
    actor = an_actor(session, Role.MAINTENANCE)

    units = await seen(PropertyUnitsState, session, actor, place.id)
    head = await seen(PropertyState, session, actor, place.id)

    assert [line.balance for line in units.lines] == ["—", "—", "—"]
    assert (units.lines[0].tenant, units.lines[0].tenant_path) == ("Renee Castellano", "")
    assert (units.totals.balance, head.sees_money, head.sees_leases, head.sees_history) == ("", False, False, False)


async def test_the_overview_says_what_needs_somebody(session: Session, manager: Actor, place: Property) -> None:
    state = await seen(PropertyOverviewState, session, manager, place.id)

    assert [(line.label, line.detail, line.when) for line in state.ends] == [
        ("Renee Castellano", "Unit 101, Mar 31, 2026", "75 days left")
    ]
    assert [(line.label, line.when) for line in state.owing] == [("Renee Castellano", "$678.40")]
    assert [(line.label, line.when) for line in state.empty_units] == [("Unit 102", "Vacant, ready")]
    assert (state.occupied, state.vacant, state.ending, state.balance_tone) == ("1", "1", "1", "overdue")
    assert {line.detail.partition(",")[0] for line in state.alerts} == {"Renee Castellano"}
    assert all(line.path.startswith("/alerts/") for line in state.alerts)


async def test_households_of_today_and_of_the_past_are_apart(session: Session, manager: Actor, place: Property) -> None:
    gone = a_household(
        session, a_unit(session, place, name="104"), starts_on=date(2024, 1, 1), moved_out_on=date(2025, 12, 31)
    )
    gone.name = "Old Tenant"

    state = await seen(PropertyLeasesState, session, manager, place.id, "tab=leases")
    assert [(line.unit, line.name, line.state) for line in state.lines] == [("101", "Renee Castellano", "Active")]
    await at(state, "tab=leases&state=past").load()
    assert [(line.name, line.ends) for line in state.lines] == [("Old Tenant", "Dec 31, 2025")]


async def test_the_papers_of_the_building_and_its_units_are_listed(
    session: Session, manager: Actor, place: Property
) -> None:
    a_document(
        session,
        LinkTarget(property_id=place.id),
        title="Boiler certificate",
        kind=DocumentKind.OTHER,
        valid_through=date(2026, 1, 10),
    )

    state = await seen(PropertyDocumentsState, session, manager, place.id, "tab=documents")

    assert [(line.title, line.state, line.left, line.left_tone) for line in state.lines] == [
        ("Boiler certificate", "Expired", "5 days late", "overdue")
    ]
    assert (state.may_file, state.place) == (True, str(place.id))


async def test_the_money_of_the_building_adds_up(session: Session, manager: Actor, place: Property) -> None:
    state = await seen(PropertyMoneyState, session, manager, place.id, "tab=money")

    assert (state.charged, state.collected, state.overdue, state.overdue_of) == (
        "$678.40",
        "$0.00",
        "$678.40",
        "1 household",
    )
    assert (len(state.lines), state.lines[0].month, state.lines[0].charged) == (12, "January 2026", "$678.40")
    assert state.aging[-1].amount == "$678.40"


async def test_the_history_names_what_each_entry_is_about(session: Session, manager: Actor, place: Property) -> None:
    facts = PropertyFacts("Alder Yard", PropertyKind.APARTMENTS, place.address_line, "Riverton", "OH", "43099")
    change_property(session, manager, property_id=place.id, version=1, facts=facts, now=NOON)

    state = await seen(PropertyHistoryState, session, manager, place.id, "tab=history")

    assert (state.lines[0].did, state.lines[0].detail) == ("changed", "name Alder Court → Alder Yard")
    assert "posted a charge" in state.lines[1].did


async def test_only_the_tab_of_the_address_is_read(session: Session, manager: Actor, place: Property) -> None:
    session.commit()
    for tab, (_, load) in TABS.items():
        state = open_page(PropertyPageState, a_browser(session, manager), paths.PROPERTY, f"tab={tab}", property_id="x")

        assert await state.load() == [PropertyState.load, FollowingState.load, RecordTasksState.load, load]


@pytest.mark.parametrize("tab", TABS)
async def test_every_tab_that_is_read_is_shown(session: Session, manager: Actor, place: Property, tab: str) -> None:
    state = await seen(PropertyState, session, manager, place.id, f"tab={tab}")

    assert state.tab == tab


async def test_a_tab_that_is_not_for_the_role_is_not_read(session: Session, place: Property) -> None:
    session.commit()
    browser = a_browser(session, an_actor(session, Role.MAINTENANCE))
    state = open_page(PropertyPageState, browser, paths.PROPERTY, "tab=money", property_id=place.id)

    assert await state.load() == [PropertyState.load, FollowingState.load, RecordTasksState.load]


def test_the_page_can_be_drawn() -> None:
    assert page.page().render()
    assert LeaseState.ENDED not in page.leases.PRESENT
