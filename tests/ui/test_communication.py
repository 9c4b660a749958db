"""Communication on the screen: on a person and on a lease, writing down a call, striking it out with undo."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.correspondence.tables import ContactLogEntry
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.ui import paths
from pm_app.ui.parts.communication import CommunicationState
from pm_app.ui.parts.communication_view import communication_panel, log_dialog
from tests.conftest import an_actor
from tests.factories.mailing import a_home
from tests.factories.portfolio import a_property
from tests.ui.screen import a_browser, at, open_page, opened, said_by


@pytest.fixture
def home(session: Session) -> Tenancy:
    """A household in a property of its own."""
    home = a_home(session, a_property(session, name="Elm Court"), "Anna Adams")
    session.commit()
    return home


def person_of(session: Session, home: Tenancy) -> str:
    return str(session.exec(select(LeaseParty.person_id).where(LeaseParty.tenancy_id == home.id)).one())


def a_call(**more: str) -> dict[str, str]:
    return {
        "request_key": str(uuid4()),
        "kind": "call",
        "direction": "incoming",
        "person_id": "",
        "happened_on": "2026-01-15",
        "happened_at": "09:30",
        "body": "The heating\nis off.",
    } | more


async def of_lease(session: Session, actor: Actor, home: Tenancy) -> CommunicationState:
    return await opened(CommunicationState, a_browser(session, actor), paths.LEASE, tenancy_id=home.id)


async def test_a_call_is_written_down_with_the_time_of_now(session: Session, manager: Actor, home: Tenancy):
    state = await of_lease(session, manager, home)
    await state.open_log("call")
    assert (state.logging, state.kind, state.today, state.time_now) == (True, "call", "2026-01-15", "12:00 PM")
    assert [choice.label for choice in state.people] == ["Anna Adams"]

    answer = await state.submit_log(a_call(person_id=state.people[0].value))
    assert said_by(answer) == ["Written down."]
    assert not state.logging
    entry = session.exec(select(ContactLogEntry)).one()
    assert entry.happened_at == datetime(2026, 1, 15, 14, 30, tzinfo=UTC)
    assert (entry.tenancy_id, str(entry.person_id)) == (home.id, person_of(session, home))

    await state.load()
    line = state.lines[0]
    assert (line.how, line.who, line.summary) == ("Call, incoming", "Anna Adams", "The heating is off.")
    await state.open_said(line.key)
    assert (state.lines[0].is_open, state.opened_text) == (True, "The heating\nis off.")
    await state.open_said(line.key)
    assert not state.lines[0].is_open


async def test_the_same_call_stands_on_the_person(session: Session, manager: Actor, home: Tenancy):
    token, person = a_browser(session, manager), person_of(session, home)
    state = await opened(CommunicationState, token, paths.PERSON, person_id=person)
    await state.open_log("note")
    assert state.people == []
    await state.submit_log(a_call(kind="note", body="<b>Careful</b>"))
    await state.load()
    assert [line.summary for line in state.lines] == ["<b>Careful</b>"]
    assert [line.how for line in state.lines] == ["Note"]
    of_home = await of_lease(session, manager, home)
    assert [line.summary for line in of_home.lines] == ["<b>Careful</b>"]


async def test_the_address_chooses_the_kind(session: Session, manager: Actor, home: Tenancy):
    state = await of_lease(session, manager, home)
    await state.submit_log(a_call())
    await state.submit_log(a_call(kind="letter"))
    await at(state, "show=letters").load()
    assert [line.how for line in state.lines] == ["Letter, incoming"]
    await at(state, "show=nonsense").load()
    assert state.total == 2


async def test_an_entry_is_struck_out_with_undo(session: Session, manager: Actor, home: Tenancy):
    state = await of_lease(session, manager, home)
    await state.submit_log(a_call())
    await state.load()
    entry_id = state.lines[0].entry_id
    assert said_by(await state.submit_strike(entry_id)) == ["Struck out."]
    await state.load()
    assert (state.lines[0].struck, state.lines[0].status) == (True, "Struck out")
    await state.submit_unstrike(entry_id)
    await state.load()
    assert not state.lines[0].struck
    for wrong in ("nonsense", str(uuid4())):
        with pytest.raises(NotFound):
            await state.submit_strike(wrong)
        with pytest.raises(NotFound):
            await state.submit_unstrike(wrong)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"body": ""}, "body"),
        ({"kind": "smoke signal"}, "kind"),
        ({"happened_on": "soon"}, "happened_on"),
        ({"happened_on": "2026-01-16"}, "happened_on"),
        ({"happened_at": "half past"}, "happened_at"),
        ({"person_id": str(uuid4())}, "form"),
        ({"request_key": "x"}, "form"),
    ],
)
async def test_a_refusal_stands_beside_its_field(
    session: Session, manager: Actor, home: Tenancy, given: dict[str, str], field: str
):
    state = await of_lease(session, manager, home)
    await state.open_log("call")
    await state.submit_log(a_call(**given))
    assert list(state.errors) == [field]
    assert state.logging
    assert session.exec(select(ContactLogEntry)).all() == []


async def test_who_may_not_write_reads_and_who_may_not_read_is_refused(session: Session, manager: Actor, home: Tenancy):
    state = await of_lease(session, an_actor(session, Role.READ_ONLY), home)
    assert (state.loaded, state.may_log) == (True, False)
    with pytest.raises(NotAllowed):
        await state.open_log("call")
    await state.submit_log(a_call())
    assert "Your role does not allow this" in state.errors["form"]
    with pytest.raises(NotAllowed):
        await of_lease(session, an_actor(session, Role.MAINTENANCE), home)
    out = open_page(CommunicationState, "", paths.LEASE, tenancy_id=home.id)
    with pytest.raises(NotAllowed):
        await out.load()


async def test_a_lease_that_is_not_there_has_no_communication(session: Session, manager: Actor, home: Tenancy):
    state = open_page(CommunicationState, a_browser(session, manager), paths.LEASE, tenancy_id=uuid4())
    with pytest.raises(NotFound):
        await state.load()
    with pytest.raises(NotFound):
        await state.open_log("call")


def test_the_panel_and_the_dialog_can_be_drawn():
    assert communication_panel().render()
    assert log_dialog().render()
