"""When jobs run: times of the day through every change of the clocks, and which days are still owed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from pm_app.outbox.enums import JobOutcome
from pm_app.outbox.rules.schedule import (
    FIRST_RETRY,
    MOST_ATTEMPTS,
    Attempt,
    Rhythm,
    due_day,
    is_owed,
    next_start,
    starts_at,
    wait_after_failures,
)

NEW_YORK = "America/New_York"
NOON = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)
DONE = Attempt(NOON, JobOutcome.DONE, broke_off=False)
REPORTED_FAILURES = Attempt(NOON, JobOutcome.FAILED, broke_off=False)
BROKE_OFF = Attempt(NOON, JobOutcome.FAILED, broke_off=True)
CUT_OFF = Attempt(NOON, None, broke_off=True)


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        (Rhythm(time(6)), "every day at 6:00 AM"),
        (Rhythm(time(0, 5)), "every day at 12:05 AM"),
        (Rhythm(time(12, 30)), "every day at 12:30 PM"),
        (Rhythm(time(23)), "every day at 11:00 PM"),
        (Rhythm(every_seconds=20), "every 20 seconds"),
        (Rhythm(every_seconds=60), "every minute"),
        (Rhythm(every_seconds=600), "every 10 minutes"),
        (Rhythm(every_seconds=3600), "every hour"),
        (Rhythm(every_seconds=90), "every 90 seconds"),
    ],
)
def test_a_rhythm_is_said_in_words(rhythm: Rhythm, words: str) -> None:
    assert rhythm.in_words() == words


@pytest.mark.parametrize("wrong", [{}, {"at": time(6), "every_seconds": 20}, {"every_seconds": 0}])
def test_a_rhythm_is_a_time_or_a_number_of_seconds(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="at a time of the day, or every"):
        Rhythm(**wrong)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("day", "at", "zone", "in_utc"),
    [
        (date(2026, 3, 8), time(2, 30), NEW_YORK, "2026-03-08T07:30"),  # skipped: 3:30 of the new time
        (date(2026, 3, 7), time(2, 30), NEW_YORK, "2026-03-07T07:30"),
        (date(2026, 3, 9), time(2, 30), NEW_YORK, "2026-03-09T06:30"),
        (date(2026, 11, 1), time(1, 30), NEW_YORK, "2026-11-01T05:30"),  # the first of both
        (date(2026, 11, 2), time(1, 30), NEW_YORK, "2026-11-02T06:30"),
        (date(2028, 2, 29), time(6), NEW_YORK, "2028-02-29T11:00"),
        (date(2026, 4, 30), time(23, 59), NEW_YORK, "2026-05-01T03:59"),
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", "2026-10-03T15:45"),  # half an hour is skipped
        (date(2026, 1, 1), time(0), "Pacific/Kiritimati", "2025-12-31T10:00"),
    ],
)
def test_a_time_of_a_day_is_one_moment(day: date, at: time, zone: str, in_utc: str) -> None:
    assert starts_at(day, at, zone) == datetime.fromisoformat(in_utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", [NEW_YORK, "America/Los_Angeles", "Europe/London", "Australia/Lord_Howe", "UTC"])
@pytest.mark.parametrize("at", [time(0), time(1, 30), time(2), time(2, 30), time(3), time(6), time(23, 45)])
def test_whoever_looks_all_the_time_finds_every_day_once_and_in_order(zone: str, at: time) -> None:
    first, days = date(2027, 12, 25), 400  # a leap day, both changes of the clocks, every end of a month
    now = datetime.combine(first, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    seen: list[date] = []
    while len(seen) < days:
        day = due_day(now, at, zone)
        if day not in seen[-1:]:
            seen.append(day)
        now += timedelta(minutes=30)

    assert seen == [seen[0] + timedelta(days=number) for number in range(days)]


@pytest.mark.parametrize(
    ("now", "at", "next_local"),
    [
        ("2026-03-08T01:00", time(2, 30), "2026-03-08T03:30"),
        ("2026-03-08T03:30", time(2, 30), "2026-03-09T02:30"),
        ("2026-11-01T00:00", time(1, 30), "2026-11-01T01:30"),
        ("2026-02-28T06:00", time(6), "2026-03-01T06:00"),
        ("2028-02-28T07:00", time(6), "2028-02-29T06:00"),
        ("2026-12-31T23:59", time(6), "2027-01-01T06:00"),
    ],
)
def test_the_next_start_is_told_in_advance(now: str, at: time, next_local: str) -> None:
    zone = ZoneInfo(NEW_YORK)
    asked = datetime.fromisoformat(now).replace(tzinfo=zone)

    told = next_start(Rhythm(at), asked.astimezone(UTC), NEW_YORK)

    assert told.astimezone(zone).replace(tzinfo=None) == datetime.fromisoformat(next_local)


def test_the_second_half_past_one_of_the_night_in_fall_starts_nothing() -> None:
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    second = first + timedelta(hours=1)

    assert due_day(first, time(1, 30), NEW_YORK) == due_day(second, time(1, 30), NEW_YORK) == date(2026, 11, 1)
    assert next_start(Rhythm(time(1, 30)), first, NEW_YORK) == datetime(2026, 11, 2, 6, 30, tzinfo=UTC)


def test_a_job_of_every_few_seconds_starts_again_that_much_later() -> None:
    assert next_start(Rhythm(every_seconds=20), NOON, NEW_YORK) == NOON + timedelta(seconds=20)


@pytest.mark.parametrize(
    ("attempts", "later", "owed"),
    [
        ([], timedelta(), True),
        ([DONE], timedelta(days=1), False),
        ([REPORTED_FAILURES], timedelta(hours=5), False),
        ([CUT_OFF], timedelta(), True),
        ([BROKE_OFF], FIRST_RETRY - timedelta(seconds=1), False),
        ([BROKE_OFF], FIRST_RETRY, True),
        ([BROKE_OFF, BROKE_OFF], FIRST_RETRY, False),
        ([BROKE_OFF, BROKE_OFF], 2 * FIRST_RETRY, True),
        ([BROKE_OFF, DONE], timedelta(days=1), False),
        ([BROKE_OFF] * MOST_ATTEMPTS, timedelta(days=1), False),
        ([CUT_OFF] * MOST_ATTEMPTS, timedelta(days=1), False),
    ],
)
def test_a_day_is_owed_until_its_run_came_to_an_end(attempts: list[Attempt], later: timedelta, owed: bool) -> None:
    assert is_owed(attempts, NOON + later) == owed


def test_a_job_that_breaks_off_again_and_again_waits_longer_but_never_for_long() -> None:
    assert [wait_after_failures(20, failures) for failures in (0, 1, 2, 3, 99)] == [0, 40, 80, 160, 600]
    assert wait_after_failures(3600, 2) == 3600
