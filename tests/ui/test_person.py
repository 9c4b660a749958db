"""/people/[person_id]: one person: contacts, tenancies, properties owned, papers, history, and what dialogs do."""

from datetime import date
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
import reflex as rx
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import UserProperty
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import NotAllowed
from pm_app.people.actions import add_person
from pm_app.people.enums import ContactKind, PersonKind, PersonRole
from pm_app.people.queries import PersonDetails, person_details
from pm_app.people.rules import Contact
from pm_app.people.tables import Person
from pm_app.portfolio.actions.properties import Share, set_owners
from pm_app.ui import paths
from pm_app.ui.pages.person import page
from pm_app.ui.pages.person.editing import EditPersonState
from pm_app.ui.pages.person.head import PersonState
from pm_app.ui.pages.person.page import PersonPageState
from pm_app.ui.pages.person.tabs import PersonDocumentsState, PersonHistoryState, PersonOverviewState
from pm_app.ui.parts.communication import CommunicationState
from pm_app.ui.parts.following import FollowingState
from pm_app.ui.parts.record_tasks import RecordTasksState
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.portfolio import a_property, a_unit
from tests.ui.forms import typed
from tests.ui.screen import a_browser, open_page, opened, said_by

S = TypeVar("S", bound=rx.State)
CONTACTS = [
    Contact(ContactKind.PHONE, "(555) 010-0001"),
    Contact(ContactKind.PHONE, "(555) 010-0002", "work"),
    Contact(ContactKind.PHONE, "(555) 010-0003", "mother"),
    Contact(ContactKind.EMAIL, "renee@example.com", "home"),
]


@pytest.fixture
def renee(session: Session, manager: Actor) -> Person:
    """A tenant with three phone numbers and an e-mail address."""
    person_id = add_person(
        session,
        manager,
        kind=PersonKind.PERSON,
        name="Renee Castellano",
        roles=[PersonRole.TENANT],
        contacts=CONTACTS,
        now=NOON,
    )
    session.commit()
    return session.get_one(Person, person_id)


async def seen(state: type[S], session: Session, actor: Actor, person_id: UUID, query: str = "") -> S:
    session.commit()
    return await opened(state, a_browser(session, actor), paths.PERSON, query, person_id=person_id)


def dialog(session: Session, actor: Actor, person: Person) -> EditPersonState:
    session.commit()
    return open_page(EditPersonState, a_browser(session, actor), paths.PERSON, person_id=person.id)


def details(session: Session, actor: Actor, person: Person) -> PersonDetails:
    session.expire_all()
    return person_details(session, actor, person_id=person.id)


async def test_the_head_says_who_it_is_and_how_to_reach_them(session: Session, manager: Actor, renee: Person) -> None:
    state = await seen(PersonState, session, manager, renee.id)

    assert (state.name, state.kind, list(state.roles), state.since) == (
        "Renee Castellano",
        "Person",
        ["Tenant"],
        "Jan 15, 2026",
    )
    assert [(line.label, line.href, line.note) for line in state.ways][:2] == [
        ("Phone", "tel:(555) 010-0001", ""),
        ("Phone", "tel:(555) 010-0002", "work"),
    ]


async def test_a_person_that_is_not_there_says_so(session: Session, manager: Actor) -> None:
    assert (await seen(PersonState, session, manager, uuid4())).missing


async def test_leases_and_properties_of_the_person_are_listed(session: Session, manager: Actor, renee: Person) -> None:
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    a_tenancy(session, unit, tenant=renee, starts_on=date(2025, 6, 1))
    owned = a_property(session, name="Birch House")
    shares = [Share(renee.id, 10_000)]
    set_owners(session, manager, property_id=owned.id, shares=shares, starts_on=date(2024, 1, 1), now=NOON)

    state = await seen(PersonOverviewState, session, manager, renee.id)

    assert [(line.place, line.part, line.state, line.since) for line in state.parts] == [
        ("Alder Court, 204", "Tenant", "Active", "Jun 1, 2025")
    ]
    assert [(line.name, line.share, line.since) for line in state.owned] == [("Birch House", "100%", "Jan 1, 2024")]


async def test_what_lies_outside_ones_scope_is_left_out(session: Session, manager: Actor, renee: Person) -> None:
    a_tenancy(session, a_unit(session), tenant=renee)
    owned = a_property(session)
    shares = [Share(renee.id, 10_000)]
    set_owners(session, manager, property_id=owned.id, shares=shares, starts_on=date(2024, 1, 1), now=NOON)
    assert manager.user_id is not None
    session.add(UserProperty(user_id=manager.user_id, property_id=a_property(session).id))

    state = await seen(PersonOverviewState, session, manager, renee.id)

    assert (state.parts, state.owned) == ([], [])


async def test_papers_and_history_are_there(session: Session, manager: Actor, renee: Person) -> None:
    a_document(session, LinkTarget(person_id=renee.id), title="Passport copy")

    papers = await seen(PersonDocumentsState, session, manager, renee.id, "tab=documents")
    history = await seen(PersonHistoryState, session, manager, renee.id, "tab=history")

    assert [line.title for line in papers.lines] == ["Passport copy"]
    assert [line.did for line in history.lines] == ["added"]


async def test_a_change_keeps_what_the_form_has_no_field_for(session: Session, manager: Actor, renee: Person) -> None:
    edit = dialog(session, manager, renee)
    await edit.open_edit()
    assert (edit.draft.phone, edit.draft.phone_2, edit.draft.email, edit.draft.tenant) == (
        "(555) 010-0001",
        "(555) 010-0002",
        "renee@example.com",
        True,
    )

    answer = await edit.submit_person(
        typed(edit.draft, version=edit.version, name="Renee Ruiz", phone="(555) 010-9999", tenant="", vendor="1")
    )

    after = details(session, manager, renee)
    assert (after.name, after.roles, after.version) == ("Renee Ruiz", ("vendor",), 2)
    assert {(contact.value, contact.label) for contact in after.contacts} == {
        ("(555) 010-9999", ""),
        ("(555) 010-0002", "work"),
        ("(555) 010-0003", "mother"),
        ("renee@example.com", "home"),
    }
    assert said_by(answer) == ["Changed."]


async def test_a_person_form_opened_before_another_change_writes_nothing(
    session: Session, manager: Actor, renee: Person
) -> None:
    mine, other = dialog(session, manager, renee), dialog(session, an_actor(session, Role.LEASING), renee)
    for state in (mine, other):
        await state.open_edit()

    await other.submit_person(typed(other.draft, version=other.version, name="First"))
    await mine.submit_person(typed(mine.draft, version=mine.version, name="Second"))

    assert mine.errors["form"].startswith("Somebody else changed this person meanwhile.")
    assert mine.editing
    assert details(session, manager, renee).name == "First"


@pytest.mark.parametrize(
    ("field", "written"), [("name", ""), ("kind", ""), ("email", "nobody"), ("phone_2", "1"), ("address", "a" * 401)]
)
async def test_a_change_of_a_person_that_cannot_be_is_refused_beside_its_field(
    session: Session, manager: Actor, renee: Person, field: str, written: str
) -> None:
    edit = dialog(session, manager, renee)
    await edit.open_edit()

    await edit.submit_person(typed(edit.draft, version=edit.version, **{field: written}))

    assert list(edit.errors) == [field]
    assert details(session, manager, renee).version == 1


async def test_an_archived_person_comes_back(session: Session, manager: Actor, renee: Person) -> None:
    edit = dialog(session, manager, renee)

    await edit.submit_archive()
    archived = await seen(PersonState, session, manager, renee.id)
    await edit.submit_restore()

    assert archived.archived
    assert details(session, manager, renee).archived_at is None


async def test_only_the_tab_of_the_address_is_read(session: Session, manager: Actor, renee: Person) -> None:
    browser = a_browser(session, manager)
    for query, load in (
        ("", PersonOverviewState.load),
        ("tab=communication", CommunicationState.load),
        ("tab=documents", PersonDocumentsState.load),
        ("tab=history", PersonHistoryState.load),
        ("tab=nonsense", PersonOverviewState.load),
    ):
        state = open_page(PersonPageState, browser, paths.PERSON, query, person_id=renee.id)

        assert await state.load() == [PersonState.load, FollowingState.load, RecordTasksState.load, load]


async def test_who_only_looks_changes_no_person(session: Session, renee: Person) -> None:
    edit = dialog(session, an_actor(session, Role.READ_ONLY), renee)
    await edit.open_edit()

    await edit.submit_person(typed(edit.draft, version=edit.version, name="Mine"))

    assert "does not allow" in edit.errors["form"]
    with pytest.raises(NotAllowed):
        await edit.submit_archive()


def test_the_page_can_be_drawn() -> None:
    assert page.page().render()
