"""Units and who is in them; the leases that are about to end."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from pm_app.access.rules import NOBODY, Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.enums import LeaseState, TermKind, UnitState
from pm_app.leasing.queries.occupancy import lease_ends, unit_occupancy
from pm_app.portfolio.enums import OffMarket
from pm_app.portfolio.tables import Property
from tests.counting import statements
from tests.factories.access import a_user
from tests.factories.leasing import a_notice, a_tenancy, a_term
from tests.factories.portfolio import a_property, a_unit

TODAY = date(2026, 1, 15)
NOW = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)


@pytest.fixture
def building(session: Session) -> Property:
    """Units 1 to 5: lived in, on notice and let again, empty and booked, empty, and a model; unit 6 is archived."""
    property_ = a_property(session)
    lived_in, leaving, booked, empty, model = (a_unit(session, property_, name=str(n)) for n in range(1, 6))
    a_unit(session, property_, name="6").archived_at = NOW
    model.off_market = OffMarket.MODEL
    a_tenancy(session, lived_in, name="Ada", rent_cents=1_100_00)
    a_tenancy(session, lived_in, starts_on=date(2024, 1, 1), moved_out_on=date(2025, 5, 31))
    a_notice(session, a_tenancy(session, leaving, name="Ben"), move_out_on=date(2026, 2, 28))
    a_tenancy(session, leaving, name="Cleo", starts_on=date(2026, 3, 1), ends_on=date(2027, 2, 28))
    a_tenancy(session, booked, name="Dov", starts_on=date(2026, 2, 1), ends_on=None)
    a_tenancy(session, empty, starts_on=date(2026, 2, 1), cancelled_at=NOW)
    return property_


def test_every_unit_has_its_state(session: Session, manager: Actor, building: Property):
    found = unit_occupancy(session, manager, today=TODAY, property_id=building.id)

    assert [(row.unit_name, row.state, row.tenancy_name, row.tenancy_state) for row in found] == [
        ("1", UnitState.OCCUPIED, "Ada", LeaseState.ACTIVE),
        ("2", UnitState.ON_NOTICE_RENTED, "Ben", LeaseState.NOTICE_GIVEN),
        ("3", UnitState.VACANT_RENTED, "Dov", LeaseState.FUTURE),
        ("4", UnitState.VACANT_READY, "", None),
        ("5", UnitState.MODEL, "", None),
    ]


def test_a_unit_tells_until_when_for_how_much_and_who_is_next(session: Session, manager: Actor, building: Property):
    found = unit_occupancy(session, manager, today=TODAY, property_id=building.id)

    assert [
        (row.rent_cents, row.market_rent_cents, row.lease_ends_on, row.move_in_on, row.move_out_on) for row in found[:4]
    ] == [
        (1_100_00, 1_200_00, date(2026, 5, 31), date(2025, 6, 1), None),
        (1_200_00, 1_200_00, date(2026, 5, 31), date(2025, 6, 1), date(2026, 2, 28)),
        (1_200_00, 1_200_00, None, date(2026, 2, 1), None),
        (None, 1_200_00, None, None, None),
    ]
    assert [(row.next_tenancy_name, row.next_move_in_on) for row in found[:3]] == [
        ("", None),
        ("Cleo", date(2026, 3, 1)),
        ("", None),
    ]


def test_three_units_take_as_many_statements_as_one(session: Session, manager: Actor):
    def ask() -> None:
        unit_occupancy(session, manager, today=TODAY)

    a_tenancy(session)
    one = statements(session, ask)
    a_tenancy(session)
    a_notice(session, a_tenancy(session))

    assert statements(session, ask) == one == 5


def test_occupancy_keeps_to_the_scope_and_the_units_asked_for(session: Session, manager: Actor):
    mine, another = a_unit(session), a_unit(session)
    scoped = replace(manager, property_ids=frozenset({mine.property_id}))

    assert [row.unit_id for row in unit_occupancy(session, scoped, today=TODAY)] == [mine.id]
    assert [row.unit_id for row in unit_occupancy(session, manager, today=TODAY, unit_ids=[another.id])] == [another.id]
    assert unit_occupancy(session, manager, today=TODAY, unit_ids=[]) == []
    with pytest.raises(NotAllowed):
        unit_occupancy(session, NOBODY, today=TODAY)


def test_the_lease_ends_that_are_near(session: Session, manager: Actor):
    user = a_user(session)
    unit = a_unit(session, a_property(session, name="Alder Court", manager_id=user.id), name="204")
    soon = a_tenancy(session, unit, name="Ada", ends_on=date(2026, 2, 28))
    passed = a_tenancy(session, name="Passed", ends_on=date(2026, 1, 14))
    today = a_tenancy(session, name="Today", ends_on=TODAY)
    renewed = a_tenancy(session, ends_on=date(2026, 1, 31))
    a_term(session, renewed, starts_on=date(2026, 2, 1), ends_on=date(2027, 1, 31), kind=TermKind.RENEWAL)
    a_tenancy(session, ends_on=date(2026, 1, 31), moved_out_on=date(2026, 1, 10))
    a_tenancy(session, ends_on=date(2026, 1, 31), cancelled_at=NOW)
    leaving = a_tenancy(session, name="Leaving", ends_on=date(2026, 3, 31))
    a_notice(session, leaving, move_out_on=date(2026, 3, 31))

    found = lease_ends(session, manager, today=TODAY, through=date(2026, 3, 31))

    assert [(row.tenancy_id, row.ends_on, row.state, row.move_out_on) for row in found] == [
        (today.id, TODAY, LeaseState.EXPIRING, None),
        (soon.id, date(2026, 2, 28), LeaseState.EXPIRING, None),
        (leaving.id, date(2026, 3, 31), LeaseState.NOTICE_GIVEN, date(2026, 3, 31)),
    ]
    assert (found[1].name, found[1].property_name, found[1].unit_name, found[1].manager_id) == (
        "Ada",
        "Alder Court",
        "204",
        user.id,
    )
    since = lease_ends(session, manager, today=TODAY, through=TODAY, since=date(2026, 1, 1))
    assert [row.tenancy_id for row in since] == [passed.id, today.id]
    assert lease_ends(session, replace(manager, property_ids=frozenset()), today=TODAY, through=date(2030, 1, 1)) == []
