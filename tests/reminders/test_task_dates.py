"""Tasks that are due."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.portfolio.tables import Property
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.tasks.tables import Task
from tests.conftest import NOON
from tests.factories.access import a_user
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, dates_of


def a_task(session: Session, *, days: int | None = 3, **given: Any) -> Task:
    due_on = None if days is None else TODAY + timedelta(days)
    made = Task(
        request_key=uuid4(), title="Call the roofer", due_on=due_on, created_at=NOON, created_by="Dana", **given
    )
    session.add(made)
    session.flush()
    return made


def told(session: Session, today: date = TODAY) -> list[tuple[date, str, str]]:
    return [(one.falls_on, one.what, one.who) for one in dates_of(session, K.TASK, today=today)]


def test_an_open_task_is_due_and_whoever_has_it_answers_for_it(session: Session, manager: Actor):
    building = a_property(session, name="Alder Court", manager_id=manager.user_id)
    joe = a_user(session, name="Joe")
    task = a_task(session, property_id=building.id, assigned_to_id=joe.id)

    [due] = dates_of(session, K.TASK)

    assert (due.item_id, due.task_id, due.falls_on) == (task.id, task.id, TODAY + timedelta(3))
    assert (due.what, due.who) == ("Task due", "Call the roofer, Alder Court")
    assert (due.manager_id, due.property_id, due.ladder) == (joe.id, building.id, (1, 0, -3))
    assert due.path == f"/tasks/{task.id}"


def test_a_task_nobody_has_is_the_managers_of_its_property(session: Session, manager: Actor):
    a_task(session, property_id=a_property(session, manager_id=manager.user_id).id)
    a_task(session, days=4)

    assert [one.manager_id for one in dates_of(session, K.TASK)] == [manager.user_id, None]


def test_what_is_done_or_has_no_day_is_no_date(session: Session):
    a_task(session, completed_at=NOON)
    a_task(session, days=None)

    assert told(session) == []


def test_what_is_late_says_so_and_stays(session: Session):
    a_task(session, days=-200)

    assert told(session) == [(TODAY - timedelta(200), "Task overdue", "Call the roofer")]


def test_a_task_stays_although_its_property_was_archived(session: Session):
    building = a_property(session)
    a_task(session, property_id=building.id)
    session.get_one(Property, building.id).archived_at = NOON

    assert len(told(session)) == 1
