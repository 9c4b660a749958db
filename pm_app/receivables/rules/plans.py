"""Whether a payment plan is kept: what was promised, and what came in (domain rules §13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pm_app.receivables.enums import PlanState


@dataclass(frozen=True)
class Promise:
    """An amount that was promised by a day."""

    due_on: date
    amount_cents: int


@dataclass(frozen=True)
class Plan:
    """A payment plan: from when it counts, the days of patience with each promise, the day it was called off."""

    starts_on: date
    grace_days: int
    promises: tuple[Promise, ...]
    cancelled_on: date | None = None


@dataclass(frozen=True)
class PlanStanding:
    """Where a plan stands on a day. `missed_on` is the first promise that was not kept in time, if there is one.

    `next_on` is the next promise that was not met yet, and `next_cents` what is missing for it.
    """

    state: PlanState
    promised_cents: int
    received_cents: int
    missed_on: date | None = None
    next_on: date | None = None
    next_cents: int = 0


def plan_standing(plan: Plan, receipts: Iterable[tuple[date, int]], as_of: date) -> PlanStanding:
    """Return where a plan stands on a day, of the receipts that stand then: (day, cents) each.

    A promise is kept when all that came in since the plan began, by its day and the days of grace, is at least all that
    was promised by that day. One that was missed breaks the plan for good; a plan is kept once all promises are.
    """
    came = sorted((on, cents) for on, cents in receipts if plan.starts_on <= on <= as_of)
    received = sum(cents for _, cents in came)
    promised = sum(promise.amount_cents for promise in plan.promises)
    missed_on, next_on, next_cents, due = None, None, 0, 0
    for promise in sorted(plan.promises, key=lambda one: one.due_on):
        due += promise.amount_cents
        last_on = promise.due_on + timedelta(days=plan.grace_days)
        in_time = sum(cents for on, cents in came if on <= last_on)
        if missed_on is None and in_time < due and last_on < as_of:
            missed_on = promise.due_on
        if next_on is None and received < due:
            next_on, next_cents = promise.due_on, due - received
    state = _state(plan, as_of, missed_on, kept=bool(plan.promises) and received >= promised)
    return PlanStanding(state, promised, received, missed_on, next_on, next_cents)


def _state(plan: Plan, as_of: date, missed_on: date | None, *, kept: bool) -> PlanState:
    if plan.cancelled_on is not None and plan.cancelled_on <= as_of:
        return PlanState.CANCELLED
    if missed_on is not None:
        return PlanState.BROKEN
    return PlanState.KEPT if kept else PlanState.ACTIVE
