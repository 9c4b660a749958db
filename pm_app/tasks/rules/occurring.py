"""The days on which a rule comes: from its first day, after a day, or from the last time done."""

from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Literal

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

from pm_app.kernel.dates import add_months, day_in_month, first_of_month, last_of_month
from pm_app.tasks.enums import Frequency
from pm_app.tasks.rules.recurring import LAST_YEAR, DayOfWeek, Recurrence, RuleRefused, without_count

EARLIEST_START = date(1970, 1, 1)
LATEST_START = date(LAST_YEAR, 12, 31)
SHOWN_NEXT = 5
_LOOK_AHEAD_YEARS = 100
_FREQUENCIES: dict[Frequency, Literal[0, 1, 2, 3]] = {
    Frequency.DAILY: DAILY,
    Frequency.WEEKLY: WEEKLY,
    Frequency.MONTHLY: MONTHLY,
    Frequency.YEARLY: YEARLY,
}


def anchored(rule: Recurrence, starts_on: date) -> Recurrence:
    """Return the rule with the days that its first day implies written out.

    So that a rule for the 31st stays one for the 31st after it came on a February 28.
    """
    if rule.by_day or rule.by_month_day or rule.frequency == Frequency.DAILY:
        return rule
    if rule.frequency == Frequency.WEEKLY:
        return replace(rule, by_day=(DayOfWeek(starts_on.weekday()),))
    months = rule.by_month or ((starts_on.month,) if rule.frequency == Frequency.YEARLY else ())
    return replace(rule, by_month_day=(starts_on.day,), by_month=months)


def occurrences(rule: Recurrence, starts_on: date) -> Iterator[date]:
    """Return the days of a rule in order, the first being its first day when that fits, else the first that does."""
    rule = anchored(rule, starts_on)
    if not EARLIEST_START <= starts_on <= LATEST_START or not _meets(rule, starts_on):
        return iter(())
    days = _by_month_days(rule, starts_on) if rule.by_month_day else _by_rrule(rule, starts_on)
    until = rule.until or date.max
    return islice(takewhile(lambda day: day <= until, days), rule.count)


def next_after(rule: Recurrence, starts_on: date, day: date) -> date | None:
    """Return the first day of the rule after a day, or None when it has come to its end."""
    found = next((one for one in occurrences(rule, starts_on) if one > day), None)
    return found if found is not None and found.year - max(day, starts_on).year <= _LOOK_AHEAD_YEARS else None


def first_day(rule: Recurrence, starts_on: date, *, from_last_done: bool) -> date:
    """Return the day on which it is due first; refuses (`RuleRefused`) a rule that never comes.

    Counted from the last time done, it is due first on the day it starts.
    """
    if not EARLIEST_START <= starts_on <= LATEST_START:
        raise RuleRefused(f"Let it start between {EARLIEST_START.year} and {LATEST_START.year}.")
    found = starts_on if from_last_done else next_after(rule, starts_on, starts_on - timedelta(days=1))
    if found is None or (rule.until is not None and found > rule.until):
        raise RuleRefused("From this start on the rule never comes. Change its days, its start or its end.")
    return found


def day_after_done(rule: Recurrence, done_on: date) -> date | None:
    """Return the day one interval after it was done, clamped to the end of a shorter month; None after the end."""
    if rule.frequency in {Frequency.DAILY, Frequency.WEEKLY}:
        found = done_on + timedelta(days=rule.interval * (7 if rule.frequency == Frequency.WEEKLY else 1))
    else:
        found = add_months(done_on, rule.interval * (12 if rule.frequency == Frequency.YEARLY else 1))
    return None if rule.until is not None and found > rule.until else found


def next_due(rule: Recurrence, starts_on: date, *, from_last_done: bool, due_on: date, done_on: date) -> date | None:
    """Return when it is due again after it was done for a due day on some day; None when that was the last time.

    What came between the day it was due and the day it was done is passed over: it was done once, late. Done before
    it was due, it is due again after the day it was due.
    """
    if from_last_done:
        return day_after_done(rule, done_on)
    return next_after(rule, starts_on, max(due_on, done_on))


def next_of_series(
    rule: Recurrence, *, from_last_done: bool, due_on: date | None, done_on: date
) -> tuple[date, Recurrence] | None:
    """Return the day and the rule of the task that follows one which was due and done on these days, or None.

    Of a rule for a number of times the next has so many less as have come since.
    """
    if from_last_done or due_on is None:
        again = day_after_done(rule, done_on)
        return (again, rule) if again else None
    again = next_after(without_count(rule), due_on, max(due_on, done_on))
    if again is None:
        return None
    left = rule.count
    if left is not None:
        came = takewhile(lambda day: day <= again, occurrences(without_count(rule), due_on))
        left -= sum(day > due_on for day in came)
        if left < 1:
            return None
    return again, replace(anchored(rule, due_on), count=left)


def coming_days(rule: Recurrence, starts_on: date, next_on: date | None, *, from_last_done: bool) -> list[date]:
    """Return the next five days from the one that is next; from the last time done: as if each were done in time."""
    if next_on is None:
        return []
    if not from_last_done:
        later = (day for day in occurrences(rule, starts_on) if day > next_on)
        return [next_on, *islice(later, SHOWN_NEXT - 1)]
    days = [next_on]
    while len(days) < SHOWN_NEXT and (again := day_after_done(rule, days[-1])):
        days.append(again)
    return days


def _meets(rule: Recurrence, starts_on: date) -> bool:
    """Return whether steps of this length from the first day ever meet the months and weekdays of the rule."""
    if rule.frequency == Frequency.MONTHLY and rule.by_month:
        return any((starts_on.month - 1 + step * rule.interval) % 12 + 1 in rule.by_month for step in range(12))
    if rule.frequency == Frequency.DAILY and rule.by_day:
        weekdays = {day.weekday for day in rule.by_day}
        return any((starts_on.weekday() + step * rule.interval) % 7 in weekdays for step in range(7))
    return True


def _by_rrule(rule: Recurrence, starts_on: date) -> Generator[date]:
    days = rrule(
        _FREQUENCIES[rule.frequency],
        dtstart=datetime.combine(starts_on, time()),
        interval=rule.interval,
        bymonth=rule.by_month or None,
        byweekday=tuple(weekday(day.weekday, day.place or None) for day in rule.by_day) or None,
        bysetpos=rule.by_set_pos or None,
        wkst=rule.week_start,
    )
    return (day.date() for day in days)


def _by_month_days(rule: Recurrence, starts_on: date) -> Generator[date]:
    """The months are the rule's; in each of them its days are counted, the late ones clamped to the month's end."""
    months = rrule(
        _FREQUENCIES[rule.frequency],
        dtstart=datetime.combine(first_of_month(starts_on), time()),
        interval=rule.interval,
        bymonth=rule.by_month or None,
        bymonthday=1,
    )
    for month in months:
        days = {_day_of(month.date(), number) for number in rule.by_month_day}
        yield from (day for day in sorted(days) if day >= starts_on)


def _day_of(month: date, number: int) -> date:
    return day_in_month(month, number) if number > 0 else last_of_month(month) + timedelta(days=number + 1)
