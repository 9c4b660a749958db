"""Units with who lives there and what is owed: found, counted, sorted, summed."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.listing import Listing
from pm_app.leasing.enums import UnitState
from pm_app.portfolio.enums import OffMarket
from pm_app.portfolio.tables import Property
from pm_app.receivables.queries.unit_grid import UnitGrid, unit_grid
from tests.conftest import NOON, an_actor
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household

TODAY = NOON.date()


@pytest.fixture
def building(session: Session) -> Property:
    """Unit 9 is let and owes, 10 is let and does not, 101 is vacant, 102 is down."""
    place = a_property(session, name="Alder Court")
    owing = a_household(session, a_unit(session, place, name="9"), ends_on=date(2026, 12, 31), rent_cents=1_000_00)
    owing.name = "Hana Sedlak"
    a_charge(session, owing, amount_cents=600_00, due_on=date(2026, 1, 1))
    other = a_household(session, a_unit(session, place, name="10"), ends_on=date(2026, 6, 30), rent_cents=1_200_00)
    other.name = "Terrence Boyd"
    a_unit(session, place, name="101", market_rent_cents=900_00)
    a_unit(session, place, name="102").off_market = OffMarket.DOWN
    session.commit()
    return place


def grid(session: Session, actor: Actor, place: Property | None, search: str = "", **more: str) -> UnitGrid:
    sort = more.get("sort", "")
    listing = Listing(search=search, sort=sort.removeprefix("-"), descending=sort.startswith("-"))
    return unit_grid(session, actor, today=TODAY, listing=listing, property_id=place.id if place else None)


def test_a_unit_stands_with_its_household_rent_and_balance(
    session: Session, manager: Actor, building: Property
) -> None:
    shown = grid(session, manager, building)

    assert [
        (row.unit.name, row.state.value, row.tenancy_name, row.rent_cents, row.balance_cents, row.overdue_cents)
        for row in shown.rows
    ] == [
        ("9", "occupied", "Hana Sedlak", 1_000_00, 600_00, 600_00),
        ("10", "occupied", "Terrence Boyd", 1_200_00, 0, 0),
        ("101", "vacant, ready", "", None, None, 0),
        ("102", "down", "", None, None, 0),
    ]


def test_sums_and_counts_are_of_all_that_is_found(session: Session, manager: Actor, building: Property) -> None:
    shown = grid(session, manager, building)

    assert (shown.total, shown.occupied, shown.rent_cents, shown.balance_cents) == (4, 2, 2_200_00, 600_00)
    assert {state: number for state, number in shown.counts.items() if number} == {
        UnitState.OCCUPIED: 2,
        UnitState.VACANT_READY: 1,
        UnitState.DOWN: 1,
    }


def test_a_state_narrows_the_rows_and_not_the_counts(session: Session, manager: Actor, building: Property) -> None:
    shown = unit_grid(
        session,
        manager,
        today=TODAY,
        listing=Listing(),
        property_id=building.id,
        states=[UnitState.VACANT_READY, UnitState.VACANT_NOT_READY],
    )

    assert [row.unit.name for row in shown.rows] == ["101"]
    assert shown.counts[UnitState.OCCUPIED] == 2


@pytest.mark.parametrize(
    ("words", "units"),
    [("hana", ["9"]), ("alder 10", ["10", "101", "102"]), ("boyd 9", []), ("'\";--%_\\", []), ("z" * 100_000, [])],
)
def test_units_are_found_by_unit_property_and_household(
    session: Session, manager: Actor, building: Property, words: str, units: list[str]
) -> None:
    assert [row.unit.name for row in grid(session, manager, building, words).rows] == units


@pytest.mark.parametrize(
    ("sort", "units"),
    [
        ("unit", ["9", "10", "101", "102"]),
        ("-unit", ["102", "101", "10", "9"]),
        ("-rent", ["10", "102", "9", "101"]),
        ("ends", ["10", "9", "101", "102"]),
        ("-balance", ["9", "10", "101", "102"]),
        ("tenant", ["9", "10", "101", "102"]),
        ("state", ["9", "10", "101", "102"]),
        ("no such", ["9", "10", "101", "102"]),
    ],
)
def test_units_are_sorted_with_the_unknown_last(
    session: Session, manager: Actor, building: Property, sort: str, units: list[str]
) -> None:
    assert [row.unit.name for row in grid(session, manager, building, sort=sort).rows] == units


def test_who_may_not_see_the_ledger_sees_no_balance(session: Session, building: Property) -> None:
    shown = grid(session, an_actor(session, Role.MAINTENANCE), building)

    assert ({row.balance_cents for row in shown.rows}, shown.balance_cents) == ({None}, 0)


def test_without_a_property_every_unit_within_scope_stands_by_property(
    session: Session, manager: Actor, building: Property
) -> None:
    other = a_unit(session, a_property(session, name="Birch House"), name="1")
    a_person(session)
    session.commit()

    everywhere = grid(session, manager, None)
    scoped = grid(session, replace(manager, property_ids=frozenset({other.property_id})), None)

    assert [row.unit.name for row in everywhere.rows] == ["9", "10", "101", "102", "1"]
    assert [row.unit.name for row in scoped.rows] == ["1"]


def test_pages_are_cut_from_all_that_is_found(session: Session, manager: Actor) -> None:
    place = a_property(session)
    for number in range(60):
        a_unit(session, place, name=str(number + 1))

    second = unit_grid(session, manager, today=TODAY, listing=Listing(page=2), property_id=place.id)

    assert (second.total, [row.unit.name for row in second.rows][:2]) == (60, ["51", "52"])
