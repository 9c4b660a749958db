"""The look at what happened: each template adds each task once, however often, however late it runs."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.listing import Listing
from pm_app.leasing.tables import Tenancy
from pm_app.runtime import run_now
from pm_app.tasks.actions.completing import complete_task
from pm_app.tasks.actions.templates import add_task_template
from pm_app.tasks.enums import TaskEvent
from pm_app.tasks.queries.tasks import task_rows
from pm_app.tasks.queries.templates import template_rows
from pm_app.tasks.rules.tasks import TaskRow
from pm_app.tasks.rules.templates import TemplateFacts
from pm_app.worker import run_job
from tests.conftest import NOON
from tests.factories.leasing import a_tenancy
from tests.factories.portfolio import a_property, a_unit

TODAY = date(2026, 1, 15)
WELCOME = TemplateFacts(TaskEvent.TENANT_MOVED_IN, "Welcome them", due_days=3, checklist=("Keys", "Meter"))


@pytest.fixture
def home(session: Session, manager: Actor) -> Tenancy:
    """A household that moves in today, at a property of the manager, with a template in use."""
    place = a_property(session, name="Alder Court", manager_id=manager.user_id)
    made = a_tenancy(session, a_unit(session, place), name="Castellano", starts_on=TODAY)
    add_task_template(session, manager, facts=WELCOME, today=TODAY, now=NOON)
    session.commit()
    return made


def tasks() -> list[TaskRow]:
    return run_now(CONSOLE, task_rows, listing=Listing()).rows


def test_a_task_is_added_once_with_its_checklist_for_who_answers_for_the_property(
    session: Session, manager: Actor, home: Tenancy
):
    reports = [run_job("start-tasks", today=TODAY + timedelta(days=days)) for days in (0, 0, 1, 40)]

    assert [(report.done, report.failed) for report in reports] == [(1, 0), (0, 0), (0, 0), (0, 0)]
    assert reports[0].summary == "1 task started by what happened."
    [task] = tasks()
    assert (task.title, task.about_name, task.assigned_to, task.due_on, task.steps) == (
        "Welcome them",
        "Castellano",
        manager.name,
        date(2026, 1, 18),
        2,
    )
    assert [row.started for row in template_rows(session, manager)] == [1]


def test_a_task_that_was_done_is_not_started_again(session: Session, manager: Actor, home: Tenancy):
    run_job("start-tasks", today=TODAY)
    done: UUID = tasks()[0].task_id
    complete_task(session, manager, task_id=done, today=TODAY, now=NOON)
    session.commit()

    report = run_job("start-tasks", today=TODAY + timedelta(days=1))

    assert (report.done, tasks()) == (0, [])


def test_what_was_missed_is_made_up(session: Session, manager: Actor, home: Tenancy):
    report = run_job("start-tasks", today=TODAY + timedelta(days=30))

    assert (report.done, tasks()[0].due_on) == (1, date(2026, 1, 18))


def test_the_first_day_that_is_put_off_is_another_happening(session: Session, manager: Actor, home: Tenancy):
    run_job("start-tasks", today=TODAY)
    home.starts_on = TODAY + timedelta(days=2)
    session.add(home)
    session.commit()

    report = run_job("start-tasks", today=TODAY + timedelta(days=2))

    assert report.done == 1
