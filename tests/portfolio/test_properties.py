"""Adding, changing, archiving properties, their photo and owners; and asking for them."""

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
from pm_app.kernel.listing import Listing
from pm_app.people.queries import person_details
from pm_app.portfolio.actions.properties import (
    PropertyFacts,
    Share,
    add_property,
    archive_property,
    change_property,
    restore_property,
    set_owners,
    set_photo,
)
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.queries.ownership import properties_of_owner
from pm_app.portfolio.queries.properties import kind_counts, property_choices, property_details, property_rows
from pm_app.portfolio.tables import Property
from tests.conftest import NOON, an_actor
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit

FACTS = PropertyFacts("Alder Court", PropertyKind.APARTMENTS, "1420 Alder Street", "Riverton", "OH", "43099")
TODAY = NOON.date()


def within(actor: Actor, *properties: Property) -> Actor:
    return replace(actor, property_ids=frozenset(one.id for one in properties))


def test_an_added_property_is_found_with_what_was_entered(session: Session, manager: Actor) -> None:
    property_id = add_property(session, manager, facts=replace(FACTS, year_built=1964), now=NOON)

    details = property_details(session, manager, property_id=property_id)
    assert (details.name, details.address, details.year_built, details.version) == (
        "Alder Court",
        "1420 Alder Street, Riverton, OH 43099",
        1964,
        1,
    )
    assert [row.did for row in history_of(session, manager, about_id=property_id)] == ["added"]


def test_a_property_without_a_name_is_called_after_its_address(session: Session, manager: Actor) -> None:
    property_id = add_property(session, manager, facts=replace(FACTS, name="  "), now=NOON)

    assert property_details(session, manager, property_id=property_id).name == "1420 Alder Street"


def test_the_same_form_sent_twice_adds_one_property(session: Session, manager: Actor) -> None:
    key = uuid4()

    first = add_property(session, manager, facts=FACTS, now=NOON, request_key=key)
    second = add_property(session, manager, facts=FACTS, now=NOON, request_key=key)

    assert first == second
    assert session.exec(select(func.count()).select_from(Property)).one() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"address_line": " "}, "address_line"),
        ({"name": "x" * 201}, "name"),
        ({"year_built": 964}, "year_built"),
        ({"storeys": -1}, "storeys"),
        ({"unit_count": 100_001}, "unit_count"),
        ({"notes": "n" * 10_001}, "notes"),
    ],
)
def test_what_no_property_can_be_is_refused_beside_its_field(
    session: Session, manager: Actor, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        add_property(session, manager, facts=replace(FACTS, **wrong), now=NOON)

    assert refusal.value.field == field
    assert refusal.value.message.endswith(".")
    assert session.exec(select(func.count()).select_from(Property)).one() == 0


def test_changing_writes_down_what_was_and_what_is(session: Session, manager: Actor) -> None:
    property_id = add_property(session, manager, facts=FACTS, now=NOON)

    change_property(
        session, manager, property_id=property_id, version=1, facts=replace(FACTS, name="Alder Yard"), now=NOON
    )

    assert property_details(session, manager, property_id=property_id).version == 2
    assert history_of(session, manager, about_id=property_id)[0].details == {"name": ["Alder Court", "Alder Yard"]}


def test_changing_nothing_leaves_no_trace(session: Session, manager: Actor) -> None:
    property_id = add_property(session, manager, facts=FACTS, now=NOON)

    change_property(session, manager, property_id=property_id, version=1, facts=FACTS, now=NOON)

    assert property_details(session, manager, property_id=property_id).version == 1
    assert len(history_of(session, manager, about_id=property_id)) == 1


def test_a_change_made_from_an_old_page_is_refused_and_writes_nothing(session: Session, manager: Actor) -> None:
    property_id = add_property(session, manager, facts=FACTS, now=NOON)
    change_property(session, manager, property_id=property_id, version=1, facts=replace(FACTS, name="First"), now=NOON)

    with pytest.raises(Stale, match="Reload the page"):
        change_property(
            session, manager, property_id=property_id, version=1, facts=replace(FACTS, name="Second"), now=NOON
        )

    assert property_details(session, manager, property_id=property_id).name == "First"


def test_an_archived_property_leaves_the_list_and_comes_back(session: Session, manager: Actor) -> None:
    property_id = add_property(session, manager, facts=FACTS, now=NOON)

    archive_property(session, manager, property_id=property_id, now=NOON)
    archive_property(session, manager, property_id=property_id, now=NOON)
    without = property_rows(session, manager, listing=Listing()).total
    archived = property_rows(session, manager, listing=Listing(), archived=True).total
    restore_property(session, manager, property_id=property_id, now=NOON)

    assert (without, archived) == (0, 1)
    assert property_rows(session, manager, listing=Listing()).total == 1
    assert [row.did for row in history_of(session, manager, about_id=property_id)] == ["restored", "archived", "added"]


def test_a_photo_must_be_a_picture(session: Session, manager: Actor) -> None:
    property_id = add_property(session, manager, facts=FACTS, now=NOON)

    set_photo(session, manager, property_id=property_id, sha256="a" * 64, media_type="image/jpeg", now=NOON)
    with pytest.raises(Refused, match="JPEG, PNG or WebP"):
        set_photo(session, manager, property_id=property_id, sha256="b" * 64, media_type="text/html", now=NOON)

    assert property_details(session, manager, property_id=property_id).photo_sha256 == "a" * 64


def test_new_owners_end_the_ownership_of_the_ones_before(session: Session, manager: Actor) -> None:
    property_id = add_property(session, manager, facts=FACTS, now=NOON)
    first, second, third = (a_person(session, name=name).id for name in ("Ada Oak", "Bea Elm", "Cyd Ash"))
    set_owners(
        session,
        manager,
        property_id=property_id,
        shares=[Share(first, 10_000)],
        starts_on=date(2020, 1, 1),
        now=NOON,
    )

    set_owners(
        session,
        manager,
        property_id=property_id,
        shares=[Share(second, 6_667), Share(third, 3_333)],
        starts_on=date(2025, 7, 1),
        now=NOON,
    )

    owners = property_details(session, manager, property_id=property_id).owners
    assert [(one.name, one.share_bps, one.starts_on, one.ends_on) for one in owners] == [
        ("Bea Elm", 6_667, date(2025, 7, 1), None),
        ("Cyd Ash", 3_333, date(2025, 7, 1), None),
        ("Ada Oak", 10_000, date(2020, 1, 1), date(2025, 6, 30)),
    ]
    assert [one.ends_on for one in properties_of_owner(session, manager, person_id=first)] == [date(2025, 6, 30)]
    assert person_details(session, manager, person_id=second).roles == ("owner",)


@pytest.mark.parametrize("shares", [[], [9_999], [5_000, 5_001], [10_000, 0], [20_000, -10_000]])
def test_shares_that_are_not_a_whole_are_refused(session: Session, manager: Actor, shares: list[int]) -> None:
    property_id = add_property(session, manager, facts=FACTS, now=NOON)
    named = [Share(a_person(session).id, share) for share in shares]

    with pytest.raises(Refused) as refusal:
        set_owners(session, manager, property_id=property_id, shares=named, starts_on=TODAY, now=NOON)

    assert refusal.value.field == "owners"
    assert property_details(session, manager, property_id=property_id).owners == ()


def test_an_owner_named_twice_is_refused(session: Session, manager: Actor) -> None:
    property_id = add_property(session, manager, facts=FACTS, now=NOON)
    owner = a_person(session).id

    with pytest.raises(Refused, match="once"):
        set_owners(
            session,
            manager,
            property_id=property_id,
            shares=[Share(owner, 5_000), Share(owner, 5_000)],
            starts_on=TODAY,
            now=NOON,
        )


CHANGES: dict[str, Callable[..., Any]] = {
    "add": lambda session, actor, _: add_property(session, actor, facts=FACTS, now=NOON),
    "change": lambda session, actor, it: change_property(
        session, actor, property_id=it.id, version=1, facts=FACTS, now=NOON
    ),
    "archive": lambda session, actor, it: archive_property(session, actor, property_id=it.id, now=NOON),
    "restore": lambda session, actor, it: restore_property(session, actor, property_id=it.id, now=NOON),
    "photo": lambda session, actor, it: set_photo(
        session, actor, property_id=it.id, sha256="a" * 64, media_type="image/png", now=NOON
    ),
    "owners": lambda session, actor, it: set_owners(
        session, actor, property_id=it.id, shares=[], starts_on=TODAY, now=NOON
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.MAINTENANCE, Role.ACCOUNTING])
def test_who_only_looks_changes_nothing(session: Session, role: Role, change: Callable[..., Any]) -> None:
    place = a_property(session)

    with pytest.raises(NotAllowed):
        change(session, an_actor(session, role), place)


@pytest.mark.parametrize("name", [name for name in CHANGES if name != "add"])
def test_a_property_outside_ones_scope_is_not_there(session: Session, manager: Actor, name: str) -> None:
    mine, other = a_property(session), a_property(session)

    with pytest.raises(NotFound):
        CHANGES[name](session, within(manager, mine), other)
    with pytest.raises(NotFound):
        property_details(session, within(manager, mine), property_id=other.id)


def test_someone_with_a_scope_cannot_add_a_property(session: Session, manager: Actor) -> None:
    with pytest.raises(NotAllowed, match="administrator"):
        add_property(session, within(manager, a_property(session)), facts=FACTS, now=NOON)


def test_lists_and_choices_show_only_what_is_within_scope(session: Session, manager: Actor) -> None:
    mine, _ = a_property(session, name="Mine"), a_property(session, name="Other")
    scoped = within(manager, mine)

    assert [row.name for row in property_rows(session, scoped, listing=Listing()).rows] == ["Mine"]
    assert [choice.name for choice in property_choices(session, scoped)] == ["Mine"]
    assert kind_counts(session, scoped) == {PropertyKind.APARTMENTS: 1}


def test_properties_are_found_by_name_address_city_and_unit(session: Session, manager: Actor) -> None:
    alder, birch = a_property(session, name="Alder Court"), a_property(session, name="Birch 100% House")
    birch.address_line, birch.city = "7 Mill Lane", "Salem"
    a_unit(session, alder, name="PH-2")
    session.flush()

    def found(words: str) -> list[str]:
        return [row.name for row in property_rows(session, manager, listing=Listing(search=words)).rows]

    assert found("alder") == ["Alder Court"]
    assert found("salem mill") == ["Birch 100% House"]
    assert found("ph-2") == ["Alder Court"]
    assert found("100%") == ["Birch 100% House"]
    assert found("';--%_\\\x00") == []
    assert found("z" * 100_000) == []


def test_properties_are_sorted_either_way_with_the_unknown_last(session: Session, manager: Actor) -> None:
    for name, built in (("C", 1990), ("A", None), ("B", 1930)):
        a_property(session, name=name).year_built = built
    session.flush()

    def sorted_by(sort: str, descending: bool) -> str:
        listing = Listing(sort=sort, descending=descending)
        return "".join(row.name for row in property_rows(session, manager, listing=listing).rows)

    assert (sorted_by("name", False), sorted_by("name", True)) == ("ABC", "CBA")
    assert (sorted_by("built", False), sorted_by("built", True)) == ("BCA", "CBA")


def test_a_page_of_properties_counts_their_units_in_as_many_questions_as_one(session: Session, manager: Actor) -> None:
    for number in range(60):
        a_unit(session, a_property(session, name=f"P{number:02}"))

    page = property_rows(session, manager, listing=Listing(page=2))

    assert (page.total, len(page.rows), page.rows[0].name, page.rows[0].units) == (60, 10, "P50", 1)
