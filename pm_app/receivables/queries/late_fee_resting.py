"""Which tenancies' late fees rest, and on which days."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.receivables.queries.holds import holds_of
from pm_app.receivables.rules.holds import Hold
from pm_app.receivables.rules.late_fees.resting import fees_rest
from pm_app.receivables.rules.plans import Plan, Promise
from pm_app.receivables.tables.arrangements import PaymentPlan, PlanPromise
from pm_app.receivables.tables.items import Receipt, Reversal

Resting = Callable[[UUID, date], bool]


def resting(session: Session, actor: Actor, *, tenancy_id: UUID | None = None) -> Resting:
    """Return what says of a tenancy and a day whether its late fees rest; of one tenancy, or of all within scope."""
    actor.must(Permission.VIEW_LEDGER)
    holds: dict[UUID, list[Hold]] = holds_of(session, actor, tenancy_id=tenancy_id)
    plans = _plans(session, tenancy_id)
    received = _received(session, set(plans))

    def rests(one: UUID, day: date) -> bool:
        return fees_rest(day, holds.get(one, ()), plans.get(one, ()), received.get(one, ()))

    return rests


def _plans(session: Session, tenancy_id: UUID | None) -> dict[UUID, list[Plan]]:
    query = select(PaymentPlan)
    if tenancy_id is not None:
        query = query.where(PaymentPlan.tenancy_id == tenancy_id)
    rows = session.exec(query).all()
    promises = _promises(session, [row.id for row in rows])
    plans: dict[UUID, list[Plan]] = defaultdict(list)
    for row in rows:
        plan = Plan(row.starts_on, row.grace_days, tuple(promises.get(row.id, ())), row.cancelled_on)
        plans[row.tenancy_id].append(plan)
    return plans


def _promises(session: Session, plan_ids: list[UUID]) -> dict[UUID, list[Promise]]:
    promises: dict[UUID, list[Promise]] = defaultdict(list)
    for row in session.exec(select(PlanPromise).where(col(PlanPromise.payment_plan_id).in_(plan_ids))):
        promises[row.payment_plan_id].append(Promise(row.due_on, row.amount_cents))
    return promises


def _received(session: Session, tenancy_ids: set[UUID]) -> dict[UUID, list[tuple[date, int]]]:
    """Return what came in and was not taken back, by tenancy."""
    rows = session.execute(
        sql_select(col(Receipt.tenancy_id), col(Receipt.received_on), col(Receipt.amount_cents))
        .outerjoin(Reversal, col(Reversal.receipt_id) == col(Receipt.id))
        .where(col(Receipt.tenancy_id).in_(tenancy_ids), col(Reversal.id).is_(None))
    )
    received: dict[UUID, list[tuple[date, int]]] = defaultdict(list)
    for tenancy_id, received_on, cents in rows:
        received[tenancy_id].append((received_on, int(cents)))
    return received
