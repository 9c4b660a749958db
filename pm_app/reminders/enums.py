"""The kinds of critical dates, what became of a rung, where an alert stands and how near its date is."""

from enum import StrEnum


class CriticalDateKind(StrEnum):
    """What comes up on a day."""

    LEASE_END = "lease end"
    DOCUMENT_EXPIRATION = "document expiration"


class ReminderState(StrEnum):
    """What became of one rung."""

    DUE = "due"
    SENT = "sent"
    SKIPPED_LATE = "skipped: late"
    CANCELLED = "cancelled"


class AlertState(StrEnum):
    """Where an alert in the app stands."""

    DUE = "due"
    LATE = "late"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"


class Urgency(StrEnum):
    """How near a critical date is, as the lists are grouped."""

    OVERDUE = "overdue"
    THIS_WEEK = "this week"
    WITHIN_30_DAYS = "within 30 days"
    WITHIN_60_DAYS = "within 60 days"
    WITHIN_90_DAYS = "within 90 days"
    LATER = "later"
