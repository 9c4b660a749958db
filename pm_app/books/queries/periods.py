"""Until when the books are closed, and every decision that closed or reopened them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.books.tables import PeriodLock


@dataclass(frozen=True)
class ClosedPeriod:
    """Until when the books are closed (None: they are open), who decided that, when and why."""

    locked_through: date | None
    locked_at: datetime
    reason: str


@dataclass(frozen=True)
class PeriodDecision:
    """The books were closed through a day, or reopened after it; None on either side: open wholly."""

    period_lock_id: UUID
    before: date | None
    locked_through: date | None
    locked_at: datetime
    locked_by: str
    reason: str

    @property
    def closed(self) -> bool:
        """Whether this closed the books further; otherwise it reopened them."""
        return self.locked_through is not None and (self.before is None or self.locked_through > self.before)


def closed_period(session: Session, actor: Actor) -> ClosedPeriod | None:
    """Return the newest decision about the closed period, or None when none was ever made."""
    actor.must(Permission.VIEW_LEDGER)
    lock = session.exec(
        select(PeriodLock).order_by(col(PeriodLock.locked_at).desc(), col(PeriodLock.id).desc()).limit(1)
    ).first()
    return ClosedPeriod(lock.locked_through, lock.locked_at, lock.reason) if lock else None


def period_decisions(session: Session, actor: Actor) -> list[PeriodDecision]:
    """Return every closing and reopening, newest first, each with the day the books were closed through before it."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.execute(
        sql_select(PeriodLock, col(User.name))
        .outerjoin(User, col(User.id) == col(PeriodLock.locked_by_id))
        .order_by(col(PeriodLock.locked_at), col(PeriodLock.id))
    )
    found: list[PeriodDecision] = []
    before: date | None = None
    for lock, name in rows:
        by = name or "Console"
        found.append(PeriodDecision(lock.id, before, lock.locked_through, lock.locked_at, by, lock.reason))
        before = lock.locked_through
    return found[::-1]
