"""Tasks on their page and on the dashboard."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.tasks.actions.tasks import add_task
from pm_app.tasks.enums import Priority, TaskSubject
from pm_app.tasks.rules.tasks import Subject
from pm_app.ui import paths
from pm_app.ui.parts.tasks import TasksState
from pm_app.ui.parts.waiting import load_page_again
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY
from tests.ui.screen import a_browser, open_page, opened, said_by


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


async def test_a_line_says_what_until_when_and_about_what(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    about = Subject(TaskSubject.PROPERTY, alder.id)
    added(session, manager, "Renew the license", due_on=TODAY - timedelta(days=16), about=about, priority=Priority.HIGH)
    added(session, manager, "Call back", due_on=TODAY)
    added(session, manager, "Some day")

    state = await tasks(session, manager)

    assert [(line.title, line.due, line.due_tone) for line in state.lines] == [
        ("Renew the license", "Dec 30, 2025", "overdue"),
        ("Call back", "Today", "soon"),
        ("Some day", "", ""),
    ]
    first = state.lines[0]
    assert (first.about, first.about_path, first.is_urgent) == ("Alder Court", f"/properties/{alder.id}", True)
    assert state.summary == "3 open tasks"


async def test_the_dashboard_shows_my_first_five(session: Session, manager: Actor):
    for number in range(7):
        added(session, manager, f"Task {number}", due_on=TODAY + timedelta(days=number))
    added(session, an_actor(session, Role.LEASING), "Of another", due_on=TODAY)

    state = await tasks(session, manager, path=paths.HOME)

    assert ([line.title for line in state.lines], state.total_words) == ([f"Task {n}" for n in range(5)], "All 7")


async def test_a_tick_completes_and_undo_opens_again(session: Session, manager: Actor):
    added(session, manager)
    state = await tasks(session, manager)
    task_id = state.lines[0].task_id

    answer = await state.submit_complete(task_id)
    await state.load()
    left = state.total
    done = await tasks(session, manager, "view=done")
    await state.submit_reopen(task_id)
    await state.load()

    assert (said_by(answer), left, state.total) == (["Done."], 0, 1)
    assert "submit_reopen" in str(answer)
    assert (done.lines[0].done, done.lines[0].done_words.startswith(manager.name)) == (True, True)
    assert done.summary == "1 task"


async def test_a_task_is_added_for_a_colleague(session: Session, manager: Actor):
    other = an_actor(session, Role.LEASING)
    state = await tasks(session, manager)
    await state.open_add()

    answer = await state.submit_task(a_form(assigned_to_id=str(other.user_id), due_on="1/20/2026", priority="high"))

    assert (said_by(answer), state.editing) == (["Task added."], False)
    assert (await tasks(session, manager)).total == 0
    [line] = (await tasks(session, manager, "view=everybody")).lines
    assert (line.assigned_to, line.due, line.priority) == (other.name, "Jan 20", "High")


async def test_the_new_task_is_mine_unless_i_say_otherwise(session: Session, manager: Actor):
    state = await tasks(session, manager)

    await state.open_add()

    assert (state.draft.assigned_to_id, state.draft.priority, state.draft.task_id) == (
        str(manager.user_id),
        "normal",
        "",
    )
    assert str(manager.user_id) in {choice.value for choice in state.people}


async def test_the_same_form_sent_twice_adds_one_task(session: Session, manager: Actor):
    state = await tasks(session, manager)
    form = a_form(assigned_to_id=str(manager.user_id))

    await state.submit_task(form)
    await state.submit_task(form)

    assert (await tasks(session, manager)).total == 1


async def test_a_task_is_changed_and_a_stale_form_is_refused(session: Session, manager: Actor):
    task_id = added(session, manager, notes="Ring twice", due_on=TODAY)
    state, other = await tasks(session, manager), await tasks(session, manager)
    await state.open_change(str(task_id))
    await other.open_change(str(task_id))
    form = a_form(task_id=str(task_id), version=state.draft.version, title="The first")

    answer = await state.submit_task(form)
    await other.submit_task({**form, "title": "The second", "version": other.draft.version})

    assert said_by(answer) == ["Task changed."]
    assert "Somebody else changed this task" in other.errors["form"]
    assert other.editing
    [line] = (await tasks(session, manager, "view=everybody")).lines
    assert (line.title, line.assigned_to, line.due) == ("The first", "", "")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"due_on": "soon"}, "due_on"),
        ({"assigned_to_id": "me"}, "assigned_to_id"),
        ({"assigned_to_id": str(uuid4())}, "assigned_to_id"),
        ({"priority": "now"}, "priority"),
        ({"request_key": "x"}, "form"),
        ({"task_id": "x"}, "form"),
        ({"task_id": str(uuid4()), "version": "one"}, "form"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_the_dialog_stays(
    session: Session, manager: Actor, typed: dict[str, str], field: str
):
    state = await tasks(session, manager)
    await state.open_add()

    await state.submit_task(a_form(**typed))

    assert (list(state.errors), state.editing) == ([field], True)
    assert (await tasks(session, manager, "view=everybody")).total == 0


async def test_an_address_opens_the_dialog_and_closing_it_leaves_that_address(session: Session, manager: Actor):
    state = await opened(TasksState, a_browser(session, manager), paths.TASKS, "add=1")
    asked = await state.load()
    await state.open_add()
    left = await state.close_task()

    assert "open_add" in str(asked)
    assert "_redirect" in str(left)


async def test_the_list_is_searched_and_paged(session: Session, manager: Actor):
    for number in range(30):
        added(session, manager, f"Task {number:02}", due_on=TODAY + timedelta(days=number))

    second = await tasks(session, manager, "size=25&page=2")
    found = await tasks(session, manager, "q=task+07")
    nonsense = await tasks(session, manager, "view=nonsense")

    assert (second.total, second.lines[0].title) == (30, "Task 25")
    assert ([line.title for line in found.lines], nonsense.total) == (["Task 07"], 30)


async def test_a_reader_is_offered_nothing_and_refused(session: Session, manager: Actor):
    task_id = added(session, manager)
    state = await tasks(session, an_actor(session, Role.READ_ONLY), "view=everybody&add=1")

    assert (state.may_change, state.total, state.editing) == (False, 1, False)
    await state.submit_task(a_form())
    assert "does not allow" in state.errors["form"]
    with pytest.raises(NotAllowed):
        await state.submit_complete(str(task_id))


async def test_an_id_that_was_made_up_is_refused(session: Session, manager: Actor):
    state = open_page(TasksState, a_browser(session, manager), paths.TASKS)

    for handler in (state.submit_complete, state.submit_reopen, state.open_change):
        with pytest.raises(NotFound):
            await handler("x")


@pytest.mark.parametrize("path", [paths.HOME, paths.TASKS])
async def test_an_open_list_follows_what_others_add(session: Session, manager: Actor, path: str):
    added(session, manager, "Call back", assigned_to_id=manager.user_id)
    state = await tasks(session, manager, path=path)
    before = state.total_words

    added(session, manager, "Call again", assigned_to_id=manager.user_id)
    await load_page_again(state._get_root_state())

    assert (before, state.total_words) == ("All 1", "All 2")
    assert {line.title for line in state.lines} == {"Call back", "Call again"}
