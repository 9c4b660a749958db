"""That a charge, a receipt or a credit was taken back: once, for a reason, written down."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned
from pm_app.receivables.enums import ReversalKind
from pm_app.receivables.tables.items import Charge, Credit, Receipt, Reversal

LONGEST_REASON = 500


class AlreadyTakenBack(Refused):
    """A charge, receipt or credit that was reversed before."""


Item = Charge | Receipt | Credit
_NAMES = {Charge: "charge", Receipt: "receipt", Credit: "credit"}


def reversed_before(session: Session, actor: Actor, *, source: Item, request_key: UUID) -> UUID | None:
    """Return the reversal that this form made already, or None; refuses what another one took back."""
    actor.must(Permission.VIEW_LEDGER)
    mine = select(Reversal).filter_by(**{f"{_NAMES[type(source)]}_id": source.id})
    before = session.exec(mine).first()
    if before is not None and before.request_key != request_key:
        raise AlreadyTakenBack(f"This {_NAMES[type(source)]} was reversed already. Look at the ledger again.")
    return before.id if before else None


def add_reversal(
    session: Session,
    actor: Actor,
    *,
    source: Item,
    request_key: UUID,
    reversed_on: date,
    reason: str,
    entry_id: UUID,
    now: datetime,
    kind: ReversalKind = ReversalKind.REVERSED,
    bank_entry_id: UUID | None = None,
) -> UUID:
    """Write down that a charge, receipt or credit was taken back by an entry, and return the reversal's id."""
    actor.must(Permission.REVERSE_ENTRIES)
    reversal = Reversal(
        request_key=request_key,
        kind=kind,
        tenancy_id=source.tenancy_id,
        reversed_on=reversed_on,
        reason=reason,
        entry_id=entry_id,
        bank_entry_id=bank_entry_id,
        recorded_at=now,
        recorded_by_id=actor.user_id,
        recorded_by=actor.name,
    )
    setattr(reversal, f"{_NAMES[type(source)]}_id", source.id)
    session.add(reversal)
    session.flush()
    return reversal.id


def checked_reason(reason: str) -> str:
    """Return the reason of a reversal, cleaned; refuses an empty one."""
    given = cleaned(reason, longest=LONGEST_REASON, field="reason", name="The reason")
    if not given:
        raise Refused("Write why this is taken back.", field="reason")
    return given
