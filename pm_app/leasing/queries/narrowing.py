"""What lists of households are narrowed to, by the words of their address: one meaning on the page and in its file."""

from collections.abc import Mapping
from datetime import date, timedelta

from pm_app.leasing.enums import LeaseState
from pm_app.leasing.rules import OCCUPYING

# "" is everybody whose lease is not over.
LEASE_SEGMENTS: Mapping[str, frozenset[LeaseState]] = {
    "": OCCUPYING | {LeaseState.FUTURE, LeaseState.DRAFT},
    "expiring": frozenset({LeaseState.EXPIRING}),
    "month-to-month": frozenset({LeaseState.MONTH_TO_MONTH}),
    "notice": frozenset({LeaseState.NOTICE_GIVEN}),
    "holdover": frozenset({LeaseState.HOLDOVER}),
    "future": frozenset({LeaseState.FUTURE}),
    "past": frozenset({LeaseState.ENDED, LeaseState.CANCELLED}),
}
_ENDING_DAYS = {"0-90": (0, 90), "0-30": (0, 30), "31-60": (31, 60), "61-90": (61, 90)}


def states_in(segment: str) -> frozenset[LeaseState]:
    """Return the states a segment stands for; a word that is none stands for everybody whose lease is not over."""
    return LEASE_SEGMENTS.get(segment, LEASE_SEGMENTS[""])


def ending_within(words: str, today: date) -> tuple[date, date] | None:
    """Return the first and last day that "31-60" days from today mean; None for words that mean no days."""
    days = _ENDING_DAYS.get(words)
    return (today + timedelta(days=days[0]), today + timedelta(days=days[1])) if days else None
