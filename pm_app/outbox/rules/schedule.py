"""When a job runs: at a time of every day or every so many seconds; and whether the run of a day is still owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pm_app.kernel.dates import clock_words, day_after, day_before
from pm_app.outbox.enums import JobOutcome

# A daily run that broke off is tried again after ten minutes, then after twice as long each time; five times in all.
FIRST_RETRY = timedelta(minutes=10)
MOST_ATTEMPTS = 5
# A job of every few seconds that breaks off waits longer each time, but never longer than this.
LONGEST_WAIT_SECONDS = 600.0


@dataclass(frozen=True)
class Rhythm:
    """When a job runs: at a time of every day, office time, or every so many seconds. One of both is set."""

    at: time | None = None
    every_seconds: int | None = None

    def __post_init__(self) -> None:
        """Insist on exactly one of both."""
        if (self.at is None) == (self.every_seconds is None) or self.every_seconds == 0:
            raise ValueError("A job runs at a time of the day, or every so many seconds.")

    def in_words(self) -> str:
        """Return it as in a sentence: `every day at 6:00 AM`, `every 20 seconds`, `every minute`."""
        if self.at is not None:
            return f"every day at {clock_words(self.at)}"
        return f"every {_length(self.every_seconds or 1)}"


@dataclass(frozen=True)
class Attempt:
    """One run for a day, as it is known to whoever holds the job's lock: one without an outcome was cut off."""

    ended_at: datetime | None
    outcome: JobOutcome | None
    broke_off: bool


def starts_at(day: date, at: time, time_zone: str) -> datetime:
    """Return the one moment, in UTC, at which a time of a day is reached.

    A time that the clocks skip in spring counts from before they were moved: 2:30 is 3:30 of the new time. One that
    comes twice in fall is the first of both.
    """
    return datetime.combine(day, at.replace(fold=0), tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def due_day(now: datetime, at: time, time_zone: str) -> date:
    """Return the latest day whose run was due at a moment: today, or yesterday while its time has not come."""
    today = now.astimezone(ZoneInfo(time_zone)).date()
    return today if starts_at(today, at, time_zone) <= now else day_before(today)


def next_start(rhythm: Rhythm, now: datetime, time_zone: str) -> datetime:
    """Return the next moment, in UTC, at which a job starts by itself; for one of every few seconds, the latest."""
    if rhythm.at is None:
        return now + timedelta(seconds=rhythm.every_seconds or 1)
    return starts_at(day_after(due_day(now, rhythm.at, time_zone)), rhythm.at, time_zone)


def is_owed(attempts: Sequence[Attempt], now: datetime) -> bool:
    """Return whether the run of a day is still to be made, from the attempts there were, oldest first.

    One that came to its end settles the day, whatever it reported. One that was cut off is made up at once, one that
    broke off after a pause that grows; after five attempts the day is given up.
    """
    if not attempts:
        return True
    if any(one.outcome is not None and not one.broke_off for one in attempts) or len(attempts) >= MOST_ATTEMPTS:
        return False
    last = attempts[-1]
    if last.outcome is None or last.ended_at is None:
        return True
    return now - last.ended_at >= FIRST_RETRY * 2 ** (len(attempts) - 1)


def wait_after_failures(every_seconds: int, failures: int) -> float:
    """Return for how many seconds a job of every few seconds waits after so many failures without a success."""
    if not failures:
        return 0.0
    return min(every_seconds * 2.0 ** min(failures, 16), max(LONGEST_WAIT_SECONDS, float(every_seconds)))


def _length(seconds: int) -> str:
    for size, name in ((3600, "hour"), (60, "minute"), (1, "second")):
        if seconds % size == 0:
            number = seconds // size
            return name if number == 1 else f"{number} {name}s"
    raise AssertionError("A whole number of seconds divides by one.")
