"""What is decided about mail without looking anything up, and how the office signs; the words other features use."""

from pm_app.messages.rules.letterhead import LONGEST_FOOTER, LONGEST_LINE, Letterhead, checked_letterhead
from pm_app.messages.rules.mail import (
    MAX_ATTEMPTS,
    Attachment,
    Enclosed,
    HandoverForbidden,
    HandoverUnsure,
    Mail,
    MailDeferred,
    MailRefused,
    MailServerAway,
    next_attempt,
)
from pm_app.messages.rules.seeing import sees_message

__all__ = [
    "LONGEST_FOOTER",
    "LONGEST_LINE",
    "MAX_ATTEMPTS",
    "Attachment",
    "Enclosed",
    "HandoverForbidden",
    "HandoverUnsure",
    "Letterhead",
    "Mail",
    "MailDeferred",
    "MailRefused",
    "MailServerAway",
    "checked_letterhead",
    "next_attempt",
    "sees_message",
]
