"""The ledger of a tenancy: what was charged, paid and taken back, day by day, with the running balance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pm_app.receivables.enums import ReversalKind


class RowKind(StrEnum):
    """What a row of the ledger is about."""

    CHARGE = "charge"
    RECEIPT = "receipt"
    CHARGE_REVERSAL = "charge reversal"
    RECEIPT_REVERSAL = "receipt reversal"
    CREDIT = "credit"
    CREDIT_REVERSAL = "credit reversal"


@dataclass(frozen=True)
class Reversal:
    """That something was taken back: the day it counts, when it was typed, why, and how."""

    reversed_on: date
    recorded_at: datetime
    reason: str
    kind: ReversalKind = ReversalKind.REVERSED


@dataclass(frozen=True)
class LedgerCharge:
    """A charge as the ledger shows it."""

    charge_id: UUID
    kind: str
    description: str
    amount_cents: int
    posted_on: date
    recorded_at: datetime
    reversal: Reversal | None = None


@dataclass(frozen=True)
class LedgerReceipt:
    """A receipt as the ledger shows it; its kind is the method."""

    receipt_id: UUID
    kind: str
    description: str
    amount_cents: int
    received_on: date
    recorded_at: datetime
    reversal: Reversal | None = None


@dataclass(frozen=True)
class LedgerCredit:
    """A credit as the ledger shows it: it stands in the column of payments."""

    credit_id: UUID
    kind: str
    description: str
    amount_cents: int
    credited_on: date
    recorded_at: datetime
    reversal: Reversal | None = None


@dataclass(frozen=True)
class LedgerRow:
    """One row. A reversal is a row of its own, with the amount negative in the column it came from.

    `source_id` is the charge, the receipt or the credit; `reversed` marks a row that a later one takes back. `how` says
    on both of them in which way.
    """

    source_id: UUID
    row_kind: RowKind
    shown_on: date
    kind: str
    description: str
    charge_cents: int
    payment_cents: int
    balance_cents: int
    reversed: bool
    how: ReversalKind | None = None


@dataclass(frozen=True)
class _Entry:
    source_id: UUID
    row_kind: RowKind
    shown_on: date
    recorded_at: datetime
    kind: str
    description: str
    amount_cents: int
    reversed: bool
    how: ReversalKind | None


_RANK = {RowKind.CHARGE: 0, RowKind.RECEIPT: 1, RowKind.CREDIT: 1}
_REVERSALS = 2


def ledger_rows(
    charges: Iterable[LedgerCharge],
    receipts: Iterable[LedgerReceipt],
    credits: Iterable[LedgerCredit] = (),
    *,
    as_of: date,
    hide_reversed: bool = False,
) -> list[LedgerRow]:
    """Return the rows up to a day, the oldest first, each with the balance after it (positive: the tenant owes).

    Within a day: charges, then receipts and credits, then reversals, each as recorded. With `hide_reversed`, what was
    taken back by that day is left out together with its reversal; the last balance is the same.
    """
    entries: list[_Entry] = []
    for charge in charges:
        kinds = (RowKind.CHARGE, RowKind.CHARGE_REVERSAL)
        entries += _entries(charge.charge_id, kinds, charge.posted_on, charge, as_of, hide_reversed)
    for receipt in receipts:
        kinds = (RowKind.RECEIPT, RowKind.RECEIPT_REVERSAL)
        entries += _entries(receipt.receipt_id, kinds, receipt.received_on, receipt, as_of, hide_reversed)
    for credit in credits:
        kinds = (RowKind.CREDIT, RowKind.CREDIT_REVERSAL)
        entries += _entries(credit.credit_id, kinds, credit.credited_on, credit, as_of, hide_reversed)
    entries.sort(key=lambda one: (one.shown_on, _RANK.get(one.row_kind, _REVERSALS), one.recorded_at, one.source_id))
    return _with_balances(entries)


def _entries(
    source_id: UUID,
    kinds: tuple[RowKind, RowKind],
    began_on: date,
    item: LedgerCharge | LedgerReceipt | LedgerCredit,
    as_of: date,
    hide_reversed: bool,
) -> list[_Entry]:
    back = item.reversal if item.reversal is not None and item.reversal.reversed_on <= as_of else None
    if began_on > as_of or (back is not None and hide_reversed):
        return []
    entries = [
        _Entry(
            source_id,
            kinds[0],
            began_on,
            item.recorded_at,
            item.kind,
            item.description,
            item.amount_cents,
            back is not None,
            back.kind if back else None,
        )
    ]
    if back is not None:
        entries.append(
            _Entry(
                source_id,
                kinds[1],
                back.reversed_on,
                back.recorded_at,
                item.kind,
                back.reason,
                -item.amount_cents,
                False,
                back.kind,
            )
        )
    return entries


def _with_balances(entries: Iterable[_Entry]) -> list[LedgerRow]:
    balance_cents = 0
    rows: list[LedgerRow] = []
    for entry in entries:
        is_charge = entry.row_kind in {RowKind.CHARGE, RowKind.CHARGE_REVERSAL}
        balance_cents += entry.amount_cents if is_charge else -entry.amount_cents
        rows.append(
            LedgerRow(
                source_id=entry.source_id,
                row_kind=entry.row_kind,
                shown_on=entry.shown_on,
                kind=entry.kind,
                description=entry.description,
                charge_cents=entry.amount_cents if is_charge else 0,
                payment_cents=0 if is_charge else entry.amount_cents,
                balance_cents=balance_cents,
                reversed=entry.reversed,
                how=entry.how,
            )
        )
    return rows


def rows_from(rows: Sequence[LedgerRow], starts_on: date) -> tuple[int, list[LedgerRow]]:
    """Return the balance brought forward in cents and the rows of that day and later, in the same order."""
    earlier = [row for row in rows if row.shown_on < starts_on]
    return (earlier[-1].balance_cents if earlier else 0), [row for row in rows if row.shown_on >= starts_on]
