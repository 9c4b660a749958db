"""Until when the books are closed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.tables import PeriodLock


@dataclass(frozen=True)
class ClosedPeriod:
    """Until when the books are closed (None: they are open), who decided that, when and why."""

    locked_through: date | None
    locked_at: datetime
    reason: str


def closed_period(session: Session, actor: Actor) -> ClosedPeriod | None:
    """Return the newest decision about the closed period, or None when none was ever made."""
    actor.must(Permission.VIEW_LEDGER)
    lock = session.exec(
        select(PeriodLock).order_by(col(PeriodLock.locked_at).desc(), col(PeriodLock.id).desc()).limit(1)
    ).first()
    return ClosedPeriod(lock.locked_through, lock.locked_at, lock.reason) if lock else None
