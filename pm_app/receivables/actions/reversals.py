"""That a charge or a receipt was taken back: once, for a reason, written down."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned
from pm_app.receivables.enums import ReversalKind
from pm_app.receivables.tables.items import Charge, Receipt, Reversal

LONGEST_REASON = 500


class AlreadyTakenBack(Refused):
    """A charge or receipt that was reversed before."""


def reversed_before(session: Session, actor: Actor, *, source: Charge | Receipt, request_key: UUID) -> UUID | None:
    """Return the reversal that this form made already, or None; refuses what another one took back."""
    actor.must(Permission.REVERSE_ENTRIES)
    mine = Reversal.charge_id == source.id if isinstance(source, Charge) else Reversal.receipt_id == source.id
    before = session.exec(select(Reversal).where(mine)).first()
    if before is not None and before.request_key != request_key:
        what = "charge" if isinstance(source, Charge) else "receipt"
        raise AlreadyTakenBack(f"This {what} was reversed already. Look at the ledger again.")
    return before.id if before else None


def add_reversal(
    session: Session,
    actor: Actor,
    *,
    source: Charge | Receipt,
    request_key: UUID,
    reversed_on: date,
    reason: str,
    entry_id: UUID,
    now: datetime,
) -> UUID:
    """Write down that a charge or receipt was taken back by an entry, and return the reversal's id."""
    actor.must(Permission.REVERSE_ENTRIES)
    reversal = Reversal(
        request_key=request_key,
        charge_id=source.id if isinstance(source, Charge) else None,
        receipt_id=source.id if isinstance(source, Receipt) else None,
        kind=ReversalKind.VOID if isinstance(source, Receipt) else ReversalKind.REVERSED,
        tenancy_id=source.tenancy_id,
        reversed_on=reversed_on,
        reason=reason,
        entry_id=entry_id,
        recorded_at=now,
        recorded_by_id=actor.user_id,
        recorded_by=actor.name,
    )
    session.add(reversal)
    session.flush()
    return reversal.id


def checked_reason(reason: str) -> str:
    """Return the reason of a reversal, cleaned; refuses an empty one."""
    given = cleaned(reason, longest=LONGEST_REASON, field="reason", name="The reason")
    if not given:
        raise Refused("Write why this is taken back.", field="reason")
    return given
