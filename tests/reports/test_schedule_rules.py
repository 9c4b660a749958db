"""When a report is mailed again."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pm_app.calendars.rules import WorkingDays
from pm_app.kernel.errors import Refused
from pm_app.reports.enums import ReportRhythm
from pm_app.reports.rules.schedules import Plan, checked_plan, due_day, first_day, next_day

NEW_YORK = "America/New_York"
DAILY, WEEKLY, MONTHLY = ReportRhythm.DAILY, ReportRhythm.WEEKLY, ReportRhythm.MONTHLY
EVERY_DAY, MONDAYS, LAST_DAYS = Plan(DAILY, 0, 7), Plan(WEEKLY, 0, 7), Plan(MONTHLY, 31, 7)
WORKING = WorkingDays().is_working


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(NEW_YORK)).astimezone(UTC)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (EVERY_DAY, "every working day at 7:00 AM"),
        (MONDAYS, "every Monday at 7:00 AM"),
        (Plan(MONTHLY, 15, 13), "on day 15 of every month at 1:00 PM"),
        (LAST_DAYS, "on the last day of every month at 7:00 AM"),
    ],
)
def test_a_plan_is_said_in_words(plan: Plan, words: str) -> None:
    assert plan.in_words() == words


@pytest.mark.parametrize(
    ("plan", "after", "due"),
    [
        (EVERY_DAY, date(2026, 1, 15), date(2026, 1, 16)),
        (EVERY_DAY, date(2026, 1, 16), date(2026, 1, 20)),  # a weekend, and Martin Luther King's day
        (MONDAYS, date(2026, 1, 15), date(2026, 1, 19)),  # the weekday that was asked for, holiday or not
        (MONDAYS, date(2026, 1, 19), date(2026, 1, 26)),
        (LAST_DAYS, date(2026, 1, 31), date(2026, 2, 28)),
        (LAST_DAYS, date(2028, 1, 31), date(2028, 2, 29)),
        (LAST_DAYS, date(2026, 2, 28), date(2026, 3, 31)),
        (Plan(MONTHLY, 30, 7), date(2026, 1, 30), date(2026, 2, 28)),
        (Plan(MONTHLY, 1, 7), date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_the_next_day_is_counted_from_the_last(plan: Plan, after: date, due: date) -> None:
    assert next_day(plan, after, WORKING) == due


def test_an_office_that_never_works_still_has_a_next_day() -> None:
    assert next_day(EVERY_DAY, date(2026, 1, 15), lambda _: False) == date(2026, 1, 16)


@pytest.mark.parametrize(
    ("now", "first"), [("2026-01-15T06:59", date(2026, 1, 15)), ("2026-01-15T07:00", date(2026, 1, 16))]
)
def test_the_first_is_today_while_its_hour_is_to_come(now: str, first: date) -> None:
    assert first_day(EVERY_DAY, local(now), date(2026, 1, 15), NEW_YORK, WORKING) == first


@pytest.mark.parametrize(
    ("plan", "next_on", "now", "due"),
    [
        (EVERY_DAY, date(2026, 1, 15), "2026-01-15T06:59", None),
        (EVERY_DAY, date(2026, 1, 15), "2026-01-15T07:00", date(2026, 1, 15)),
        (EVERY_DAY, date(2026, 1, 5), "2026-01-15T07:00", date(2026, 1, 15)),  # eight were missed: one is made up
        (EVERY_DAY, date(2026, 1, 5), "2026-01-18T12:00", date(2026, 1, 16)),
        (MONDAYS, date(2026, 1, 5), "2026-01-21T12:00", date(2026, 1, 19)),
        (LAST_DAYS, date(2025, 6, 30), "2026-01-15T12:00", date(2025, 12, 31)),
        (EVERY_DAY, date(2026, 1, 17), "2026-01-18T12:00", None),  # a day that has become one off
        (Plan(DAILY, 0, 2), date(2026, 3, 9), "2026-03-09T02:00", date(2026, 3, 9)),
    ],
)
def test_what_was_missed_is_made_up_once(plan: Plan, next_on: date, now: str, due: date | None) -> None:
    assert due_day(plan, next_on, local(now), NEW_YORK, WORKING) == due


def test_an_hour_that_the_clocks_skip_is_reached_all_the_same() -> None:
    sunday = Plan(WEEKLY, 6, 2)

    assert due_day(sunday, date(2026, 3, 8), local("2026-03-08T03:00"), NEW_YORK, WORKING) == date(2026, 3, 8)
    assert due_day(sunday, date(2026, 3, 8), local("2026-03-08T01:59"), NEW_YORK, WORKING) is None


def test_a_year_of_looks_finds_every_working_day_once() -> None:
    now, next_on, mailed = local("2026-01-01T00:00"), date(2026, 1, 1), list[date]()
    while now < local("2027-01-01T00:00"):
        due = due_day(EVERY_DAY, next_on, now, NEW_YORK, WORKING)
        if due is not None:
            mailed.append(due)
            next_on = next_day(EVERY_DAY, due, WORKING)
        now += timedelta(minutes=50)

    days = (date(2026, 1, 1) + timedelta(days=number) for number in range(365))
    assert mailed == [day for day in days if WORKING(day)]


@pytest.mark.parametrize(
    ("rhythm", "on_day", "hour", "field"),
    [(WEEKLY, 7, 7, "on_day"), (WEEKLY, -1, 7, "on_day"), (MONTHLY, 0, 7, "on_day"), (MONTHLY, 32, 7, "on_day"),
     (DAILY, 0, 24, "at_hour"), (DAILY, 0, -1, "at_hour")],
)  # fmt: skip
def test_a_plan_that_makes_no_sense_is_refused(rhythm: ReportRhythm, on_day: int, hour: int, field: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_plan(rhythm, on_day, hour)

    assert refused.value.field == field
