"""What is done about households that are behind: plans, notices, holds, and what the office notes about them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func, or_
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.kernel.dates import AsOf
from pm_app.leasing.queries.states import among
from pm_app.receivables.enums import HoldKind, NoticeKind
from pm_app.receivables.queries.facts import known, stands
from pm_app.receivables.rules.plans import Plan, PlanStanding, Promise, plan_standing
from pm_app.receivables.tables.arrangements import (
    DelinquencyNote,
    PaymentPlan,
    PlanPromise,
    ServedNotice,
    TenancyHold,
)
from pm_app.receivables.tables.items import Receipt, Reversal


@dataclass(frozen=True)
class NoticeStanding:
    """The newest notice served on a household that was not withdrawn."""

    kind: NoticeKind
    served_on: date
    deadline_on: date | None
    demanded_cents: int


@dataclass(frozen=True)
class NoteStanding:
    """What the office last noted about a household, who follows it up, and whether it was handed to collectors."""

    note: str
    assigned_to_id: UUID | None
    assigned_to: str
    in_collections: bool
    noted_at: datetime
    noted_by: str


def plans_on(session: Session, actor: Actor, *, tenancy_ids: Collection[UUID], as_of: AsOf) -> dict[UUID, PlanStanding]:
    """Return where the newest payment plan of each of these tenancies stands; those without one are left out."""
    actor.must(Permission.VIEW_LEDGER)
    newest: dict[UUID, PaymentPlan] = {}
    for plan in session.exec(
        select(PaymentPlan)
        .where(
            among(PaymentPlan.tenancy_id, tenancy_ids),
            col(PaymentPlan.starts_on) <= as_of.day,
            known(PaymentPlan.recorded_at, as_of.known_at),
        )
        .order_by(col(PaymentPlan.starts_on), col(PaymentPlan.recorded_at))
    ):
        newest[plan.tenancy_id] = plan
    if not newest:
        return {}
    promises: dict[UUID, list[Promise]] = defaultdict(list)
    for plan_id, due_on, cents in session.execute(
        sql_select(col(PlanPromise.payment_plan_id), col(PlanPromise.due_on), col(PlanPromise.amount_cents)).where(
            among(PlanPromise.payment_plan_id, [plan.id for plan in newest.values()])
        )
    ):
        promises[plan_id].append(Promise(due_on, int(cents)))
    receipts = _receipts(session, {key: plan.recorded_at for key, plan in newest.items()}, as_of)
    return {
        tenancy_id: plan_standing(_plan(plan, promises[plan.id], as_of), receipts.get(tenancy_id, ()), as_of.day)
        for tenancy_id, plan in newest.items()
    }


def notices_on(
    session: Session, actor: Actor, *, tenancy_ids: Collection[UUID], as_of: AsOf
) -> dict[UUID, NoticeStanding]:
    """Return the newest notice served on each of these tenancies by a day and not withdrawn; without one: left out."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.exec(
        select(ServedNotice)
        .where(
            among(ServedNotice.tenancy_id, tenancy_ids),
            col(ServedNotice.served_on) <= as_of.day,
            known(ServedNotice.recorded_at, as_of.known_at),
            or_(col(ServedNotice.withdrawn_at).is_(None), col(ServedNotice.withdrawn_at) > as_of.seen_at),
        )
        .order_by(col(ServedNotice.served_on), col(ServedNotice.recorded_at))
    )
    return {
        one.tenancy_id: NoticeStanding(one.kind, one.served_on, one.deadline_on, one.demanded_cents) for one in rows
    }


def under_eviction(session: Session, actor: Actor, *, tenancy_ids: Collection[UUID], as_of: AsOf) -> set[UUID]:
    """Return which of these tenancies an eviction hold was on."""
    actor.must(Permission.VIEW_LEDGER)
    day = as_of.day
    lifted = col(TenancyHold.lifted_on) <= day
    rows = session.execute(
        sql_select(col(TenancyHold.tenancy_id)).where(
            among(TenancyHold.tenancy_id, tenancy_ids),
            col(TenancyHold.kind) == HoldKind.EVICTION,
            col(TenancyHold.starts_on) <= day,
            or_(col(TenancyHold.ends_on).is_(None), col(TenancyHold.ends_on) >= day),
            func.coalesce(and_(lifted, known(TenancyHold.lifted_at, as_of.known_at)), False).is_(False),
            known(TenancyHold.recorded_at, as_of.known_at),
        )
    )
    return set(rows.scalars())


def notes_on(session: Session, actor: Actor, *, tenancy_ids: Collection[UUID], as_of: AsOf) -> dict[UUID, NoteStanding]:
    """Return what was last noted about each of these tenancies by the end of a day; without a note: left out."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.execute(
        sql_select(
            col(DelinquencyNote.tenancy_id),
            col(DelinquencyNote.note),
            col(DelinquencyNote.assigned_to_id),
            func.coalesce(col(User.name), ""),
            col(DelinquencyNote.in_collections),
            col(DelinquencyNote.noted_at),
            col(DelinquencyNote.noted_by),
        )
        .ext(distinct_on(col(DelinquencyNote.tenancy_id)))
        .outerjoin(User, col(User.id) == col(DelinquencyNote.assigned_to_id))
        .where(among(DelinquencyNote.tenancy_id, tenancy_ids), col(DelinquencyNote.noted_at) <= as_of.seen_at)
        .order_by(col(DelinquencyNote.tenancy_id), col(DelinquencyNote.noted_at).desc(), col(DelinquencyNote.id).desc())
    )
    return {tenancy_id: NoteStanding(*noted) for tenancy_id, *noted in rows}


def _plan(plan: PaymentPlan, promises: Collection[Promise], as_of: AsOf) -> Plan:
    called_off = plan.cancelled_at is not None and (as_of.known_at is None or plan.cancelled_at <= as_of.known_at)
    return Plan(plan.starts_on, plan.grace_days, tuple(promises), plan.cancelled_on if called_off else None)


def _receipts(session: Session, agreed: Mapping[UUID, datetime], as_of: AsOf) -> dict[UUID, list[tuple[date, int]]]:
    """The receipts that stand on the day and were typed after the plan: what counts of them, its rule decides."""
    found: dict[UUID, list[tuple[date, int]]] = defaultdict(list)
    rows = session.execute(
        sql_select(
            *(col(Receipt.tenancy_id), col(Receipt.received_on)),
            *(col(Receipt.amount_cents), col(Receipt.recorded_at)),
        )
        .outerjoin(
            Reversal, and_(col(Reversal.receipt_id) == col(Receipt.id), known(Reversal.recorded_at, as_of.known_at))
        )
        .where(
            among(Receipt.tenancy_id, agreed),
            stands(Receipt.received_on, col(Reversal.reversed_on), as_of.day),
            known(Receipt.recorded_at, as_of.known_at),
        )
    )
    for tenancy_id, received_on, cents, recorded_at in rows:
        if recorded_at > agreed[tenancy_id]:
            found[tenancy_id].append((received_on, int(cents)))
    return found
