"""The record of what jobs did."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import SCHEDULER, Actor
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.outbox.actions import IDLE_ROW_LASTS, begin_job_run, end_job_run
from pm_app.outbox.enums import JobOutcome
from pm_app.outbox.queries import last_runs, runs_of
from pm_app.outbox.rules import JobReport
from tests.conftest import NOON


@pytest.mark.parametrize(
    ("done", "failed", "outcome"),
    [(3, 0, JobOutcome.DONE), (0, 0, JobOutcome.DONE), (2, 1, JobOutcome.DONE_IN_PART), (0, 2, JobOutcome.FAILED)],
)
def test_a_run_is_recorded_with_how_it_ended(session: Session, done: int, failed: int, outcome: JobOutcome) -> None:
    job_run_id = begin_job_run(session, SCHEDULER, name="post-rent", now=NOON)
    ended_at = NOON + timedelta(seconds=5)

    end_job_run(session, SCHEDULER, job_run_id=job_run_id, report=JobReport(done, failed, "So."), now=ended_at)

    [row] = last_runs(session, SCHEDULER)
    assert (row.outcome, row.done, row.failed, row.summary, row.ended_at) == (outcome, done, failed, "So.", ended_at)


def test_a_run_that_broke_off_is_recorded_with_the_problem(session: Session) -> None:
    job_run_id = begin_job_run(session, SCHEDULER, name="post-rent", now=NOON)

    end_job_run(session, SCHEDULER, job_run_id=job_run_id, report=None, problem="ValueError: no", now=NOON)

    [row] = last_runs(session, SCHEDULER)
    assert (row.outcome, row.summary) == (JobOutcome.FAILED, "ValueError: no")


def test_only_the_latest_run_of_every_job_is_the_last(session: Session) -> None:
    for minutes, name in ((0, "post-rent"), (1, "send-reminders"), (2, "post-rent")):
        now = NOON + timedelta(minutes=minutes)
        job_run_id = begin_job_run(session, SCHEDULER, name=name, now=now)
        end_job_run(session, SCHEDULER, job_run_id=job_run_id, report=JobReport(1, 0, ""), now=now)

    told = [(row.name, row.started_at - NOON) for row in last_runs(session, SCHEDULER)]

    assert told == [("post-rent", timedelta(minutes=2)), ("send-reminders", timedelta(minutes=1))]


def test_runs_that_find_nothing_share_a_row_for_an_hour(session: Session) -> None:
    for number in range(7):
        now = NOON + number * (IDLE_ROW_LASTS / 4)
        job_run_id = begin_job_run(session, SCHEDULER, name="deliver-messages", now=now)
        end_job_run(session, SCHEDULER, job_run_id=job_run_id, report=JobReport(0, 0, "Nothing."), now=now)

    started = [row.started_at - NOON for row in runs_of(session, SCHEDULER, name="deliver-messages")]

    assert started == [timedelta(minutes=90), timedelta(minutes=45)]


def test_a_run_that_did_something_is_never_overwritten(session: Session) -> None:
    for done in (1, 0, 1):
        job_run_id = begin_job_run(session, SCHEDULER, name="deliver-messages", now=NOON)
        end_job_run(session, SCHEDULER, job_run_id=job_run_id, report=JobReport(done, 0, ""), now=NOON)

    assert [row.done for row in runs_of(session, SCHEDULER, name="deliver-messages")] == [1, 1]


def test_a_run_that_never_ended_is_seen_as_cut_off_when_the_next_begins(session: Session) -> None:
    for minutes in (0, 1):
        begin_job_run(session, SCHEDULER, name="read-documents", now=NOON + timedelta(minutes=minutes))

    runs = runs_of(session, SCHEDULER, name="read-documents")

    assert [(run.outcome, run.summary) for run in runs] == [
        (None, ""),
        (JobOutcome.FAILED, "It was cut off: the app was stopped meanwhile."),
    ]


def test_runs_are_begun_by_those_who_may_and_ended_when_begun(session: Session, manager: Actor) -> None:
    with pytest.raises(NotAllowed):
        begin_job_run(session, manager, name="post-rent", now=NOON)
    with pytest.raises(NotFound):
        end_job_run(session, SCHEDULER, job_run_id=uuid4(), report=None, now=NOON)
