"""Lists of tenancies: pages, search, filters, scope, and as many queries for three rows as for one."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.kernel.listing import Listing
from pm_app.leasing.enums import LeaseState, TermKind
from pm_app.leasing.queries.details import tenancy_details
from pm_app.leasing.queries.tenancies import (
    let_properties,
    lock_tenancy,
    tenancies_of_unit,
    tenancy_choices,
    tenancy_counts,
    tenancy_place,
    tenancy_rows,
)
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from tests.conftest import an_actor
from tests.counting import statements
from tests.factories.leasing import a_notice, a_rent_line, a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit

TODAY = date(2026, 1, 15)


def names(session: Session, actor: Actor, search: str = "", sort: str = "", *, descending: bool = False) -> list[str]:
    listing = Listing(search=search, sort=sort, descending=descending)
    return [row.name for row in tenancy_rows(session, actor, listing=listing, today=TODAY).rows]


def test_a_row_tells_where_until_when_and_for_how_much(session: Session, manager: Actor):
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    tenancy = a_tenancy(session, unit, name="Renee Castellano", rent_cents=None)
    a_rent_line(session, tenancy, amount_cents=1_150_00, ends_on=date(2025, 12, 31))
    a_rent_line(session, tenancy, amount_cents=1_200_00, starts_on=date(2026, 1, 1), ends_on=date(2026, 5, 31))
    a_rent_line(session, tenancy, amount_cents=1_250_00, starts_on=date(2026, 6, 1))

    found = tenancy_rows(session, manager, listing=Listing(), today=TODAY)

    assert found.total == 1
    [row] = found.rows
    assert (row.name, row.property_name, row.unit_name, row.state) == (
        "Renee Castellano",
        "Alder Court",
        "204",
        LeaseState.ACTIVE,
    )
    assert (row.term_kind, row.term_starts_on, row.lease_ends_on) == (
        TermKind.ORIGINAL,
        date(2025, 6, 1),
        date(2026, 5, 31),
    )
    assert row.rent_cents == 1_200_00


def test_a_lease_that_has_not_begun_shows_its_first_term_and_rent(session: Session, manager: Actor):
    a_tenancy(session, starts_on=date(2026, 3, 1), ends_on=date(2027, 2, 28))

    [row] = tenancy_rows(session, manager, listing=Listing(), today=TODAY).rows

    assert (row.state, row.term_starts_on, row.rent_cents) == (LeaseState.FUTURE, date(2026, 3, 1), 1_200_00)


def test_one_page_of_many(session: Session, manager: Actor):
    property_ = a_property(session)
    for number in range(30):
        a_tenancy(session, a_unit(session, property_), name=f"Household {number:02}")

    found = tenancy_rows(session, manager, listing=Listing(page=2, size=25), today=TODAY)

    assert (found.total, [row.name for row in found.rows]) == (30, [f"Household {number}" for number in range(25, 30)])


def test_found_by_household_unit_property_person_mail_and_phone(session: Session, manager: Actor):
    ada = a_person(session, name="Ada Obi")
    session.add(ContactWay(person_id=ada.id, kind=ContactKind.PHONE, value="(555) 010-4482"))
    session.add(ContactWay(person_id=ada.id, kind=ContactKind.EMAIL, value="ada@example.com"))
    unit = a_unit(session, a_property(session, name="Alder Court"), name="PH-9")
    a_tenancy(session, unit, tenant=ada, name="The household")
    a_tenancy(session, name="Somebody else")

    for words in ("household", "ph-9", "alder", "obi", "ada@example", "555 010 4482", "0104482", "  ada   obi "):
        assert names(session, manager, words) == ["The household"], words


@pytest.mark.parametrize("words", ["%", "_", "\\", "';--", "\x00", "0000", "x" * 100_000])
def test_signs_in_a_search_mean_themselves(session: Session, manager: Actor, words: str):
    a_tenancy(session, name="Plain")

    assert names(session, manager, words) == (["Plain"] if words == "\x00" else [])


def test_sorted_by_what_is_asked(session: Session, manager: Actor):
    property_ = a_property(session)
    a_tenancy(session, a_unit(session, property_, name="2"), name="a", rent_cents=900_00, ends_on=None)
    a_tenancy(session, a_unit(session, property_, name="1"), name="B", rent_cents=800_00, starts_on=date(2025, 5, 1))
    a_tenancy(session, a_unit(session, property_, name="3"), name="c", rent_cents=700_00, ends_on=date(2026, 1, 31))

    assert names(session, manager) == ["a", "B", "c"]
    assert names(session, manager, sort="unit") == ["B", "a", "c"]
    assert names(session, manager, sort="rent", descending=True) == ["a", "B", "c"]
    assert names(session, manager, sort="ends") == ["c", "B", "a"]
    assert names(session, manager, sort="starts") == ["B", "a", "c"]
    assert names(session, manager, sort="anything else", descending=True) == ["c", "B", "a"]


def test_counts_follow_the_search_and_the_property(session: Session, manager: Actor):
    alder, birch = a_property(session), a_property(session)
    a_tenancy(session, a_unit(session, alder), name="Ada Obi")
    a_notice(session, a_tenancy(session, a_unit(session, alder), name="Ben Obi"))
    a_tenancy(session, a_unit(session, birch), name="Cleo Obi", moved_out_on=date(2025, 12, 31))

    counts = tenancy_counts(session, manager, today=TODAY, search="obi", property_id=alder.id)

    assert {state: number for state, number in counts.items() if number} == {
        LeaseState.ACTIVE: 1,
        LeaseState.NOTICE_GIVEN: 1,
    }


def test_every_stay_of_a_unit_latest_first(session: Session, manager: Actor):
    unit = a_unit(session)
    a_tenancy(session, unit, name="Before", starts_on=date(2024, 1, 1), moved_out_on=date(2025, 5, 31))
    a_tenancy(session, unit, name="Now")

    rows = tenancies_of_unit(session, manager, unit_id=unit.id, today=TODAY)

    assert [(row.name, row.state) for row in rows] == [("Now", LeaseState.ACTIVE), ("Before", LeaseState.ENDED)]


def test_choices_name_the_place_and_leave_out_what_was_cancelled(session: Session, manager: Actor):
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    a_tenancy(session, unit, name="Ada Obi")
    a_tenancy(session, name="Ada Gone", moved_out_on=date(2025, 12, 31))
    a_tenancy(session, name="Ada Never", cancelled_at=datetime(2026, 1, 2, tzinfo=UTC))

    found = tenancy_choices(session, manager, search="ada")

    assert [choice.name for choice in found] == ["Ada Obi", "Ada Gone"]
    assert found[0].detail == "Alder Court, 204"


def test_only_properties_with_households_are_offered_as_a_filter(session: Session, manager: Actor):
    let = a_property(session, name="Alder Court")
    a_property(session, name="Birch Row")
    a_tenancy(session, a_unit(session, let))

    assert let_properties(session, manager) == [(let.id, "Alder Court")]


def test_three_rows_take_as_many_statements_as_one(session: Session, manager: Actor):
    property_ = a_property(session)
    a_tenancy(session, a_unit(session, property_))

    def ask() -> None:
        tenancy_rows(session, manager, listing=Listing(), today=TODAY)
        tenancy_counts(session, manager, today=TODAY)

    one = statements(session, ask)
    a_tenancy(session, a_unit(session, property_))
    a_tenancy(session, a_unit(session, property_))

    assert statements(session, ask) == one == 4


def test_only_ones_own_properties_are_listed(session: Session, manager: Actor):
    mine, another = a_tenancy(session, name="Mine"), a_tenancy(session, name="Another")
    scoped = replace(manager, property_ids=frozenset({mine.property_id}))

    assert names(session, scoped) == ["Mine"]
    assert sum(tenancy_counts(session, scoped, today=TODAY).values()) == 1
    assert tenancies_of_unit(session, scoped, unit_id=another.unit_id, today=TODAY) == []
    assert [choice.name for choice in tenancy_choices(session, scoped, search="")] == ["Mine"]
    for ask in (tenancy_place, lock_tenancy):
        assert ask(session, scoped, tenancy_id=mine.id).name == "Mine"
        with pytest.raises(NotFound):
            ask(session, scoped, tenancy_id=another.id)
    with pytest.raises(NotFound):
        tenancy_details(session, scoped, tenancy_id=another.id, today=TODAY)
    with pytest.raises(NotFound):
        tenancy_place(session, manager, tenancy_id=uuid4())


def test_who_may_not_see_leases_sees_none(session: Session):
    actor = an_actor(session, Role.MAINTENANCE)

    with pytest.raises(NotAllowed):
        tenancy_rows(session, actor, listing=Listing(), today=TODAY)
    with pytest.raises(NotAllowed):
        tenancy_counts(session, actor, today=TODAY)
