"""Deposits held: what was paid of them and not released since."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
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


def held_by_tenancy(
    session: Session,
    actor: Actor,
    *,
    as_of: date,
    known_at: datetime | None = None,
    property_id: UUID | None = None,
) -> dict[UUID, int]:
    """Return the cents of deposits of every kind that are held on a day, by tenancy; who had none is left out."""
    actor.must(Permission.VIEW_LEDGER)
    rows = paid_and_released(as_of, known_at).subquery()
    found = session.execute(
        sql_select(rows.c.tenancy_id, func.sum(rows.c.cents))
        .where(
            within_scope(actor, rows.c.property_id),
            true() if property_id is None else rows.c.property_id == property_id,
        )
        .group_by(rows.c.tenancy_id)
    )
    return {tenancy_id: int(cents) for tenancy_id, cents in found}


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
