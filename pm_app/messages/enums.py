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


# What its reader may end, and so carries a way to do it when its writer names one.
OPTIONAL = frozenset({MessagePurpose.REMINDER, MessagePurpose.DIGEST, MessagePurpose.BULK, MessagePurpose.REPORT})
# What goes out before everything else, and is not held back by the limit of a day.
FIRST = frozenset({MessagePurpose.ACCOUNT, MessagePurpose.DIGEST})
