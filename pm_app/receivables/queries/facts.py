"""The dated facts of one tenancy's money, as the rules take them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.aging import AllocationFact, ChargeFact, ReceiptFact
from pm_app.receivables.rules.allocation import OpenCharge, Prepayment
from pm_app.receivables.tables.items import Allocation, Charge, Receipt, Reversal


@dataclass(frozen=True)
class Facts:
    """All charges, receipts and allocations of a tenancy that were recorded by some moment."""

    charges: list[ChargeFact]
    receipts: list[ReceiptFact]
    allocations: list[AllocationFact]


@dataclass(frozen=True)
class OpenItem:
    """A charge that is open now, and the earliest day from which money may settle it.

    That day is the posting day, or later when what had settled it was taken back.
    """

    charge: OpenCharge
    description: str
    settles_from: date


@dataclass(frozen=True)
class FreeMoney:
    """A receipt of which something is left now, and the earliest day from which that is free to settle charges."""

    prepayment: Prepayment
    settles_from: date


def known(recorded_at: Any, known_at: datetime | None) -> ColumnElement[bool]:
    """Return the condition that a row had been typed by that moment; None knows everything."""
    return true() if known_at is None else recorded_at <= known_at


def facts_of(session: Session, tenancy_id: UUID, known_at: datetime | None = None) -> Facts:
    """Return the facts of one tenancy in three queries."""
    charges = session.execute(
        sql_select(
            col(Charge.id),
            col(Charge.kind),
            col(Charge.amount_cents),
            col(Charge.posted_on),
            col(Charge.due_on),
            col(Reversal.reversed_on),
        )
        .outerjoin(Reversal, and_(col(Reversal.charge_id) == col(Charge.id), known(Reversal.recorded_at, known_at)))
        .where(col(Charge.tenancy_id) == tenancy_id, known(Charge.recorded_at, known_at))
    )
    receipts = session.execute(
        sql_select(col(Receipt.id), col(Receipt.amount_cents), col(Receipt.received_on), col(Reversal.reversed_on))
        .outerjoin(Reversal, and_(col(Reversal.receipt_id) == col(Receipt.id), known(Reversal.recorded_at, known_at)))
        .where(col(Receipt.tenancy_id) == tenancy_id, known(Receipt.recorded_at, known_at))
    )
    allocations = session.execute(
        sql_select(
            col(Allocation.receipt_id),
            col(Allocation.charge_id),
            col(Allocation.amount_cents),
            col(Allocation.allocated_on),
        )
        .join(Receipt, col(Receipt.id) == col(Allocation.receipt_id))
        .where(col(Receipt.tenancy_id) == tenancy_id, known(Allocation.recorded_at, known_at))
    )
    return Facts(
        [ChargeFact(*row) for row in charges],
        [ReceiptFact(*row) for row in receipts],
        [AllocationFact(*row) for row in allocations],
    )


def open_items(session: Session, tenancy_id: UUID) -> list[OpenItem]:
    """Return the charges open now, whatever their day, oldest due day first."""
    settled = _allocated(Allocation.charge_id)
    left = col(Charge.amount_cents) - func.coalesce(settled.c.cents, 0)
    rows = session.execute(
        sql_select(
            col(Charge.id),
            col(Charge.kind),
            col(Charge.due_on),
            left,
            col(Charge.description),
            func.greatest(col(Charge.posted_on), settled.c.taken_back_on),
        )
        .outerjoin(settled, settled.c.item_id == col(Charge.id))
        .outerjoin(Reversal, col(Reversal.charge_id) == col(Charge.id))
        .where(col(Charge.tenancy_id) == tenancy_id, col(Reversal.id).is_(None), left > 0)
        .order_by(col(Charge.due_on), col(Charge.id))
    )
    return [
        OpenItem(OpenCharge(charge_id, ChargeKind(kind), due_on, int(cents)), description, settles_from)
        for charge_id, kind, due_on, cents, description, settles_from in rows
    ]


def free_money(session: Session, tenancy_id: UUID) -> list[FreeMoney]:
    """Return the receipts of which something settles nothing now, oldest first."""
    used = _allocated(Allocation.receipt_id)
    left = col(Receipt.amount_cents) - func.coalesce(used.c.cents, 0)
    rows = session.execute(
        sql_select(
            col(Receipt.id),
            col(Receipt.received_on),
            left,
            func.greatest(col(Receipt.received_on), used.c.taken_back_on),
        )
        .outerjoin(used, used.c.item_id == col(Receipt.id))
        .outerjoin(Reversal, col(Reversal.receipt_id) == col(Receipt.id))
        .where(col(Receipt.tenancy_id) == tenancy_id, col(Reversal.id).is_(None), left > 0)
        .order_by(col(Receipt.received_on), col(Receipt.id))
    )
    return [FreeMoney(Prepayment(receipt_id, day, int(cents)), free_on) for receipt_id, day, cents, free_on in rows]


def _allocated(item_id: Any) -> Any:
    """What is allocated of each receipt, or on each charge, and the last day on which some of it was taken back."""
    taken_back_on = func.max(col(Allocation.allocated_on)).filter(col(Allocation.amount_cents) < 0)
    return (
        sql_select(
            item_id.label("item_id"),
            func.sum(Allocation.amount_cents).label("cents"),
            taken_back_on.label("taken_back_on"),
        )
        .group_by(item_id)
        .subquery()
    )


def stands(began_on: Any, reversed_on: Any, as_of: date) -> ColumnElement[bool]:
    """Return the condition that something had begun by a day and was not taken back by then."""
    return and_(began_on <= as_of, or_(reversed_on.is_(None), reversed_on > as_of))
