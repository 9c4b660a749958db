"""How urgent a task is, what it may be about, what starts one from a template, how often things come again."""

from enum import StrEnum


class Priority(StrEnum):
    """How urgent a task is."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class TaskSubject(StrEnum):
    """The kind of record a task is about."""

    PROPERTY = "property"
    UNIT = "unit"
    TENANCY = "tenancy"
    PERSON = "person"
    DOCUMENT = "document"
    ALERT = "alert"
    MESSAGE = "message"


class TaskEvent(StrEnum):
    """What starts a task from a template."""

    BY_HAND = "by hand"
    TENANT_MOVED_IN = "tenant moved in"
    NOTICE_GIVEN = "notice given"
    TENANT_MOVED_OUT = "tenant moved out"
    LEASE_EXPIRING = "lease expiring"
    DOCUMENT_EXPIRED = "document expired"


class AssignTo(StrEnum):
    """Who gets a task that a template starts."""

    RESPONSIBLE = "the responsible manager"
    PERSON = "one person"


class Frequency(StrEnum):
    """How often something comes again, in the words of RFC 5545."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class RecurringView(StrEnum):
    """Which recurring dates a list shows: those that come again, the late ones of them, those at their end, removed."""

    STANDING = ""
    LATE = "late"
    ENDED = "ended"
    REMOVED = "removed"


class DueWindow(StrEnum):
    """When the tasks of a list are due."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    NO_DAY = "none"
