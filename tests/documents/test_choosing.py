"""Units, households and people a list can be narrowed to: counted, by name, and only what a person may see."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import GRANTS, Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.choosing import (
    ChosenNames,
    choices_of_households,
    choices_of_people,
    choices_of_units,
    chosen_names,
)
from pm_app.documents.queries.narrowing import EVERYTHING, DocumentFilter
from pm_app.documents.queries.rows import document_count
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.tables import Tenancy
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit

TODAY = date(2026, 1, 15)
WAYS = {"unit_id": choices_of_units, "tenancy_id": choices_of_households, "person_id": choices_of_people}


@pytest.fixture
def tenancy(session: Session) -> Tenancy:
    """A household with two documents, one of them of its unit too, and others elsewhere."""
    alder, birch = a_property(session, name="Alder Court"), a_property(session, name="Birch House")
    tenant = a_person(session, name="Renee Castellano")
    tenancy = a_tenancy(session, a_unit(session, alder, name="4B"), tenant=tenant, name="Castellano household")
    unit, household = LinkTarget(unit_id=tenancy.unit_id), LinkTarget(tenancy_id=tenancy.id)
    a_document(session, household, title="Lease", kind=DocumentKind.LEASE)
    a_document(session, household, unit, title="Boiler complaint")
    a_document(session, LinkTarget(person_id=tenant.id), title="Passport")
    a_document(session, LinkTarget(unit_id=a_unit(session, birch, name="1").id), title="Boiler permit")
    session.flush()
    return tenancy


def told(session: Session, actor: Actor, name: str, typed: str = "", narrowed: DocumentFilter = EVERYTHING):
    found = WAYS[name](session, actor, typed=typed, today=TODAY, narrowed=narrowed)
    for one in found:
        wanted = replace(narrowed, **{name: one.thing_id})
        assert document_count(session, actor, today=TODAY, narrowed=wanted) == one.count
    return [(one.name, one.detail, one.count) for one in found]


@pytest.mark.usefixtures("tenancy")
def test_they_are_counted_the_most_frequent_first(session: Session, manager: Actor):
    assert told(session, manager, "unit_id") == [("Alder Court 4B", "", 2), ("Birch House 1", "", 1)]
    assert told(session, manager, "tenancy_id") == [("Castellano household", "Alder Court 4B", 2)]
    assert told(session, manager, "person_id") == [("Renee Castellano", "person", 3)]


def test_the_rest_of_the_filter_narrows_them_and_a_few_letters_find_them(
    session: Session, manager: Actor, tenancy: Tenancy
):
    leases = DocumentFilter(kind=DocumentKind.LEASE, unit_id=tenancy.unit_id)

    assert told(session, manager, "unit_id", narrowed=leases) == [("Alder Court 4B", "", 1)]
    assert told(session, manager, "unit_id", "birch h") == [("Birch House 1", "", 1)]
    assert told(session, manager, "person_id", "%") == []
    assert choices_of_units(session, manager, typed="", today=TODAY, narrowed=EVERYTHING, among=[]) == []


def test_a_scope_and_a_role_narrow_them(session: Session, manager: Actor, tenancy: Tenancy):
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))
    worker = replace(manager, user_id=None, permissions=GRANTS[Role.MAINTENANCE])

    assert [told(session, elsewhere, name) for name in WAYS] == [[], [], [("Renee Castellano", "person", 1)]]
    # The complaint is seen for its unit; that it is the household's is not told.
    assert told(session, worker, "unit_id") == [("Alder Court 4B", "", 1), ("Birch House 1", "", 1)]
    for choices_of in (choices_of_households, choices_of_people):
        with pytest.raises(NotAllowed):
            choices_of(session, worker, typed="", today=TODAY, narrowed=EVERYTHING)


def test_an_address_tells_nobody_what_a_hidden_thing_has(session: Session, manager: Actor, tenancy: Tenancy):
    tenant = choices_of_people(session, manager, typed="", today=TODAY, narrowed=EVERYTHING)[0].thing_id
    asked = DocumentFilter(unit_id=tenancy.unit_id, tenancy_id=tenancy.id, person_id=tenant)
    worker = replace(manager, user_id=None, permissions=GRANTS[Role.MAINTENANCE])
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))

    assert chosen_names(session, manager, narrowed=asked) == ChosenNames(
        "Alder Court 4B", "Castellano household", "Renee Castellano"
    )
    assert chosen_names(session, worker, narrowed=asked) == ChosenNames("Alder Court 4B", "", "")
    assert chosen_names(session, elsewhere, narrowed=asked) == ChosenNames("", "", "Renee Castellano")
    for one in (DocumentFilter(tenancy_id=tenancy.id), DocumentFilter(person_id=tenant)):
        assert document_count(session, worker, today=TODAY, narrowed=one) == 0
        assert document_count(session, manager, today=TODAY, narrowed=one) > 0
