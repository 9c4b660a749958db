"""What is charged again and again: the rent lines of tenancies, with what posting them must know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.leasing.enums import Frequency, ProrationMethod, RentLineKind
from pm_app.leasing.tables import RentLine, Tenancy


@dataclass(frozen=True)
class RentLineRow:
    """A rent line in cents, last day included, and the stay it belongs to.

    `moved_out_on` is the last day of a stay that is over, `move_out_planned_on` that of one under notice.
    """

    rent_line_id: UUID
    tenancy_id: UUID
    tenancy_name: str
    property_id: UUID
    unit_id: UUID
    kind: RentLineKind
    amount_cents: int
    frequency: Frequency
    due_day: int
    starts_on: date
    ends_on: date | None
    prorated: bool
    proration: ProrationMethod
    description: str
    move_out_planned_on: date | None
    moved_out_on: date | None


def rent_lines(
    session: Session, actor: Actor, *, tenancy_ids: Collection[UUID] | None = None, every: bool = False
) -> list[RentLineRow]:
    """Return the rent lines of these tenancies, or of all within scope; by tenancy, earliest first.

    Left out unless `every` is asked: lines of cancelled tenancies, and lines that would begin after the household moved
    out. They never took effect and are never charged.
    """
    actor.must(Permission.VIEW_LEASES)
    conditions = [within_scope(actor, col(Tenancy.property_id))]
    if tenancy_ids is not None:
        conditions.append(col(Tenancy.id).in_(tenancy_ids))
    return _lines(session, *conditions, *([] if every else _IN_EFFECT))


def find_rent_lines(session: Session, actor: Actor, *, rent_line_ids: Collection[UUID]) -> list[RentLineRow]:
    """Return these rent lines, without those that are not there, not within scope, or never took effect."""
    actor.must(Permission.VIEW_LEASES)
    scope = within_scope(actor, col(Tenancy.property_id))
    return _lines(session, col(RentLine.id).in_(rent_line_ids), scope, *_IN_EFFECT)


_IN_EFFECT = (
    col(Tenancy.cancelled_at).is_(None),
    or_(col(Tenancy.moved_out_on).is_(None), col(RentLine.starts_on) <= col(Tenancy.moved_out_on)),
)


def _lines(session: Session, *conditions: ColumnElement[bool]) -> list[RentLineRow]:
    rows = session.execute(
        sql_select(
            col(RentLine.id),
            col(RentLine.tenancy_id),
            col(Tenancy.name),
            col(Tenancy.property_id),
            col(Tenancy.unit_id),
            col(RentLine.kind),
            col(RentLine.amount_cents),
            col(RentLine.frequency),
            col(RentLine.due_day),
            col(RentLine.starts_on),
            col(RentLine.ends_on),
            col(RentLine.prorated),
            col(RentLine.proration),
            col(RentLine.description),
            col(Tenancy.move_out_planned_on),
            col(Tenancy.moved_out_on),
        )
        .join(Tenancy, col(Tenancy.id) == col(RentLine.tenancy_id))
        .where(*conditions)
        .order_by(col(RentLine.tenancy_id), col(RentLine.starts_on), col(RentLine.id))
    )
    return [RentLineRow(*row) for row in rows]
