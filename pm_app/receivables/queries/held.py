"""Deposits held: what was paid of them and not released since."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.receivables.enums import ChargeKind, CreditKind
from pm_app.receivables.queries.facts import known, stands
from pm_app.receivables.rules.postings import HELD_ACCOUNTS
from pm_app.receivables.tables.items import Allocation, Charge, Credit, Reversal


def held_cents(session: Session, tenancy_id: UUID, kind: ChargeKind) -> int:
    """Return how many cents of a kind of deposit are held for a tenancy, whatever their day."""
    rows = paid_and_released(date.max, None).subquery()
    total = sql_select(func.coalesce(func.sum(rows.c.cents), 0)).where(
        rows.c.tenancy_id == tenancy_id, rows.c.kind == kind.value
    )
    return int(session.execute(total).scalar_one())


def paid_and_released(as_of: date, known_at: datetime | None) -> Any:
    """Select tenancy, property, kind of deposit and cents: what settled deposits, and negative what was released."""
    paid = (
        sql_select(
            col(Charge.tenancy_id).label("tenancy_id"),
            col(Charge.property_id).label("property_id"),
            col(Charge.kind).label("kind"),
            col(Allocation.amount_cents).label("cents"),
        )
        .join(Charge, col(Charge.id) == col(Allocation.charge_id))
        .where(
            col(Allocation.allocated_on) <= as_of,
            known(Allocation.recorded_at, known_at),
            col(Charge.kind).in_(HELD_ACCOUNTS),
        )
    )
    released = (
        sql_select(col(Credit.tenancy_id), col(Credit.property_id), col(Credit.deposit_kind), -col(Credit.amount_cents))
        .outerjoin(Reversal, and_(col(Reversal.credit_id) == col(Credit.id), known(Reversal.recorded_at, known_at)))
        .where(
            col(Credit.kind) == CreditKind.DEPOSIT_RELEASE,
            known(Credit.recorded_at, known_at),
            stands(col(Credit.credited_on), col(Reversal.reversed_on), as_of),
        )
    )
    return paid.union_all(released)
