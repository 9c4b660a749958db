"""How households pay: their last payment, their last late fee, and how often they were late within a year."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Uuid, and_, func, literal, or_, true
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import add_months
from pm_app.leasing.queries.states import among
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from pm_app.receivables.queries.facts import known, stands
from pm_app.receivables.queries.totals import LastPayment
from pm_app.receivables.tables.items import Allocation, Charge, Receipt, Reversal

MONTHS_LOOKED_BACK = 12


def last_payments(
    session: Session, actor: Actor, *, tenancy_ids: Collection[UUID], as_of: date, known_at: datetime | None = None
) -> dict[UUID, LastPayment]:
    """Return the newest receipt of each of these tenancies that stands on a day, where there is one."""
    actor.must(Permission.VIEW_LEDGER)
    asked = func.unnest(literal(list(tenancy_ids), ARRAY(Uuid))).table_valued("id", name="asked").render_derived()
    newest = (
        sql_select(col(Receipt.id), col(Receipt.amount_cents), col(Receipt.received_on), col(Receipt.method))
        .outerjoin(Reversal, and_(col(Reversal.receipt_id) == col(Receipt.id), known(Reversal.recorded_at, known_at)))
        .where(
            col(Receipt.tenancy_id) == asked.c.id,
            stands(Receipt.received_on, col(Reversal.reversed_on), as_of),
            known(Receipt.recorded_at, known_at),
        )
        .order_by(col(Receipt.received_on).desc(), col(Receipt.recorded_at).desc(), col(Receipt.id).desc())
        .limit(1)
        .lateral("newest")
    )
    rows = session.execute(sql_select(asked.c.id, newest).select_from(asked).join(newest, true()))
    return {
        one: LastPayment(receipt, int(cents), on, ReceiptMethod(method)) for one, receipt, cents, on, method in rows
    }


def last_late_fees(
    session: Session, actor: Actor, *, tenancy_ids: Collection[UUID], as_of: date, known_at: datetime | None = None
) -> dict[UUID, date]:
    """Return the day of the newest late fee of each of these tenancies that stands on a day, where there is one."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.execute(
        sql_select(col(Charge.tenancy_id), func.max(Charge.posted_on))
        .outerjoin(Reversal, and_(col(Reversal.charge_id) == col(Charge.id), known(Reversal.recorded_at, known_at)))
        .where(
            col(Charge.kind) == ChargeKind.LATE_FEE,
            among(Charge.tenancy_id, tenancy_ids),
            stands(Charge.posted_on, col(Reversal.reversed_on), as_of),
            known(Charge.recorded_at, known_at),
        )
        .group_by(col(Charge.tenancy_id))
    )
    return {row[0]: row[1] for row in rows}


def times_late(
    session: Session, actor: Actor, *, grace_days: Mapping[UUID, int], as_of: date, known_at: datetime | None = None
) -> dict[UUID, int]:
    """Return how many rents due within the twelve months up to a day were not paid in full within their days of grace.

    `grace_days` names the tenancies. Money that was returned or taken back by then did not pay in time; never late is
    left out.
    """
    actor.must(Permission.VIEW_LEDGER)
    late = _late_rents(grace_days, as_of, known_at).subquery()
    rows = session.execute(
        sql_select(late.c.tenancy_id, func.count(late.c.due_on.distinct())).group_by(late.c.tenancy_id)
    )
    return {tenancy_id: int(times) for tenancy_id, times in rows}


def _late_rents(grace_days: Mapping[UUID, int], as_of: date, known_at: datetime | None) -> Any:
    """Select tenancy and due day of every rent that was not settled within its grace by money that stands."""
    asked = (
        func.unnest(literal(list(grace_days), ARRAY(Uuid)), literal(list(grace_days.values()), ARRAY(Integer)))
        .table_valued("id", "grace", name="asked")
        .render_derived()
    )
    last_on: Any = col(Charge.due_on) + asked.c.grace
    in_time = and_(col(Allocation.allocated_on) <= last_on, known(Allocation.recorded_at, known_at))
    of_receipt: Any = aliased(Reversal)
    of_credit: Any = aliased(Reversal)
    taken_back = or_(
        *(and_(one.reversed_on <= as_of, known(one.recorded_at, known_at)) for one in (of_receipt, of_credit))
    )
    stood = func.coalesce(taken_back, False).is_(False)
    return (
        sql_select(col(Charge.tenancy_id).label("tenancy_id"), col(Charge.due_on).label("due_on"))
        .join(asked, asked.c.id == col(Charge.tenancy_id))
        .outerjoin(Reversal, and_(col(Reversal.charge_id) == col(Charge.id), known(Reversal.recorded_at, known_at)))
        .outerjoin(Allocation, and_(col(Allocation.charge_id) == col(Charge.id), in_time))
        .outerjoin(of_receipt, of_receipt.receipt_id == col(Allocation.receipt_id))
        .outerjoin(of_credit, of_credit.credit_id == col(Allocation.credit_id))
        .where(
            col(Charge.kind) == ChargeKind.RENT,
            col(Charge.due_on) > add_months(as_of, -MONTHS_LOOKED_BACK),
            last_on < as_of,
            stands(Charge.posted_on, col(Reversal.reversed_on), as_of),
            known(Charge.recorded_at, known_at),
        )
        .group_by(col(Charge.id))
        .having(func.coalesce(func.sum(Allocation.amount_cents).filter(stood), 0) < col(Charge.amount_cents))
    )
