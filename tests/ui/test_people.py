"""/people: what the list shows for an address, and the dialog that adds somebody."""

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.lists.asked import Asked
from pm_app.lists.every import LISTS
from pm_app.people.actions import archive_person
from pm_app.people.enums import ContactKind, PersonKind, PersonRole
from pm_app.people.queries import person_details
from pm_app.people.tables import ContactWay, Person
from pm_app.ui import paths
from pm_app.ui.pages import people
from pm_app.ui.pages.people import PeopleState
from pm_app.ui.parts.person_form import PersonDraft
from tests.conftest import NOON, an_actor
from tests.counting import counted
from tests.factories.people import a_person
from tests.ui.forms import typed
from tests.ui.screen import a_browser, at, opened, said_by

ADDED = PersonDraft(name="Renee Castellano", tenant=True, email="renee@example.com", phone="(555) 010-4482")


async def shown(session: Session, actor: Actor, query: str = "") -> PeopleState:
    session.commit()
    return await opened(PeopleState, a_browser(session, actor), paths.PEOPLE, query)


def names(state: PeopleState) -> list[str]:
    return [line.name for line in state.lines]


def number(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Person)).one()


async def test_everybody_stands_by_last_name_with_how_to_reach_them(session: Session, manager: Actor) -> None:
    renee = a_person(session, name="Renee Castellano", role=PersonRole.TENANT)
    session.add(ContactWay(person_id=renee.id, kind=ContactKind.PHONE, value="(555) 010-4482"))
    a_person(session, name="Alder Holdings LLC", kind=PersonKind.ORGANIZATION, role=PersonRole.OWNER)

    state = await shown(session, manager)

    assert [(line.name, line.roles, line.phone, line.kind) for line in state.lines] == [
        ("Alder Holdings LLC", "Owner", "", "Organization"),
        ("Renee Castellano", "Tenant", "(555) 010-4482", "Person"),
    ]
    assert (state.summary, state.counts) == (
        "2 people",
        {"all": "2", "tenant": "1", "owner": "1", "vendor": "0"},
    )


async def test_the_address_searches_narrows_and_sorts(session: Session, manager: Actor) -> None:
    for name, role in (("Ada Oak", PersonRole.TENANT), ("Bea Elm", PersonRole.OWNER), ("Cyd Ash", PersonRole.OWNER)):
        a_person(session, name=name, role=role)

    state = await shown(session, manager, "role=owner&sort=-name")
    assert names(state) == ["Bea Elm", "Cyd Ash"]
    await at(state, "q=oak").load()
    assert names(state) == ["Ada Oak"]
    await at(state, "role=king&sort=x&page=0").load()
    assert names(state) == ["Cyd Ash", "Bea Elm", "Ada Oak"]


async def test_archived_persons_stand_in_a_list_of_their_own(session: Session, manager: Actor) -> None:
    archive_person(session, manager, person_id=a_person(session, name="Gone Away").id, now=NOON)

    state = await shown(session, manager)
    assert (names(state), state.narrowed) == ([], False)
    await at(state, "archived=1").load()
    assert names(state) == ["Gone Away"]


async def test_three_persons_take_as_many_questions_as_one(session: Session, manager: Actor) -> None:
    a_person(session, role=PersonRole.TENANT)
    state = await shown(session, manager)
    with counted(session) as for_one:
        await state.load()
    for _ in range(2):
        a_person(session, role=PersonRole.TENANT)
    session.commit()

    with counted(session) as for_three:
        await state.load()

    assert len(state.lines) == 3
    assert len(for_three) == len(for_one) > 0


async def test_an_added_person_opens_and_is_said(session: Session, manager: Actor) -> None:
    state = await shown(session, manager, "role=vendor")
    await state.open_add()
    assert (state.draft.vendor, state.draft.tenant) == (True, False)

    answer = await state.submit_person(
        typed(ADDED, email_2="rc@office.example", address="1 Main St, Riverton", notes="Call first")
    )

    person = person_details(session, manager, person_id=session.exec(select(Person.id)).one())
    assert (person.name, person.roles, person.notes) == ("Renee Castellano", ("tenant",), "Call first")
    assert [contact.value for contact in person.contacts] == [
        "renee@example.com",
        "rc@office.example",
        "(555) 010-4482",
        "1 Main St, Riverton",
    ]
    assert said_by(answer) == ["Renee Castellano added."]
    assert not state.adding


async def test_the_same_form_sent_twice_adds_one_person(session: Session, manager: Actor) -> None:
    state, form = await shown(session, manager), typed(ADDED)

    await state.submit_person(form)
    await state.submit_person(form)

    assert number(session) == 1


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("name", "   "),
        ("name", "x" * 201),
        ("kind", "robot"),
        ("email", "renee at example"),
        ("email_2", "rc@"),
        ("phone", "12"),
        ("phone_2", "call me"),
        ("address", "a" * 401),
        ("notes", "n" * 10_001),
    ],
)
async def test_what_cannot_be_is_refused_beside_its_field_and_the_dialog_stays(
    session: Session, manager: Actor, field: str, written: str
) -> None:
    state = await shown(session, manager)
    await state.open_add()

    answer = await state.submit_person(typed(ADDED, **{field: written}))

    assert answer is None
    assert list(state.errors) == [field]
    assert state.errors[field].endswith(".")
    assert (state.adding, number(session)) == (True, 0)


async def test_the_plus_menu_opens_the_dialog(session: Session, manager: Actor) -> None:
    state = await shown(session, manager, "add=1")

    assert await state.load() == PeopleState.open_add
    await state.open_add()
    assert await state.close_add() is not None


async def test_who_only_looks_adds_nobody(session: Session) -> None:
    state = await shown(session, an_actor(session, Role.READ_ONLY))

    await state.submit_person(typed(ADDED))

    assert (state.may_add, number(session)) == (False, 0)
    assert "does not allow" in state.errors["form"]


async def test_an_export_has_the_people_of_the_list(session: Session, manager: Actor) -> None:
    for name, role in (("Ada Oak", PersonRole.TENANT), ("Bea Elm", PersonRole.OWNER)):
        a_person(session, name=name, role=role)

    state = await shown(session, manager, "role=owner&page=1")

    asked = Asked(manager, dict(pair.split("=") for pair in state.exported[1:].split("&")), NOON.date())
    assert [row[0] for row in LISTS["people"].rows(asked)] == names(state) == ["Bea Elm"]


def test_the_page_can_be_drawn() -> None:
    assert people.page().render()
