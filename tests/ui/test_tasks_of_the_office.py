"""The office's tasks: narrowed in the address, by person, coming again, about what the address names."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.tasks.actions.tasks import add_task
from pm_app.tasks.enums import Priority
from pm_app.tasks.rules.tasks import Repeating
from pm_app.ui import paths
from pm_app.ui.pages.tasks import TasksPageState
from pm_app.ui.parts.tasks import TasksState
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY
from tests.ui.screen import a_browser, opened, said_by


def added(session: Session, actor: Actor, title: str = "Call the plumber", **more: Any) -> UUID:
    task_id = add_task(session, actor, request_key=uuid4(), title=title, now=NOON, **more)
    session.commit()
    return task_id


async def tasks(session: Session, actor: Actor, query: str = "", path: str = paths.TASKS) -> TasksState:
    session.commit()
    return await opened(TasksState, a_browser(session, actor), path, query)


def a_form(**typed: str) -> dict[str, str]:
    return {
        "title": "Call the plumber",
        "notes": "",
        "priority": "normal",
        "assigned_to_id": "",
        "due_on": "",
        "task_id": "",
        "version": "",
        "request_key": str(uuid4()),
        **typed,
    }


async def test_the_office_s_list_is_narrowed_in_the_address(session: Session, manager: Actor):
    other = an_actor(session, Role.LEASING)
    added(session, manager, "Late", due_on=TODAY - timedelta(days=1), priority=Priority.HIGH)
    added(session, other, "Theirs", due_on=TODAY + timedelta(days=3))
    added(session, replace(manager, user_id=None), "Nobody's")

    async def titles(query: str) -> list[str]:
        return [line.title for line in (await tasks(session, manager, f"view=everybody&{query}")).lines]

    assert await titles("priority=high") == ["Late"]
    assert await titles("due=late") == ["Late"]
    assert await titles("due=week") == ["Theirs"]
    assert await titles("due=none") == ["Nobody's"]
    assert await titles(f"who={other.user_id}") == ["Theirs"]
    assert await titles("who=nobody") == ["Nobody's"]
    assert await titles("sort=-title") == ["Theirs", "Nobody's", "Late"]
    assert len(await titles("priority=x&due=y&about=z&who=w&sort=v")) == 3


async def test_each_number_of_a_person_leads_to_the_list_that_adds_up_to_it(session: Session, manager: Actor):
    added(session, manager, "Late", due_on=TODAY - timedelta(days=1))
    added(session, manager, "Soon", due_on=TODAY)
    idle = an_actor(session, Role.LEASING)
    session.commit()

    state = await opened(TasksPageState, a_browser(session, manager), paths.TASKS, "view=people")
    lines = {line.name: line for line in state.lines}
    mine = lines[manager.name]
    counts = [len((await tasks(session, manager, path.split("?")[1])).lines) for path in (mine.path, mine.late_path)]

    assert (mine.open, mine.late, mine.soon, counts) == ("2", "1", "1", [2, 1])
    assert (lines[idle.name].open, lines[idle.name].late_path) == ("0", "")


async def test_a_task_is_added_that_comes_again_with_a_checklist(session: Session, manager: Actor):
    state = await tasks(session, manager)
    await state.open_add()

    await state.submit_task(
        a_form(due_on="1/31/2026", repeat="due", every="1", unit="MONTHLY", checklist="- Keys\n\n* Meter\n")
    )
    [line] = (await tasks(session, manager, "view=everybody")).lines
    answer = await state.submit_complete(line.task_id)

    assert (line.repeats, line.steps) == ("every month on the 31st, or the last day of a shorter month", "0 of 2")
    assert said_by(answer) == ["Done. The next one is due Feb 28, 2026."]


async def test_the_dialog_holds_how_a_task_comes_again(session: Session, manager: Actor):
    weekly = Repeating("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH")
    task_id = added(session, manager, due_on=TODAY, repeating=weekly)
    odd = added(session, manager, "Odd", due_on=TODAY, repeating=Repeating("FREQ=MONTHLY;BYDAY=-1FR"))
    state = await tasks(session, manager)

    await state.open_change(str(task_id))
    draft = state.draft
    await state.open_change(str(odd))

    assert (draft.repeat, draft.every, draft.unit, draft.day_0, draft.day_1, draft.day_3, draft.rule) == (
        "due",
        "2",
        "WEEKLY",
        True,
        False,
        True,
        "",
    )
    assert state.draft.rule == "FREQ=MONTHLY;BYDAY=-1FR"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"rule": "FREQ=HOURLY"}, "rule"),
        ({"every": "0"}, "every"),
        ({"every": "999999"}, "every"),
        ({"every": "many"}, "every"),
        ({"unit": "HOURLY"}, "unit"),
        ({"month_day": "32"}, "month_day"),
        ({"day_0": "1"}, "every"),
        ({"due_on": ""}, "due_on"),
    ],
)
async def test_a_rule_that_makes_no_sense_is_refused_beside_its_field(
    session: Session, manager: Actor, typed: dict[str, str], field: str
):
    state = await tasks(session, manager)
    await state.open_add()
    again = {"repeat": "due", "every": "1", "unit": "MONTHLY", "due_on": "1/31/2026"}

    await state.submit_task(a_form(**{**again, **typed}))

    assert (list(state.errors), state.editing) == ([field], True)


async def test_an_address_adds_a_task_about_what_it_names_by_its_own_name(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    query = f"add=1&about_kind=property&about_id={alder.id}&about=Forged"
    state = await opened(TasksState, a_browser(session, manager), paths.TASKS, query)
    await state.open_add()
    kind, record_id, about = state.draft.about_kind, state.draft.about_id, state.draft.about

    await state.submit_task(a_form(about_kind=kind, about_id=record_id, about_name="Forged", property_id=str(uuid4())))

    [line] = (await tasks(session, manager, "view=everybody")).lines
    assert (about, line.about, line.about_path) == ("Alder Court", "Alder Court", f"/properties/{alder.id}")


async def test_a_forged_subject_is_refused(session: Session, manager: Actor):
    state = await tasks(session, manager)

    for forged in (
        {"about_kind": "charge"},
        {"about_kind": "property"},
        {"about_kind": "person", "about_id": str(uuid4())},
    ):
        await state.submit_task(a_form(**forged))
        assert list(state.errors) == ["about"]
    assert (await tasks(session, manager, "view=everybody")).total == 0
