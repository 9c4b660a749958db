"""Sums over tenancies: deposits held, the last payment, and what was charged and collected by month."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.books.queries.accounts import tenancy_balances
from pm_app.books.rules import DEPOSITS_HELD, KEY_DEPOSITS_HELD, PET_DEPOSITS_HELD
from pm_app.kernel.dates import add_months, first_of_month
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from pm_app.receivables.queries.facts import stands
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS
from pm_app.receivables.tables.items import Allocation, Charge, Receipt, Reversal

HELD = (DEPOSITS_HELD, PET_DEPOSITS_HELD, KEY_DEPOSITS_HELD)


@dataclass(frozen=True)
class LastPayment:
    """The newest receipt that stands."""

    receipt_id: UUID
    amount_cents: int
    received_on: date
    method: ReceiptMethod


@dataclass(frozen=True)
class MonthTotals:
    """A month by its first day: what was due in it, and what was collected in it; deposits are in neither."""

    period: date
    charged_cents: int
    collected_cents: int


def last_payment(session: Session, actor: Actor, *, tenancy_id: UUID, as_of: date) -> LastPayment | None:
    """Return the newest receipt of a tenancy that stands on a day, or None."""
    actor.must(Permission.VIEW_LEDGER)
    tenancy_place(session, actor, tenancy_id=tenancy_id)
    row = session.execute(
        sql_select(col(Receipt.id), col(Receipt.amount_cents), col(Receipt.received_on), col(Receipt.method))
        .outerjoin(Reversal, col(Reversal.receipt_id) == col(Receipt.id))
        .where(col(Receipt.tenancy_id) == tenancy_id, stands(Receipt.received_on, col(Reversal.reversed_on), as_of))
        .order_by(col(Receipt.received_on).desc(), col(Receipt.recorded_at).desc(), col(Receipt.id).desc())
        .limit(1)
    ).first()
    return LastPayment(row[0], int(row[1]), row[2], ReceiptMethod(row[3])) if row else None


def deposit_held_cents(session: Session, actor: Actor, *, tenancy_id: UUID, as_of: date) -> int:
    """Return the security, pet and key deposits held for a tenancy on a day, as the books have them."""
    actor.must(Permission.VIEW_LEDGER)
    tenancy_place(session, actor, tenancy_id=tenancy_id)
    return -sum(tenancy_balances(session, actor, accounts=HELD, as_of=as_of, tenancy_id=tenancy_id).values())


def deposits_held(session: Session, actor: Actor, *, as_of: date) -> dict[UUID, int]:
    """Return the deposits held on a day by tenancy, in cents; tenancies without any are left out."""
    actor.must(Permission.VIEW_LEDGER)
    held: dict[UUID, int] = {}
    for (tenancy_id, _), cents in tenancy_balances(session, actor, accounts=HELD, as_of=as_of).items():
        held[tenancy_id] = held.get(tenancy_id, 0) - cents
    return {tenancy_id: cents for tenancy_id, cents in held.items() if cents}


def collected_by_month(
    session: Session, actor: Actor, *, today: date, months: int = 12, property_id: UUID | None = None
) -> list[MonthTotals]:
    """Return the last months up to this one, oldest first: what was due in each and what was received in each.

    What was reversed by today is in neither. Deposits are not income and are in neither.
    """
    actor.must(Permission.VIEW_LEDGER)
    periods = [add_months(first_of_month(today), -back) for back in reversed(range(months))]
    charged = _by_month(session, _charged(actor, today, periods[0], property_id))
    received = _by_month(session, _received(actor, today, periods[0], property_id))
    deposits = _by_month(session, _deposits_received(actor, today, periods[0], property_id))
    return [
        MonthTotals(period, charged.get(period, 0), received.get(period, 0) - deposits.get(period, 0))
        for period in periods
    ]


def collected_in_month(
    session: Session, actor: Actor, *, period: date, today: date, property_id: UUID | None = None
) -> dict[UUID, MonthTotals]:
    """Return what was due in one month and what was received in it by tenancy: the parts of `collected_by_month`."""
    actor.must(Permission.VIEW_LEDGER)
    period = first_of_month(period)
    charged = _by_tenancy(session, _charged(actor, today, period, property_id), period)
    received = _by_tenancy(session, _received(actor, today, period, property_id), period)
    deposits = _by_tenancy(session, _deposits_received(actor, today, period, property_id), period)
    return {
        tenancy_id: MonthTotals(
            period, charged.get(tenancy_id, 0), received.get(tenancy_id, 0) - deposits.get(tenancy_id, 0)
        )
        for tenancy_id in {*charged, *received}
    }


def _by_tenancy(session: Session, query: Any, period: date) -> dict[UUID, int]:
    """Sum what a select of tenancies, days and cents has within one month by tenancy."""
    rows = query.subquery()
    within = (rows.c.day >= period) & (rows.c.day < add_months(period, 1))
    summed = sql_select(rows.c.tenancy_id, func.sum(rows.c.cents)).where(within).group_by(rows.c.tenancy_id)
    return {tenancy_id: int(cents) for tenancy_id, cents in session.execute(summed)}


def _by_month(session: Session, query: Any) -> dict[date, int]:
    """Sum a select of days and cents by the first day of the month."""
    rows = query.subquery()
    month = func.date_trunc("month", rows.c.day)
    return {
        moment.date(): int(cents)
        for moment, cents in session.execute(sql_select(month, func.sum(rows.c.cents)).group_by(month))
    }


def _seen(actor: Actor, column: Any, property_id: UUID | None) -> Any:
    return and_(within_scope(actor, column), true() if property_id is None else column == property_id)


def _charged(actor: Actor, today: date, since: date, property_id: UUID | None) -> Any:
    return (
        sql_select(col(Charge.tenancy_id), col(Charge.due_on).label("day"), col(Charge.amount_cents).label("cents"))
        .outerjoin(Reversal, col(Reversal.charge_id) == col(Charge.id))
        .where(
            col(Charge.due_on) >= since,
            col(Charge.due_on) < add_months(first_of_month(today), 1),
            col(Charge.kind).not_in(DEPOSIT_KINDS | {ChargeKind.REFUND}),
            col(Reversal.id).is_(None),
            _seen(actor, col(Charge.property_id), property_id),
        )
    )


def _received(actor: Actor, today: date, since: date, property_id: UUID | None) -> Any:
    return (
        sql_select(
            col(Receipt.tenancy_id), col(Receipt.received_on).label("day"), col(Receipt.amount_cents).label("cents")
        )
        .outerjoin(Reversal, col(Reversal.receipt_id) == col(Receipt.id))
        .where(
            col(Receipt.received_on) >= since,
            col(Receipt.received_on) <= today,
            col(Reversal.id).is_(None),
            _seen(actor, col(Receipt.property_id), property_id),
        )
    )


def _deposits_received(actor: Actor, today: date, since: date, property_id: UUID | None) -> Any:
    """Select what of those receipts settles deposits: it was received, but not collected as income."""
    return (
        sql_select(
            col(Receipt.tenancy_id), col(Receipt.received_on).label("day"), col(Allocation.amount_cents).label("cents")
        )
        .join(Receipt, col(Receipt.id) == col(Allocation.receipt_id))
        .join(Charge, col(Charge.id) == col(Allocation.charge_id))
        .outerjoin(Reversal, col(Reversal.receipt_id) == col(Receipt.id))
        .where(
            col(Receipt.received_on) >= since,
            col(Receipt.received_on) <= today,
            col(Charge.kind).in_(DEPOSIT_KINDS),
            col(Reversal.id).is_(None),
            _seen(actor, col(Receipt.property_id), property_id),
        )
    )
