"""All about one row of a ledger: what it settled or what settled it, its entries, and how it ended."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.queries.entries import EntryRow, entries
from pm_app.kernel.errors import NotFound
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from pm_app.receivables.queries.facts import facts_of, known
from pm_app.receivables.rules.aging import outstanding_at
from pm_app.receivables.tables.items import Allocation, Charge, Receipt, Reversal


@dataclass(frozen=True)
class SettlementRow:
    """The other side of a ledger row: a charge that a receipt settles, or a receipt that settles a charge.

    `shown_on` is the charge's due day or the day the receipt came in; `left_cents` is what is still open of the charge,
    on the day that was asked for.
    """

    source_id: UUID
    kind: str
    description: str
    shown_on: date
    amount_cents: int
    left_cents: int


@dataclass(frozen=True)
class ReversalRow:
    """That a charge or receipt was taken back: when it counts, why, who typed it and when."""

    reversed_on: date
    reason: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class LedgerItem:
    """All about one charge or receipt. The entries are its own, later applications of it, and its reversal's."""

    source_id: UUID
    is_receipt: bool
    kind: str
    description: str
    amount_cents: int
    posted_on: date
    due_on: date | None
    prepaid_cents: int
    settlements: list[SettlementRow]
    entries: list[EntryRow]
    recorded_by: str
    recorded_at: datetime
    reversal: ReversalRow | None


def ledger_item(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    source_id: UUID,
    as_of: date,
    known_at: datetime | None = None,
) -> LedgerItem:
    """Return all about one charge or receipt of a tenancy: what it settled or what settled it, its entries, its end."""
    actor.must(Permission.VIEW_LEDGER)
    tenancy_place(session, actor, tenancy_id=tenancy_id)
    charge = session.exec(select(Charge).where(Charge.id == source_id, Charge.tenancy_id == tenancy_id)).first()
    receipt = session.exec(select(Receipt).where(Receipt.id == source_id, Receipt.tenancy_id == tenancy_id)).first()
    facts = facts_of(session, tenancy_id, known_at)
    still_open, unallocated = outstanding_at(as_of, facts.charges, facts.receipts, facts.allocations)
    left = {one.charge_id: one.open_cents for one in still_open}
    reversal = _reversal_of(session, source_id, known_at)
    if receipt is not None:
        rows = _settled_by(session, receipt.id, as_of, known_at, left)
        ids = _entries_of_receipt(session, receipt, as_of, known_at)
        return _item(session, actor, receipt, rows, ids, reversal, unallocated.get(receipt.id, 0))
    if charge is not None:
        rows = _settling(session, charge.id, as_of, known_at, left)
        return _item(session, actor, charge, rows, [charge.entry_id], reversal, 0)
    raise NotFound("This row of the ledger does not exist.")


def _item(
    session: Session,
    actor: Actor,
    source: Charge | Receipt,
    settlements: list[SettlementRow],
    entry_ids: list[UUID],
    reversal: Reversal | None,
    prepaid_cents: int,
) -> LedgerItem:
    found = entries(session, actor, entry_ids=[*entry_ids, *([reversal.entry_id] if reversal else [])])
    is_receipt = isinstance(source, Receipt)
    return LedgerItem(
        source_id=source.id,
        is_receipt=is_receipt,
        kind=source.method.value if isinstance(source, Receipt) else source.kind.value,
        description=source.reference if isinstance(source, Receipt) else source.description,
        amount_cents=source.amount_cents,
        posted_on=source.received_on if isinstance(source, Receipt) else source.posted_on,
        due_on=None if isinstance(source, Receipt) else source.due_on,
        prepaid_cents=prepaid_cents,
        settlements=settlements,
        entries=sorted(found.values(), key=lambda entry: (entry.posted_on, entry.recorded_at, entry.number)),
        recorded_by=source.recorded_by,
        recorded_at=source.recorded_at,
        reversal=ReversalRow(reversal.reversed_on, reversal.reason, reversal.recorded_by, reversal.recorded_at)
        if reversal
        else None,
    )


def _reversal_of(session: Session, source_id: UUID, known_at: datetime | None) -> Reversal | None:
    return session.exec(
        select(Reversal).where(
            (col(Reversal.charge_id) == source_id) | (col(Reversal.receipt_id) == source_id),
            known(Reversal.recorded_at, known_at),
        )
    ).first()


def _settled_by(
    session: Session, receipt_id: UUID, as_of: date, known_at: datetime | None, left: dict[UUID, int]
) -> list[SettlementRow]:
    cents = _net(Allocation.charge_id, Allocation.receipt_id, receipt_id, as_of, known_at)
    rows = session.execute(
        sql_select(col(Charge.id), col(Charge.kind), col(Charge.description), col(Charge.due_on), cents.c.cents)
        .join(cents, cents.c.other_id == col(Charge.id))
        .order_by(col(Charge.due_on), col(Charge.id))
    )
    return [
        SettlementRow(charge_id, ChargeKind(kind).value, description, day, int(amount), left.get(charge_id, 0))
        for charge_id, kind, description, day, amount in rows
    ]


def _settling(
    session: Session, charge_id: UUID, as_of: date, known_at: datetime | None, left: dict[UUID, int]
) -> list[SettlementRow]:
    cents = _net(Allocation.receipt_id, Allocation.charge_id, charge_id, as_of, known_at)
    rows = session.execute(
        sql_select(
            col(Receipt.id), col(Receipt.method), col(Receipt.reference), col(Receipt.received_on), cents.c.cents
        )
        .join(cents, cents.c.other_id == col(Receipt.id))
        .order_by(col(Receipt.received_on), col(Receipt.id))
    )
    return [
        SettlementRow(receipt_id, ReceiptMethod(method).value, reference, day, int(amount), left.get(charge_id, 0))
        for receipt_id, method, reference, day, amount in rows
    ]


def _net(other_id: Any, own_id: Any, source_id: UUID, as_of: date, known_at: datetime | None) -> Any:
    """Sum what one receipt settles by charge, or what settles one charge by receipt, without what was taken back."""
    return (
        sql_select(other_id.label("other_id"), func.sum(Allocation.amount_cents).label("cents"))
        .where(own_id == source_id, col(Allocation.allocated_on) <= as_of, known(Allocation.recorded_at, known_at))
        .group_by(other_id)
        .having(func.sum(Allocation.amount_cents) != 0)
        .subquery()
    )


def _entries_of_receipt(session: Session, receipt: Receipt, as_of: date, known_at: datetime | None) -> list[UUID]:
    """Return the receipt's own entry and those that later moved its money onto charges, or off them."""
    later = session.exec(
        select(Allocation.entry_id).where(
            Allocation.receipt_id == receipt.id,
            col(Allocation.allocated_on) <= as_of,
            known(Allocation.recorded_at, known_at) if known_at else true(),
        )
    )
    return [receipt.entry_id, *later]
