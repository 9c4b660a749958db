"""Where an alert stands, and how long it may be put off."""

from datetime import date

from pm_app.kernel.errors import Refused
from pm_app.reminders.enums import AlertState


class SnoozedPastDate(Refused):
    """A snooze that would sleep through the date itself."""


class SnoozedIntoPast(Refused):
    """A snooze that would be over at once."""


def alert_state(
    date_on: date,
    today: date,
    *,
    begins_on: date | None = None,
    acknowledged: bool = False,
    snoozed_until: date | None = None,
    resolved: bool = False,
    cancelled: bool = False,
) -> AlertState:
    """Return where an alert stands today. A snooze ends on `snoozed_until`, when the alert is due again.

    Before `begins_on`, the day of its first rung, it is upcoming and needs no attention.
    """
    if cancelled:
        return AlertState.CANCELLED
    if resolved:
        return AlertState.RESOLVED
    if snoozed_until is not None and snoozed_until > today:
        return AlertState.SNOOZED
    if acknowledged:
        return AlertState.ACKNOWLEDGED
    if begins_on is not None and begins_on > today:
        return AlertState.UPCOMING
    return AlertState.LATE if date_on < today else AlertState.DUE


def why_not_snoozed(date_on: date, today: date, *, may_pass_date: bool) -> str:
    """Return why a date cannot be put off at all, since every later day is past it; "" when it can."""
    if may_pass_date or date_on > today:
        return ""
    return "Every later day is past the date itself. Ask a manager to put it off."


def check_snooze(snoozed_until: date, date_on: date, today: date, *, may_pass_date: bool) -> None:
    """Refuse a snooze that is over at once, or that passes the date without the permission for that."""
    if snoozed_until <= today:
        raise SnoozedIntoPast("Choose a day after today to be reminded again.", field="snoozed_until")
    if snoozed_until > date_on and not may_pass_date:
        raise SnoozedPastDate(
            "This would sleep past the date itself. Choose an earlier day, or ask a manager.", field="snoozed_until"
        )
