"""Which days a calendar shows: a month in whole weeks, a week, a day; and what comes before and after."""

from dataclasses import dataclass
from datetime import date, timedelta

from pm_app.kernel.dates import add_months, first_of_month, last_of_month
from pm_app.ui.format import day, month, short_day

MONTH, WEEK, DAY = "month", "week", "day"
VIEWS = (MONTH, WEEK, DAY)
# Calendars end where days can still be counted on from.
EARLIEST, LATEST = date(1990, 1, 1), date(2190, 12, 31)


@dataclass(frozen=True)
class Span:
    """The days that are shown, first and last included, what they are called, and a day before and after them.

    `month_of` is the month the shown days belong to; None when every day counts alike.
    """

    first: date
    last: date
    title: str
    before: date
    after: date
    month_of: date | None = None

    @property
    def days(self) -> list[date]:
        """Every day that is shown."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


def span_of(view: str, on: date) -> Span:
    """Return what a view shows around a day; weeks begin on Sunday."""
    on = min(max(on, EARLIEST), LATEST)
    if view == DAY:
        return Span(on, on, day(on), on - timedelta(days=1), on + timedelta(days=1))
    if view == WEEK:
        first = _sunday(on)
        last = first + timedelta(days=6)
        title = f"{short_day(first)} – {day(last)}"
        return Span(first, last, title, first - timedelta(days=7), first + timedelta(days=7))
    begins, ends = first_of_month(on), last_of_month(on)
    first, last = _sunday(begins), _sunday(ends) + timedelta(days=6)
    return Span(first, last, month(on), add_months(begins, -1), add_months(begins, 1), month_of=begins)


def asked_view(written: str) -> str:
    """Return the view an address asks for; the month when it makes no sense."""
    return written if written in VIEWS else MONTH


def asked_day(written: str, today: date) -> date:
    """Return the day an address asks for; today when it makes no sense."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return today


def _sunday(on: date) -> date:
    return on - timedelta(days=(on.weekday() + 1) % 7)
