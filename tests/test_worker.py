"""What surrounds every run of a job, and the timetable."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from pm_app import worker
from pm_app.access.rules import SCHEDULER
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.outbox.enums import JobOutcome
from pm_app.outbox.queries import JobRunRow, last_runs
from pm_app.outbox.rules import JobReport
from pm_app.runtime import Runtime, Services, exclusive, run_now, running
from pm_app.settings import settings_from_environment
from pm_app.worker import JobBusy, Planned, UnknownJob, run_job, run_quietly, stop, timetable
from tests.conftest import NOON
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer


@pytest.fixture
def jobs() -> Iterator[dict[str, Planned]]:
    """The table of jobs, to which a test may add its own."""
    before = dict(worker.JOBS)
    yield worker.JOBS
    worker.JOBS.clear()
    worker.JOBS.update(before)


@pytest.fixture
def real_runtime(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime that commits, on a database of its own: locks are between connections."""
    app_url, _ = postgres.create_database("worker", template=template)
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    with running(settings, app_url, services=fakes) as runtime:
        yield runtime
    postgres.drop_database("worker")


def the_only_run() -> JobRunRow:
    [row] = run_now(SCHEDULER, last_runs)
    return row


def test_a_job_is_given_the_day_and_its_report_is_recorded(runtime: Runtime, jobs: dict[str, Planned]) -> None:
    days: list[date | None] = []

    def count(today: date | None = None) -> JobReport:
        days.append(today)
        return JobReport(3, 1, "Three of four.")

    jobs["count"] = Planned(count, at_hour=1)

    report = run_job("count", today=date(2026, 3, 1))

    assert (report, days) == (JobReport(3, 1, "Three of four."), [date(2026, 3, 1)])
    row = the_only_run()
    assert (row.name, row.outcome, row.summary) == ("count", JobOutcome.DONE_IN_PART, "Three of four.")


def test_a_job_that_breaks_off_is_recorded_and_told_to_whoever_asked(
    runtime: Runtime, jobs: dict[str, Planned]
) -> None:
    def fail(today: date | None = None) -> JobReport:
        raise ZeroDivisionError("by nothing")

    jobs["fail"] = Planned(fail, at_hour=1)

    with pytest.raises(ZeroDivisionError):
        run_job("fail")

    row = the_only_run()
    assert (row.outcome, row.summary) == (JobOutcome.FAILED, "ZeroDivisionError: by nothing")


def test_the_clock_is_not_stopped_by_a_job_that_breaks_off(
    runtime: Runtime, jobs: dict[str, Planned], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(today: date | None = None) -> JobReport:
        raise ZeroDivisionError("by nothing")

    jobs["fail"] = Planned(fail, at_hour=1)

    run_quietly("fail")

    assert [record.getMessage() for record in caplog.records] == ["job failed"]
    assert the_only_run().outcome == JobOutcome.FAILED


def test_a_job_nobody_knows_is_refused(runtime: Runtime) -> None:
    with pytest.raises(UnknownJob, match="There is no job 'dance'"):
        run_job("dance")


def test_a_job_runs_in_one_place_at_a_time(real_runtime: Runtime, jobs: dict[str, Planned]) -> None:
    began, may_end = threading.Event(), threading.Event()

    def slow(today: date | None = None) -> JobReport:
        began.set()
        may_end.wait(30)
        return JobReport(1, 0, "Slowly.")

    jobs["slow"] = Planned(slow, at_hour=1)
    elsewhere = threading.Thread(target=run_job, args=("slow",))
    elsewhere.start()
    began.wait(30)

    with pytest.raises(JobBusy):
        run_job("slow")

    may_end.set()
    elsewhere.join()
    assert the_only_run().summary == "Slowly."
    assert run_job("slow").done == 1


def test_a_lock_is_given_back_when_the_block_fails(real_runtime: Runtime) -> None:
    with pytest.raises(ZeroDivisionError), exclusive("it"):
        raise ZeroDivisionError

    with exclusive("it") as alone, exclusive("it") as again, exclusive("other") as other:
        assert (alone, again, other) == (True, False, True)


def test_every_job_is_on_the_timetable_and_runs_soon_after_the_start(runtime: Runtime) -> None:
    scheduler = timetable(runtime.settings)
    scheduler.start(paused=True)
    planned = {job.id: job.next_run_time for job in scheduler.get_jobs()}
    stop(scheduler)

    assert planned.keys() == worker.JOBS.keys()
    assert all(NOON < moment < NOON + timedelta(minutes=1) for moment in planned.values())


def test_nightly_jobs_run_in_the_offices_time_zone(runtime: Runtime) -> None:
    trigger = worker.JOBS["send-reminders"].trigger("America/New_York")

    fires_at = trigger.get_next_fire_time(None, NOON)

    assert fires_at is not None
    assert (fires_at.hour, fires_at.utcoffset(), fires_at > NOON) == (6, timedelta(hours=-5), True)
