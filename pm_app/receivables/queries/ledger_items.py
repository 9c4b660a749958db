"""All about one row of a ledger: what it settled or what settled it, its entries, and how it ended."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, func, or_, text
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.queries.entries import EntryRow, entries
from pm_app.kernel.errors import NotFound
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.enums import ChargeKind, ReversalKind
from pm_app.receivables.queries.facts import facts_of, known
from pm_app.receivables.queries.receipts import DepositedIn, deposited_in
from pm_app.receivables.rules.aging import outstanding_at
from pm_app.receivables.rules.ledger import RowKind
from pm_app.receivables.tables.items import Allocation, Charge, Credit, Receipt, Reversal


@dataclass(frozen=True)
class SettlementRow:
    """The other side of a ledger row: a charge that a source settles, or a receipt or credit that settles a charge.

    `shown_on` is the charge's due day or the day the source counts from; `left_cents` is what is still open of the
    charge on the day that was asked for.
    """

    source_id: UUID
    kind: str
    description: str
    shown_on: date
    amount_cents: int
    left_cents: int


@dataclass(frozen=True)
class ReversalRow:
    """That something was taken back: how, when it counts, why, who typed it and when."""

    kind: ReversalKind
    reversed_on: date
    reason: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class LedgerItem:
    """All about one charge, receipt or credit. The entries are its own, later applications, and its reversal's.

    `deposited`: the bank deposit in which a receipt lies, or None. `taken_because`: why a receipt was taken in spite of
    a hold. `forgives`: whether a credit is tied to its one charge.
    """

    source_id: UUID
    row_kind: RowKind
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
    deposited: DepositedIn | None
    taken_because: str = ""
    forgives: bool = False


def ledger_item(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    source_id: UUID,
    as_of: date,
    known_at: datetime | None = None,
) -> LedgerItem:
    """Return all about one row of a tenancy's ledger: what it settled or what settled it, its entries, its end."""
    actor.must(Permission.VIEW_LEDGER)
    tenancy_place(session, actor, tenancy_id=tenancy_id)
    row = _row(session, tenancy_id, source_id)
    facts = facts_of(session, tenancy_id, known_at)
    still_open, unallocated = outstanding_at(as_of, facts.charges, facts.sources, facts.allocations)
    left = {one.charge_id: one.open_cents for one in still_open}
    reversal = _reversal_of(session, source_id, known_at)
    if isinstance(row, Charge):
        rows = _settling(session, row.id, as_of, known_at, left)
        return _item(session, actor, row, rows, [row.entry_id], reversal, 0)
    rows = _settled_by(session, row.id, as_of, known_at, left)
    ids = _entries_of_source(session, row, as_of, known_at)
    return _item(session, actor, row, rows, ids, reversal, unallocated.get(row.id, 0))


def _row(session: Session, tenancy_id: UUID, source_id: UUID) -> Charge | Receipt | Credit:
    for table in (Charge, Receipt, Credit):
        row = session.get(table, source_id)
        if row is not None and row.tenancy_id == tenancy_id:
            return row
    raise NotFound("This row of the ledger does not exist.")


def _item(
    session: Session,
    actor: Actor,
    row: Charge | Receipt | Credit,
    settlements: list[SettlementRow],
    entry_ids: list[UUID],
    reversal: Reversal | None,
    prepaid_cents: int,
) -> LedgerItem:
    taken_back = [id_ for id_ in (reversal.entry_id, reversal.bank_entry_id) if id_] if reversal else []
    found = entries(session, actor, entry_ids=[*entry_ids, *taken_back])
    row_kind, kind, description, posted_on = _words(row)
    return LedgerItem(
        source_id=row.id,
        row_kind=row_kind,
        kind=kind,
        description=description,
        amount_cents=row.amount_cents,
        posted_on=posted_on,
        due_on=row.due_on if isinstance(row, Charge) else None,
        prepaid_cents=prepaid_cents,
        settlements=settlements,
        entries=sorted(found.values(), key=lambda entry: (entry.posted_on, entry.recorded_at, entry.number)),
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        reversal=_reversal_row(reversal) if reversal else None,
        deposited=deposited_in(session, actor, receipt_ids=[row.id]).get(row.id),
        taken_because=row.hold_override if isinstance(row, Receipt) else "",
        forgives=isinstance(row, Credit) and row.charge_id is not None,
    )


def _words(row: Charge | Receipt | Credit) -> tuple[RowKind, str, str, date]:
    if isinstance(row, Charge):
        return RowKind.CHARGE, row.kind.value, row.description, row.posted_on
    if isinstance(row, Receipt):
        return RowKind.RECEIPT, row.method.value, row.reference, row.received_on
    return RowKind.CREDIT, row.kind.value, row.reason, row.credited_on


def _reversal_row(reversal: Reversal) -> ReversalRow:
    return ReversalRow(reversal.kind, reversal.reversed_on, reversal.reason, reversal.recorded_by, reversal.recorded_at)


def _reversal_of(session: Session, source_id: UUID, known_at: datetime | None) -> Reversal | None:
    of_it = or_(*(col(one) == source_id for one in (Reversal.charge_id, Reversal.receipt_id, Reversal.credit_id)))
    return session.exec(select(Reversal).where(of_it, known(Reversal.recorded_at, known_at))).first()


def _settled_by(
    session: Session, source_id: UUID, as_of: date, known_at: datetime | None, left: dict[UUID, int]
) -> list[SettlementRow]:
    cents = _net(Allocation.charge_id, Allocation.source_id, source_id, as_of, known_at)
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
    cents = _net(Allocation.source_id, Allocation.charge_id, charge_id, as_of, known_at)
    receipts = sql_select(
        col(Receipt.id),
        cast(col(Receipt.method), String),
        col(Receipt.reference),
        col(Receipt.received_on),
        cents.c.cents,
    ).join(cents, cents.c.other_id == col(Receipt.id))
    credits = sql_select(
        col(Credit.id), cast(col(Credit.kind), String), col(Credit.reason), col(Credit.credited_on), cents.c.cents
    ).join(cents, cents.c.other_id == col(Credit.id))
    rows = session.execute(receipts.union_all(credits).order_by(text("4, 1")))
    return [
        SettlementRow(source_id, kind, description, day, int(amount), left.get(charge_id, 0))
        for source_id, kind, description, day, amount in rows
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


def _entries_of_source(session: Session, row: Receipt | Credit, as_of: date, known_at: datetime | None) -> list[UUID]:
    """Return the source's own entry and those that later moved it onto charges, or off them."""
    later = session.exec(
        select(Allocation.entry_id).where(
            col(Allocation.source_id) == row.id,
            col(Allocation.allocated_on) <= as_of,
            known(Allocation.recorded_at, known_at),
        )
    )
    return [row.entry_id, *later]
