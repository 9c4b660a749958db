"""Payment plans: what was promised, what came of it, and which were broken."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.leasing.queries.states import among
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.enums import PlanState, PromiseState
from pm_app.receivables.rules.plans import Plan, PlanStanding, Promise, plan_standing, promise_states
from pm_app.receivables.tables.arrangements import PaymentPlan, PlanPromise
from pm_app.receivables.tables.items import Receipt, Reversal

Received = tuple[date, int, datetime]


@dataclass(frozen=True)
class PromiseRow:
    """A promise, and what became of it."""

    due_on: date
    amount_cents: int
    state: PromiseState


@dataclass(frozen=True)
class PlanRow:
    """A payment plan with its promises, oldest first, and where it stands."""

    plan_id: UUID
    starts_on: date
    grace_days: int
    note: str
    recorded_at: datetime
    recorded_by: str
    cancelled_on: date | None
    standing: PlanStanding
    promises: tuple[PromiseRow, ...]


@dataclass(frozen=True)
class BrokenPlan:
    """A payment plan of which a promise was not kept in time, and whose it is."""

    plan_id: UUID
    tenancy_id: UUID
    tenancy_name: str
    property_id: UUID
    missed_on: date
    standing: PlanStanding


def plans_of(session: Session, actor: Actor, *, tenancy_id: UUID, as_of: date) -> list[PlanRow]:
    """Return every payment plan a household ever had, the newest first, as each stands on a day."""
    actor.must(Permission.VIEW_LEDGER)
    tenancy_place(session, actor, tenancy_id=tenancy_id)
    order = (col(PaymentPlan.recorded_at).desc(), col(PaymentPlan.id).desc())
    rows = session.exec(select(PaymentPlan).where(PaymentPlan.tenancy_id == tenancy_id).order_by(*order)).all()
    promises = promises_of(session, [row.id for row in rows])
    received = received_by(session, [tenancy_id]).get(tenancy_id, [])
    return [_plan_row(row, promises.get(row.id, []), counting(row, received), as_of) for row in rows]


def broken_plans(session: Session, actor: Actor, *, today: date) -> list[BrokenPlan]:
    """Return the payment plans within scope that are broken today and were not called off, by household."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.execute(
        sql_select(PaymentPlan, col(Tenancy.name), col(Tenancy.property_id))
        .join(Tenancy, col(Tenancy.id) == col(PaymentPlan.tenancy_id))
        .where(col(PaymentPlan.cancelled_at).is_(None), within_scope(actor, col(Tenancy.property_id)))
        .order_by(col(Tenancy.name), col(PaymentPlan.id))
    ).all()
    promises = promises_of(session, [plan.id for plan, _, _ in rows])
    received = received_by(session, {plan.tenancy_id for plan, _, _ in rows})
    found: list[BrokenPlan] = []
    for plan, name, property_id in rows:
        came = counting(plan, received.get(plan.tenancy_id, ()))
        stands = plan_standing(plan_of(plan, promises.get(plan.id, [])), came, today)
        if stands.state == PlanState.BROKEN and stands.missed_on is not None:
            found.append(BrokenPlan(plan.id, plan.tenancy_id, name, property_id, stands.missed_on, stands))
    return found


def plan_of(row: PaymentPlan, promises: Collection[Promise]) -> Plan:
    """Return a stored plan as the rules take it."""
    return Plan(row.starts_on, row.grace_days, tuple(promises), row.cancelled_on)


def promises_of(session: Session, plan_ids: Collection[UUID]) -> dict[UUID, list[Promise]]:
    """Return the promises of these plans, oldest first."""
    promises: dict[UUID, list[Promise]] = defaultdict(list)
    rows = session.exec(
        select(PlanPromise).where(among(PlanPromise.payment_plan_id, plan_ids)).order_by(col(PlanPromise.due_on))
    )
    for row in rows:
        promises[row.payment_plan_id].append(Promise(row.due_on, row.amount_cents))
    return promises


def counting(row: PaymentPlan, received: Iterable[Received]) -> list[tuple[date, int]]:
    """Return what counts towards a plan, (day, cents) each: what was typed before it was agreed on is none of it."""
    return [(on, cents) for on, cents, recorded_at in received if recorded_at > row.recorded_at]


def received_by(session: Session, tenancy_ids: Collection[UUID]) -> dict[UUID, list[Received]]:
    """Return what came in from these tenancies and was not taken back: day, cents and when it was typed."""
    rows = session.execute(
        sql_select(
            *(col(Receipt.tenancy_id), col(Receipt.received_on)),
            *(col(Receipt.amount_cents), col(Receipt.recorded_at)),
        )
        .outerjoin(Reversal, col(Reversal.receipt_id) == col(Receipt.id))
        .where(among(Receipt.tenancy_id, tenancy_ids), col(Reversal.id).is_(None))
    )
    received: dict[UUID, list[Received]] = defaultdict(list)
    for tenancy_id, received_on, cents, recorded_at in rows:
        received[tenancy_id].append((received_on, int(cents), recorded_at))
    return received


def _plan_row(row: PaymentPlan, promises: list[Promise], received: list[tuple[date, int]], as_of: date) -> PlanRow:
    plan = plan_of(row, promises)
    states = promise_states(plan, received, as_of)
    return PlanRow(
        plan_id=row.id,
        starts_on=row.starts_on,
        grace_days=row.grace_days,
        note=row.note,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        cancelled_on=row.cancelled_on,
        standing=plan_standing(plan, received, as_of),
        promises=tuple(
            PromiseRow(promise.due_on, promise.amount_cents, state)
            for promise, state in zip(promises, states, strict=True)
        ),
    )
