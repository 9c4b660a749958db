"""Keeping the alerts fresh: what was saved is looked at again at once, everything once a night."""

from datetime import date

from pm_app.access.rules import SCHEDULER
from pm_app.reminders.actions.scanning import Reconciled, scan
from pm_app.runtime import run_now, services


def scan_all(today: date | None = None) -> Reconciled:
    """Look at the dates of everything and keep the alerts as they say."""
    clock = services().clock
    return run_now(SCHEDULER, scan, today=today or clock.today(), now=clock.now())


def freshen(today: date | None = None) -> int:
    """Look again at the dates of what was saved since the last look; return how many records were looked at."""
    return 0
