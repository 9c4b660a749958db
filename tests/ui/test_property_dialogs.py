"""/properties/[property_id]: what the dialogs do, and what they refuse."""

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.people.enums import PersonRole
from pm_app.portfolio.queries.units import unit_rows
from pm_app.portfolio.tables import Property
from pm_app.ui.pages.property.editing import EditPropertyState
from pm_app.ui.pages.property.head import PropertyState
from pm_app.ui.pages.property.owners import OwnersState
from pm_app.ui.pages.property.units import AddUnitState
from pm_app.ui.parts.unit_form import UnitDraft
from tests.conftest import NOON, an_actor
from tests.factories.people import a_person
from tests.ui.building import a_building, details, dialog, seen
from tests.ui.forms import typed
from tests.ui.screen import said_by

TODAY = NOON.date()


@pytest.fixture
def place(session: Session) -> Property:
    """Unit 101 is let and owes, 102 is vacant, 103 is down."""
    return a_building(session)


async def test_an_added_unit_is_in_the_grid_at_once(session: Session, manager: Actor, place: Property) -> None:
    state = dialog(AddUnitState, session, manager, place.id)
    await state.open_unit()

    form = typed(UnitDraft(), name="204", beds="2", baths="1.5", area_sqft="1,050", market_rent="$1,450")
    answer = await state.submit_unit(form)
    await state.submit_unit(form)

    added = next(u for u in unit_rows(session, manager, property_id=place.id) if u.name == "204")
    assert (added.beds, added.baths_half, added.area_sqft, added.market_rent_cents) == (2, 3, 1_050, 1_450_00)
    assert said_by(answer) == ["Unit 204 added."]
    assert len(unit_rows(session, manager, property_id=place.id)) == 4
    assert (state.adding, state.errors) == (False, {})


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("name", " "),
        ("name", "101"),
        ("beds", "two"),
        ("beds", "-1"),
        ("baths", "1.3"),
        ("baths", "٣"),
        ("area_sqft", "0"),
        ("market_rent", "-1200"),
        ("market_rent", "999999999999"),
        ("ready_on", "2026-02-30"),
        ("off_market", "haunted"),
    ],
)
async def test_what_no_unit_can_be_is_refused_beside_its_field(
    session: Session, manager: Actor, place: Property, field: str, written: str
) -> None:
    state = dialog(AddUnitState, session, manager, place.id)
    await state.open_unit()

    await state.submit_unit(typed(UnitDraft(name="204"), **{field: written}))

    assert list(state.errors) == [field]
    assert state.adding
    assert len(unit_rows(session, manager, property_id=place.id)) == 3


async def test_a_change_is_written_and_the_page_shows_it(session: Session, manager: Actor, place: Property) -> None:
    state = dialog(EditPropertyState, session, manager, place.id)
    await state.open_edit()

    answer = await state.submit_property(
        typed(state.draft, version=state.version, name="Alder Yard", manager_id="", unit_count="3")
    )

    after = details(session, manager, place)
    assert (after.name, after.unit_count, after.address_line, after.version) == (
        "Alder Yard",
        3,
        place.address_line,
        2,
    )
    assert said_by(answer) == ["Changed."]
    assert not state.editing


async def test_a_form_opened_before_somebody_elses_change_says_so_and_writes_nothing(
    session: Session, manager: Actor, place: Property
) -> None:
    mine = dialog(EditPropertyState, session, manager, place.id)
    other = dialog(EditPropertyState, session, an_actor(session, Role.MANAGER), place.id)
    for state in (mine, other):
        await state.open_edit()

    await other.submit_property(typed(other.draft, version=other.version, name="First"))
    await mine.submit_property(typed(mine.draft, version=mine.version, name="Second"))

    assert mine.errors["form"].startswith("Somebody else changed this property meanwhile.")
    assert mine.editing
    assert details(session, manager, place).name == "First"


@pytest.mark.parametrize(("field", "written"), [("address_line", ""), ("year_built", "3000"), ("manager_id", "me")])
async def test_a_change_that_cannot_be_is_refused_beside_its_field(
    session: Session, manager: Actor, place: Property, field: str, written: str
) -> None:
    state = dialog(EditPropertyState, session, manager, place.id)
    await state.open_edit()

    await state.submit_property(typed(state.draft, version=state.version, **{field: written}))

    assert list(state.errors) == [field]
    assert details(session, manager, place).version == 1


@pytest.mark.parametrize("version", ["", "x", "999999999", "-1"])
async def test_a_form_without_a_version_changes_nothing(
    session: Session, manager: Actor, place: Property, version: str
) -> None:
    state = dialog(EditPropertyState, session, manager, place.id)
    await state.open_edit()

    await state.submit_property(typed(state.draft, version=version, name="Second"))

    assert state.errors
    assert details(session, manager, place).name == "Alder Court"


async def test_archiving_can_be_undone(session: Session, manager: Actor, place: Property) -> None:
    state = dialog(EditPropertyState, session, manager, place.id)

    await state.submit_archive()
    head = await seen(PropertyState, session, manager, place.id)
    await state.submit_restore()

    assert (head.archived, head.state) == (True, "Archived")
    assert details(session, manager, place).archived_at is None


async def test_a_new_photo_changes_the_address_of_the_photo(session: Session, manager: Actor, place: Property) -> None:
    state = dialog(EditPropertyState, session, manager, place.id)
    await state.open_photo()
    place.photo_sha256, place.photo_media_type = "ab" * 32, "image/jpeg"

    head = await seen(PropertyState, session, manager, place.id)

    assert (state.sending, state.photo_url) == (True, f"/photos/{place.id}")
    assert head.photo == f"/photos/{place.id}?v=abababababab"


async def test_owners_are_named_with_their_shares(session: Session, manager: Actor, place: Property) -> None:
    ada, bea = (a_person(session, name=name, role=PersonRole.OWNER) for name in ("Ada Oak", "Bea Elm"))
    state = dialog(OwnersState, session, manager, place.id)
    await state.open_owners()

    assert [choice.label for choice in state.persons] == ["Bea Elm (person)", "Ada Oak (person)"]
    assert (len(state.owners), state.starts) == (4, "2026-01-15")
    await state.submit_owners(
        {"person_1": str(ada.id), "share_1": "66.67", "person_2": str(bea.id), "share_2": "33.33%"}
        | {"person_3": "", "share_3": "", "starts_on": "2026-01-01"}
    )

    assert [(one.name, one.share_bps) for one in details(session, manager, place).owners] == [
        ("Ada Oak", 6_667),
        ("Bea Elm", 3_333),
    ]
    await state.open_owners()
    assert [(line.chosen, line.percent) for line in state.owners[:2]] == [
        (str(ada.id), "66.67"),
        (str(bea.id), "33.33"),
    ]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"share_1": "50"}, "owners"),
        ({"share_1": "x"}, "share_1"),
        ({"share_1": "33.333"}, "share_1"),
        ({"share_1": "-5"}, "share_1"),
        ({"share_1": "100", "person_2": "", "share_2": "1"}, "person_2"),
        ({"share_1": "100", "person_1": "nobody"}, "person_1"),
        ({"share_1": "100", "starts_on": "tomorrow"}, "starts_on"),
        ({"share_1": "100", "person_1": "00000000-0000-4000-8000-000000000001"}, "form"),
    ],
)
async def test_shares_that_make_no_sense_are_refused_beside_their_field(
    session: Session, manager: Actor, place: Property, form: dict[str, str], field: str
) -> None:
    owner = a_person(session, role=PersonRole.OWNER)
    state = dialog(OwnersState, session, manager, place.id)
    await state.open_owners()

    await state.submit_owners({"person_1": str(owner.id), "starts_on": "2026-01-01"} | form)

    assert list(state.errors) == [field]
    assert state.owning
    assert details(session, manager, place).owners == ()


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.ACCOUNTING])
async def test_who_only_looks_is_refused_everything(session: Session, place: Property, role: Role) -> None:
    actor = an_actor(session, role)
    edit = dialog(EditPropertyState, session, actor, place.id)
    await edit.open_edit()

    await edit.submit_property(typed(edit.draft, version=edit.version, name="Mine"))
    unit = dialog(AddUnitState, session, actor, place.id)
    await unit.submit_unit(typed(UnitDraft(name="204")))

    assert "does not allow" in edit.errors["form"]
    assert "does not allow" in unit.errors["form"]
    assert not (await seen(PropertyState, session, actor, place.id)).may_change
