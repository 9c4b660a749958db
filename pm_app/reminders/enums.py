"""The kinds of critical dates, what became of a rung, who is told and how, where an alert stands."""

from enum import StrEnum


class CriticalDateKind(StrEnum):
    """What comes up on a day."""

    LEASE_END = "lease end"
    RENEWAL_OFFER = "renewal offer"
    RENEWAL_REPLY = "renewal reply"
    MOVE_OUT = "move-out"
    RENT_INCREASE = "rent increase notice"
    NOTICE_DEADLINE = "notice deadline"
    DOCUMENT_EXPIRATION = "document expiration"
    CANCEL_BY = "cancel by"
    INSPECTION = "inspection"
    MISSING_DOCUMENT = "missing document"
    DEPOSIT_DEADLINE = "deposit deadline"
    DEPOSIT_TRANSFER = "deposit transfer"
    PAYMENT_PROMISE = "payment promise"
    TASK = "task"
    RECURRING_DATE = "recurring date"


class ReminderState(StrEnum):
    """What became of one rung; what is not decided yet is due, or planned."""

    PLANNED = "planned"
    DUE = "due"
    SENT = "sent"
    SKIPPED_LATE = "skipped: late"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class AlertState(StrEnum):
    """Where an alert in the app stands."""

    UPCOMING = "upcoming"
    DUE = "due"
    LATE = "late"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"


class AlertGroup(StrEnum):
    """Kinds of dates that are looked at together."""

    LEASES = "leases"
    DOCUMENTS = "documents"
    INSPECTIONS = "inspections"
    DEPOSITS = "deposits"
    TASKS = "tasks"


class Urgency(StrEnum):
    """How near a date is."""

    LATE = "late"
    THIS_WEEK = "this week"
    IN_30 = "within 30 days"
    IN_60 = "within 60 days"
    IN_90 = "within 90 days"
    LATER = "later"


class Told(StrEnum):
    """Why somebody is told of a date."""

    RESPONSIBLE = "responsible"
    ROLE = "role"
    ESCALATION = "escalation"
    TENANT = "tenant"
    OWNER = "owner"
    VENDOR = "vendor"


class TellingWay(StrEnum):
    """How somebody is told of a rung."""

    ALONE = "a mail of its own"
    DIGEST = "in the digest"
    IN_APP = "in the app"


class Outsider(StrEnum):
    """Whoever outside the office is written to about a date."""

    NOBODY = "nobody"
    TENANT = "tenant"
    OWNER = "owner"
    VENDOR = "vendor"
