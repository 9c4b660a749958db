"""What surrounds every run of a job: alone, on record, never twice for a day, and none stopped by another."""

import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pm_app import worker
from pm_app.access.rules import SCHEDULER
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.kernel.errors import Unavailable
from pm_app.outbox.enums import JobOutcome
from pm_app.outbox.queries import JobRunRow, last_runs, runs_of
from pm_app.outbox.rules import JobReport
from pm_app.runtime import Runtime, Services, exclusive, run_now, running, with_services
from pm_app.settings import settings_from_environment
from pm_app.timetable import JobBusy, Planned, UnknownJob, run_job, run_quietly
from pm_app.worker import CLOCK_SET_BY, next_run, stop, timetable
from tests.conftest import NOON
from tests.fakes import CannedTextReader, FixedClock, HeardBeacon, MemoryObjectStore, OutboxMailer

NEW_YORK = ZoneInfo("America/New_York")


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


def fail(today: date | None = None) -> JobReport:
    raise ZeroDivisionError("by nothing")


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
    jobs["fail"] = Planned(fail, at_hour=1)

    with pytest.raises(ZeroDivisionError):
        run_job("fail")

    row = the_only_run()
    assert (row.outcome, row.summary) == (JobOutcome.FAILED, "ZeroDivisionError: by nothing")


def test_the_clock_is_not_stopped_by_a_job_that_breaks_off(
    runtime: Runtime, jobs: dict[str, Planned], clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    jobs["fail"] = Planned(fail, at_hour=1)
    jobs["nightly"] = Planned(lambda today: JobReport(1, 0, "So."), at_hour=2)

    run_quietly("fail")
    run_quietly("nightly")

    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == ["job failed"]
    outcomes = {row.name: row.outcome for row in run_now(SCHEDULER, last_runs)}
    assert outcomes == {"fail": JobOutcome.FAILED, "nightly": JobOutcome.DONE}


def test_the_same_failure_is_told_with_its_stack_once(
    runtime: Runtime, jobs: dict[str, Planned], clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    jobs["fail"] = Planned(fail, every_seconds=1)

    for _ in range(3):
        run_quietly("fail")  # the later turns pass: a job that breaks off waits

    assert [record.getMessage() for record in caplog.records] == ["job failed"]
    assert len(run_now(SCHEDULER, runs_of, name="fail")) == 1


def test_a_job_nobody_knows_is_refused(runtime: Runtime) -> None:
    with pytest.raises(UnknownJob, match="There is no job 'dance'"):
        run_job("dance")


def test_a_job_runs_in_one_place_at_a_time(real_runtime: Runtime, jobs: dict[str, Planned]) -> None:
    began, may_end = threading.Event(), threading.Event()

    def slow(today: date | None = None) -> JobReport:
        began.set()
        may_end.wait(150)
        return JobReport(1, 0, "Slowly.")

    jobs["slow"] = Planned(slow, at_hour=1)
    elsewhere = threading.Thread(target=run_job, args=("slow",))
    elsewhere.start()
    assert began.wait(150)

    with pytest.raises(JobBusy):
        run_job("slow")

    may_end.set()
    elsewhere.join()
    assert the_only_run().summary == "Slowly."
    assert run_job("slow").done == 1


def test_a_turn_of_a_job_at_work_passes_quietly(
    real_runtime: Runtime, jobs: dict[str, Planned], caplog: pytest.LogCaptureFixture
) -> None:
    with exclusive("nightly"):
        jobs["nightly"] = Planned(fail, every_seconds=1)
        run_quietly("nightly")

    assert [record for record in caplog.records if record.levelname != "DEBUG"] == []
    assert run_now(SCHEDULER, last_runs) == []


def test_a_lock_is_given_back_when_the_block_fails(real_runtime: Runtime) -> None:
    with pytest.raises(ZeroDivisionError), exclusive("it"):
        raise ZeroDivisionError

    with exclusive("it") as alone, exclusive("it") as again, exclusive("other") as other:
        assert (alone, again, other) == (True, False, True)


def test_every_job_is_on_the_timetable_and_has_a_turn_soon_after_the_start(runtime: Runtime) -> None:
    scheduler = timetable(runtime.settings)
    scheduler.start(paused=True)
    planned = {job.id: job.next_run_time for job in scheduler.get_jobs()}
    stop(scheduler)

    assert planned.keys() == worker.JOBS.keys()
    assert all(NOON < moment < NOON + timedelta(minutes=1) for moment in planned.values())


def test_nightly_jobs_run_in_the_offices_time_zone(runtime: Runtime) -> None:
    at = worker.JOBS["send-reminders"].at_hour

    assert next_run("send-reminders", NOON).astimezone(NEW_YORK) == datetime(2026, 1, 16, at or 0, tzinfo=NEW_YORK)
    assert next_run("deliver-messages", NOON) == NOON + timedelta(seconds=20)


def test_a_clock_that_is_set_gives_every_job_a_turn(runtime: Runtime, clock: FixedClock) -> None:
    scheduler = timetable(runtime.settings)
    scheduler.start(paused=True)
    begun = scheduler.look(100.0)
    small = scheduler.look(100.0 + CLOCK_SET_BY.total_seconds() - 1)

    clock.move_to(NOON - timedelta(days=1))
    back = scheduler.look(200.0)
    turns = {job.next_run_time for job in scheduler.get_jobs()}
    stop(scheduler)

    assert abs(begun) >= CLOCK_SET_BY  # the readings of this test are its own
    assert (small, back < -timedelta(hours=23)) == (timedelta(), True)
    assert turns == {NOON - timedelta(days=1)}


def test_a_job_that_beats_tells_somebody_outside_when_it_ended_well(runtime: Runtime, jobs: dict[str, Planned]) -> None:
    reports = [JobReport(0, 0, "Nothing."), JobReport(1, 1, "Half."), JobReport(0, 1, "None.")]
    jobs["beats"] = Planned(lambda today: reports.pop(0), at_hour=6, beats=True)
    jobs["quiet"] = Planned(lambda today: JobReport(1, 0, "So."), at_hour=6)
    beacon = HeardBeacon()

    with with_services(beacon=beacon):
        for name in ("beats", "beats", "beats", "quiet"):
            run_job(name)

    assert beacon.heard == ["beat", "beat"]
    assert [name for name, planned in worker.JOBS.items() if planned.beats] == ["send-reminders"]


def test_a_heartbeat_that_is_not_heard_stops_no_job(runtime: Runtime, jobs: dict[str, Planned]) -> None:
    jobs["beats"] = Planned(lambda today: JobReport(1, 0, "So."), at_hour=6, beats=True)
    beacon = HeardBeacon()
    beacon.failure = Unavailable("Nobody there.")

    with with_services(beacon=beacon):
        report = run_job("beats")

    assert (report.done, the_only_run().outcome) == (1, JobOutcome.DONE)
