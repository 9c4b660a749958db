"""Jobs of every day: one run for each office day, through every change of the clock, the machine and the zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from pm_app.outbox.rules import JobReport
from pm_app.runtime import Runtime, install
from pm_app.timetable import Planned, clock_was_set_back, forget, run_owed, run_quietly
from tests.conftest import NOON
from tests.fakes import FixedClock

NEW_YORK = ZoneInfo("America/New_York")


def local(text: str, *, fold: int = 0) -> datetime:
    """Return a moment from what a clock in New York shows."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK, fold=fold).astimezone(UTC)


class Nightly:
    """A job of every day at half past two that notes the moments at which it ran."""

    def __init__(self, jobs: dict[str, Planned], clock: FixedClock, *, minute: int = 30, hour: int = 2) -> None:
        self._clock = clock
        self.ran_at: list[datetime] = []
        jobs["nightly"] = Planned(self._run, at_hour=hour, at_minute=minute)

    def _run(self, today: date | None) -> JobReport:
        self.ran_at.append(self._clock.now())
        return JobReport(1, 0, "So.")

    def look(self, at: datetime) -> None:
        """Let the clock of the worker look at a moment."""
        self._clock.move_to(at)
        run_quietly("nightly")

    @property
    def ran(self) -> list[str]:
        """What the clock on the wall showed when it ran."""
        return [f"{at.astimezone(NEW_YORK):%m-%d %H:%M}" for at in self.ran_at]


@pytest.mark.parametrize(
    ("looks", "ran"),
    [
        (["2026-01-15T02:29", "2026-01-15T02:30", "2026-01-15T02:31"], ["01-15 02:29", "01-15 02:30"]),
        (["2026-03-08T01:59", "2026-03-08T03:00", "2026-03-08T03:30"], ["03-08 01:59", "03-08 03:30"]),
        (["2026-02-28T03:00", "2026-03-01T03:00"], ["02-28 03:00", "03-01 03:00"]),
        (["2028-02-28T03:00", "2028-02-29T03:00", "2028-03-01T03:00"], ["02-28 03:00", "02-29 03:00", "03-01 03:00"]),
        (["2026-01-10T03:00", "2026-01-15T17:00", "2026-01-15T17:01"], ["01-10 03:00", "01-15 17:00"]),
    ],
    ids=["a usual night", "the hour is skipped", "the end of a month", "a leap day", "off for days: made up once"],
)
def test_a_job_of_every_day_runs_once_a_day(
    runtime: Runtime, jobs: dict[str, Planned], clock: FixedClock, looks: list[str], ran: list[str]
) -> None:
    nightly = Nightly(jobs, clock)

    for at in looks:
        nightly.look(local(at))

    assert nightly.ran == ran


def test_the_hour_that_comes_twice_brings_one_run(
    runtime: Runtime, jobs: dict[str, Planned], clock: FixedClock
) -> None:
    nightly = Nightly(jobs, clock, hour=1)

    for at in (local("2026-10-31T02:00"), local("2026-11-01T01:30"), local("2026-11-01T01:30", fold=1)):
        nightly.look(at)

    assert nightly.ran == ["10-31 02:00", "11-01 01:30"]


def test_a_clock_that_is_set_to_and_fro_loses_no_day(
    runtime: Runtime, jobs: dict[str, Planned], clock: FixedClock
) -> None:
    nightly, right = Nightly(jobs, clock), local("2026-01-15T02:30")
    nightly.look(right)

    for ahead in (timedelta(hours=1), timedelta(days=1)):
        nightly.look(right + ahead)
        clock.move_to(right + timedelta(minutes=5))
        clock_was_set_back()
        nightly.look(right + timedelta(minutes=6))
    nightly.look(right + timedelta(days=1))
    nightly.look(right + timedelta(days=1, hours=1))

    assert nightly.ran == ["01-15 02:30", "01-16 02:30", "01-16 02:30"]


def test_an_office_that_moves_to_another_time_zone_keeps_one_run_a_day(
    runtime: Runtime, jobs: dict[str, Planned], clock: FixedClock
) -> None:
    nightly = Nightly(jobs, clock)
    for at in ("2026-01-14T02:30", "2026-01-15T02:30"):
        nightly.look(local(at))

    install(replace(runtime, settings=replace(runtime.settings, time_zone="America/Los_Angeles")))
    forget()
    for at in ("2026-01-15T04:00", "2026-01-15T05:30", "2026-01-16T05:29", "2026-01-16T05:30"):
        nightly.look(local(at))

    assert nightly.ran == ["01-14 02:30", "01-15 02:30", "01-16 05:30"]


@pytest.mark.parametrize("seed", range(5))
def test_whatever_happens_to_the_machine_every_day_it_was_on_has_its_run(
    runtime: Runtime, jobs: dict[str, Planned], clock: FixedClock, seed: int
) -> None:
    random, nightly, now = Random(seed), Nightly(jobs, clock), local("2026-02-20T12:00")
    days_on: set[date] = set()
    while now < local("2026-03-20T12:00"):
        happens = random.choice(["nothing", "restart", "clock ahead", "off for hours", "off for days"])
        if happens == "restart":
            forget()
        elif happens == "clock ahead":
            nightly.look(now + random.choice([timedelta(hours=1), timedelta(days=1)]))
            clock.move_to(now)
            clock_was_set_back()
        elif happens.startswith("off"):
            now += timedelta(hours=random.randint(1, 70 if happens.endswith("days") else 9))
        nightly.look(now)
        wall = now.astimezone(NEW_YORK)
        days_on |= {wall.date()} if (wall.hour, wall.minute) >= (3, 30) else set()
        now += timedelta(hours=random.randint(1, 5))

    owed = timedelta(hours=2, minutes=30)
    assert days_on - {(at - owed).astimezone(NEW_YORK).date() for at in nightly.ran_at} == set()


def test_a_failed_day_is_tried_again_and_then_settled(
    runtime: Runtime, jobs: dict[str, Planned], clock: FixedClock
) -> None:
    broken = [True, True, False]

    def shaky(today: date | None = None) -> JobReport:
        if broken.pop(0):
            raise ZeroDivisionError("by nothing")
        return JobReport(1, 0, "At last.")

    jobs["shaky"] = Planned(shaky, at_hour=2)
    outcomes: list[str] = []
    for minutes in (0, 9, 10, 20, 40):
        clock.move_to(NOON + timedelta(minutes=minutes))
        try:
            report = run_owed("shaky")
            outcomes.append(report.summary if report else "not owed")
        except ZeroDivisionError:
            outcomes.append("broke off")

    assert outcomes == ["broke off", "not owed", "broke off", "not owed", "At last."]
