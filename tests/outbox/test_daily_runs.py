"""The run that each office day has once."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from pm_app.access.rules import SCHEDULER, Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.outbox.actions import begin_job_run, end_job_run
from pm_app.outbox.actions.daily import begin_daily_run, set_clock_back
from pm_app.outbox.enums import JobOutcome
from pm_app.outbox.queries import runs_of
from pm_app.outbox.rules import JobReport
from pm_app.outbox.rules.schedule import FIRST_RETRY, MOST_ATTEMPTS
from tests.conftest import NOON

JOB, DAY = "post-rent", date(2026, 1, 15)
WELL = JobReport(1, 0, "So.")


def claim(session: Session, *, day: date = DAY, later: timedelta = timedelta()) -> tuple[bool, bool]:
    """Return whether the run was begun and whether the day is settled."""
    begun = begin_daily_run(session, SCHEDULER, name=JOB, day=day, now=NOON + later)
    return begun.job_run_id is not None, begun.is_settled


def run(session: Session, report: JobReport | None, *, later: timedelta = timedelta(), day: date = DAY) -> bool:
    """Claim and end a run; return whether it was begun."""
    begun = begin_daily_run(session, SCHEDULER, name=JOB, day=day, now=NOON + later)
    if begun.job_run_id is None:
        return False
    at = NOON + later
    end_job_run(session, SCHEDULER, job_run_id=begun.job_run_id, report=report, problem="ValueError: no", now=at)
    return True


def test_a_day_has_one_run(session: Session) -> None:
    assert run(session, WELL)
    assert claim(session, later=timedelta(hours=1)) == (False, True)
    assert claim(session, day=DAY + timedelta(days=1), later=timedelta(days=1)) == (True, False)


def test_a_run_with_failures_that_came_to_its_end_settles_the_day(session: Session) -> None:
    assert run(session, JobReport(0, 3, "None of three."))
    assert claim(session, later=timedelta(hours=1)) == (False, True)


def test_a_run_that_broke_off_is_made_again_after_a_pause(session: Session) -> None:
    assert run(session, None)
    assert claim(session, later=timedelta(minutes=1)) == (False, False)
    assert run(session, WELL, later=FIRST_RETRY)
    assert claim(session, later=timedelta(days=1)) == (False, True)


def test_a_day_is_given_up_after_five_runs_that_broke_off(session: Session) -> None:
    begun = [run(session, None, later=number * timedelta(hours=4)) for number in range(MOST_ATTEMPTS)]

    assert begun == [True] * MOST_ATTEMPTS
    assert claim(session, later=timedelta(days=2)) == (False, True)


def test_a_run_that_was_cut_off_is_made_up_at_once(session: Session) -> None:
    assert claim(session) == (True, False)
    assert claim(session, later=timedelta(seconds=10)) == (True, False)

    outcomes = [row.outcome for row in runs_of(session, SCHEDULER, name=JOB)]
    assert outcomes == [None, JobOutcome.FAILED]


def test_a_run_by_hand_leaves_the_day_its_own(session: Session) -> None:
    by_hand = begin_job_run(session, SCHEDULER, name=JOB, now=NOON)
    end_job_run(session, SCHEDULER, job_run_id=by_hand, report=WELL, now=NOON)

    assert claim(session, later=timedelta(minutes=1)) == (True, False)


def test_what_a_wrong_clock_claimed_is_taken_back(session: Session) -> None:
    tomorrow, ahead = DAY + timedelta(days=1), timedelta(days=1)
    run(session, WELL)
    run(session, WELL, day=tomorrow, later=ahead)

    taken_back = set_clock_back(session, SCHEDULER, now=NOON)

    rows = runs_of(session, SCHEDULER, name=JOB)
    assert taken_back == 1
    assert sorted(row.summary for row in rows) == ["By a clock that was set back: So.", "So."]
    assert all(row.started_at == row.ended_at == NOON for row in rows)
    assert claim(session, later=timedelta(hours=1)) == (False, True)
    assert claim(session, day=tomorrow, later=ahead) == (True, False)


def test_a_run_after_one_that_was_taken_back_begins(session: Session) -> None:
    begin_job_run(session, SCHEDULER, name=JOB, now=NOON + timedelta(days=1))
    set_clock_back(session, SCHEDULER, now=NOON)

    assert begin_job_run(session, SCHEDULER, name=JOB, now=NOON) is not None


def test_only_who_runs_jobs_claims_days(session: Session, manager: Actor) -> None:
    with pytest.raises(NotAllowed):
        begin_daily_run(session, manager, name=JOB, day=DAY, now=NOON)
    with pytest.raises(NotAllowed):
        set_clock_back(session, manager, now=NOON)
