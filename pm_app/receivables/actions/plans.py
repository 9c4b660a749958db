"""Payment plans: agreeing on promises, and calling a plan off."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import cleaned
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.actions.charges import FormUsedAlready
from pm_app.receivables.enums import ChargeKind, PlanState
from pm_app.receivables.queries.facts import open_items
from pm_app.receivables.queries.plans import plans_of
from pm_app.receivables.rules.plans import Promise, check_promises
from pm_app.receivables.tables.arrangements import PaymentPlan, PlanPromise

LONGEST_NOTE = 1_000


class PlanRunning(Refused):
    """A household that keeps a payment plan already."""


class PlanOver(Refused):
    """A payment plan that was kept: nothing of it is left to call off."""


def agree_plan(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    tenancy_id: UUID,
    promises: Sequence[Promise],
    today: date,
    now: datetime,
    grace_days: int = 0,
    note: str = "",
) -> UUID:
    """Agree on promises for what a household owes, and return the plan's id; the same key again agrees once.

    It counts from today and makes no charge (domain rules §13). Refuses promises that cannot be meant or are more than
    what is owed (`PromisesRefused`), and a second plan while one runs (`PlanRunning`).
    """
    actor.must(Permission.POST_CHARGES)
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    if made := _made_before(session, request_key, tenancy_id):
        return made
    check_promises(promises, grace_days=grace_days, owed_cents=_owed_cents(session, tenancy_id), today=today)
    _check_none_runs(session, actor, place, today)
    plan = PaymentPlan(
        request_key=request_key,
        tenancy_id=tenancy_id,
        starts_on=today,
        grace_days=grace_days,
        note=cleaned(note, longest=LONGEST_NOTE, field="note", name="The note"),
        recorded_at=now,
        recorded_by=actor.name,
    )
    session.add(plan)
    session.flush()
    for promise in promises:
        session.add(PlanPromise(payment_plan_id=plan.id, due_on=promise.due_on, amount_cents=promise.amount_cents))
    session.flush()
    _note(session, actor, place, plan, "agreed on a payment plan", promises, now)
    return plan.id


def cancel_plan(session: Session, actor: Actor, *, plan_id: UUID, today: date, now: datetime) -> None:
    """Call a payment plan off from today; again, it stays as it is. Refuses one that was kept (`PlanOver`)."""
    actor.must(Permission.POST_CHARGES)
    plan = session.get(PaymentPlan, plan_id)
    if plan is None:
        raise NotFound("This payment plan does not exist, or it is not yours to see.")
    place = lock_tenancy(session, actor, tenancy_id=plan.tenancy_id)
    session.refresh(plan)
    if plan.cancelled_at is not None:
        return
    every = plans_of(session, actor, tenancy_id=plan.tenancy_id, as_of=today)
    if next(row.standing for row in every if row.plan_id == plan_id).state == PlanState.KEPT:
        raise PlanOver("This plan was kept: there is nothing left to call off.")
    plan.cancelled_at, plan.cancelled_on, plan.cancelled_by = now, max(today, plan.starts_on), actor.name
    session.flush()
    _note(session, actor, place, plan, "called off a payment plan", (), now)


def _made_before(session: Session, request_key: UUID, tenancy_id: UUID) -> UUID | None:
    made = session.exec(select(PaymentPlan).where(PaymentPlan.request_key == request_key)).first()
    if made is not None and made.tenancy_id != tenancy_id:
        raise FormUsedAlready("This form was sent for another household. Reload the page and fill it in again.")
    return made.id if made else None


def _check_none_runs(session: Session, actor: Actor, place: TenancyPlace, today: date) -> None:
    before = plans_of(session, actor, tenancy_id=place.tenancy_id, as_of=today)
    if any(row.standing.state == PlanState.ACTIVE for row in before):
        raise PlanRunning("A payment plan is running for this household. Call it off first, then agree on another.")


def _owed_cents(session: Session, tenancy_id: UUID) -> int:
    every = open_items(session, tenancy_id)
    return sum(one.charge.open_cents for one in every if one.charge.kind != ChargeKind.REFUND)


def _note(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    plan: PaymentPlan,
    did: str,
    promises: Sequence[Promise],
    now: datetime,
) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="tenancy",
        about_id=place.tenancy_id,
        about_name=place.name,
        property_id=place.property_id,
        tenancy_id=place.tenancy_id,
        now=now,
        details={
            "promised_cents": sum(one.amount_cents for one in promises) or None,
            "promises": len(promises) or None,
            "note": plan.note or None,
        },
    )
