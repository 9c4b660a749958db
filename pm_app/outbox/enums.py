"""The kinds of queued work, how a job ended, how bad a problem of the system is."""

from enum import StrEnum


class WorkKind(StrEnum):
    """What is to be done outside the transaction that asked for it."""

    READ_DOCUMENT = "read document"


class JobOutcome(StrEnum):
    """How a run of a job ended."""

    DONE = "done"
    DONE_IN_PART = "done in part"
    FAILED = "failed"


class Severity(StrEnum):
    """How bad a problem of the running system is."""

    WARNING = "warning"
    CRITICAL = "critical"
