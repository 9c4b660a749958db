"""The deadlines that places set for returning a deposit, as the office entered them."""

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.receivables.enums import DeadlineCase
from pm_app.receivables.rules.deposit_clock import Deadline
from pm_app.receivables.tables.dispositions import DepositDeadline


def deposit_deadlines(session: Session, actor: Actor) -> list[Deadline]:
    """Return every deadline, by place and then in the order of the situations."""
    actor.must(Permission.VIEW_LEDGER)
    order = list(DeadlineCase)
    found = [_deadline(row) for row in session.exec(select(DepositDeadline))]
    return sorted(found, key=lambda one: (one.jurisdiction, order.index(one.situation)))


def deadlines_by_place(session: Session, actor: Actor) -> dict[str, dict[DeadlineCase, Deadline]]:
    """Return the deadlines of each place by situation; places are written in capitals."""
    actor.must(Permission.VIEW_LEDGER)
    found: dict[str, dict[DeadlineCase, Deadline]] = {}
    for one in deposit_deadlines(session, actor):
        found.setdefault(one.jurisdiction, {})[one.situation] = one
    return found


def deadlines_of(session: Session, actor: Actor, *, jurisdiction: str) -> dict[DeadlineCase, Deadline]:
    """Return the deadlines of one place by situation; none when the office entered none."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.exec(select(DepositDeadline).where(col(DepositDeadline.jurisdiction) == jurisdiction.upper()))
    return {one.situation: one for one in map(_deadline, rows)}


def _deadline(row: DepositDeadline) -> Deadline:
    return Deadline(
        deposit_deadline_id=row.id,
        jurisdiction=row.jurisdiction,
        situation=DeadlineCase(row.situation),
        starts=row.starts,
        days=row.days,
        source=row.source,
        verified_on=row.verified_on,
        version=row.version,
    )
