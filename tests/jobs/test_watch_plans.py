"""The nightly look at payment plans: each that is broken makes one task."""

from datetime import date
from uuid import uuid4

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.kernel.listing import Listing
from pm_app.receivables.actions.plans import agree_plan
from pm_app.receivables.rules.plans import Promise
from pm_app.tasks.queries.tasks import task_rows
from pm_app.worker import run_job
from tests.factories.receivables import a_charge, a_household, typed_on

JAN_5, JAN_10 = date(2026, 1, 5), date(2026, 1, 10)


def test_a_broken_plan_makes_one_task_however_often_it_is_looked_at(session: Session):
    home = a_household(session)
    a_charge(session, home)
    asked = {"request_key": uuid4(), "tenancy_id": home.id, "today": JAN_5, "now": typed_on(JAN_5)}
    agree_plan(session, CONSOLE, promises=[Promise(JAN_10, 400_00)], **asked)
    session.commit()

    reports = [run_job("watch-plans", today=date(2026, 1, day)) for day in (10, 11, 12)]

    assert [report.done for report in reports] == [0, 1, 1]
    (task,) = task_rows(session, CONSOLE, listing=Listing()).rows
    assert task.title == f"Payment plan broken: {home.name}"
    assert "What was promised for Jan 10, 2026 did not come in time: $0.00 of $400.00 so far." in task.notes
