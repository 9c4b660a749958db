"""/documents: every filter says how many each choice would show, outside and inside a search."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import UserProperty
from pm_app.documents.actions.fields import add_field
from pm_app.documents.enums import DocumentKind, FieldKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.leasing.tables import Tenancy
from pm_app.ui.pages.documents.narrowing import NarrowingState
from pm_app.ui.pages.documents.state import DocumentsState
from pm_app.ui.parts.address import Choice
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.ui.screen import a_browser, opened


async def shown(session: Session, actor: Actor, query: str = "") -> NarrowingState:
    return await opened(NarrowingState, a_browser(session, actor), "/documents", query)


def labels(choices: list[Choice], *, some: bool = True) -> list[str]:
    return [one.label for one in choices if not some or "(0" not in one.label]


@pytest.fixture
def tenancy(session: Session) -> Tenancy:
    """A household of Alder Court with a permit that has expired and a letter; an invoice at another property."""
    building, tenant = a_property(session, name="Alder Court"), a_person(session, name="Renee Castellano")
    tenancy = a_tenancy(session, a_unit(session, building, name="4B"), tenant=tenant, name="Castellano household")
    here, there = LinkTarget(tenancy_id=tenancy.id), LinkTarget(property_id=a_property(session, name="Birch House").id)
    ended = date(2025, 1, 1)
    a_document(session, here, title="Boiler permit", kind=DocumentKind.PERMIT, valid_through=ended, tags=("heating",))
    a_document(session, here, title="Boiler letter")
    a_document(session, there, title="Roof invoice", kind=DocumentKind.INVOICE)
    session.flush()
    return tenancy


@pytest.mark.usefixtures("tenancy")
async def test_every_filter_of_the_list_is_counted(session: Session, manager: Actor):
    state = await shown(session, manager)

    assert state.counts == {
        "needs review": "1",
        "expiring": "0",
        "expired": "1",
        "archived": "0",
        "in the trash": "0",
    }
    assert set(labels(state.kinds)) == {"Invoice (1)", "Permit (1)", "Other (1)"}
    assert "Lease (0)" in labels(state.kinds, some=False)
    assert labels(state.properties) == ["Alder Court (2)", "Birch House (1)"]
    assert labels(state.tags) == ["heating (1)"]
    assert labels(state.due, some=False) == ["Expired or within 30 days (1)", "Within 30 days (0)"]
    assert labels(state.ends) == ["With an expiration (1)", "Without one (2)"]
    assert labels(state.sources) == ["Upload (3)"]
    assert labels(state.keeping, some=False)[1] == "On legal hold (0)"
    assert state.poor_scans == "Poor scans (0)"
    assert (state.own_fields, state.has_own_fields) == ([], False)


@pytest.mark.usefixtures("tenancy")
async def test_a_choice_made_narrows_the_counts_of_the_others(session: Session, manager: Actor):
    state = await shown(session, manager, "kind=permit&tag=none")
    assert labels(state.tags, some=False) == ["heating (1)", "none (0)"]
    assert labels(state.properties) == []

    state = await shown(session, manager, "kind=permit")
    assert labels(state.properties, some=False) == ["Alder Court (1)", "Birch House (0)"]
    assert "Invoice (1)" in labels(state.kinds)


@pytest.mark.usefixtures("tenancy")
async def test_what_a_search_found_is_counted_the_same_way(session: Session, manager: Actor):
    state = await shown(session, manager, "q=boiler&due=now")

    assert labels(state.properties) == ["Alder Court (1)"]
    assert labels(state.due, some=False) == ["Expired or within 30 days (1)", "Within 30 days (0)"]
    assert labels(state.ends) == ["With an expiration (1)"]
    assert state.counts["expired"] == "1"


async def test_units_households_and_people_are_looked_for_by_name(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager, f"unit={tenancy.unit_id}&lease={tenancy.id}")
    await state.search_units("alder 4")
    await state.search_households("")
    await state.search_people("castell")

    assert (state.unit, state.household, state.person) == ("Alder Court 4B", "Castellano household", "")
    assert state.units == []
    assert labels(state.households) == ["Castellano household, Alder Court 4B (2)"]
    assert labels(state.people) == ["Renee Castellano, person (2)"]
    await state.search_units("alder court 4")
    assert state.units == [Choice(str(tenancy.unit_id), "Alder Court 4B (2)")]
    found = await opened(DocumentsState, a_browser(session, manager), "/documents", f"unit={tenancy.unit_id}&q=boiler")
    assert found.total == 2


@pytest.mark.parametrize("junk", ["%", "\x00", "x" * 10_000, None, ["a"]])
@pytest.mark.usefixtures("tenancy")
async def test_anything_may_be_typed(session: Session, manager: Actor, junk: str):
    state = await shown(session, manager, "unit=x&own=x:y&person=%00")

    await state.search_units(junk)

    assert (state.units, state.unit) == ([], "")


async def test_what_is_called_the_same_is_told_apart(session: Session, manager: Actor):
    for _ in range(2):
        a_document(session, LinkTarget(person_id=a_person(session, name="Ann Lee").id))
    state = await shown(session, manager)

    await state.search_people("ann")

    assert labels(state.people) == ["Ann Lee, person (1)", "Ann Lee, person #2 (1)"]


async def test_own_fields_are_chosen_by_what_they_say(session: Session, manager: Actor):
    for name, kind, choices in (
        ("Carrier", FieldKind.CHOICE, ("Acme", "Beta")),
        ("Signed", FieldKind.YES_NO, ()),
        ("Policy", FieldKind.TEXT, ()),
    ):
        add_field(session, manager, name=name, field_kind=kind, kinds=(), choices=choices, now=NOON)
    documents = [session.get_one(Document, a_document(session, title=f"Boiler {n}")) for n in range(3)]
    documents[0].fields = {"carrier": "Acme", "signed": True, "policy": "X1"}
    documents[1].fields = {"carrier": "Acme", "signed": False}
    session.flush()

    state = await shown(session, manager)

    assert state.has_own_fields
    assert labels(state.own_fields) == [
        "Carrier: Acme (2)",
        "Policy: filled in (1)",
        "Signed: No (1)",
        "Signed: Yes (1)",
    ]
    browser = a_browser(session, manager)
    for choice, total in zip(state.own_fields, (2, 1, 1, 1), strict=True):
        listed = await opened(DocumentsState, browser, "/documents", f"own={choice.value}")
        found = await opened(DocumentsState, browser, "/documents", f"own={choice.value}&q=boiler")
        assert (listed.total, found.total) == (total, total)


async def test_a_role_and_a_scope_see_only_their_choices(session: Session, tenancy: Tenancy):
    worker, looker = an_actor(session, Role.MAINTENANCE), an_actor(session, Role.READ_ONLY)
    a_document(session, LinkTarget(tenancy_id=tenancy.id), LinkTarget(unit_id=tenancy.unit_id), title="Complaint")
    elsewhere = a_property(session).id
    session.add(UserProperty(user_id=looker.user_id, property_id=elsewhere))  # pyright: ignore[reportArgumentType]
    session.flush()

    state = await shown(session, worker, f"lease={tenancy.id}")
    scoped = await shown(session, replace(looker), f"unit={tenancy.unit_id}")
    await scoped.search_units("")
    await scoped.search_households("")

    assert (state.sees_leases, state.sees_people, state.household) == (False, False, "")
    assert labels(state.kinds) == []
    assert (scoped.sees_leases, scoped.unit, scoped.units, scoped.households) == (True, "", [], [])
    assert labels(scoped.kinds) == []
