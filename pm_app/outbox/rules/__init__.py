"""How long failed work waits before it is tried again, when it is given up, and what a run of a job reports."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pm_app.outbox.enums import JobOutcome

ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
LONGEST_PAUSE_WHILE_AWAY = timedelta(minutes=15)
# Work that was begun and neither done nor failed for so long belonged to a process that ended.
ABANDONED_AFTER = timedelta(minutes=30)
LONGEST_PROBLEM = 500
CUT_OFF = "It was cut off: the app was stopped meanwhile."
# A daily job may be a little late without anybody being told.
LATE_AFTER = timedelta(hours=26)


@dataclass(frozen=True)
class JobReport:
    """What one run of a job did: how many items are done, how many failed, and a sentence on both."""

    done: int
    failed: int
    summary: str


def pause_after(attempts: int) -> timedelta:
    """Return how long work waits after its failure number `attempts`: five times longer each time, at most 6 hours."""
    return min(FIRST_PAUSE * 5 ** (attempts - 1), LONGEST_PAUSE)


def pause_while_away(waited: timedelta) -> timedelta:
    """Return how long work waits that has waited for a supplier for so long: half as long again, 1 to 15 minutes."""
    return min(max(waited / 2, FIRST_PAUSE), LONGEST_PAUSE_WHILE_AWAY)


def is_dead(attempts: int) -> bool:
    """Return whether work that failed so often is given up, for a person to look at."""
    return attempts >= ATTEMPTS


def outcome_of(report: JobReport) -> JobOutcome:
    """Return how a run ended: done, done in part when some items failed, failed when all did."""
    if not report.failed:
        return JobOutcome.DONE
    return JobOutcome.DONE_IN_PART if report.done else JobOutcome.FAILED


def is_late(ended_at: datetime | None, first_at: datetime | None, now: datetime) -> bool:
    """Return whether a daily job has not ended well for more than 26 hours.

    One that never did counts from the first run of any job; where nothing ever ran there is nothing to miss yet.
    """
    since = ended_at or first_at
    return since is not None and now - since > LATE_AFTER
