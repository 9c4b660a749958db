"""/units and /units/[unit_id]: the grid over all properties, one unit, and what its dialogs do."""

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
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.portfolio.enums import OffMarket
from pm_app.portfolio.queries.units import UnitRow, unit_details
from pm_app.portfolio.tables import Unit
from pm_app.ui import paths
from pm_app.ui.pages import units
from pm_app.ui.pages.unit import page
from pm_app.ui.pages.unit.editing import EditUnitState
from pm_app.ui.pages.unit.head import UnitState
from pm_app.ui.pages.unit.page import UnitPageState
from pm_app.ui.pages.unit.tabs import UnitDocumentsState, UnitHistoryState, UnitStaysState
from pm_app.ui.pages.units import UnitsState
from pm_app.ui.parts.record_tasks import RecordTasksState
from tests.conftest import an_actor
from tests.factories.documents import a_document
from tests.factories.leasing import a_notice, a_tenancy
from tests.factories.portfolio import a_property, a_unit
from tests.ui.building import a_building
from tests.ui.forms import typed
from tests.ui.screen import a_browser, at, open_page, opened, said_by

S = TypeVar("S", bound=rx.State)


@pytest.fixture
def unit(session: Session) -> Unit:
    """Unit 204 of Alder Court, which nobody lives in."""
    made = a_unit(session, a_property(session, name="Alder Court"), name="204", market_rent_cents=1_450_00)
    session.commit()
    return made


async def seen(state: type[S], session: Session, actor: Actor, unit_id: UUID | str, query: str = "") -> S:
    session.commit()
    return await opened(state, a_browser(session, actor), paths.UNIT, query, unit_id=unit_id)


def dialog(session: Session, actor: Actor, unit: Unit) -> EditUnitState:
    session.commit()
    return open_page(EditUnitState, a_browser(session, actor), paths.UNIT, unit_id=unit.id)


def details(session: Session, actor: Actor, unit: Unit) -> UnitRow:
    session.expire_all()
    return unit_details(session, actor, unit_id=unit.id)


async def test_the_grid_has_the_units_of_every_property(session: Session, manager: Actor, unit: Unit) -> None:
    a_building(session)
    browser = a_browser(session, manager)

    state = await opened(UnitsState, browser, paths.UNITS)
    assert [(line.property_name, line.name) for line in state.lines] == [
        ("Alder Court", "204"),
        ("Alder Court", "101"),
        ("Alder Court", "102"),
        ("Alder Court", "103"),
    ]
    assert (state.summary, state.totals.occupied) == ("4 units · 25.0% occupied", "1 occupied")
    await at(state, "status=vacant&sort=-rent").load()
    assert [line.name for line in state.lines] == ["204", "102"]
    await at(state, "q=castellano").load()
    assert [line.tenant for line in state.lines] == ["Renee Castellano"]
    assert state.narrowed


async def test_an_empty_unit_says_what_it_is(session: Session, manager: Actor, unit: Unit) -> None:
    state = await seen(UnitState, session, manager, unit.id)

    assert (state.title, state.place, state.state, state.household) == ("Unit 204", "Alder Court", "Vacant, ready", "")
    assert (state.rooms, state.area, state.market_rent) == ("2 bed, 1 bath", "800 sq ft", "$1,450.00")
    assert state.lease_path == f"/leases/new?unit_id={unit.id}"


async def test_a_unit_says_who_lives_there_and_who_is_next(session: Session, manager: Actor, unit: Unit) -> None:
    now = a_tenancy(session, unit, name="Renee Castellano", ends_on=date(2026, 5, 31))
    a_notice(session, now, move_out_on=date(2026, 2, 28))
    a_tenancy(session, unit, name="Omar Said", starts_on=date(2026, 3, 1), ends_on=date(2027, 2, 28))

    state = await seen(UnitState, session, manager, unit.id)

    assert (state.household, state.rent, state.ends) == ("Renee Castellano", "$1,200.00", "Moving out Feb 28, 2026")
    assert (state.next_household, state.state) == ("Omar Said, from Mar 1, 2026", "On notice, rented")


async def test_every_household_it_had_is_listed_latest_first(session: Session, manager: Actor, unit: Unit) -> None:
    a_tenancy(session, unit, name="Old Tenant", starts_on=date(2023, 1, 1), moved_out_on=date(2024, 12, 31))
    a_tenancy(session, unit, name="Renee Castellano", starts_on=date(2025, 6, 1))

    state = await seen(UnitStaysState, session, manager, unit.id)

    assert [(line.name, line.state, line.since, line.until) for line in state.lines] == [
        ("Renee Castellano", "Active", "Jun 1, 2025", "May 31, 2026"),
        ("Old Tenant", "Ended", "Jan 1, 2023", "Dec 31, 2024"),
    ]


async def test_its_papers_and_its_history_are_there(session: Session, manager: Actor, unit: Unit) -> None:
    a_document(session, LinkTarget(unit_id=unit.id), title="Move-in inspection")
    edit = dialog(session, manager, unit)
    await edit.open_edit()
    await edit.submit_unit(typed(edit.draft, version=edit.version, area_sqft="850", market_rent="1,500"))

    papers = await seen(UnitDocumentsState, session, manager, unit.id, "tab=documents")
    history = await seen(UnitHistoryState, session, manager, unit.id, "tab=history")

    assert [line.title for line in papers.lines] == ["Move-in inspection"]
    assert history.lines[0].did == "changed"
    assert history.lines[0].detail == "area sqft 800 → 850, market rent $1,450.00 → $1,500.00"


async def test_the_form_comes_back_as_it_was(session: Session, manager: Actor, unit: Unit) -> None:
    unit.baths_half, unit.off_market, unit.ready_on, unit.notes = 3, OffMarket.DOWN, date(2026, 2, 1), "Corner"
    edit = dialog(session, manager, unit)
    await edit.open_edit()

    await edit.submit_unit(typed(edit.draft, version=edit.version))

    after = details(session, manager, unit)
    assert (edit.errors, after.version) == ({}, 1)
    assert (after.baths_half, after.off_market, after.ready_on, after.notes) == (
        3,
        OffMarket.DOWN,
        date(2026, 2, 1),
        "Corner",
    )


async def test_a_unit_form_opened_before_another_change_writes_nothing(
    session: Session, manager: Actor, unit: Unit
) -> None:
    mine, other = dialog(session, manager, unit), dialog(session, an_actor(session, Role.LEASING), unit)
    for state in (mine, other):
        await state.open_edit()

    await other.submit_unit(typed(other.draft, version=other.version, name="204A"))
    await mine.submit_unit(typed(mine.draft, version=mine.version, name="204B"))

    assert mine.errors["form"].startswith("Somebody else changed this unit meanwhile.")
    assert details(session, manager, unit).name == "204A"


@pytest.mark.parametrize(
    ("field", "written"),
    [("name", ""), ("beds", "51"), ("baths", "many"), ("market_rent", "(5)"), ("ready_on", "soon")],
)
async def test_a_change_of_a_unit_that_cannot_be_is_refused_beside_its_field(
    session: Session, manager: Actor, unit: Unit, field: str, written: str
) -> None:
    edit = dialog(session, manager, unit)
    await edit.open_edit()

    await edit.submit_unit(typed(edit.draft, version=edit.version, **{field: written}))

    assert list(edit.errors) == [field]
    assert (edit.editing, details(session, manager, unit).version) == (True, 1)


async def test_an_archived_unit_is_not_let_and_comes_back(session: Session, manager: Actor, unit: Unit) -> None:
    edit = dialog(session, manager, unit)

    answer = await edit.submit_archive()
    archived = await seen(UnitState, session, manager, unit.id)
    await edit.submit_restore()

    assert said_by(answer) == ["Archived."]
    assert (archived.state, archived.archived, archived.may_let) == ("Archived", True, False)
    assert (await seen(UnitState, session, manager, unit.id)).may_let


async def test_a_unit_outside_ones_scope_is_not_there(session: Session, manager: Actor, unit: Unit) -> None:
    assert manager.user_id is not None
    session.add(UserProperty(user_id=manager.user_id, property_id=a_property(session).id))

    assert (await seen(UnitState, session, manager, unit.id)).missing
    assert (await seen(UnitState, session, manager, uuid4())).missing
    assert (await seen(UnitStaysState, session, manager, unit.id)).lines == []
    with pytest.raises(NotFound):
        await seen(UnitHistoryState, session, manager, unit.id)


async def test_maintenance_sees_the_unit_and_not_its_leases(session: Session, unit: Unit) -> None:
    actor = an_actor(session, Role.MAINTENANCE)
    session.commit()
    state = open_page(UnitPageState, a_browser(session, actor), paths.UNIT, unit_id=unit.id)

    assert await state.load() == [UnitState.load, RecordTasksState.load]
    head = await seen(UnitState, session, actor, unit.id)
    assert (head.sees_leases, head.may_change, head.may_let) == (False, False, False)
    with pytest.raises(NotAllowed):
        await seen(UnitStaysState, session, actor, unit.id)


async def test_who_only_looks_changes_no_unit(session: Session, unit: Unit) -> None:
    edit = dialog(session, an_actor(session, Role.READ_ONLY), unit)
    await edit.open_edit()

    await edit.submit_unit(typed(edit.draft, version=edit.version, name="Mine"))

    assert "does not allow" in edit.errors["form"]
    with pytest.raises(NotAllowed):
        await edit.submit_archive()


def test_the_pages_can_be_drawn() -> None:
    assert page.page().render()
    assert units.page().render()
