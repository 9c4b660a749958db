"""Which periods of a rent line are to be charged, when each is due, and how much it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from uuid import UUID

from pm_app.kernel.dates import add_months, day_before, day_in_month, first_of_month, last_of_month
from pm_app.leasing.enums import Frequency, ProrationMethod, RentLineKind
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.proration import prorated_cents

ADVANCE_DAYS = 5
MONTHS_TO_TAKE_OVER = 2

_WEEKS = {Frequency.WEEKLY: 1, Frequency.EVERY_TWO_WEEKS: 2}
_MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.YEARLY: 12}


@dataclass(frozen=True)
class RecurringLine:
    """A rent line: what is charged, how often, on which day, and from when until when (None: until further notice).

    `due_day` counts within the month, 29 to 31 clamped; twice-monthly lines take it within each half, and lines by
    the week are due on the weekday they start on. `prorated` says that a part of a period costs a part.
    """

    rent_line_id: UUID
    kind: RentLineKind
    amount_cents: int
    frequency: Frequency
    due_day: int
    starts_on: date
    ends_on: date | None = None
    prorated: bool = True
    proration: ProrationMethod = ProrationMethod.ACTUAL_DAYS


@dataclass(frozen=True)
class RentPeriod:
    """What names a charge of rent: the line, and the first day of the whole period."""

    rent_line_id: UUID
    period_starts_on: date


@dataclass(frozen=True)
class Period:
    """What one charge pays for, last day included, and the day it is due.

    `whole_starts_on` and `whole_ends_on` bound the full period this is all or a part of; the first of them, with the
    rent line, names the charge so that it is posted once.
    """

    starts_on: date
    ends_on: date
    due_on: date
    whole_starts_on: date
    whole_ends_on: date


def due_periods(
    line: RecurringLine, through: date, stopped_on: date | None = None, *, since: date | None = None
) -> list[Period]:
    """Return the periods due on or before `through`, oldest first (domain rules §8).

    Nothing begins after the line ends or after `stopped_on`, the last day the household was or will be there; the end
    of the lease is no reason to stop. Periods due before `since` are left out: they were charged elsewhere. A part of
    a period is due within its own days.
    """
    last_on = min((day for day in (line.ends_on, stopped_on) if day is not None), default=None)
    periods: list[Period] = []
    for whole_starts_on, whole_ends_on in _whole_periods(line):
        starts_on = max(whole_starts_on, line.starts_on)
        if starts_on > through or (last_on is not None and starts_on > last_on):
            break
        ends_on = whole_ends_on if last_on is None else min(whole_ends_on, last_on)
        due_on = min(max(_due_on(line, whole_starts_on, whole_ends_on), starts_on), ends_on)
        if due_on <= through and (since is None or due_on >= since):
            periods.append(Period(starts_on, ends_on, due_on, whole_starts_on, whole_ends_on))
    return periods


def _whole_periods(line: RecurringLine) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of each full period, from the one the line starts in, without end."""
    if line.frequency in _WEEKS:
        length = timedelta(weeks=_WEEKS[line.frequency])
        for number in count():
            begins_on = line.starts_on + number * length
            yield begins_on, day_before(begins_on + length)
    month = first_of_month(line.starts_on)
    if line.frequency == Frequency.SEMI_MONTHLY:
        yield from _half_months(month, second_half=line.starts_on.day > 15)
    months = _MONTHS[line.frequency]
    for number in count():
        begins_on = add_months(month, number * months)
        yield begins_on, day_before(add_months(begins_on, months))


def _half_months(month: date, *, second_half: bool) -> Iterator[tuple[date, date]]:
    for number in count():
        begins_on = add_months(month, number)
        if number or not second_half:
            yield begins_on, begins_on.replace(day=15)
        yield begins_on.replace(day=16), last_of_month(begins_on)


def _due_on(line: RecurringLine, whole_starts_on: date, whole_ends_on: date) -> date:
    if line.frequency in _WEEKS:
        return whole_starts_on
    if line.frequency == Frequency.SEMI_MONTHLY:
        return min(whole_starts_on + timedelta(days=line.due_day - 1), whole_ends_on)
    return day_in_month(whole_starts_on, line.due_day)


def period_cents(line: RecurringLine, period: Period) -> int:
    """Return what a period of this line costs in cents: the whole amount, or its part when the line is prorated."""
    if not line.prorated:
        return line.amount_cents
    return prorated_cents(
        line.amount_cents,
        period.starts_on,
        period.ends_on,
        whole_first_on=period.whole_starts_on,
        whole_last_on=period.whole_ends_on,
        frequency=line.frequency,
        method=line.proration,
    )


def charge_kind(kind: RentLineKind) -> ChargeKind:
    """Return the kind of charge that a rent line posts."""
    return ChargeKind(kind.value)


def charged_since(starts_on: date, recorded_on: date, today: date) -> date | None:
    """Return the first day from which a stay is charged here; None means from its beginning.

    A stay typed more than two months after it began was taken over: until the month it was typed in, it was charged
    elsewhere, and charging it again would bill a household for years it has paid. Asking for a day before it was typed
    is asking for the past on purpose.
    """
    taken_over = recorded_on > add_months(starts_on, MONTHS_TO_TAKE_OVER) and today >= recorded_on
    return first_of_month(recorded_on) if taken_over else None
