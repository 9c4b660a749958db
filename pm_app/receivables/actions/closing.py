"""Closing a period: the lock of the books, and copies of the figures that must be told for ever."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.actions.periods import lock_period
from pm_app.receivables.queries.closed_reports import report_copies
from pm_app.receivables.tables.openings import ClosedReport


def close_period(
    session: Session, actor: Actor, *, through: date, today: date, now: datetime, reason: str = ""
) -> UUID:
    """Close the books through a day, keep its trial balance, aging and deposits held, and return the decision's id.

    The copies are of all properties, whoever closes. Refuses what `lock_period` refuses: a day that is not over, and
    one that is closed already.
    """
    actor.must(Permission.LOCK_PERIODS)
    decision_id = lock_period(session, actor, locked_through=through, today=today, now=now, reason=reason)
    for copy in report_copies(session, actor, as_of=through):
        session.add(
            ClosedReport(
                period_lock_id=decision_id,
                as_of=through,
                report=copy.report,
                sha256=copy.sha256,
                content=copy.content,
                stored_at=now,
            )
        )
    session.flush()
    return decision_id
