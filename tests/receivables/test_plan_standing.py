"""Whether a payment plan is kept, by what came in and when."""

from datetime import date

import pytest

from pm_app.receivables.enums import PlanState
from pm_app.receivables.rules.plans import Plan, Promise, plan_standing

FEB_1, FEB_15, MAR_1 = date(2026, 2, 1), date(2026, 2, 15), date(2026, 3, 1)
PLAN = Plan(FEB_1, 3, (Promise(FEB_15, 300_00), Promise(MAR_1, 200_00)))


@pytest.mark.parametrize(
    ("receipts", "as_of", "state", "missed_on"),
    [
        pytest.param([], date(2026, 2, 18), PlanState.ACTIVE, None, id="within the grace of the first promise"),
        pytest.param([], date(2026, 2, 19), PlanState.BROKEN, FEB_15, id="the grace is over"),
        pytest.param([(date(2026, 1, 31), 500_00)], MAR_1, PlanState.BROKEN, FEB_15, id="money from before counts not"),
        pytest.param([(FEB_1, 100_00), (date(2026, 2, 18), 200_00)], FEB_15, PlanState.ACTIVE, None, id="to come yet"),
        pytest.param([(FEB_1, 100_00), (date(2026, 2, 18), 200_00)], MAR_1, PlanState.ACTIVE, None, id="one was kept"),
        pytest.param([(FEB_1, 500_00)], FEB_1, PlanState.KEPT, None, id="all at once"),
        pytest.param([(FEB_15, 300_00), (date(2026, 3, 4), 200_00)], date(2026, 6, 1), PlanState.KEPT, None, id="kept"),
        pytest.param([(FEB_15, 300_00), (date(2026, 3, 5), 200_00)], MAR_1, PlanState.ACTIVE, None, id="before it"),
        pytest.param(
            [(FEB_15, 300_00), (date(2026, 3, 5), 200_00)], date(2026, 3, 5), PlanState.BROKEN, MAR_1, id="a day late"
        ),
        pytest.param([(date(2026, 2, 19), 500_00)], MAR_1, PlanState.BROKEN, FEB_15, id="broken for good"),
    ],
)
def test_a_plan_is_kept_while_what_came_in_is_what_was_promised(
    receipts: list[tuple[date, int]], as_of: date, state: PlanState, missed_on: date | None
):
    found = plan_standing(PLAN, receipts, as_of)

    assert (found.state, found.missed_on) == (state, missed_on)


def test_what_is_missing_for_the_next_promise_is_told():
    found = plan_standing(PLAN, [(FEB_1, 350_00)], FEB_15)

    assert (found.promised_cents, found.received_cents) == (500_00, 350_00)
    assert (found.next_on, found.next_cents) == (MAR_1, 150_00)


def test_a_plan_that_was_called_off_is_neither_kept_nor_broken():
    called_off = Plan(FEB_1, 0, PLAN.promises, cancelled_on=date(2026, 2, 20))

    assert plan_standing(called_off, [], date(2026, 2, 19)).state == PlanState.BROKEN
    assert plan_standing(called_off, [], date(2026, 2, 20)).state == PlanState.CANCELLED
