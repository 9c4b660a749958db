"""How urgent a task is, and what it may be about."""

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
