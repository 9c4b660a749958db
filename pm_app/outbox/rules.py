"""How long failed work waits before it is tried again, when it is given up, and what a run of a job reports."""

from dataclasses import dataclass
from datetime import timedelta

from pm_app.outbox.enums import JobOutcome

ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
# Work that was begun and neither done nor failed for so long belonged to a process that ended.
ABANDONED_AFTER = timedelta(minutes=30)
LONGEST_PROBLEM = 500


@dataclass(frozen=True)
class JobReport:
    """What one run of a job did: how many items are done, how many failed, and a sentence on both."""

    done: int
    failed: int
    summary: str


def pause_after(attempts: int) -> timedelta:
    """Return how long work waits after its failure number `attempts`: five times longer each time, at most 6 hours."""
    return min(FIRST_PAUSE * 5 ** (attempts - 1), LONGEST_PAUSE)


def is_dead(attempts: int) -> bool:
    """Return whether work that failed so often is given up, for a person to look at."""
    return attempts >= ATTEMPTS


def outcome_of(report: JobReport) -> JobOutcome:
    """Return how a run ended: done, done in part when some items failed, failed when all did."""
    if not report.failed:
        return JobOutcome.DONE
    return JobOutcome.DONE_IN_PART if report.done else JobOutcome.FAILED
