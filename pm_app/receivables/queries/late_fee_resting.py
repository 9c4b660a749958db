"""Which tenancies' late fees rest, and on which days."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.receivables.queries.holds import holds_of
from pm_app.receivables.queries.plans import counting, plan_of, promises_of, received_by
from pm_app.receivables.rules.holds import Hold
from pm_app.receivables.rules.late_fees.resting import fees_rest
from pm_app.receivables.rules.plans import Plan
from pm_app.receivables.tables.arrangements import PaymentPlan

Resting = Callable[[UUID, date], bool]


def resting(session: Session, actor: Actor, *, tenancy_id: UUID | None = None) -> Resting:
    """Return what says of a tenancy and a day whether its late fees rest; of one tenancy, or of all within scope."""
    actor.must(Permission.VIEW_LEDGER)
    holds: dict[UUID, list[Hold]] = holds_of(session, actor, tenancy_id=tenancy_id)
    plans = _plans(session, tenancy_id)

    def rests(one: UUID, day: date) -> bool:
        held = fees_rest(day, holds.get(one, ()))
        return held or any(fees_rest(day, (), [plan], received) for plan, received in plans.get(one, ()))

    return rests


def _plans(session: Session, tenancy_id: UUID | None) -> dict[UUID, list[tuple[Plan, list[tuple[date, int]]]]]:
    """Return the plans of each tenancy, each with what came in since it was agreed on."""
    query = select(PaymentPlan)
    if tenancy_id is not None:
        query = query.where(PaymentPlan.tenancy_id == tenancy_id)
    rows = session.exec(query).all()
    promises = promises_of(session, [row.id for row in rows])
    received = received_by(session, {row.tenancy_id for row in rows})
    plans: dict[UUID, list[tuple[Plan, list[tuple[date, int]]]]] = defaultdict(list)
    for row in rows:
        plan = plan_of(row, promises.get(row.id, []))
        plans[row.tenancy_id].append((plan, counting(row, received.get(row.tenancy_id, ()))))
    return plans
