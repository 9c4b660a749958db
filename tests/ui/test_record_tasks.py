"""Tasks where one stands: the pages of records show what is to be done about them, and add more about them."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, delete, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import UserProperty
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotFound
from pm_app.reminders.tables import StaleDate
from pm_app.tasks.enums import TaskSubject
from pm_app.tasks.rules.tasks import Subject
from pm_app.tasks.tables import Task
from pm_app.ui import paths
from pm_app.ui.parts.record_tasks import RecordTasksState
from pm_app.ui.parts.tasks import TasksState
from pm_app.ui.parts.waiting import load_page_again
from tests.conftest import an_actor
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.factories.reminders import an_alert
from tests.tasks.acting import a_task
from tests.ui.screen import a_browser, open_page, opened, said_by

PLACES: dict[str, tuple[TaskSubject, str]] = {
    paths.PROPERTY: (TaskSubject.PROPERTY, "property_id"),
    paths.UNIT: (TaskSubject.UNIT, "unit_id"),
    paths.LEASE: (TaskSubject.TENANCY, "tenancy_id"),
    paths.PERSON: (TaskSubject.PERSON, "person_id"),
    paths.DOCUMENT: (TaskSubject.DOCUMENT, "document_id"),
}


def record(session: Session, kind: TaskSubject) -> UUID:
    match kind:
        case TaskSubject.PROPERTY:
            return a_property(session).id
        case TaskSubject.UNIT:
            return a_unit(session).id
        case TaskSubject.TENANCY:
            return a_tenancy(session).id
        case TaskSubject.PERSON:
            return a_person(session).id
        case _:
            return a_document(session)


def form(state: TasksState, title: str) -> dict[str, str]:
    """What the dialog sends: its draft with a title."""
    draft = state.draft
    about = {"about_kind": draft.about_kind, "about_id": draft.about_id}
    return {"title": title, "priority": "normal", "request_key": str(uuid4()), **about}


async def shown(browser: str, path: str, **route: UUID) -> RecordTasksState:
    return await opened(RecordTasksState, browser, path, "", **route)


@pytest.mark.parametrize("path", PLACES)
async def test_a_task_added_on_a_record_is_about_it_and_stands_there(session: Session, manager: Actor, path: str):
    kind, name = PLACES[path]
    record_id = record(session, kind)
    a_task(session, manager, "Of something else")
    session.commit()
    browser = a_browser(session, manager)
    dialog = open_page(TasksState, browser, path, "", **{name: record_id})

    await dialog.open_here()
    draft = dialog.draft
    answer = await dialog.submit_task(form(dialog, "Look at it"))

    state = await shown(browser, path, **{name: record_id})
    assert (draft.about_kind, draft.about_id, draft.about != "") == (kind.value, str(record_id), True)
    assert (said_by(answer), dialog.editing) == (["Task added."], False)
    assert ([line.title for line in state.tasks.lines], state.tasks.number) == (["Look at it"], "1")
    task = session.exec(select(Task).where(Task.title == "Look at it")).one()
    assert (task.about_kind, task.about_id) == (kind, record_id)
    every = await opened(TasksState, browser, paths.TASKS, state.tasks.path.partition("?")[2])
    assert ([line.title for line in every.lines], every.about) == (["Look at it"], draft.about)


async def test_on_the_page_of_a_date_it_is_what_the_date_is_about(session: Session, manager: Actor):
    unit = a_unit(session)
    alert_id = an_alert(session, property_id=unit.property_id, unit_id=unit.id).id
    session.execute(delete(StaleDate))
    a_task(session, manager, "Ring the tenant", about=Subject(TaskSubject.UNIT, unit.id))
    session.commit()
    browser = a_browser(session, manager)

    state = await shown(browser, paths.ALERT, alert_id=alert_id)
    dialog = open_page(TasksState, browser, paths.ALERT, alert_id=alert_id)
    await dialog.open_here()

    assert [line.title for line in state.tasks.lines] == ["Ring the tenant"]
    assert (dialog.draft.about_kind, dialog.draft.about_id) == ("unit", str(unit.id))


async def test_from_a_page_of_no_record_the_list_opens_the_dialog(session: Session, manager: Actor):
    session.commit()
    dialog = open_page(TasksState, a_browser(session, manager), paths.RECEIPTS)

    answer = await dialog.open_here()

    assert (f"{paths.TASKS}?add=1" in str(answer), dialog.editing) == (True, False)


async def test_a_property_shows_what_is_to_be_done_in_it_but_not_the_name_of_a_paper_one_may_not_see(
    session: Session, manager: Actor
):
    place = a_property(session)
    paper = a_document(session, LinkTarget(property_id=place.id), title="Police report")
    session.get_one(Document, paper).restricted = True
    a_task(session, manager, "Answer the letter", about=Subject(TaskSubject.DOCUMENT, paper))
    session.commit()
    worker = an_actor(session, Role.MAINTENANCE)
    session.commit()

    mine = await shown(a_browser(session, manager), paths.PROPERTY, property_id=place.id)
    theirs = await shown(a_browser(session, worker), paths.PROPERTY, property_id=place.id)
    hidden = await shown(a_browser(session, worker), paths.DOCUMENT, document_id=paper)
    asked = await opened(
        TasksState, a_browser(session, worker), paths.TASKS, f"view=everybody&about=document&record={paper}"
    )

    assert [(line.title, line.about) for line in mine.tasks.lines] == [("Answer the letter", "Police report")]
    assert [(line.about, line.about_path) for line in theirs.tasks.lines] == [("", "")]
    assert (hidden.tasks.shown, asked.total, asked.about) == (False, 0, "")


async def test_what_is_out_of_scope_or_made_up_has_no_tasks_and_gets_none(session: Session, manager: Actor):
    elsewhere, mine = a_property(session), a_property(session)
    session.commit()
    scoped = an_actor(session, Role.MANAGER)
    assert scoped.user_id is not None
    session.add(UserProperty(user_id=scoped.user_id, property_id=mine.id))
    session.commit()
    browser = a_browser(session, scoped)

    for property_id in (elsewhere.id, uuid4()):
        state = await shown(browser, paths.PROPERTY, property_id=property_id)
        dialog = open_page(TasksState, browser, paths.PROPERTY, property_id=property_id)
        await dialog.open_here()
        assert (state.tasks.shown, dialog.editing) == (False, False)
    typed: dict[str, Any] = {"title": "x", "priority": "normal", "request_key": str(uuid4())}
    await dialog.submit_task({**typed, "about_kind": "property", "about_id": str(elsewhere.id)})
    assert "not yours to see" in str(dialog.errors)


async def test_who_only_looks_sees_the_tasks_and_adds_none(session: Session, manager: Actor):
    place = a_property(session)
    a_task(session, manager, "Look at it", about=Subject(TaskSubject.PROPERTY, place.id))
    reader = an_actor(session, Role.READ_ONLY)
    session.commit()

    state = await shown(a_browser(session, reader), paths.PROPERTY, property_id=place.id)

    assert ([line.title for line in state.tasks.lines], state.tasks.may_add) == (["Look at it"], False)


async def test_the_open_page_follows_what_others_add_and_do(session: Session, manager: Actor):
    place = a_property(session)
    session.commit()
    state = await shown(a_browser(session, manager), paths.PROPERTY, property_id=place.id)
    before = state.tasks.number

    a_task(session, manager, "Look at it", about=Subject(TaskSubject.PROPERTY, place.id))
    session.commit()
    await load_page_again(state._get_root_state())

    assert (before, state.tasks.number) == ("", "1")


async def test_a_ticked_task_leaves_the_list_of_the_record(session: Session, manager: Actor):
    place = a_property(session)
    task_id = a_task(session, manager, "Look at it", about=Subject(TaskSubject.PROPERTY, place.id))
    session.commit()
    browser = a_browser(session, manager)
    tasks = open_page(TasksState, browser, paths.PROPERTY, property_id=place.id)

    answer = await tasks.submit_complete(str(task_id))
    state = await shown(browser, paths.PROPERTY, property_id=place.id)

    assert RecordTasksState.load in answer
    assert state.tasks.lines == []
    with pytest.raises(NotFound):
        await tasks.submit_complete(str(uuid4()))
