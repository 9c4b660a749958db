"""Nobody finds a document by the name of a household, a person or a property that they may not see."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Permission, Role
from pm_app.access.rules import GRANTS, Actor
from pm_app.documents.queries.search import search_documents
from pm_app.documents.rules.naming import LinkTarget
from pm_app.leasing.tables import Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit

TODAY = date(2026, 1, 15)


def found(session: Session, actor: Actor, text: str) -> list[UUID]:
    return [hit.document_id for hit in search_documents(session, actor, text=text, today=TODAY).rows]


@pytest.fixture
def alder(session: Session) -> Property:
    """The property the scoped actor sees."""
    return a_property(session, name="Alder Court")


@pytest.fixture
def paper(session: Session, alder: Property) -> UUID:
    """A document of a property, and of the household and a person of another one."""
    birch = a_property(session, name="Birch House")
    tenancy: Tenancy = a_tenancy(session, a_unit(session, birch, name="7"), name="Castellano household")
    person: Person = a_person(session, name="Quillon Oberst")
    links = (LinkTarget(property_id=alder.id), LinkTarget(tenancy_id=tenancy.id), LinkTarget(person_id=person.id))
    return a_document(session, *links, title="Boiler permit", pages=("Inspected in spring.",))


@pytest.fixture
def worker(manager: Actor) -> Actor:
    """Somebody who sees every property, but no households and no people."""
    return replace(manager, user_id=None, permissions=GRANTS[Role.MAINTENANCE])


@pytest.fixture
def scoped(manager: Actor, alder: Property) -> Actor:
    """Somebody of every right, at one property."""
    return replace(manager, user_id=None, property_ids=frozenset({alder.id}))


BY_HIDDEN_NAMES = [
    "castellano",
    "Castellano household",
    "castell",
    "astella",
    "boiler castellano",
    "castellano OR household",
    '"castellano household"',
    'boiler "castellano household"',
    "castelano",
]


@pytest.mark.parametrize("text", BY_HIDDEN_NAMES)
def test_a_hidden_household_finds_nothing(
    session: Session, manager: Actor, worker: Actor, scoped: Actor, paper: UUID, text: str
):
    assert found(session, manager, text) == [paper]
    assert (found(session, worker, text), found(session, scoped, text)) == ([], [])


@pytest.mark.parametrize("text", ["oberst", "quillon oberst", "boiler oberst", "illon obe"])
def test_a_hidden_person_finds_nothing(session: Session, scoped: Actor, worker: Actor, paper: UUID, text: str):
    assert found(session, worker, text) == []
    # A person belongs to no property: whoever may view people sees all of them.
    assert found(session, scoped, text) == [paper]


@pytest.mark.parametrize("text", ["birch", "birch house", "rch hou", "boiler birch"])
def test_a_property_out_of_scope_finds_nothing(
    session: Session, manager: Actor, worker: Actor, scoped: Actor, paper: UUID, text: str
):
    assert found(session, scoped, text) == []
    assert (found(session, manager, text), found(session, worker, text)) == ([paper], [paper])


@pytest.mark.parametrize(
    "text", ["boiler", "alder", "alder court", "boiler alder spring", "lder cou", "inspected", '"alder court"', "permt"]
)
def test_what_may_be_seen_is_found_as_ever(
    session: Session, manager: Actor, worker: Actor, scoped: Actor, paper: UUID, text: str
):
    assert [found(session, actor, text) for actor in (manager, worker, scoped)] == [[paper]] * 3


@pytest.mark.parametrize("text", ["boiler -castellano", 'boiler -"castellano household"', "boiler -birch -household"])
def test_a_hidden_name_excludes_nothing(session: Session, manager: Actor, scoped: Actor, paper: UUID, text: str):
    assert (found(session, manager, text), found(session, scoped, text)) == ([], [paper])


@pytest.mark.parametrize(
    "text", ["boiler -alder", "boiler -inspected", 'boiler -"in spring" inspected', "permit -boiler"]
)
def test_what_may_be_seen_excludes(session: Session, worker: Actor, scoped: Actor, paper: UUID, text: str):
    assert paper is not None
    assert (found(session, worker, text), found(session, scoped, text)) == ([], [])


def test_a_page_that_says_the_name_is_found_but_not_by_the_name(
    session: Session, manager: Actor, scoped: Actor, paper: UUID, alder: Property
):
    here = LinkTarget(property_id=alder.id)
    said = a_document(session, here, title="Letter", pages=("Castellano complained about the boiler.",))

    assert found(session, scoped, "castellano") == [said]
    assert found(session, scoped, "castellano boiler") == [said]
    assert set(found(session, manager, "castellano boiler")) == {paper, said}


def test_a_name_the_document_says_itself_is_no_secret(session: Session, scoped: Actor, alder: Property):
    tenancy = a_tenancy(session, name="Castellano household")
    links = (LinkTarget(property_id=alder.id), LinkTarget(tenancy_id=tenancy.id))
    titled = a_document(session, *links, title="Castellano complaint", pages=("About the boiler.",))

    assert found(session, scoped, "castellano") == [titled]
    assert found(session, scoped, "castellano boiler") == [titled]
    assert found(session, scoped, "household") == []


def test_who_sees_households_but_no_people_finds_by_households(session: Session, manager: Actor, paper: UUID):
    some = replace(manager, user_id=None, permissions=manager.permissions - {Permission.VIEW_PEOPLE})

    assert found(session, some, "castellano boiler") == [paper]
    assert found(session, some, "oberst boiler") == []
