"""Receipts found by what people remember of them: the amount, or the number on the check."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.kernel.listing import search_text
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.enums import ReceiptMethod
from pm_app.receivables.tables.items import Receipt, Reversal

SHORTEST_REFERENCE = 3


@dataclass(frozen=True)
class FoundReceipt:
    """A receipt, the household it is from, and whether it was reversed."""

    receipt_id: UUID
    tenancy_id: UUID
    tenancy_name: str
    amount_cents: int
    received_on: date
    method: ReceiptMethod
    reference: str
    is_reversed: bool


def find_receipts(
    session: Session, actor: Actor, *, amount_cents: int | None, reference: str, limit: int = 5
) -> list[FoundReceipt]:
    """Return the newest receipts of exactly this amount, or with exactly this reference, capitals aside."""
    actor.must(Permission.VIEW_LEDGER)
    wanted = _wanted(amount_cents, search_text(reference))
    if not wanted:
        return []
    rows = session.exec(
        select(Receipt, Tenancy.name, Reversal.id)
        .join(Tenancy, col(Tenancy.id) == col(Receipt.tenancy_id))
        .outerjoin(Reversal, col(Reversal.receipt_id) == col(Receipt.id))
        .where(within_scope(actor, col(Receipt.property_id)), or_(*wanted))
        .order_by(col(Receipt.received_on).desc(), col(Receipt.id).desc())
        .limit(limit)
    )
    return [
        FoundReceipt(
            receipt.id,
            receipt.tenancy_id,
            name,
            receipt.amount_cents,
            receipt.received_on,
            ReceiptMethod(receipt.method),
            receipt.reference,
            reversal_id is not None,
        )
        for receipt, name, reversal_id in rows
    ]


def _wanted(amount_cents: int | None, reference: str) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if amount_cents:
        wanted.append(col(Receipt.amount_cents) == amount_cents)
    if len(reference) >= SHORTEST_REFERENCE:
        wanted.append(func.lower(col(Receipt.reference)) == reference.lower())
    return wanted
