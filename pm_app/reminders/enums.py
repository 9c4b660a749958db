"""The kinds of critical dates, what became of a rung, where an alert stands."""

from enum import StrEnum


class CriticalDateKind(StrEnum):
    """What comes up on a day."""

    LEASE_END = "lease end"
    DOCUMENT_EXPIRATION = "document expiration"
    DEPOSIT_DEADLINE = "deposit deadline"
    DEPOSIT_TRANSFER = "deposit transfer"


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
