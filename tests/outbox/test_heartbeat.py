"""Whether the daily job ran lately enough."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import NOBODY, SCHEDULER
from pm_app.kernel.errors import NotAllowed
from pm_app.outbox.actions import begin_job_run, end_job_run
from pm_app.outbox.queries import Heartbeat, last_success
from pm_app.outbox.rules import JobReport, is_late
from tests.conftest import NOON, an_actor

JOB = "send-reminders"


def ran(session: Session, at: datetime, *, name: str = JOB, done: int = 1, failed: int = 0) -> None:
    job_run_id = begin_job_run(session, SCHEDULER, name=name, now=at)
    end_job_run(session, SCHEDULER, job_run_id=job_run_id, report=JobReport(done, failed, ""), now=at)


@pytest.mark.parametrize(
    ("ended", "first", "late"),
    [
        (timedelta(hours=26), None, False),
        (timedelta(hours=26, seconds=1), None, True),
        (None, timedelta(hours=27), True),
        (None, timedelta(hours=1), False),
        (None, None, False),
    ],
    ids=["just in time", "too long ago", "never, though others run", "never, just started", "nothing ever ran"],
)
def test_a_daily_job_is_late_after_twenty_six_hours(ended: timedelta | None, first: timedelta | None, late: bool):
    ended_at = NOON - ended if ended is not None else None
    first_at = NOON - first if first is not None else None

    assert is_late(ended_at, first_at, NOON) == late


def test_the_last_run_that_did_not_fail_counts(session: Session):
    ran(session, NOON - timedelta(days=3))
    ran(session, NOON - timedelta(days=2), done=1, failed=1)
    ran(session, NOON - timedelta(days=1), done=0, failed=1)
    begin_job_run(session, SCHEDULER, name=JOB, now=NOON)

    assert last_success(session, SCHEDULER, name=JOB) == Heartbeat(NOON - timedelta(days=2), None)


def test_one_that_never_ran_is_told_with_the_first_run_of_any(session: Session):
    ran(session, NOON - timedelta(days=2), name="deliver-messages")
    ran(session, NOON, name="deliver-messages")

    assert last_success(session, SCHEDULER, name=JOB) == Heartbeat(None, NOON - timedelta(days=2))


def test_everybody_who_sees_alerts_is_told(session: Session):
    assert last_success(session, an_actor(session, Role.MAINTENANCE), name=JOB) == Heartbeat(None, None)
    with pytest.raises(NotAllowed):
        last_success(session, NOBODY, name=JOB)
