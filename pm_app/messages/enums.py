"""Where a message stands."""

from enum import StrEnum


class MessageState(StrEnum):
    """Where a message stands: derived from its moments."""

    QUEUED = "queued"
    SENT = "sent"
    KEPT = "kept in the app"
    FAILED = "failed"
