"""Where a message stands, and what it is for."""

from enum import StrEnum


class MessageState(StrEnum):
    """Where a message stands: derived from its moments."""

    QUEUED = "queued"
    SENT = "sent"
    KEPT = "kept in the app"
    FAILED = "failed"
    UNSURE = "not confirmed"
    BOUNCED = "bounced"


class MessagePurpose(StrEnum):
    """What a message is for."""

    REMINDER = "reminder"
    DIGEST = "digest"
    BULK = "mail to many"
    PAPER = "paper"
    REPORT = "report"
    ACCOUNT = "account"
    SYSTEM = "system"
    OTHER = "other"
