"""Days and months as an office counts them: last days included, due days clamped to short months."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


@dataclass(frozen=True)
class AsOf:
    """The end of a day that a report tells of, and how much of it is known.

    What was recorded after `known_at` is left out (None: nothing is). `seen_at` is the last moment that counts for
    what is dated by a moment: the end of the day, or when it was known, whichever is earlier.
    """

    day: date
    known_at: datetime | None
    seen_at: datetime


def clock_words(at: time) -> str:
    """Return a time as people say it: `6:00 AM`, `12:05 PM`."""
    return f"{at.hour % 12 or 12}:{at.minute:02} {'AM' if at.hour < 12 else 'PM'}"


def first_of_month(day: date) -> date:
    """Return the first day of the month that `day` is in."""
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    """Return the last day of the month that `day` is in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later (or earlier), clamped to the end of a shorter month."""
    position = day.year * 12 + day.month - 1 + months
    year, month = divmod(position, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_in_month(month: date, due_day: int) -> date:
    """Return day number `due_day` of that month; 29, 30 and 31 clamp to its last day."""
    return month.replace(day=min(due_day, monthrange(month.year, month.month)[1]))


def days_from(start: date, end: date) -> int:
    """Return how many days lie from `start` to `end`: 0 on the same day, negative when `end` is earlier."""
    return (end - start).days


def days_between(first: date, last: date) -> int:
    """Return how many days a period has, first and last included; 0 when it ends before it begins."""
    return max(0, (last - first).days + 1)


def day_before(day: date) -> date:
    """Return the day before."""
    return day - timedelta(days=1)


def day_after(day: date) -> date:
    """Return the day after."""
    return day + timedelta(days=1)


def named_day(text: str) -> date:
    """Return the day that `2026-11-20` names.

    `ValueError` when it names none, or one outside of 1900 to 2200: nothing is known of it, and the calendar's own ends
    have no day before or after them to count on to.
    """
    day = date.fromisoformat(text)
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise ValueError(f"{text} is outside of {EARLIEST_YEAR} to {LATEST_YEAR}")
    return day


def in_words(day: date) -> str:
    """Write a day as it stands in a sentence: `Nov 20, 2026`."""
    return f"{day:%b} {day.day}, {day.year}"


def end_of_day(day: date, time_zone: str) -> datetime:
    """Return the last moment of a day in a time zone, as UTC."""
    midnight = datetime.combine(day_after(day), time(), tzinfo=ZoneInfo(time_zone))
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def as_it_was(day: date, known_at: datetime | None = None, ends_at: datetime | None = None) -> AsOf:
    """Return the end of a day as it was known at a moment.

    `ends_at` is the day's last moment in the office's time zone; unless given, that of the westernmost zone, so that
    nothing done on the day is missed.
    """
    last = ends_at or end_of_day(day, "Etc/GMT+12")
    return AsOf(day, known_at, last if known_at is None else min(last, known_at))
