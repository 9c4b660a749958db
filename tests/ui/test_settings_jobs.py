"""The page of jobs: every job there is, its runs, running one now, and what is wrong."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from pm_app import worker
from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.access.tables import AuditEntry
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.notifications.tables import Notification
from pm_app.outbox.actions import begin_job_run, end_job_run
from pm_app.outbox.actions.problems import note_problems
from pm_app.outbox.enums import Severity
from pm_app.outbox.rules import JobReport
from pm_app.outbox.rules.schedule import Rhythm
from pm_app.outbox.rules.thresholds import Problem
from pm_app.timetable import JobBusy, Planned, UnknownJob, forget
from pm_app.ui.pages.settings_jobs.lines import job_line
from pm_app.ui.pages.settings_jobs.page import page
from pm_app.ui.pages.settings_jobs.state import JobsState
from pm_app.ui.parts.waiting import load_page_again
from tests.conftest import NOON, an_actor
from tests.ui.screen import a_browser, at, open_page, opened, said_by

PATH = "/settings/jobs"


class Patient:
    """A job that runs until it is told to end."""

    def __init__(self) -> None:
        self.may_end = threading.Event()

    def run(self, today: date | None) -> JobReport:
        self.may_end.wait(150)
        return JobReport(2, 0, "Two of two.")

    def end(self, name: str) -> None:
        """Let it end and wait until it has."""
        self.may_end.set()
        for thread in threading.enumerate():
            if thread.name == f"job {name}":
                thread.join(150)


@pytest.fixture
def patient() -> Iterator[Patient]:
    """Two jobs instead of all: one that runs until it is told to end, and one of every 20 seconds."""
    before, job = dict(worker.JOBS), Patient()
    worker.JOBS.clear()
    worker.JOBS["patient"] = Planned(job.run, at_hour=6, at_minute=30)
    worker.JOBS["often"] = Planned(job.run, every_seconds=20)
    forget()
    yield job
    job.end("patient")
    worker.JOBS.clear()
    worker.JOBS.update(before)


def ran(session: Session, name: str, *, minutes: int, report: JobReport | None) -> None:
    at = NOON - timedelta(minutes=minutes)
    run = begin_job_run(session, SCHEDULER, name=name, now=at)
    ended = at + timedelta(seconds=90)
    end_job_run(session, SCHEDULER, job_run_id=run, report=report, problem="OSError: no", now=ended)
    session.commit()


@pytest.mark.parametrize(("seconds", "words"), [(20, "20 seconds"), (60, "a minute"), (300, "5 minutes")])
def test_a_job_of_every_so_many_seconds_runs_next_within_that_time(seconds: int, words: str) -> None:
    line = job_line("take-in-mail", Rhythm(every_seconds=seconds), None, NOON, "UTC", NOON)

    assert line.next_run == f"Within {words}"


async def test_every_job_is_listed_also_one_that_never_ran(
    session: Session, administrator: Actor, patient: Patient
) -> None:
    ran(session, "patient", minutes=60, report=JobReport(3, 0, "3 reminders"))

    state = await opened(JobsState, a_browser(session, administrator), PATH)

    often, nightly = state.jobs
    assert (nightly.name, nightly.when, nightly.started) == (
        "Patient",
        "Every day at 6:30 AM",
        "Jan 15, 2026 at 11:00 AM",
    )
    assert (nightly.took, nightly.status, nightly.summary) == ("1 min 30 s", "Done", "3 reminders")
    assert nightly.next_run == "Jan 16, 2026 at 6:30 AM"
    assert (often.when, often.started, often.took, often.status) == ("Every 20 seconds", "Never", "—", "")
    assert (often.next_run, state.may_run) == ("Within 20 seconds", True)
    assert [line.kind for line in state.queues] == ["Read document"]


async def test_the_jobs_of_the_app_are_all_there(session: Session, administrator: Actor) -> None:
    state = await opened(JobsState, a_browser(session, administrator), PATH)

    assert {line.key for line in state.jobs} == set(worker.JOBS)
    assert page().render()


async def test_the_runs_of_one_job_are_shown(session: Session, administrator: Actor, patient: Patient) -> None:
    ran(session, "patient", minutes=60, report=None)
    ran(session, "patient", minutes=30, report=JobReport(1, 1, "Half."))
    state = await opened(JobsState, a_browser(session, administrator), PATH)
    nothing = (state.chosen, state.runs)

    await at(state, "job=patient").load()
    told = [(line.status, line.summary) for line in state.runs]
    await at(state, "job=nobody").load()

    assert (nothing, state.chosen, state.runs) == (("", []), "", [])
    assert told == [("Done in part", "Half."), ("Failed", "OSError: no")]


async def test_a_job_is_run_now_in_the_background(session: Session, administrator: Actor, patient: Patient) -> None:
    state = await opened(JobsState, a_browser(session, administrator), PATH)

    answer = await state.submit_run("patient")
    await state.load()
    begun = next(line for line in state.jobs if line.key == "patient")
    with pytest.raises(JobBusy, match="patient is running already"):
        await state.submit_run("patient")
    patient.end("patient")
    await state.load()
    ended = next(line for line in state.jobs if line.key == "patient")

    assert said_by(answer) == ["Patient has started. You are told when it has ended."]
    assert (begun.running, begun.status) == (True, "Running")
    assert (ended.running, ended.status, ended.summary) == (False, "Done", "Two of two.")
    [entry] = session.exec(select(AuditEntry).where(AuditEntry.about_kind == "job")).all()
    assert (entry.did, entry.about_name, entry.actor_name) == ("ran", "patient", administrator.name)
    [line] = session.exec(select(Notification)).all()
    assert (line.user_id, line.title, line.detail) == (administrator.user_id, "Patient has ended", "Two of two.")


async def test_the_open_page_shows_by_itself_that_a_job_has_ended(
    session: Session, administrator: Actor, patient: Patient
) -> None:
    browser = a_browser(session, administrator)
    state, elsewhere = await opened(JobsState, browser, PATH), await opened(JobsState, browser, "/settings/mail")
    await state.submit_run("patient")
    patient.end("patient")

    for tab in (state, elsewhere):
        await load_page_again(tab._get_root_state())

    def status(tab: JobsState) -> str:
        return next(line.status for line in tab.jobs if line.key == "patient")

    assert (status(state), status(elsewhere)) == ("Done", "")


async def test_a_page_whose_user_is_signed_out_stays_as_it_is(session: Session, administrator: Actor) -> None:
    state = open_page(JobsState, "", PATH)

    await load_page_again(state._get_root_state())

    assert (state.loaded, state.jobs) == (False, [])


async def test_who_may_not_run_jobs_runs_none(session: Session, manager: Actor, patient: Patient) -> None:
    state = await opened(JobsState, a_browser(session, manager), PATH)

    assert not state.may_run
    with pytest.raises(NotAllowed):
        await state.submit_run("patient")
    with pytest.raises(NotAllowed):
        await opened(JobsState, a_browser(session, an_actor(session, Role.LEASING)), PATH)


@pytest.mark.parametrize("name", ["", "dance", "../patient"])
async def test_a_job_nobody_knows_is_not_run(
    session: Session, administrator: Actor, patient: Patient, name: str
) -> None:
    state = await opened(JobsState, a_browser(session, administrator), PATH)

    with pytest.raises(UnknownJob):
        await state.submit_run(name)


async def test_what_is_wrong_stands_first_and_what_was_wrong_last(session: Session, administrator: Actor) -> None:
    disk, late = Problem("disk", Severity.WARNING, "Full."), Problem("job x", Severity.CRITICAL, "Late.")
    note_problems(session, SCHEDULER, found=[disk, late], now=NOON - timedelta(hours=1))
    note_problems(session, SCHEDULER, found=[late], now=NOON)
    session.commit()

    state = await opened(JobsState, a_browser(session, administrator), PATH)

    assert [(line.title, line.severity, line.tone) for line in state.problems] == [("Late.", "Critical", "red")]
    assert [(line.title, line.since, line.until) for line in state.past] == [
        ("Full.", "Jan 15, 2026 at 11:00 AM", "Jan 15, 2026 at 12:00 PM")
    ]


@pytest.mark.parametrize("queued_work_id", ["", "x", "00000000-0000-7000-8000-000000000000"])
async def test_work_that_is_not_there_is_not_tried_again(
    session: Session, administrator: Actor, queued_work_id: str
) -> None:
    state = open_page(JobsState, a_browser(session, administrator))

    with pytest.raises(NotFound):
        await state.submit_retry(queued_work_id)
