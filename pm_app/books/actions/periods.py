"""Closing the books through a day, and reopening them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.queries.periods import closed_period
from pm_app.books.tables import PeriodLock
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.kernel.listing import cleaned


class LockOutOfOrder(Refused):
    """A closing day that is not later, or a reopening that is not earlier, than the present one."""


def lock_period(
    session: Session, actor: Actor, *, locked_through: date, today: date, now: datetime, reason: str = ""
) -> UUID:
    """Close the books up to and including a day that has passed; nothing is posted there any more.

    Refuses a day that is not over yet, and one that is not later than the present closing day: that is reopening.
    """
    _must_keep_all_books(actor)
    if locked_through >= today:
        raise LockOutOfOrder(
            "Only days that are over can be closed. Choose a day before today.", field="locked_through"
        )
    before = _lock_for_decision(session, actor)
    if before is not None and locked_through <= before:
        raise LockOutOfOrder(
            "The books are closed through that day already. Choose a later one.", field="locked_through"
        )
    return _decide(session, actor, before, locked_through, "closed the books", reason, now)


def unlock_period(session: Session, actor: Actor, *, locked_through: date | None, reason: str, now: datetime) -> UUID:
    """Reopen the books after an earlier day, or wholly (None); a reason is obligatory and kept."""
    _must_keep_all_books(actor)
    before = _lock_for_decision(session, actor)
    if before is None or (locked_through is not None and locked_through >= before):
        raise LockOutOfOrder("The books are open after that day already.", field="locked_through")
    if not reason.strip():
        raise Refused("Write why the books are reopened.", field="reason")
    return _decide(session, actor, before, locked_through, "reopened the books", reason, now)


def _must_keep_all_books(actor: Actor) -> None:
    actor.must(Permission.LOCK_PERIODS)
    if actor.property_ids is not None:
        raise NotAllowed("Only somebody who sees every property can close or reopen the books of the company.")


def _lock_for_decision(session: Session, actor: Actor) -> date | None:
    """Wait until nobody is posting, keep others from it until the decision is written, and return the present lock."""
    session.connection().execute(text("lock table entry_counter in share row exclusive mode"))
    closed = closed_period(session, actor)
    return closed.locked_through if closed else None


def _decide(
    session: Session,
    actor: Actor,
    before: date | None,
    locked_through: date | None,
    did: str,
    reason: str,
    now: datetime,
) -> UUID:
    decision = PeriodLock(
        locked_through=locked_through,
        locked_at=now,
        locked_by_id=actor.user_id,
        reason=cleaned(reason, longest=500, field="reason", name="The reason"),
    )
    session.add(decision)
    session.flush()
    record_audit(
        session,
        actor,
        did=did,
        about_kind="books",
        about_id=decision.id,
        about_name="Closed period",
        now=now,
        details={"closed through": [_iso(before), _iso(locked_through)], "reason": decision.reason},
    )
    return decision.id


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
