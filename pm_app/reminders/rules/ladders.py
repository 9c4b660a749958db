"""When to speak of a date: ladders, their rungs, the day each goes out, and which of them is due."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pm_app.calendars.rules import WorkingDays
from pm_app.kernel.dates import days_from

REPEATS_FOR_DAYS = 91


@dataclass(frozen=True)
class Rung:
    """One step of a ladder: so many days before the date (negative: after it), and the day that is."""

    offset_days: int
    due_on: date


@dataclass(frozen=True)
class RungPlan:
    """What to do now: the one rung to send, if any, and the rungs that came too late to be sent, farthest first."""

    send: int | None
    skipped: tuple[int, ...]


NOTHING_DUE = RungPlan(send=None, skipped=())


def every_rung(ladder: Sequence[int]) -> tuple[int, ...]:
    """Return the steps of a ladder, farthest before the date first.

    A negative last step repeats: -7 is also due 14, 21, ... days after, for at most REPEATS_FOR_DAYS.
    """
    last = min(ladder, default=0)
    again = range(last, -REPEATS_FOR_DAYS - 1, last) if last < 0 else ()
    return tuple(sorted({*ladder, *again}, reverse=True))


def rungs(date_on: date, ladder: Sequence[int], through: date) -> tuple[Rung, ...]:
    """Return all rungs whose own day is on or before `through`, the farthest before the date first."""
    nearest = days_from(through, date_on)
    return tuple(Rung(offset, rung_day(date_on, offset)) for offset in every_rung(ladder) if offset >= nearest)


def rung_day(date_on: date, rung: int) -> date:
    """Return the day a rung is due: so many days before the date, after it when negative."""
    return date_on - timedelta(days=rung)


def sending_day(date_on: date, rung: int, working: WorkingDays) -> date:
    """Return the day a rung goes out: its own day when the office works on it.

    Otherwise on the working day before it; what speaks after the date, on the working day after it.
    """
    due_on = rung_day(date_on, rung)
    return working.before(due_on) if rung >= 0 else working.after(due_on)


def begins_on(date_on: date, ladder: Sequence[int], working: WorkingDays) -> date:
    """Return the day from which on a date needs attention: when its first rung goes out."""
    return sending_day(date_on, max(ladder, default=0), working)


def next_due_on(date_on: date, ladder: Sequence[int], decided: Collection[int], working: WorkingDays) -> date | None:
    """Return the day on which the next rung goes out that is not decided, or None when all are."""
    # The farther before the date, the earlier a rung goes out: the first that is open is the next.
    still_open = next((rung for rung in every_rung(ladder) if rung not in decided), None)
    return None if still_open is None else sending_day(date_on, still_open, working)


def rungs_due(
    date_on: date,
    ladder: Sequence[int],
    today: date,
    already: Collection[int],
    working: WorkingDays | None = None,
) -> RungPlan:
    """Return which rung to send today and which ones to mark as skipped (domain rules §20).

    `already` holds the offsets that were decided in this cycle. Of several that are due only the one nearest to (or
    farthest past) the date is sent; one less urgent than what was already said is skipped. Without working days every
    rung goes out on its own day.
    """
    days = working or EVERY_DAY
    due = [rung for rung in every_rung(ladder) if rung not in already and sending_day(date_on, rung, days) <= today]
    if not due:
        return NOTHING_DUE
    most_urgent = due[-1]
    if any(offset < most_urgent for offset in already):
        return RungPlan(send=None, skipped=tuple(due))
    return RungPlan(send=most_urgent, skipped=tuple(due[:-1]))


EVERY_DAY = WorkingDays(weekdays=frozenset(range(7)), country="")
