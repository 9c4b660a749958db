"""/properties: what the list shows for an address, and the dialog that adds a property."""

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import UserProperty
from pm_app.kernel.errors import NotAllowed
from pm_app.lists.asked import Asked
from pm_app.lists.every import LISTS
from pm_app.portfolio.actions.properties import archive_property
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.queries.properties import property_details
from pm_app.portfolio.tables import Property
from pm_app.ui import paths
from pm_app.ui.pages import properties
from pm_app.ui.pages.properties import PropertiesState
from pm_app.ui.parts.property_form import PropertyDraft
from tests.conftest import NOON, an_actor
from tests.counting import counted
from tests.factories.access import a_user
from tests.factories.portfolio import a_property, a_unit
from tests.ui.forms import typed
from tests.ui.screen import a_browser, at, opened, said_by

ADDED = PropertyDraft(name="Alder Court", address_line="1420 Alder Street", city="Riverton", year_built="1964")


async def shown(session: Session, actor: Actor, query: str = "") -> PropertiesState:
    session.commit()
    return await opened(PropertiesState, a_browser(session, actor), paths.PROPERTIES, query)


def names(state: PropertiesState) -> list[str]:
    return [line.name for line in state.lines]


def number(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Property)).one()


async def test_each_property_stands_with_what_a_manager_looks_for(session: Session, manager: Actor) -> None:
    dana = a_user(session, name="Dana Whitlow")
    place = a_property(session, name="Alder Court", manager_id=dana.id)
    place.year_built = 1964
    a_unit(session, place)

    state = await shown(session, manager)

    line = state.lines[0]
    assert (line.name, line.kind, line.units, line.built, line.manager) == (
        "Alder Court",
        "Apartments",
        "1",
        "1964",
        "Dana Whitlow",
    )
    assert line.path == f"/properties/{place.id}"
    assert (state.summary, state.loaded) == ("1 property", True)


async def test_what_is_not_known_is_a_dash(session: Session, manager: Actor) -> None:
    a_property(session)

    line = (await shown(session, manager)).lines[0]

    assert (line.units, line.built, line.manager) == ("—", "—", "—")


async def test_the_address_searches_narrows_sorts_and_turns_pages(session: Session, manager: Actor) -> None:
    for name in ("Birch House", "Cedar Hall", "Dogwood Flats"):
        a_property(session, name=name)
    a_property(session, name="Elm Condo").kind = PropertyKind.CONDO

    state = await shown(session, manager, "sort=-name")
    assert names(state) == ["Elm Condo", "Dogwood Flats", "Cedar Hall", "Birch House"]
    await at(state, "q=hall").load()
    assert names(state) == ["Cedar Hall"]
    await at(state, "kind=condo").load()
    assert (names(state), state.counts["all"], state.counts["apartments"], state.counts["condo"]) == (
        ["Elm Condo"],
        "4",
        "3",
        "1",
    )
    await at(state, "page=9&size=25").load()
    assert (names(state), state.total) == ([], 4)


@pytest.mark.parametrize("query", ["kind=castle", "sort=';--&page=-1&size=x", "archived=maybe", "q=%00%F0"])
async def test_an_address_that_makes_no_sense_shows_the_list_as_usual(
    session: Session, manager: Actor, query: str
) -> None:
    a_property(session, name="Birch House")

    state = await shown(session, manager, query)

    assert state.loaded
    assert state.total in {0, 1}


async def test_archived_properties_stand_in_a_list_of_their_own(session: Session, manager: Actor) -> None:
    place = a_property(session, name="Gone House")
    a_property(session, name="Birch House")
    archive_property(session, manager, property_id=place.id, now=NOON)

    state = await shown(session, manager)
    assert names(state) == ["Birch House"]
    await at(state, "archived=1").load()
    assert (names(state), state.summary) == (["Gone House"], "1 property archived")


async def test_three_properties_take_as_many_questions_as_one(session: Session, manager: Actor) -> None:
    a_unit(session, a_property(session))
    state = await shown(session, manager)
    with counted(session) as for_one:
        await state.load()
    for _ in range(2):
        a_unit(session, a_property(session))
    session.commit()

    with counted(session) as for_three:
        await state.load()

    assert len(state.lines) == 3
    assert len(for_three) == len(for_one) > 0


async def test_a_scope_narrows_the_list_and_takes_adding_away(session: Session, manager: Actor) -> None:
    mine = a_property(session, name="Mine")
    a_property(session, name="Other")
    assert manager.user_id is not None
    session.add(UserProperty(user_id=manager.user_id, property_id=mine.id))

    state = await shown(session, manager)

    assert (names(state), state.may_add, state.may_import) == (["Mine"], False, False)


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.MANAGER, (True, True)), (Role.LEASING, (True, False)), (Role.READ_ONLY, (False, False))],
)
async def test_a_role_is_offered_what_it_may_do(session: Session, role: Role, may: tuple[bool, bool]) -> None:
    state = await shown(session, an_actor(session, role))

    assert (state.may_add, state.may_import) == may


async def test_an_added_property_opens_and_is_said(session: Session, manager: Actor) -> None:
    state = await shown(session, manager)
    await state.open_add()

    answer = await state.submit_property(typed(ADDED, manager_id=str(manager.user_id), kind="condo"))

    place = session.exec(select(Property)).one()
    details = property_details(session, manager, property_id=place.id)
    assert (details.name, details.kind, details.year_built, details.manager_id) == (
        "Alder Court",
        "condo",
        1964,
        manager.user_id,
    )
    assert said_by(answer) == ["Alder Court added."]
    assert (state.adding, state.errors) == (False, {})


async def test_the_manager_in_the_form_is_whoever_adds(session: Session, manager: Actor) -> None:
    state = await shown(session, manager)

    await state.open_add()

    assert (state.draft.manager_id, state.adding) == (str(manager.user_id), True)
    assert str(manager.user_id) in [choice.value for choice in state.managers]


async def test_the_same_form_sent_twice_adds_one_property(session: Session, manager: Actor) -> None:
    state, form = await shown(session, manager), typed(ADDED)

    await state.submit_property(form)
    await state.submit_property(form)

    assert number(session) == 1


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("address_line", "  "),
        ("year_built", "long ago"),
        ("year_built", "19640"),
        ("year_built", "-1964"),
        ("storeys", "3.5"),
        ("unit_count", "9" * 400),
        ("kind", "castle"),
        ("kind", ""),
        ("manager_id", "somebody"),
        ("manager_id", "00000000-0000-4000-8000-000000000001"),
        ("notes", "n" * 10_001),
        ("city", "c" * 121),
    ],
)
async def test_what_cannot_be_is_refused_beside_its_field_and_the_dialog_stays(
    session: Session, manager: Actor, field: str, written: str
) -> None:
    state = await shown(session, manager)
    await state.open_add()

    answer = await state.submit_property(typed(ADDED, **{field: written}))

    assert answer is None
    assert list(state.errors) == [field]
    assert state.errors[field].endswith(".")
    assert state.adding
    assert number(session) == 0


async def test_a_form_without_its_fields_is_refused(session: Session, manager: Actor) -> None:
    state = await shown(session, manager)

    await state.submit_property({})

    assert list(state.errors) == ["kind"]


async def test_the_plus_menu_opens_the_dialog_once(session: Session, manager: Actor) -> None:
    state = await shown(session, manager, "add=1")
    answer = await state.load()

    assert answer == PropertiesState.open_add
    await state.open_add()
    assert await state.load() is None
    assert await state.close_add() is not None
    assert not state.adding


async def test_who_only_looks_adds_nothing(session: Session) -> None:
    state = await shown(session, an_actor(session, Role.READ_ONLY))

    await state.submit_property(typed(ADDED))

    assert "does not allow" in state.errors["form"]
    assert number(session) == 0


async def test_signed_out_nothing_is_shown_or_done(session: Session, manager: Actor) -> None:
    a_property(session)
    session.commit()

    with pytest.raises(NotAllowed):
        await opened(PropertiesState, "", paths.PROPERTIES)


async def test_an_export_has_the_rows_of_the_list(session: Session, manager: Actor) -> None:
    for name in ("Birch House", "Cedar Hall", "Dogwood Hall"):
        a_property(session, name=name)

    state = await shown(session, manager, "q=hall&sort=-name&page=1&size=25&add=")

    asked = Asked(manager, dict(pair.split("=") for pair in state.exported[1:].split("&")), NOON.date())
    assert [row[0] for row in LISTS["properties"].rows(asked)] == names(state)
    assert state.exported == "?q=hall&sort=-name"


def test_the_page_can_be_drawn() -> None:
    assert properties.page().render()
