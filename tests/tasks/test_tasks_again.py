"""Tasks that come again: completing one adds the next exactly once, also when several do it at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.access.tables import User
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.kernel.listing import Listing
from pm_app.notifications.queries import latest_notifications
from pm_app.runtime import Runtime, run_now
from pm_app.tasks.actions.completing import NextTask, complete_task, end_series, reopen_task
from pm_app.tasks.actions.tasks import add_task, change_task
from pm_app.tasks.enums import Priority, TaskSubject
from pm_app.tasks.queries.details import TaskDetails, task_page
from pm_app.tasks.queries.tasks import task_rows
from pm_app.tasks.rules.recurring import RuleRefused
from pm_app.tasks.rules.tasks import ONCE, DayMissing, Repeating, Subject, TaskRow
from tests.conftest import NOON, an_actor
from tests.factories.access import LONG_AGO
from tests.factories.portfolio import a_property
from tests.tasks.acting import TODAY, a_task

MONTHLY = Repeating("FREQ=MONTHLY")
JAN_31, FEB_28 = date(2026, 1, 31), date(2026, 2, 28)


def completed(session: Session, actor: Actor, task_id: UUID, today: date = TODAY) -> NextTask | None:
    found = complete_task(session, actor, task_id=task_id, today=today, now=NOON)
    session.flush()
    return found


def page_of(session: Session, actor: Actor, task_id: UUID) -> TaskDetails:
    return task_page(session, actor, task_id=task_id)


def open_tasks(session: Session, actor: Actor) -> list[TaskRow]:
    return task_rows(session, actor, listing=Listing()).rows


def test_the_next_is_the_same_task_on_its_next_day(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    first = a_task(
        session,
        manager,
        "Walk the roof",
        due_on=JAN_31,
        repeating=MONTHLY,
        priority=Priority.HIGH,
        notes="Take the ladder",
        about=Subject(TaskSubject.PROPERTY, alder.id),
        checklist=["Drains", "Seams"],
    )

    follows = completed(session, manager, first)

    assert follows is not None
    found, before = page_of(session, manager, follows.task_id), page_of(session, manager, first)
    row = found.row
    assert (row.title, row.due_on, row.priority, row.notes, row.about_name, row.assigned_to) == (
        "Walk the roof",
        FEB_28,
        Priority.HIGH,
        "Take the ladder",
        "Alder Court",
        manager.name,
    )
    assert ([step.title for step in found.steps], [step.done_at for step in found.steps]) == (
        ["Drains", "Seams"],
        [None, None],
    )
    assert [one.task_id for one in found.series] == [first]
    assert [one.task_id for one in before.series] == [follows.task_id]


def test_a_series_keeps_to_the_end_of_the_month(session: Session, manager: Actor):
    task_id = a_task(session, manager, due_on=JAN_31, repeating=MONTHLY)
    days = []
    for _ in range(3):
        follows = completed(session, manager, task_id)
        assert follows is not None
        task_id = follows.task_id
        days.append(follows.due_on)

    assert days == [FEB_28, date(2026, 3, 31), date(2026, 4, 30)]


def test_counted_from_the_day_it_was_done_it_needs_no_day(session: Session, manager: Actor):
    task_id = a_task(session, manager, repeating=Repeating("FREQ=DAILY;INTERVAL=90", from_done=True))

    follows = completed(session, manager, task_id)

    assert follows is not None
    assert follows.due_on == TODAY + timedelta(days=90)


def test_a_number_of_times_comes_to_its_end(session: Session, manager: Actor):
    task_id = a_task(session, manager, due_on=TODAY, repeating=Repeating("FREQ=WEEKLY;COUNT=2"))

    follows = completed(session, manager, task_id)

    assert follows is not None
    assert completed(session, manager, follows.task_id) is None
    assert open_tasks(session, manager) == []


def test_done_late_the_days_in_between_are_passed_over(session: Session, manager: Actor):
    task_id = a_task(session, manager, due_on=date(2026, 1, 1), repeating=Repeating("FREQ=WEEKLY"))

    follows = completed(session, manager, task_id)

    assert follows is not None
    assert follows.due_on == date(2026, 1, 22)


def test_completed_reopened_and_completed_again_one_follows(session: Session, manager: Actor):
    task_id = a_task(session, manager, due_on=TODAY, repeating=MONTHLY)

    first = completed(session, manager, task_id)
    reopen_task(session, manager, task_id=task_id, now=NOON)
    again = completed(session, manager, task_id)

    assert first == again
    assert completed(session, manager, task_id) is None
    assert len(open_tasks(session, manager)) == 1


def test_of_twenty_who_complete_it_at_once_one_adds_the_next(office: Runtime):
    assert office.settings.time_zone

    def made(session: Session, actor: Actor) -> UUID:
        return a_task(session, actor, due_on=TODAY, repeating=MONTHLY)

    task_id = run_now(CONSOLE, made)

    def complete(_: int) -> NextTask | None:
        return run_now(CONSOLE, complete_task, task_id=task_id, today=TODAY, now=NOON)

    with ThreadPoolExecutor(20) as people:
        answers = list(people.map(complete, range(20)))

    rows = run_now(CONSOLE, task_rows, listing=Listing()).rows
    assert [row.due_on for row in rows] == [date(2026, 2, 15)]
    assert [answer.task_id for answer in answers if answer] == [rows[0].task_id]


def test_of_the_same_form_sent_twenty_times_at_once_one_task_is_added(office: Runtime):
    assert office.settings.time_zone
    key = uuid4()

    def add(_: int) -> UUID:
        return run_now(CONSOLE, add_task, request_key=key, title="Call back", now=NOON)

    with ThreadPoolExecutor(20) as people:
        answers = set(people.map(add, range(20)))

    assert len(answers) == 1
    assert run_now(CONSOLE, task_rows, listing=Listing()).total == 1


def test_an_ended_series_is_done_for_the_last_time(session: Session, manager: Actor):
    first = a_task(session, manager, due_on=TODAY, repeating=MONTHLY)
    follows = completed(session, manager, first)
    assert follows is not None

    end_series(session, manager, task_id=first, now=NOON)
    session.flush()

    assert page_of(session, manager, follows.task_id).row.repeats == ""
    assert completed(session, manager, follows.task_id) is None
    with pytest.raises(NotAllowed):
        end_series(session, an_actor(session, Role.READ_ONLY), task_id=first, now=NOON)


def test_a_change_may_start_and_stop_it(session: Session, manager: Actor):
    task_id = a_task(session, manager, due_on=TODAY)

    def change(version: int, repeating: Repeating, **more: Any) -> None:
        row = page_of(session, manager, task_id).row
        asked = {"title": row.title, "notes": "", "priority": row.priority, "assigned_to_id": row.assigned_to_id}
        asked |= {"due_on": row.due_on, **more}
        change_task(session, manager, task_id=task_id, version=version, repeating=repeating, now=NOON, **asked)
        session.flush()

    change(1, MONTHLY)
    begun = page_of(session, manager, task_id)
    change(2, ONCE)

    assert (begun.row.repeats, begun.series_id) == ("FREQ=MONTHLY;BYMONTHDAY=15", task_id)
    assert completed(session, manager, task_id) is None


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"repeating": MONTHLY}, DayMissing),
        ({"repeating": Repeating("FREQ=SECONDLY"), "due_on": TODAY}, RuleRefused),
        ({"repeating": Repeating("FREQ=MONTHLY;BYMONTHDAY=1", from_done=True), "due_on": TODAY}, RuleRefused),
        ({"repeating": Repeating("FREQ=MONTHLY;UNTIL=20250101"), "due_on": TODAY}, RuleRefused),
        ({"checklist": ["  "]}, Refused),
        ({"checklist": ["step"] * 51}, Refused),
    ],
)
def test_what_cannot_come_again_is_refused(
    session: Session, manager: Actor, more: dict[str, Any], refusal: type[Refused]
):
    with pytest.raises(refusal), session.begin_nested():
        a_task(session, manager, **more)

    assert open_tasks(session, manager) == []


def test_whoever_left_gets_no_next_one(session: Session, manager: Actor):
    other = an_actor(session, Role.LEASING)
    task_id = a_task(session, manager, due_on=TODAY, repeating=MONTHLY, assigned_to_id=other.user_id)
    session.get_one(User, other.user_id).disabled_at = LONG_AGO
    session.flush()

    follows = completed(session, manager, task_id)

    assert follows is not None
    assert page_of(session, manager, follows.task_id).row.assigned_to_id is None


def test_whoever_is_given_a_task_by_somebody_else_is_told(session: Session, manager: Actor):
    other = an_actor(session, Role.LEASING)
    a_task(session, manager, "My own")
    task_id = a_task(session, manager, "Call back", assigned_to_id=other.user_id, due_on=JAN_31)

    [told] = latest_notifications(session, other)

    assert (told.title, told.detail, told.path) == (
        "Call back",
        f"Assigned to you by {manager.name}, due Jan 31, 2026",
        f"/tasks/{task_id}",
    )
    assert latest_notifications(session, manager) == []


def test_whoever_gets_it_later_is_told_once(session: Session, manager: Actor):
    other = an_actor(session, Role.LEASING)
    task_id = a_task(session, manager, "Call back")

    for version in (1, 2):
        change_task(
            session,
            manager,
            task_id=task_id,
            version=version,
            title="Call back",
            notes="",
            priority=Priority.NORMAL,
            assigned_to_id=other.user_id,
            due_on=None,
            now=NOON,
        )
        session.flush()

    assert [told.title for told in latest_notifications(session, other)] == ["Call back"]
