"""Tasks: added once, changed by one at a time, completed, reopened, and seen by whom they concern."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import NOBODY, SCHEDULER, Actor
from pm_app.access.tables import User
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.kernel.listing import Listing
from pm_app.tasks.actions.completing import complete_task, reopen_task
from pm_app.tasks.actions.tasks import TitleMissing, add_task, change_task
from pm_app.tasks.enums import Priority, TaskSubject
from pm_app.tasks.queries.details import task_details
from pm_app.tasks.queries.people import AssigneeUnknown
from pm_app.tasks.queries.tasks import my_open_tasks, open_task_count, task_rows
from pm_app.tasks.rules.tasks import LONGEST_TITLE, Subject, TaskRow
from tests.conftest import NOON, an_actor
from tests.factories.access import LONG_AGO
from tests.factories.portfolio import a_property

TODAY = date(2026, 1, 15)


def added(session: Session, actor: Actor, title: str = "Call the plumber", **more: Any) -> UUID:
    task_id = add_task(session, actor, **{"request_key": uuid4(), "title": title, "now": NOON, **more})
    session.flush()
    return task_id


def changed(session: Session, actor: Actor, task: TaskRow, **more: Any) -> None:
    asked = {
        "title": task.title,
        "notes": task.notes,
        "priority": task.priority,
        "assigned_to_id": task.assigned_to_id,
        "due_on": task.due_on,
        "version": task.version,
        "now": NOON,
    }
    change_task(session, actor, task_id=task.task_id, **{**asked, **more})
    session.flush()


def details(session: Session, actor: Actor, task_id: UUID) -> TaskRow:
    return task_details(session, actor, task_id=task_id)


def test_a_task_is_mine_unless_it_is_given_to_somebody(session: Session, manager: Actor):
    other = an_actor(session, Role.LEASING)

    mine = details(session, manager, added(session, manager, due_on=TODAY, notes=" Ring twice \x07"))
    theirs = details(session, manager, added(session, manager, assigned_to_id=other.user_id))

    assert (mine.assigned_to, mine.due_on, mine.notes, mine.created_by) == (
        manager.name,
        TODAY,
        "Ring twice",
        manager.name,
    )
    assert theirs.assigned_to == other.name


def test_a_form_sent_twice_adds_one_task(session: Session, manager: Actor):
    key = uuid4()

    first = added(session, manager, request_key=key)
    second = added(session, manager, title="Something else", request_key=key)

    assert (first, open_task_count(session, manager)) == (second, 1)


@pytest.mark.parametrize("title", ["", "   ", "\x00\x07"])
def test_a_task_that_says_nothing_is_refused(session: Session, manager: Actor, title: str):
    with pytest.raises(TitleMissing) as refused:
        added(session, manager, title)

    assert refused.value.field == "title"


def test_a_title_without_end_is_refused(session: Session, manager: Actor):
    with pytest.raises(Refused, match="too long"):
        added(session, manager, "x" * (LONGEST_TITLE + 1))


def test_a_task_for_a_stranger_is_refused(session: Session, manager: Actor):
    gone = an_actor(session, Role.LEASING)
    session.get_one(User, gone.user_id).disabled_at = LONG_AGO
    session.flush()

    for stranger in (uuid4(), gone.user_id):
        with pytest.raises(AssigneeUnknown) as refused:
            added(session, manager, assigned_to_id=stranger)
        assert refused.value.field == "assigned_to_id"


def test_a_task_about_another_property_is_refused(session: Session, manager: Actor):
    alder = a_property(session)
    about = Subject(TaskSubject.PROPERTY, alder.id)

    with pytest.raises(NotFound):
        added(session, replace(manager, property_ids=frozenset({uuid4()})), about=about)


def test_a_change_is_kept_and_written_down(session: Session, manager: Actor):
    task_id = added(session, manager)

    changed(
        session,
        manager,
        details(session, manager, task_id),
        title="Call  another plumber",
        priority=Priority.HIGH,
        due_on=TODAY,
        assigned_to_id=None,
    )

    task = details(session, manager, task_id)
    assert (task.title, task.priority, task.due_on, task.assigned_to, task.version) == (
        "Call another plumber",
        Priority.HIGH,
        TODAY,
        "",
        2,
    )
    assert [row.did for row in history_of(session, manager, about_id=task_id)] == ["changed", "added"]


def test_two_who_change_the_same_task_do_not_overwrite_each_other(session: Session, manager: Actor):
    task = details(session, manager, added(session, manager))
    changed(session, manager, task, title="The first")

    with pytest.raises(Stale):
        changed(session, an_actor(session, Role.LEASING), task, title="The second")

    assert details(session, manager, task.task_id).title == "The first"


@pytest.mark.parametrize(
    ("more", "refusal"), [({"title": " "}, TitleMissing), ({"assigned_to_id": uuid4()}, AssigneeUnknown)]
)
def test_a_change_is_held_to_what_holds_for_a_new_task(
    session: Session, manager: Actor, more: dict[str, Any], refusal: type[Refused]
):
    task = details(session, manager, added(session, manager))

    with pytest.raises(refusal):
        changed(session, manager, task, **more)


def test_completing_twice_keeps_who_did_it(session: Session, manager: Actor):
    task_id = added(session, manager)
    later = NOON + timedelta(hours=1)

    complete_task(session, manager, task_id=task_id, today=TODAY, now=NOON)
    complete_task(session, an_actor(session, Role.LEASING), task_id=task_id, today=TODAY, now=later)

    task = details(session, manager, task_id)
    assert (task.completed_by, task.completed_at) == (manager.name, NOON)
    assert [row.did for row in history_of(session, manager, about_id=task_id)] == ["completed", "added"]


def test_a_reopened_task_is_open_again(session: Session, manager: Actor):
    task_id = added(session, manager)
    complete_task(session, manager, task_id=task_id, today=TODAY, now=NOON)

    for _ in range(2):
        reopen_task(session, manager, task_id=task_id, now=NOON)

    task = details(session, manager, task_id)
    assert (task.completed_at, task.completed_by, task.version) == (None, "", 3)
    assert open_task_count(session, manager) == 1


def test_open_tasks_stand_by_day_then_priority(session: Session, manager: Actor):
    added(session, manager, "Some day")
    added(session, manager, "Later", due_on=TODAY + timedelta(days=1))
    added(session, manager, "Now, low", due_on=TODAY, priority=Priority.LOW)
    added(session, manager, "Now, high", due_on=TODAY, priority=Priority.HIGH)

    found = my_open_tasks(session, manager, limit=3)

    assert ([task.title for task in found.rows], found.total) == (["Now, high", "Now, low", "Later"], 4)


def test_the_lists_are_mine_everybodys_and_done(session: Session, manager: Actor):
    other = an_actor(session, Role.LEASING)
    added(session, manager, "Mine")
    added(session, other, "Of another")
    for minutes, title in ((1, "Done first"), (2, "Done last")):
        complete_task(
            session, manager, task_id=added(session, manager, title), today=TODAY, now=NOON + timedelta(minutes=minutes)
        )

    def titles(**asked: Any) -> list[str]:
        return [task.title for task in task_rows(session, manager, listing=Listing(), **asked).rows]

    assert titles(assigned_to_id=manager.user_id) == ["Mine"]
    assert sorted(titles()) == ["Mine", "Of another"]
    assert titles(completed=True) == ["Done last", "Done first"]


def test_tasks_are_found_by_title_note_and_subject(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    about = Subject(TaskSubject.PROPERTY, alder.id)
    added(session, manager, "Call the plumber", notes="about 50% of the bill")
    added(session, manager, "Walk the roof", about=about)

    def found(search: str) -> list[str]:
        return [task.title for task in task_rows(session, manager, listing=Listing(search=search)).rows]

    assert (found("PLUMB"), found("50%"), found("alder"), found("_")) == (
        ["Call the plumber"],
        ["Call the plumber"],
        ["Walk the roof"],
        [],
    )


def test_a_task_about_a_property_out_of_scope_is_not_there(session: Session, manager: Actor):
    alder = a_property(session)
    about = Subject(TaskSubject.PROPERTY, alder.id)
    task_id = added(session, manager, about=about)
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))

    assert (open_task_count(session, elsewhere), my_open_tasks(session, elsewhere).total) == (0, 0)
    with pytest.raises(NotFound):
        complete_task(session, elsewhere, task_id=task_id, today=TODAY, now=NOON)
    with pytest.raises(NotFound):
        reopen_task(session, elsewhere, task_id=task_id, now=NOON)
    with pytest.raises(NotFound):
        details(session, elsewhere, task_id)
    with pytest.raises(NotFound):
        changed(session, elsewhere, details(session, manager, task_id))


def test_a_reader_sees_and_changes_nothing(session: Session, manager: Actor):
    reader = an_actor(session, Role.READ_ONLY)
    task = details(session, manager, added(session, manager))

    assert details(session, reader, task.task_id).title == task.title
    for refused in (
        lambda: added(session, reader),
        lambda: changed(session, reader, task),
        lambda: complete_task(session, reader, task_id=task.task_id, today=TODAY, now=NOON),
        lambda: reopen_task(session, reader, task_id=task.task_id, now=NOON),
    ):
        with pytest.raises(NotAllowed):
            refused()
    with pytest.raises(NotAllowed):
        task_rows(session, NOBODY, listing=Listing())


def test_the_clock_has_no_tasks(session: Session, manager: Actor):
    added(session, manager)

    assert my_open_tasks(session, SCHEDULER).total == 0


def test_an_id_of_nothing_is_refused(session: Session, manager: Actor):
    with pytest.raises(NotFound):
        complete_task(session, manager, task_id=uuid4(), today=TODAY, now=datetime(2026, 1, 15, tzinfo=UTC))
