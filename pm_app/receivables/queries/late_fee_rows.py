"""The list of late fees that were decided: posted, waived, reversed or dismissed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.kernel.listing import Listing, Rows, like_pattern
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.queries.late_fee_facts import Home
from pm_app.receivables.queries.late_fees import waived_cents
from pm_app.receivables.rules.late_fees.due import FeeKey
from pm_app.receivables.tables.arrangements import LateFee, LateFeeKept
from pm_app.receivables.tables.items import Charge, Reversal


@dataclass(frozen=True)
class DecidedRow:
    """A fee that was decided: when, by whom, and what became of it since. `charge_id` is None for one dismissed.

    `kept` is why a waiver that was proposed was declined.
    """

    key: FeeKey
    home: Home
    fee_on: date
    outstanding_cents: int
    amount_cents: int
    charge_id: UUID | None
    dismissed: str
    waived_cents: int
    reversed_on: date | None
    kept: str
    decided_at: datetime
    decided_by: str


def decided_rows(
    session: Session, actor: Actor, *, listing: Listing, property_id: UUID | None = None
) -> Rows[DecidedRow]:
    """Return one page of the fees that were decided, the last decision first; searched by household or place."""
    actor.must(Permission.VIEW_LEDGER)
    wanted = and_(
        within_scope(actor, col(Tenancy.property_id)),
        true() if property_id is None else col(Tenancy.property_id) == property_id,
        _found(listing.search),
    )
    total = session.execute(_joined(sql_select(func.count())).where(wanted)).scalar_one()
    columns = (
        LateFee,
        col(Tenancy.name),
        col(Property.id),
        col(Property.name),
        col(Unit.name),
        waived_cents(),
        col(Reversal.reversed_on),
        func.coalesce(col(LateFeeKept.reason), ""),
    )
    rows = session.execute(
        _joined(sql_select(*columns))
        .outerjoin(Charge, col(Charge.id) == col(LateFee.charge_id))
        .outerjoin(Reversal, col(Reversal.charge_id) == col(LateFee.charge_id))
        .outerjoin(LateFeeKept, col(LateFeeKept.late_fee_id) == col(LateFee.id))
        .where(wanted)
        .order_by(col(LateFee.recorded_at).desc(), col(LateFee.id).desc())
        .limit(listing.limit)
        .offset(listing.offset)
    )
    return Rows([_row(*row) for row in rows], int(total))


def _joined(query: Any) -> Any:
    return (
        query.select_from(LateFee)
        .join(Tenancy, col(Tenancy.id) == col(LateFee.tenancy_id))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
    )


def _found(search: str) -> ColumnElement[bool]:
    if not search:
        return true()
    pattern = like_pattern(search)
    return or_(*[name.ilike(pattern, escape="\\") for name in (col(Tenancy.name), col(Property.name), col(Unit.name))])


def _row(
    row: LateFee,
    name: str,
    property_id: UUID,
    property_name: str,
    unit_name: str,
    waived: Any,
    reversed_on: date | None,
    kept: str,
) -> DecidedRow:
    return DecidedRow(
        key=FeeKey(row.tenancy_id, row.due_on, row.position, row.occurrence),
        home=Home(row.tenancy_id, name, property_id, property_name, unit_name),
        fee_on=row.fee_on,
        outstanding_cents=row.basis_cents,
        amount_cents=row.amount_cents,
        charge_id=row.charge_id,
        dismissed=row.dismissed,
        waived_cents=int(waived),
        reversed_on=reversed_on,
        kept=kept,
        decided_at=row.recorded_at,
        decided_by=row.recorded_by,
    )
