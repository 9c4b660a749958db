"""When a report is mailed again: every working day, a weekday, or a day of the month, at an hour of the office."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pm_app.access.enums import Permission
from pm_app.kernel.dates import clock_words, day_after, day_in_month
from pm_app.kernel.errors import Refused
from pm_app.outbox.rules.schedule import starts_at
from pm_app.reports.enums import ReportKind, ReportRhythm

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LAST_OF_MONTH = 31
MOST_READERS = 50
# A day that never comes (an office that is closed for good) ends the search.
_FARTHEST_DAYS = 400

IsWorking = Callable[[date], bool]

# What somebody must be allowed so that there is anything in the report for them.
NEEDS: dict[ReportKind, tuple[Permission, ...]] = {
    ReportKind.RENT_ROLL: (Permission.VIEW_LEASES, Permission.VIEW_LEDGER),
    ReportKind.DELINQUENCY: (Permission.VIEW_LEASES, Permission.VIEW_LEDGER),
    ReportKind.COMPLIANCE: (Permission.VIEW_DOCUMENTS,),
    ReportKind.EXPIRATIONS: (Permission.VIEW_DOCUMENTS,),
}
# The list each report is.
LIST_OF: dict[ReportKind, str] = {
    ReportKind.RENT_ROLL: "rent-roll",
    ReportKind.DELINQUENCY: "delinquency",
    ReportKind.COMPLIANCE: "compliance",
    ReportKind.EXPIRATIONS: "expirations",
}


@dataclass(frozen=True)
class Plan:
    """How often a report is mailed: `on_day` is the weekday from 0, Monday, or the day of the month, 31 its last."""

    rhythm: ReportRhythm
    on_day: int
    at_hour: int

    def in_words(self) -> str:
        """Return it as in a sentence: `every Monday at 7:00 AM`."""
        at = clock_words(time(self.at_hour))
        if self.rhythm == ReportRhythm.DAILY:
            return f"every working day at {at}"
        if self.rhythm == ReportRhythm.WEEKLY:
            return f"every {WEEKDAYS[self.on_day]} at {at}"
        if self.on_day == LAST_OF_MONTH:
            return f"on the last day of every month at {at}"
        return f"on day {self.on_day} of every month at {at}"


def checked_plan(rhythm: ReportRhythm, on_day: int, at_hour: int) -> Plan:
    """Return the plan as it is kept; refuses a weekday, a day of the month or an hour that there is not."""
    low, high = {ReportRhythm.DAILY: (0, 0), ReportRhythm.WEEKLY: (0, 6), ReportRhythm.MONTHLY: (1, 31)}[rhythm]
    if rhythm == ReportRhythm.DAILY:
        on_day = 0
    if not low <= on_day <= high:
        asked = "Choose a weekday." if rhythm == ReportRhythm.WEEKLY else "Choose a day of the month from 1 to 31."
        raise Refused(asked, field="on_day")
    if not 0 <= at_hour <= 23:
        raise Refused("Choose an hour of the day.", field="at_hour")
    return Plan(rhythm, on_day, at_hour)


def next_day(plan: Plan, after: date, is_working: IsWorking) -> date:
    """Return the first day after a day on which the report is due; 29, 30 and 31 are the last day of a shorter month.

    Where no working day comes, the day that follows.
    """
    day = day_after(after)
    for _ in range(_FARTHEST_DAYS):
        if _is_due(plan, day, is_working):
            return day
        day = day_after(day)
    return day_after(after)


def first_day(plan: Plan, now: datetime, today: date, time_zone: str, is_working: IsWorking) -> date:
    """Return the first day on which a report planned at a moment is due: today if its hour is still to come."""
    to_come = starts_at(today, time(plan.at_hour), time_zone) > now
    return next_day(plan, today - timedelta(days=1) if to_come else today, is_working)


def due_day(plan: Plan, next_on: date, now: datetime, time_zone: str, is_working: IsWorking) -> date | None:
    """Return the day for which a report is to be mailed at a moment, None when it is not.

    Of several days that were missed it is the last: what was missed is made up once.
    """
    due: date | None = None
    day = next_on if _is_due(plan, next_on, is_working) else next_day(plan, next_on, is_working)
    for _ in range(_FARTHEST_DAYS * 10):
        if starts_at(day, time(plan.at_hour), time_zone) > now:
            break
        due, day = day, next_day(plan, day, is_working)
    return due


def _is_due(plan: Plan, day: date, is_working: IsWorking) -> bool:
    if plan.rhythm == ReportRhythm.DAILY:
        return is_working(day)
    if plan.rhythm == ReportRhythm.WEEKLY:
        return day.weekday() == plan.on_day
    return day == day_in_month(day, plan.on_day)
