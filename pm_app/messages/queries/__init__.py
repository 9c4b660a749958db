"""What is known about mail, about addresses, and how the office signs; the words other features use."""

from pm_app.messages.queries.letterhead import LetterheadSet, find_letterhead
from pm_app.messages.queries.rows import (
    KEPT,
    MailOnRecord,
    MessageDetails,
    MessageRow,
    mails_of,
    message_counts,
    message_details,
    message_rows,
)

__all__ = [
    "KEPT",
    "LetterheadSet",
    "MailOnRecord",
    "MessageDetails",
    "MessageRow",
    "find_letterhead",
    "mails_of",
    "message_counts",
    "message_details",
    "message_rows",
]
