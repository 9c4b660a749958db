"""Adding, changing and archiving units; and asking for them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.portfolio.actions.properties import archive_property
from pm_app.portfolio.actions.units import UnitFacts, UnitNameTaken, add_unit, archive_unit, change_unit, restore_unit
from pm_app.portfolio.enums import OffMarket
from pm_app.portfolio.queries.units import unit_choices, unit_details, unit_place, unit_rows
from pm_app.portfolio.tables import Unit
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property, a_unit

FACTS = UnitFacts("204", beds=2, baths_half=3, area_sqft=850, market_rent_cents=1_450_00)


def test_an_added_unit_is_found_with_what_was_entered(session: Session, manager: Actor) -> None:
    place = a_property(session, name="Alder Court")

    unit_id = add_unit(session, manager, property_id=place.id, facts=FACTS, now=NOON)

    unit = unit_details(session, manager, unit_id=unit_id)
    assert (unit.name, unit.beds, unit.baths_half, unit.area_sqft, unit.market_rent_cents) == (
        "204",
        2,
        3,
        850,
        1_450_00,
    )
    assert unit_place(session, manager, unit_id=unit_id).property_name == "Alder Court"
    assert [row.about_name for row in history_of(session, manager, about_id=place.id)] == ["unit 204"]


def test_the_same_form_sent_twice_adds_one_unit(session: Session, manager: Actor) -> None:
    place, key = a_property(session), uuid4()

    first = add_unit(session, manager, property_id=place.id, facts=FACTS, now=NOON, request_key=key)
    second = add_unit(session, manager, property_id=place.id, facts=FACTS, now=NOON, request_key=key)

    assert first == second
    assert session.exec(select(func.count()).select_from(Unit)).one() == 1


def test_a_name_is_taken_whatever_its_capitals(session: Session, manager: Actor) -> None:
    place = a_property(session)
    unit_id = add_unit(session, manager, property_id=place.id, facts=UnitFacts("PH-a"), now=NOON)
    other = add_unit(session, manager, property_id=place.id, facts=UnitFacts("2"), now=NOON)

    with pytest.raises(UnitNameTaken) as refusal:
        add_unit(session, manager, property_id=place.id, facts=UnitFacts("ph-A"), now=NOON)
    with pytest.raises(UnitNameTaken):
        change_unit(session, manager, unit_id=other, version=1, facts=UnitFacts("PH-A"), now=NOON)
    change_unit(session, manager, unit_id=unit_id, version=1, facts=UnitFacts("PH-A"), now=NOON)

    assert refusal.value.field == "name"
    assert unit_details(session, manager, unit_id=unit_id).name == "PH-A"


def test_another_property_may_have_the_same_name(session: Session, manager: Actor) -> None:
    for place in (a_property(session), a_property(session)):
        add_unit(session, manager, property_id=place.id, facts=FACTS, now=NOON)

    assert session.exec(select(func.count()).select_from(Unit)).one() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"beds": -1}, "beds"),
        ({"beds": 51}, "beds"),
        ({"baths_half": -1}, "baths"),
        ({"area_sqft": 0}, "area_sqft"),
        ({"market_rent_cents": -1}, "market_rent"),
        ({"market_rent_cents": 1_000_000_01}, "market_rent"),
        ({"notes": "n" * 10_001}, "notes"),
    ],
)
def test_what_no_unit_can_be_is_refused_beside_its_field(
    session: Session, manager: Actor, wrong: dict[str, Any], field: str
) -> None:
    place = a_property(session)

    with pytest.raises(Refused) as refusal:
        add_unit(session, manager, property_id=place.id, facts=replace(FACTS, **wrong), now=NOON)

    assert refusal.value.field == field
    assert session.exec(select(func.count()).select_from(Unit)).one() == 0


def test_an_archived_property_takes_no_units(session: Session, manager: Actor) -> None:
    place = a_property(session)
    archive_property(session, manager, property_id=place.id, now=NOON)

    with pytest.raises(Refused, match="archived"):
        add_unit(session, manager, property_id=place.id, facts=FACTS, now=NOON)


def test_a_unit_is_taken_off_the_market_and_changed_only_from_its_newest_page(session: Session, manager: Actor) -> None:
    place = a_property(session)
    unit_id = add_unit(session, manager, property_id=place.id, facts=FACTS, now=NOON)
    down = replace(FACTS, off_market=OffMarket.DOWN, off_market_note="Water damage", ready_on=date(2026, 2, 14))

    change_unit(session, manager, unit_id=unit_id, version=1, facts=down, now=NOON)
    with pytest.raises(Stale, match="Reload the page"):
        change_unit(session, manager, unit_id=unit_id, version=1, facts=FACTS, now=NOON)

    unit = unit_details(session, manager, unit_id=unit_id)
    assert (unit.off_market, unit.ready_on, unit.version) == (OffMarket.DOWN, date(2026, 2, 14), 2)
    assert history_of(session, manager, about_id=unit_id)[0].details["off_market"] == [None, "down"]


def test_an_archived_unit_leaves_its_property_and_comes_back(session: Session, manager: Actor) -> None:
    unit = a_unit(session)

    archive_unit(session, manager, unit_id=unit.id, now=NOON)
    without = unit_rows(session, manager, property_id=unit.property_id)
    archived = unit_rows(session, manager, property_id=unit.property_id, archived=True)
    restore_unit(session, manager, unit_id=unit.id, now=NOON)

    assert (without, [row.unit_id for row in archived]) == ([], [unit.id])
    assert len(unit_rows(session, manager, property_id=unit.property_id)) == 1


def test_units_stand_in_the_order_people_count_in(session: Session, manager: Actor) -> None:
    place = a_property(session)
    for name in ("10", "PH", "9", "101b", "101A", "Garage", "99999999999999999999"):
        a_unit(session, place, name=name)

    names = [row.name for row in unit_rows(session, manager, property_id=place.id)]

    assert names == ["9", "10", "101A", "101b", "99999999999999999999", "Garage", "PH"]


def test_units_are_chosen_by_property_and_number(session: Session, manager: Actor) -> None:
    cedar = a_property(session, name="Cedar Court")
    for place in (cedar, a_property(session, name="Birch House")):
        a_unit(session, place, name="204")

    assert [choice.name for choice in unit_choices(session, manager, search="cedar 204")] == ["Cedar Court, unit 204"]
    assert len(unit_choices(session, manager, search="204")) == 2
    assert len(unit_choices(session, manager, property_id=cedar.id)) == 1


CHANGES: dict[str, Callable[..., Any]] = {
    "add": lambda session, actor, unit: add_unit(
        session, actor, property_id=unit.property_id, facts=UnitFacts("new"), now=NOON
    ),
    "change": lambda session, actor, unit: change_unit(
        session, actor, unit_id=unit.id, version=1, facts=FACTS, now=NOON
    ),
    "archive": lambda session, actor, unit: archive_unit(session, actor, unit_id=unit.id, now=NOON),
    "restore": lambda session, actor, unit: restore_unit(session, actor, unit_id=unit.id, now=NOON),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_who_only_looks_changes_no_unit(session: Session, change: Callable[..., Any]) -> None:
    unit = a_unit(session)

    with pytest.raises(NotAllowed):
        change(session, an_actor(session, Role.READ_ONLY), unit)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_unit_outside_ones_scope_is_not_there(session: Session, manager: Actor, change: Callable[..., Any]) -> None:
    unit = a_unit(session)
    scoped = replace(manager, property_ids=frozenset({a_property(session).id}))

    with pytest.raises(NotFound):
        change(session, scoped, unit)
    with pytest.raises(NotFound):
        unit_details(session, scoped, unit_id=unit.id)
    assert unit_choices(session, scoped) == []
