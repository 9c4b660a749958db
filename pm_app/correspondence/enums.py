"""What a template is for, how letters go out, and the kinds of contacts."""

from enum import StrEnum


class TemplatePurpose(StrEnum):
    """What a template is for; decides the merge fields it may use."""

    REMINDER_TO_STAFF = "reminder to staff"
    REMINDER_TO_TENANT = "reminder to a tenant"
    REMINDER_TO_OWNER = "reminder to an owner"
    REMINDER_TO_VENDOR = "reminder to a vendor"
    BULK_MAIL = "mail to tenants"


class TemplateUse(StrEnum):
    """What a text to tenants and owners is good for."""

    MAIL = "mail"
    LETTER = "letters"
    BOTH = "mail and letters"


class LetterDelivery(StrEnum):
    """How a letter went out."""

    TO_BE_SENT = "to be sent"
    POSTED = "posted"
    CERTIFIED = "certified mail"
    HANDED_OVER = "handed over"


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


class AudienceKind(StrEnum):
    """Who a mail to many goes to, before it is narrowed."""

    LATE = "households behind on rent"
    CURRENT = "current tenants"
    ENDING = "tenants whose lease ends"
    OWNERS = "owners"
    PEOPLE = "people picked by hand"


class LeftOut(StrEnum):
    """Why somebody who was chosen gets no mail."""

    NO_ADDRESS = "no e-mail address"
    NOT_AN_ADDRESS = "not an e-mail address"
    UNDELIVERABLE = "mail to the address comes back"
    EVICTION = "under an eviction hold"
    CHOSEN_ALREADY = "gets one mail already"
    SAME_ADDRESS = "shares the address of somebody in the household"
    ARCHIVED = "archived"
    BY_HAND = "left out by you"
    EMPTY = "the mail would be empty"
    REACHED = "gets it by e-mail"
    NO_POSTAL_ADDRESS = "no postal address"
