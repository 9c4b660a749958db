"""What a template is for, and the kinds of contacts."""

from enum import StrEnum


class TemplatePurpose(StrEnum):
    """What a template is for; decides the merge fields it may use."""

    REMINDER_TO_STAFF = "reminder to staff"
    REMINDER_TO_TENANT = "reminder to a tenant"
    REMINDER_TO_OWNER = "reminder to an owner"
    REMINDER_TO_VENDOR = "reminder to a vendor"
    BULK_MAIL = "mail to tenants"


class ContactLogKind(StrEnum):
    """How the office was in contact."""

    CALL = "call"
    LETTER = "letter"
    VISIT = "visit"
    TEXT_MESSAGE = "text message"
    MAIL = "e-mail"
    NOTE = "note"


class Direction(StrEnum):
    """Who turned to whom."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    INTERNAL = "internal"
