"""Whether a payment plan is kept: what was promised, and what came in (domain rules §13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from pm_app.kernel.dates import add_months, in_words
from pm_app.kernel.errors import Refused
from pm_app.kernel.money import check_amount, in_dollars
from pm_app.receivables.enums import PlanState, PromiseState

MOST_PROMISES = 60
MOST_GRACE_DAYS = 30
MONTHS_AHEAD = 24
A_CENT = 1


class PromisesRefused(Refused):
    """Promises that cannot be meant, or that are more than what is owed."""


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


def promise_states(plan: Plan, receipts: Iterable[tuple[date, int]], as_of: date) -> list[PromiseState]:
    """Return what became of each promise by a day, oldest first; money settles them in the order of their days."""
    came = [(on, cents) for on, cents in receipts if plan.starts_on <= on <= as_of]
    promises = sorted(plan.promises, key=lambda one: one.due_on)
    sums = accumulate(promise.amount_cents for promise in promises)
    return [_promise_state(promise, due, plan, came, as_of) for promise, due in zip(promises, sums, strict=True)]


def _promise_state(
    promise: Promise, due_cents: int, plan: Plan, came: Sequence[tuple[date, int]], as_of: date
) -> PromiseState:
    last_on = promise.due_on + timedelta(days=plan.grace_days)
    if sum(cents for on, cents in came if on <= last_on) >= due_cents:
        return PromiseState.KEPT
    return PromiseState.MISSED if last_on < as_of else PromiseState.OPEN


def check_promises(promises: Sequence[Promise], *, grace_days: int, owed_cents: int, today: date) -> None:
    """Refuse (`PromisesRefused`) a plan without promises, days gone by, named twice or too far off, and more than is
    owed (by more than a cent, which rounding may cost).
    """
    if not promises:
        raise PromisesRefused("Write at least one promise: a day and an amount.", field="promises")
    if len(promises) > MOST_PROMISES:
        raise PromisesRefused(f"A plan has at most {MOST_PROMISES} promises.", field="promises")
    if not 0 <= grace_days <= MOST_GRACE_DAYS:
        raise PromisesRefused(f"Give a number of days from 0 to {MOST_GRACE_DAYS}.", field="grace_days")
    seen: set[date] = set()
    for promise in promises:
        check_amount(promise.amount_cents, field="promises")
        _check_day(promise.due_on, seen, today)
        seen.add(promise.due_on)
    promised_cents = sum(promise.amount_cents for promise in promises)
    if promised_cents > owed_cents + A_CENT:
        raise PromisesRefused(
            f"The promises come to {in_dollars(promised_cents)}, but only {in_dollars(owed_cents)} is owed. "
            "A plan is about what is owed already.",
            field="promises",
        )


def _check_day(day: date, seen: set[date], today: date) -> None:
    if day < today:
        raise PromisesRefused(f"{in_words(day)} has gone by. Choose today or a later day.", field="promises")
    if day in seen:
        raise PromisesRefused(f"{in_words(day)} is named twice. Make it one promise.", field="promises")
    if day > add_months(today, MONTHS_AHEAD):
        raise PromisesRefused(f"{in_words(day)} is too far off. Plan at most two years ahead.", field="promises")


def _state(plan: Plan, as_of: date, missed_on: date | None, *, kept: bool) -> PlanState:
    if plan.cancelled_on is not None and plan.cancelled_on <= as_of:
        return PlanState.CANCELLED
    if missed_on is not None:
        return PlanState.BROKEN
    return PlanState.KEPT if kept else PlanState.ACTIVE
