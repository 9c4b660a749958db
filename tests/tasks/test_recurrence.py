"""Rules of recurrence: what is refused, the days they come on against a slow model, and how they are said."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from pm_app.tasks.enums import Frequency
from pm_app.tasks.rules.occurring import (
    anchored,
    coming_days,
    day_after_done,
    first_day,
    next_after,
    next_due,
    next_of_series,
    occurrences,
)
from pm_app.tasks.rules.recurring import DayOfWeek, Recurrence, RuleRefused, read_rule
from pm_app.tasks.rules.recurring_words import rule_in_words

NEW_YEAR = date(2026, 1, 1)


def days_of(rule: str, starts_on: date = NEW_YEAR, count: int = 4) -> list[str]:
    return [str(day) for day in islice(occurrences(read_rule(rule), starts_on), count)]


@st.composite
def rules(draw: st.DrawFn) -> Recurrence:
    frequency = draw(st.sampled_from(list(Frequency)))
    by_month = tuple(sorted(draw(st.sets(st.integers(1, 12), max_size=3))))
    weekdays = st.integers(0, 6).map(DayOfWeek)
    month_days: tuple[int, ...] = ()
    by_day: tuple[DayOfWeek, ...] = ()
    if frequency in {Frequency.MONTHLY, Frequency.YEARLY}:
        if draw(st.booleans()):
            late = 29 if by_month == (2,) else 30 if by_month and set(by_month) <= {2, 4, 6, 9, 11} else 31
            numbers = st.one_of(st.integers(1, late), st.integers(-28, -1))
            month_days = tuple(sorted(draw(st.sets(numbers, min_size=1, max_size=3))))
        elif frequency == Frequency.MONTHLY or by_month:
            places = st.sampled_from([1, 2, 3, 4, -1, -2]) if draw(st.booleans()) else st.just(0)
            by_day = tuple(dict.fromkeys(draw(st.lists(st.builds(DayOfWeek, st.integers(0, 6), places), max_size=3))))
    else:
        by_day = tuple(dict.fromkeys(draw(st.lists(weekdays, max_size=3))))
    rule = Recurrence(frequency, draw(st.integers(1, 5)), by_day, month_days, by_month)
    return read_rule(rule.text)


STARTS = st.dates(date(2019, 1, 1), date(2028, 12, 31))


def slow_days(rule: Recurrence, starts_on: date, days: int) -> list[date]:
    """Every day is asked by itself whether the rule comes on it."""
    every = (starts_on + timedelta(days=number) for number in range(days))
    return [day for day in every if _steps(rule, starts_on, day) % rule.interval == 0 and _fits(rule, starts_on, day)]


def _steps(rule: Recurrence, starts_on: date, day: date) -> int:
    match rule.frequency:
        case Frequency.DAILY:
            return (day - starts_on).days
        case Frequency.WEEKLY:
            return (_monday(day) - _monday(starts_on)).days // 7
        case Frequency.MONTHLY:
            return (day.year - starts_on.year) * 12 + day.month - starts_on.month
        case Frequency.YEARLY:
            return day.year - starts_on.year


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _fits(rule: Recurrence, starts_on: date, day: date) -> bool:
    last = monthrange(day.year, day.month)[1]
    if rule.by_month and day.month not in rule.by_month:
        return False
    if rule.by_day:
        before, after = (day.day - 1) // 7 + 1, -((last - day.day) // 7 + 1)
        return any(one.weekday == day.weekday() and one.place in {0, before, after} for one in rule.by_day)
    if rule.by_month_day:
        return any(day.day == (min(number, last) if number > 0 else last + number + 1) for number in rule.by_month_day)
    if rule.frequency == Frequency.DAILY:
        return True
    if rule.frequency == Frequency.WEEKLY:
        return day.weekday() == starts_on.weekday()
    if rule.frequency == Frequency.YEARLY and not rule.by_month and day.month != starts_on.month:
        return False
    return day.day == min(starts_on.day, last)


@settings(deadline=None, max_examples=60)
@given(rule=rules(), starts_on=STARTS)
def test_the_days_are_those_that_fit_one_by_one(rule: Recurrence, starts_on: date):
    through = starts_on + timedelta(days=1500)

    found = [day for day in islice(occurrences(rule, starts_on), 1600) if day < through]

    assert found == slow_days(rule, starts_on, 1500)


@settings(deadline=None, max_examples=60)
@given(rule=rules(), starts_on=STARTS)
def test_what_needs_no_clamping_comes_as_in_the_standard(rule: Recurrence, starts_on: date):
    late = rule.by_month_day and max(rule.by_month_day) > 28
    if late or (not rule.by_month_day and starts_on.day > 28) or not any(slow_days(rule, starts_on, 1500)):
        return
    standard = rrulestr(rule.text, dtstart=datetime.combine(starts_on, time()))

    assert list(islice(occurrences(rule, starts_on), 12)) == [day.date() for day in islice(standard, 12)]


@settings(deadline=None, max_examples=60)
@given(rule=rules(), starts_on=STARTS, steps=st.integers(0, 400))
def test_the_next_is_the_first_after_a_day(rule: Recurrence, starts_on: date, steps: int):
    day = starts_on + timedelta(days=steps)
    later = [one for one in slow_days(rule, starts_on, 2400) if one > day]

    found = next_after(rule, starts_on, day)

    assert (found == later[0]) if later else (found is None or found > starts_on + timedelta(days=2300))


@settings(deadline=None, max_examples=60)
@given(rule=rules(), starts_on=STARTS)
def test_a_rule_is_kept_in_one_spelling(rule: Recurrence, starts_on: date):
    written = anchored(rule, starts_on)

    assert read_rule(written.text) == written
    assert read_rule(f" rrule:{written.text.lower()} ") == written
    assert rule_in_words(written.text).startswith("every ")


@settings(deadline=None, max_examples=60)
@given(rule=rules(), starts_on=STARTS, left=st.integers(1, 5))
def test_a_series_counted_task_by_task_has_the_days_of_its_rule(rule: Recurrence, starts_on: date, left: int):
    first = next_after(rule, starts_on, starts_on - timedelta(days=1))
    if first is None:
        return
    wanted = list(islice(occurrences(anchored(rule, starts_on), first), left))
    days, asked, due = [first], anchored(read_rule(f"{rule.text};COUNT={left}"), starts_on), first
    while again := next_of_series(asked, from_last_done=False, due_on=due, done_on=due):
        due, asked = again
        days.append(due)

    assert days == wanted


@pytest.mark.parametrize(
    ("rule", "starts_on", "days"),
    [
        ("FREQ=MONTHLY", date(2026, 1, 31), ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=30", NEW_YEAR, ["2026-01-30", "2026-02-28", "2026-03-30", "2026-04-30"]),
        ("FREQ=YEARLY", date(2024, 2, 29), ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", NEW_YEAR, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=30,31", NEW_YEAR, ["2026-01-30", "2026-01-31", "2026-02-28", "2026-03-30"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,MO", NEW_YEAR, ["2026-01-01", "2026-01-12", "2026-01-15", "2026-01-26"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", NEW_YEAR, ["2026-01-30", "2026-02-27"]),
        ("FREQ=YEARLY;BYMONTH=9;BYDAY=1MO", NEW_YEAR, ["2026-09-07", "2027-09-06", "2028-09-04", "2029-09-03"]),
        ("FREQ=MONTHLY;INTERVAL=6;UNTIL=20261231", NEW_YEAR, ["2026-01-01", "2026-07-01"]),
    ],
    ids=["31st", "30th", "leap day", "last day", "two late days", "two weeks", "last Friday", "Labor Day", "until"],
)
def test_days_as_an_office_expects_them(rule: str, starts_on: date, days: list[str]):
    assert days_of(rule, starts_on) == days


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=5;BYMONTHDAY=1",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=MONTHLY;UNTIL=20251231",
    ],
)
def test_a_rule_that_never_comes_from_its_start_on_is_refused(rule: str):
    read = read_rule(rule)

    with pytest.raises(RuleRefused, match="never comes"):
        first_day(read, NEW_YEAR, from_last_done=False)
    assert list(occurrences(read, NEW_YEAR)) == []


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=1000;BYMONTH=2;BYDAY=MO",
        "FREQ=WEEKLY;INTERVAL=200;BYMONTH=2",
        "FREQ=YEARLY;INTERVAL=25;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=MONTHLY;INTERVAL=120;BYDAY=4SU",
        "FREQ=DAILY;INTERVAL=365;BYMONTH=12",
    ],
)
def test_however_rare_it_is_looked_for_in_few_steps(rule: str):
    asked = read_rule(rule)
    looked_at = sum(1 for _ in occurrences(asked, NEW_YEAR))

    assert looked_at < 10_000


def test_a_start_out_of_all_time_is_refused():
    for starts_on in (date(1969, 12, 31), date(2200, 1, 1), date.max):
        with pytest.raises(RuleRefused, match="between 1970 and 2199"):
            first_day(read_rule("FREQ=DAILY"), starts_on, from_last_done=True)


@pytest.mark.parametrize(
    ("rule", "done_on", "again"),
    [
        ("FREQ=MONTHLY;INTERVAL=6", date(2026, 8, 31), date(2027, 2, 28)),
        ("FREQ=YEARLY", date(2028, 2, 29), date(2029, 2, 28)),
        ("FREQ=WEEKLY;INTERVAL=2", date(2026, 12, 28), date(2027, 1, 11)),
        ("FREQ=DAILY;INTERVAL=90", date(2026, 1, 1), date(2026, 4, 1)),
        ("FREQ=MONTHLY;UNTIL=20260210", date(2026, 1, 15), None),
    ],
)
def test_from_the_last_time_done_one_interval_is_counted(rule: str, done_on: date, again: date | None):
    assert day_after_done(read_rule(rule), done_on) == again


@pytest.mark.parametrize(
    ("done_on", "again"),
    [
        (date(2026, 1, 20), date(2026, 2, 28)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 2, 10), date(2026, 2, 28)),
        (date(2026, 4, 2), date(2026, 4, 30)),
    ],
    ids=["early", "in time", "late", "two passed over"],
)
def test_done_for_a_day_it_comes_again_after_both(done_on: date, again: date):
    rule = anchored(read_rule("FREQ=MONTHLY"), date(2026, 1, 31))

    assert next_due(rule, NEW_YEAR, from_last_done=False, due_on=date(2026, 1, 31), done_on=done_on) == again


def test_five_days_are_shown_from_the_next_on():
    monthly, done = read_rule("FREQ=MONTHLY;BYMONTHDAY=15"), read_rule("FREQ=MONTHLY;INTERVAL=6")

    coming = coming_days(monthly, NEW_YEAR, date(2026, 3, 15), from_last_done=False)
    after_done = coming_days(done, NEW_YEAR, date(2026, 8, 31), from_last_done=True)
    ended = coming_days(read_rule("FREQ=MONTHLY;COUNT=2"), NEW_YEAR, date(2026, 2, 1), from_last_done=False)

    assert [day.month for day in coming] == [3, 4, 5, 6, 7]
    assert [str(day) for day in after_done][:3] == ["2026-08-31", "2027-02-28", "2027-08-28"]
    assert (ended, coming_days(monthly, NEW_YEAR, None, from_last_done=False)) == ([date(2026, 2, 1)], [])
