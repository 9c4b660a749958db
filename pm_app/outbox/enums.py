"""The kinds of queued work and how a job ended."""

from enum import StrEnum


class WorkKind(StrEnum):
    """What is to be done outside the transaction that asked for it."""

    READ_DOCUMENT = "read document"


class JobOutcome(StrEnum):
    """How a run of a job ended."""

    DONE = "done"
    DONE_IN_PART = "done in part"
    FAILED = "failed"
