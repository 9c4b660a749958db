"""The charges that can be late, with what settles each and since when, as the rules of late fees take them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, func, literal, true
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.kernel.dates import day_before
from pm_app.leasing.tables import RentLine, Tenancy
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.late_fees.due import DecidedFee, FeeKey, RentCharge, Settlement, oldest_fee_day
from pm_app.receivables.rules.late_fees.policy import MAY_BE_ELIGIBLE
from pm_app.receivables.tables.arrangements import LateFee
from pm_app.receivables.tables.items import Allocation, Charge, Credit, Receipt, Reversal


@dataclass(frozen=True)
class Home:
    """Which household: its name, where it lives."""

    tenancy_id: UUID
    name: str
    property_id: UUID
    property_name: str
    unit_name: str


@dataclass(frozen=True)
class Rents:
    """A household and its charges that can be late."""

    home: Home
    charges: list[RentCharge]


def late_rents(
    session: Session, actor: Actor, *, due_from: date, grace_days: int, today: date, tenancy_id: UUID | None = None
) -> dict[UUID, Rents]:
    """Return the charges due from a day on that were not all paid within so many days of grace, by tenancy.

    One that was paid late is among them: the fee of its day may not be decided yet. One that was paid before the oldest
    day of which fees are proposed is not.
    """
    actor.must(Permission.VIEW_LEDGER)
    paid = _settled(tenancy_id, grace_days, day_before(oldest_fee_day(today)))
    late = and_(
        col(Charge.due_on) >= due_from,
        col(Charge.due_on) < today - timedelta(days=grace_days),
        col(Charge.amount_cents) > func.coalesce(paid.c.in_time_cents, 0),
        col(Tenancy.cancelled_at).is_(None),
    )
    return _rents(session, actor, paid, late, tenancy_id)


def rents_of_fees(session: Session, actor: Actor, *, tenancy_id: UUID | None = None) -> dict[UUID, Rents]:
    """Return the charges of every due day on which a late fee was posted, by tenancy."""
    actor.must(Permission.VIEW_LEDGER)
    of_fee = (
        sql_select(literal(1))
        .where(
            col(LateFee.tenancy_id) == col(Charge.tenancy_id),
            col(LateFee.due_on) == col(Charge.due_on),
            col(LateFee.charge_id).isnot(None),
        )
        .exists()
    )
    return _rents(session, actor, _settled(tenancy_id, 0, date.min), of_fee, tenancy_id)


def decided_fees(
    session: Session, actor: Actor, *, tenancy_ids: Collection[UUID] | None = None
) -> dict[UUID, list[DecidedFee]]:
    """Return every fee that was posted or dismissed, by tenancy; one dismissed took nothing of a cap."""
    actor.must(Permission.VIEW_LEDGER)
    query = sql_select(
        col(LateFee.tenancy_id),
        col(LateFee.due_on),
        col(LateFee.position),
        col(LateFee.occurrence),
        col(LateFee.fee_on),
        col(LateFee.amount_cents),
        col(LateFee.charge_id),
    )
    if tenancy_ids is not None:
        query = query.where(col(LateFee.tenancy_id).in_(tenancy_ids))
    decided: dict[UUID, list[DecidedFee]] = defaultdict(list)
    for tenancy_id, due_on, position, occurrence, fee_on, cents, charge_id in session.execute(query):
        key = FeeKey(tenancy_id, due_on, position, occurrence)
        decided[tenancy_id].append(DecidedFee(key, fee_on, int(cents) if charge_id else 0))
    return decided


def _settled(tenancy_id: UUID | None, grace_days: int, not_after: date) -> Subquery:
    """Select of each charge what stands on it, by the day it was received; and how much of that was in time.

    That is within so many days of grace, or until a day, whichever is later. What was taken back nets to nothing: a
    returned payment never paid the rent.
    """
    received_on = func.coalesce(col(Receipt.received_on), col(Credit.credited_on))
    parts = (
        sql_select(
            col(Allocation.charge_id).label("charge_id"),
            received_on.label("counts_from"),
            func.sum(Allocation.amount_cents).label("cents"),
            func.greatest(col(Charge.due_on) + grace_days, not_after).label("until"),
        )
        .join(Charge, col(Charge.id) == col(Allocation.charge_id))
        .outerjoin(Receipt, col(Receipt.id) == col(Allocation.receipt_id))
        .outerjoin(Credit, col(Credit.id) == col(Allocation.credit_id))
        .where(col(Charge.kind).in_(MAY_BE_ELIGIBLE), _of(tenancy_id))
        .group_by(col(Allocation.charge_id), received_on, col(Charge.due_on))
        .having(func.sum(Allocation.amount_cents) != 0)
        .subquery()
    )
    in_time = func.sum(parts.c.cents).filter(parts.c.counts_from <= parts.c.until)
    return (
        sql_select(
            parts.c.charge_id,
            func.array_agg(parts.c.counts_from).label("days"),
            func.array_agg(parts.c.cents).label("cents"),
            in_time.label("in_time_cents"),
        )
        .group_by(parts.c.charge_id)
        .subquery()
    )


def _of(tenancy_id: UUID | None) -> ColumnElement[bool]:
    return true() if tenancy_id is None else col(Charge.tenancy_id) == tenancy_id


def _rents(
    session: Session, actor: Actor, paid: Subquery, wanted: ColumnElement[bool], tenancy_id: UUID | None
) -> dict[UUID, Rents]:
    rows = session.execute(
        sql_select(
            col(Charge.tenancy_id),
            col(Tenancy.name),
            col(Charge.property_id),
            col(Property.name),
            col(Unit.name),
            col(Charge.kind),
            col(Charge.amount_cents),
            col(Charge.due_on),
            col(Charge.posted_on),
            _rent_of_the_day(),
            paid.c.days,
            paid.c.cents,
        )
        .join(Tenancy, col(Tenancy.id) == col(Charge.tenancy_id))
        .join(Property, col(Property.id) == col(Charge.property_id))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .outerjoin(Reversal, col(Reversal.charge_id) == col(Charge.id))
        .outerjoin(paid, paid.c.charge_id == col(Charge.id))
        .where(
            col(Reversal.id).is_(None),
            col(Charge.kind).in_(MAY_BE_ELIGIBLE),
            wanted,
            _of(tenancy_id),
            within_scope(actor, col(Charge.property_id)),
        )
        .order_by(col(Charge.due_on), col(Charge.id))
    )
    found: dict[UUID, Rents] = {}
    for one, name, property_id, property_name, unit_name, *charge in rows:
        rents = found.setdefault(one, Rents(Home(one, name, property_id, property_name, unit_name), []))
        rents.charges.append(_rent_charge(*charge))
    return found


def _rent_of_the_day() -> Any:
    """Select the recurring rent that fell due with a charge: by its rent lines, else as it was charged."""
    other, back = aliased(Charge), aliased(Reversal)
    whole = func.coalesce(col(RentLine.amount_cents), col(other.amount_cents))
    return (
        sql_select(func.coalesce(func.sum(whole), 0))
        .select_from(other)
        .outerjoin(RentLine, col(RentLine.id) == col(other.rent_line_id))
        .outerjoin(back, col(back.charge_id) == col(other.id))
        .where(
            col(other.tenancy_id) == col(Charge.tenancy_id),
            col(other.due_on) == col(Charge.due_on),
            col(other.kind) == ChargeKind.RENT,
            col(back.id).is_(None),
        )
        .correlate(Charge)
        .scalar_subquery()
    )


def _rent_charge(
    kind: ChargeKind, cents: int, due_on: date, posted_on: date, rent_cents: int, days: Any, amounts: Any
) -> RentCharge:
    settled = tuple(Settlement(day, int(part)) for day, part in zip(days or (), amounts or (), strict=True))
    return RentCharge(ChargeKind(kind), int(cents), due_on, posted_on, int(rent_cents), settled)
