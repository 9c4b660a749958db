"""On which days late fees rest: under a hold, and while a payment plan is kept (domain rules §10.8, §13)."""

from collections.abc import Iterable, Sequence
from datetime import date

from pm_app.receivables.enums import HoldKind, PlanState
from pm_app.receivables.rules.holds import Hold
from pm_app.receivables.rules.plans import Plan, plan_standing

RESTING = frozenset({HoldKind.LATE_FEES, HoldKind.EVICTION})


def fees_rest(
    day: date, holds: Iterable[Hold], plans: Iterable[Plan] = (), receipts: Sequence[tuple[date, int]] = ()
) -> bool:
    """Return whether no late fee is charged on a day: something holds them, or a payment plan was in good standing.

    `receipts` that stand, as (day, cents), are what plans are judged by. One that is fulfilled lets fees run again.
    """
    held = any(hold.kind in RESTING and hold.holds_on(day) for hold in holds)
    return held or any(_in_good_standing(plan, receipts, day) for plan in plans)


def _in_good_standing(plan: Plan, receipts: Sequence[tuple[date, int]], day: date) -> bool:
    return plan.starts_on <= day and plan_standing(plan, receipts, day).state == PlanState.ACTIVE
