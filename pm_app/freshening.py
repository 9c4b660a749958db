"""Keeping the alerts fresh: what was saved is looked at again at once, everything once a night."""

import logging
from datetime import date

from pm_app.access.rules import SCHEDULER
from pm_app.reminders.actions.freshening import scan_stale
from pm_app.reminders.actions.scanning import Scanned, scan
from pm_app.reminders.queries.stale import stale_count
from pm_app.reminders.rules.stale import MOST_NOTES
from pm_app.runtime import office_now, run_now, services

logger = logging.getLogger(__name__)

# Whoever is at work looks once more at its end for what others left to it; so often at most.
ROUNDS = 10
# What somebody waits for while a list opens; more than this is left to those who do it in the background.
FEW_NOTES = 100


def scan_all(today: date | None = None) -> Scanned:
    """Look at the dates of everything and keep the alerts as they say; what could not be read is told in the log."""
    today = today or services().clock.today()
    done = _told(run_now(SCHEDULER, scan, today=today, now=office_now()))
    if not done.failed:  # else its notes are kept, and another look at once would not read it either
        freshen(today)
    return done


def freshen(today: date | None = None, *, most: int = MOST_NOTES) -> int:
    """Look again at the dates of what was saved since the last look; return how many notes of it were taken.

    Costs next to nothing when there is none. While another process is at work they are left to it: it looks once more
    when it is done. Above `most` everything is looked at, which takes a while. Notes of what cannot be read stay.
    """
    today, taken = today or services().clock.today(), 0
    for _ in range(ROUNDS):
        if not run_now(SCHEDULER, stale_count, most=1):
            break
        done = run_now(SCHEDULER, scan_stale, today=today, now=office_now(), most=most)
        if done.busy:
            break
        _told(done.scanned)
        taken += done.taken
        if done.scanned.failed:  # what it could not read is noted still: next time, not at once
            break
    return taken


def freshen_a_few(today: date | None = None) -> int:
    """Do the same before a list of alerts is read, unless so much was saved that whoever reads it would wait."""
    waiting = run_now(SCHEDULER, stale_count, most=FEW_NOTES + 1)
    return freshen(today) if 0 < waiting <= FEW_NOTES else 0


def _told(scanned: Scanned) -> Scanned:
    for name, problem in scanned.failed:
        logger.error("dates could not be read", extra={"source": name}, exc_info=problem)
    return scanned
