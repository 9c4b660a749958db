"""Rent that was charged for days after a household left."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.leasing.queries.rent import RentLineRow, rent_lines
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.enums import CreditKind
from pm_app.receivables.rules.unused_days import ServicePeriod, first_unused_on, unused_cents
from pm_app.receivables.tables.items import Allocation, Charge, Credit, Reversal


@dataclass(frozen=True)
class UnusedDays:
    """A charge of which some days were not used: which days, and what of it is to be credited still."""

    charge_id: UUID
    description: str
    first_on: date
    last_on: date
    amount_cents: int


def unused_days(session: Session, actor: Actor, *, tenancy_id: UUID) -> list[UnusedDays]:
    """Return what was charged for days after the move-out and not credited yet, oldest first (domain rules §9).

    Only recurring charges that are prorated; nothing for a household that still lives there.
    """
    actor.must(Permission.VIEW_LEDGER)
    place = tenancy_place(session, actor, tenancy_id=tenancy_id)
    if place.moved_out_on is None:
        return []
    lines = {line.rent_line_id: line for line in rent_lines(session, actor, tenancy_ids=[tenancy_id], every=True)}
    credited = _credited(session, tenancy_id)
    found: list[UnusedDays] = []
    for charge in _charged_beyond(session, tenancy_id, place.moved_out_on):
        line = lines.get(charge.rent_line_id) if charge.rent_line_id else None
        if line is None or not line.prorated or charge.service_from is None or charge.service_to is None:
            continue
        period = _period(charge, line, charge.service_from, charge.service_to)
        left = unused_cents(period, place.moved_out_on) - credited.get(charge.id, 0)
        if left > 0:
            first_on = first_unused_on(period, place.moved_out_on)
            found.append(UnusedDays(charge.id, charge.description, first_on, charge.service_to, left))
    return found


def _period(charge: Charge, line: RentLineRow, first_on: date, last_on: date) -> ServicePeriod:
    whole = charge.amount_cents == line.amount_cents
    return ServicePeriod(charge.amount_cents, first_on, last_on, whole, line.frequency, line.proration)


def _charged_beyond(session: Session, tenancy_id: UUID, moved_out_on: date) -> list[Charge]:
    rows = session.exec(
        select(Charge)
        .outerjoin(Reversal, col(Reversal.charge_id) == col(Charge.id))
        .where(
            Charge.tenancy_id == tenancy_id,
            col(Charge.rent_line_id).isnot(None),
            col(Charge.service_to) > moved_out_on,
            col(Reversal.id).is_(None),
        )
        .order_by(col(Charge.due_on), col(Charge.id))
    )
    return list(rows)


def _credited(session: Session, tenancy_id: UUID) -> dict[UUID, int]:
    """What move-out credits settle of each charge."""
    rows = session.execute(
        sql_select(col(Allocation.charge_id), func.sum(Allocation.amount_cents))
        .join(Credit, col(Credit.id) == col(Allocation.credit_id))
        .where(col(Credit.tenancy_id) == tenancy_id, col(Credit.kind) == CreditKind.MOVE_OUT)
        .group_by(col(Allocation.charge_id))
    )
    return {charge_id: int(cents) for charge_id, cents in rows}
