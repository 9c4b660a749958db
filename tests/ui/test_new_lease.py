"""/leases/new: what is chosen stands in the address, the form does the rest."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.rules import Actor
from pm_app.leasing.enums import PartyRole
from pm_app.leasing.queries.details import tenancy_details
from pm_app.leasing.tables import Tenancy
from pm_app.ui import paths
from pm_app.ui.pages.new_lease import page
from pm_app.ui.pages.new_lease.asking import NewLeaseState
from pm_app.ui.pages.new_lease.chosen import address, people_of
from tests.factories.leasing import a_notice, a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.ui.screen import a_browser, at, opened, said_by

FORM = {"starts_on": "2026-02-01", "term": "12", "ends_on": "", "rent": "1,250", "due_day": "1", "rolls": "1"} | {
    "frequency": "monthly",
    "proration": "actual days in month",
}


async def opening(session: Session, actor: Actor, query: str = "") -> NewLeaseState:
    session.commit()
    return await opened(NewLeaseState, a_browser(session, actor), paths.NEW_LEASE, query)


def form(**changed: str) -> dict[str, str]:
    return {**FORM, "request_key": str(uuid4()), **changed}


def query_of(unit_id: UUID, *person_ids: UUID) -> str:
    return address(unit_id, person_ids).partition("?")[2]


async def test_a_unit_is_found_and_chosen(session: Session, manager: Actor):
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    a_unit(session, a_property(session, name="Birch Row"), name="1")

    state = await opening(session, manager, "q=alder+204")
    assert (state.has_unit, [line.chosen for line in state.units]) == (False, [str(unit.id)])
    await at(state, f"unit_id={unit.id}").load()

    assert (state.has_unit, state.unit, state.unit_note, state.rent, state.starts) == (
        True,
        "Alder Court, 204",
        "Vacant, ready.",
        "1,200.00",
        "2026-01-15",
    )


async def test_without_a_search_the_units_that_can_be_let_are_offered(session: Session, manager: Actor):
    building = a_property(session, name="Alder Court")
    leaving, let, empty = (a_unit(session, building, name=str(number)) for number in (1, 2, 3))
    a_notice(session, a_tenancy(session, leaving), move_out_on=date(2026, 2, 28))
    a_tenancy(session, let)

    state = await opening(session, manager)

    assert [(line.chosen, line.name, line.state, line.detail) for line in state.units] == [
        (str(empty.id), "Alder Court, unit 3", "Vacant, ready", ""),
        (str(leaving.id), "Alder Court, unit 1", "On notice", "free after Feb 28, 2026"),
    ]


async def test_the_first_free_day_is_proposed(session: Session, manager: Actor):
    unit = a_unit(session)
    a_notice(session, a_tenancy(session, unit, name="Ada Obi"), move_out_on=date(2026, 2, 28))

    state = await opening(session, manager, f"unit_id={unit.id}")

    assert (state.starts, state.unit_note) == ("2026-03-01", "Ada Obi leave by Feb 28, 2026.")


@pytest.mark.parametrize("unit_id", ["", "nonsense", "00000000-0000-4000-8000-000000000000"])
async def test_an_address_without_a_unit_offers_units(session: Session, manager: Actor, unit_id: str):
    a_unit(session, name="204")

    state = await opening(session, manager, f"unit_id={unit_id}")

    assert (state.has_unit, len(state.units)) == (False, 1)


async def test_people_are_found_chosen_and_left_out(session: Session, manager: Actor):
    unit, ada, ben = a_unit(session), a_person(session, name="Ada Obi"), a_person(session, name="Ben Obi")

    state = await opening(session, manager, f"{query_of(unit.id, ada.id)}&person=obi")

    assert [(line.name, line.role) for line in state.people] == [("Ada Obi", "tenant")]
    assert [(line.name, line.chosen) for line in state.found] == [("Ben Obi", f"{ada.id},{ben.id}")]
    assert state.people[0].without == f"/leases/new?unit_id={unit.id}"


async def test_the_lease_is_entered_and_opens(session: Session, manager: Actor):
    unit, ada, ben = a_unit(session), a_person(session, name="Ada Obi"), a_person(session, name="Ben Obi")
    state = await opening(session, manager, query_of(unit.id, ada.id, ben.id))

    answer = await state.submit_lease(form(**{f"role_{ben.id}": "guarantor"}))

    tenancy = session.exec(select(Tenancy)).one()
    assert said_by(answer) == ["The lease is entered."]
    assert str(tenancy.id) in str(answer)
    found = tenancy_details(session, manager, tenancy_id=tenancy.id, today=date(2026, 1, 15))
    assert [(row.name, row.role) for row in found.parties] == [
        ("Ada Obi", PartyRole.TENANT),
        ("Ben Obi", PartyRole.GUARANTOR),
    ]
    assert (found.row.lease_ends_on, found.row.rent_cents) == (date(2027, 1, 31), 1_250_00)


async def test_a_last_day_that_was_typed_counts_before_the_term(session: Session, manager: Actor):
    state = await opening(session, manager, query_of(a_unit(session).id, a_person(session).id))

    await state.submit_lease(form(ends_on="2026-08-15"))

    tenancy = session.exec(select(Tenancy)).one()
    found = tenancy_details(session, manager, tenancy_id=tenancy.id, today=date(2026, 1, 15))
    assert found.row.lease_ends_on == date(2026, 8, 15)


async def test_pressed_twice_it_is_one_lease(session: Session, manager: Actor):
    state = await opening(session, manager, query_of(a_unit(session).id, a_person(session).id))
    sent = form(term="")

    await state.submit_lease(sent)
    await state.submit_lease(sent)

    assert len(session.exec(select(Tenancy)).all()) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"starts_on": ""}, "starts_on", id="no first day"),
        pytest.param({"starts_on": "13/45/2026"}, "starts_on", id="no such day"),
        pytest.param({"ends_on": "2026-01-01"}, "ends_on", id="ends before it begins"),
        pytest.param({"term": "13"}, "term", id="an unknown term"),
        pytest.param({"rent": "0"}, "rent", id="no rent"),
        pytest.param({"rent": "9,999,999"}, "rent", id="absurd rent"),
        pytest.param({"due_day": "0"}, "due_day", id="day 0"),
        pytest.param({"due_day": "1.5"}, "due_day", id="day one and a half"),
        pytest.param({"request_key": "?"}, "form", id="a key that is none"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(
    session: Session, manager: Actor, changed: dict[str, str], field: str
):
    state = await opening(session, manager, query_of(a_unit(session).id, a_person(session).id))

    assert await state.submit_lease(form(**changed)) is None

    assert list(state.errors) == [field]
    assert session.exec(select(Tenancy)).all() == []


async def test_nobody_chosen_and_a_unit_that_is_let_are_refused(session: Session, manager: Actor):
    unit = a_unit(session)
    a_tenancy(session, unit, name="Ada Obi")

    state = await opening(session, manager, query_of(unit.id))
    await state.submit_lease(form())
    assert "at least one tenant" in state.errors["parties"]

    await at(state, query_of(unit.id, a_person(session).id)).load()
    session.commit()
    await state.submit_lease(form())
    assert state.errors == {
        "starts_on": "The unit is let to Ada Obi, and no notice was given. Record when they leave first."
    }


async def test_a_new_person_joins_those_chosen(session: Session, manager: Actor):
    state = await opening(session, manager, query_of(a_unit(session).id, a_person(session).id))

    await state.open_person()
    assert await state.submit_person({"name": "", "request_key": str(uuid4())}) is None
    assert list(state.person_errors) == ["name"]
    answer = await state.submit_person({"name": "Ben Roe", "phone": "(555) 010-4482", "request_key": str(uuid4())})

    assert (state.naming, "people=" in str(answer)) == (False, True)


@pytest.mark.parametrize("written", ["", ",,,", "x", "' or 1=1"])
def test_people_that_are_no_ids_are_left_out(written: str):
    assert people_of({"people": written}) == []


def test_the_page_can_be_drawn():
    assert "New lease" in str(page.page().render())
