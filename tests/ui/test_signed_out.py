"""No event of any page gets through without a sign-in, whatever its name and whatever it carries."""

from typing import Any

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import AuditEntry
from pm_app.kernel.errors import NotAllowed
from pm_app.ui.gate import FRAMEWORK, clean, is_ours
from pm_app.ui.pages.settings_profile import ProfileState
from pm_app.ui.parts.bell import BellState
from pm_app.ui.parts.tasks import TasksState
from pm_app.ui.shell import ShellState
from tests.conftest import an_actor
from tests.fakes import FixedClock
from tests.ui.events import a_tab, every_event, junk_arguments, our_handlers
from tests.ui.screen import a_browser, open_page

PROFILE = ProfileState.get_full_name()
TASKS = TasksState.get_full_name()
BELL = BellState.get_full_name()
HYDRATE = "reflex___state____state.hydrate"
TO_SIGN_IN = "/signin?next="
# Handlers that only open or close something on the screen; they ask nothing and say nothing.
_SCREEN_ONLY = ("open_", "close_", "set_")


async def test_every_event_is_led_to_the_sign_in_page(session: Session) -> None:
    async with a_tab() as tab:
        for name, handler in every_event().items():
            answers = await tab.send(name, "", **junk_arguments(handler))

            assert [answer.delta for answer in answers] == [{}], name
            assert [event.name for answer in answers for event in answer.events] == ["_call_script"], name
            assert TO_SIGN_IN in str(answers[0].events[0].payload), name


async def test_every_handler_that_asks_or_does_refuses_by_itself_too(session: Session) -> None:
    called = 0
    for state_class, name, handler in our_handlers():
        if name.startswith(_SCREEN_ONLY):
            continue
        called += 1
        with pytest.raises(NotAllowed, match="Please sign in"):
            await handler.fn(open_page(state_class), **junk_arguments(handler))

    assert called >= 3


async def test_nothing_was_written_by_all_these(session: Session) -> None:
    before = session.exec(select(func.count()).select_from(AuditEntry)).one()
    async with a_tab() as tab:
        for name, handler in every_event().items():
            await tab.send(name, "token-of-nobody", **junk_arguments(handler))

    assert session.exec(select(func.count()).select_from(AuditEntry)).one() == before


async def test_an_ended_sign_in_gets_no_further_answer(session: Session, manager: Actor, clock: FixedClock) -> None:
    token = a_browser(session, manager)
    async with a_tab() as tab:
        first = await tab.send(f"{PROFILE}.load", token)
        clock.move_to(clock.now().replace(year=2027))
        second = await tab.send(f"{PROFILE}.load", token)

    assert any(answer.delta for answer in first)
    assert [answer.delta for answer in second] == [{}]


async def test_a_signed_in_person_is_answered(session: Session, manager: Actor) -> None:
    async with a_tab() as tab:
        answers = await tab.send(f"{PROFILE}.load", a_browser(session, manager))

    changed = {name: value for answer in answers for name, value in answer.delta.get(PROFILE, {}).items()}
    assert next(value for name, value in changed.items() if name.startswith("loaded")) is True


@pytest.mark.parametrize(
    "name",
    [
        f"{PROFILE}.setvar",
        "reflex___state____state.setvar",
        "reflex___state____state.reflex___state____update_vars_internal_state.update_vars_internal",
        f"{PROFILE}.no_such_handler",
        f"{PROFILE}.reset",
        "",
    ],
)
async def test_what_we_did_not_write_is_refused_to_everybody(session: Session, administrator: Actor, name: str) -> None:
    assert not is_ours(name)
    async with a_tab() as tab:
        answers = await tab.send(name, a_browser(session, administrator), var_name="loaded", value=True)

    assert [(answer.delta, answer.events) for answer in answers] == []


def test_of_the_framework_only_what_every_page_needs_is_let_through() -> None:
    known = every_event()
    through = {name for name in known if is_ours(name)}

    assert through >= FRAMEWORK
    assert all(known[name].fn.__module__.startswith("pm_app.ui.") for name in through - FRAMEWORK)


async def test_the_next_person_at_a_tab_finds_it_empty(session: Session, manager: Actor) -> None:
    first, second = a_browser(session, manager), a_browser(session, an_actor(session, Role.READ_ONLY))
    async with a_tab() as tab:
        await tab.send(f"{ShellState.get_full_name()}.load", first)
        answers = await tab.send(HYDRATE, second)

    shell = answers[0].delta[ShellState.get_full_name()]
    assert {value for name, value in shell.items() if name.startswith("user_name")} == {""}


async def test_another_sign_in_in_an_open_tab_sees_nothing_of_the_last_one(session: Session, manager: Actor) -> None:
    first, second = a_browser(session, manager), a_browser(session, an_actor(session, Role.READ_ONLY))
    async with a_tab() as tab:
        await tab.send(f"{ShellState.get_full_name()}.load", first)
        answers = await tab.send(f"{PROFILE}.load", second)

    assert manager.name not in str([answer.delta for answer in answers])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\x00b", "ab"),
        ("half \ud800 a character", "half  a character"),
        ({"na\x00me": ["x\x00", {"y": "\x00"}]}, {"name": ["x", {"y": ""}]}),
        (7, 7),
        (None, None),
    ],
)
def test_what_no_text_may_hold_is_taken_out_of_what_a_browser_sends(sent: object, kept: object) -> None:
    assert clean(sent) == kept


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        (f"{TASKS}.submit_task", {}),
        (f"{TASKS}.submit_task", {"form": None}),
        (f"{TASKS}.submit_task", {"form": {"title": 5}}),
        (f"{TASKS}.submit_task", {"form": {"title": None}}),
        (f"{TASKS}.submit_task", {"form": {"title": {}}}),
        (f"{TASKS}.submit_task", {"form": {"title": "Call", "checklist": ["x"]}}),
        (f"{BELL}.submit_read", {}),
        (f"{BELL}.submit_read", {"notification_id": {}}),
    ],
)
async def test_what_no_page_sends_is_refused_with_a_sentence(
    session: Session, manager: Actor, caplog: pytest.LogCaptureFixture, name: str, payload: dict[str, Any]
) -> None:
    async with a_tab() as tab:
        answers = await tab.send(name, a_browser(session, manager), **payload)

    assert "This was not understood. Reload the page and try again." in str(answers)
    assert "an event failed" not in caplog.messages


async def test_a_form_of_text_is_let_through(session: Session, manager: Actor) -> None:
    async with a_tab() as tab:
        answers = await tab.send(f"{TASKS}.submit_task", a_browser(session, manager), form={"title": ""})

    assert "This was not understood" not in str(answers)
    assert "Choose how urgent it is." in str(answers)
