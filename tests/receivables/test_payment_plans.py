"""Payment plans: what may be promised, what becomes of it, and calling a plan off."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.dates import as_it_was
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.kernel.money import AmountNotPositive
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.charges import FormUsedAlready
from pm_app.receivables.actions.plans import PlanOver, PlanRunning, agree_plan, cancel_plan
from pm_app.receivables.enums import PlanState, PromiseState
from pm_app.receivables.queries.collecting import plans_on
from pm_app.receivables.queries.late_fees import late_fee_proposals
from pm_app.receivables.queries.plans import broken_plans, plans_of
from pm_app.receivables.rules.plans import Promise, PromisesRefused
from tests.conftest import an_actor
from tests.factories.late_fees import TEN_A_DAY, late_fees
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on

JAN_5, JAN_10, JAN_20, FEB_1 = date(2026, 1, 5), date(2026, 1, 10), date(2026, 1, 20), date(2026, 2, 1)
HALVES = (Promise(JAN_10, 500_00), Promise(JAN_20, 500_00))


@pytest.fixture
def home(session: Session) -> Tenancy:
    """A household that owes its January rent of 1,000."""
    home = a_household(session)
    a_charge(session, home)
    return home


def agree(session: Session, home: Tenancy, *promises: Promise, actor: Actor = CONSOLE, **more: Any) -> UUID:
    asked = {"request_key": uuid4(), "tenancy_id": home.id, "today": JAN_5, "now": typed_on(JAN_5)} | more
    return agree_plan(session, actor, promises=promises or HALVES, **asked)


def states(session: Session, home: Tenancy, as_of: date) -> tuple[PlanState, list[PromiseState]]:
    (plan,) = plans_of(session, CONSOLE, tenancy_id=home.id, as_of=as_of)
    return plan.standing.state, [one.state for one in plan.promises]


def test_a_plan_is_promises_on_what_is_owed_and_charges_nothing(session: Session, home: Tenancy, manager: Actor):
    agree(session, home, actor=manager, note="Agreed on the phone")

    (plan,) = plans_of(session, manager, tenancy_id=home.id, as_of=JAN_5)
    assert (plan.starts_on, plan.note, plan.recorded_by) == (JAN_5, "Agreed on the phone", manager.name)
    assert (plan.standing.state, plan.standing.promised_cents) == (PlanState.ACTIVE, 1_000_00)
    assert (plan.standing.next_on, plan.standing.next_cents) == (JAN_10, 500_00)
    assert history_of(session, manager, about_id=home.id)[0].did == "agreed on a payment plan"


def test_money_in_time_keeps_a_plan(session: Session, home: Tenancy):
    agree(session, home)
    a_receipt(session, home, amount_cents=500_00, received_on=JAN_10)
    assert states(session, home, date(2026, 1, 15)) == (PlanState.ACTIVE, [PromiseState.KEPT, PromiseState.OPEN])

    a_receipt(session, home, amount_cents=500_00, received_on=JAN_20)

    assert states(session, home, FEB_1) == (PlanState.KEPT, [PromiseState.KEPT, PromiseState.KEPT])


def test_a_missed_promise_breaks_the_plan_after_its_grace(session: Session, home: Tenancy):
    agree(session, home, grace_days=2)
    a_receipt(session, home, amount_cents=499_99, received_on=JAN_10)

    assert states(session, home, date(2026, 1, 12))[0] == PlanState.ACTIVE
    assert states(session, home, date(2026, 1, 13)) == (PlanState.BROKEN, [PromiseState.MISSED, PromiseState.OPEN])
    (broken,) = broken_plans(session, CONSOLE, today=date(2026, 1, 13))
    assert (broken.tenancy_id, broken.missed_on) == (home.id, JAN_10)


def test_what_was_paid_before_the_plan_on_the_same_day_is_none_of_it(session: Session, home: Tenancy):
    a_receipt(session, home, amount_cents=500_00, received_on=JAN_5)
    agree(session, home, Promise(JAN_10, 500_00))

    assert states(session, home, date(2026, 1, 11)) == (PlanState.BROKEN, [PromiseState.MISSED])
    shown = plans_on(session, CONSOLE, tenancy_ids=[home.id], as_of=as_it_was(date(2026, 1, 11), None, None))
    assert shown[home.id].received_cents == 0


def test_late_fees_rest_while_the_plan_is_kept_and_run_when_it_is_called_off(session: Session, home: Tenancy):
    late_fees(session, TEN_A_DAY)
    plan_id = agree(session, home, today=date(2026, 1, 2), now=typed_on(date(2026, 1, 2)))
    assert late_fee_proposals(session, CONSOLE, today=date(2026, 1, 8)) == []

    cancel_plan(session, CONSOLE, plan_id=plan_id, today=date(2026, 1, 8), now=typed_on(date(2026, 1, 8)))

    assert [one.fee.fee_on for one in late_fee_proposals(session, CONSOLE, today=date(2026, 1, 8))] == [
        date(2026, 1, 8)
    ]


def test_delinquency_sees_the_plan(session: Session, home: Tenancy):
    agree(session, home)

    shown = plans_on(session, CONSOLE, tenancy_ids=[home.id], as_of=as_it_was(JAN_10, None, None))

    assert shown[home.id].state == PlanState.ACTIVE


@pytest.mark.parametrize(
    ("promises", "says"),
    [
        ((Promise(date(2026, 1, 4), 100_00),), "Jan 4, 2026 has gone by. Choose today or a later day."),
        ((Promise(JAN_10, 1_00), Promise(JAN_10, 2_00)), "Jan 10, 2026 is named twice. Make it one promise."),
        ((Promise(date(2028, 1, 6), 1_00),), "Jan 6, 2028 is too far off. Plan at most two years ahead."),
        (
            (Promise(JAN_10, 1_000_02),),
            "The promises come to $1,000.02, but only $1,000.00 is owed. A plan is about what is owed already.",
        ),
    ],
)
def test_promises_that_cannot_be_meant_are_refused(
    session: Session, home: Tenancy, promises: tuple[Promise, ...], says: str
):
    with pytest.raises(PromisesRefused) as refused:
        agree(session, home, *promises)

    assert (refused.value.message, refused.value.field) == (says, "promises")


def test_a_cent_above_what_is_owed_is_rounding(session: Session, home: Tenancy):
    assert agree(session, home, Promise(JAN_10, 1_000_01))


def test_no_promises_nothing_promised_and_odd_grace_are_refused(session: Session, home: Tenancy):
    asked = {"request_key": uuid4(), "tenancy_id": home.id, "today": JAN_5, "now": typed_on(JAN_5)}
    with pytest.raises(PromisesRefused, match="Write at least one promise"):
        agree_plan(session, CONSOLE, promises=[], **asked)
    with pytest.raises(AmountNotPositive):
        agree(session, home, Promise(JAN_10, 0))
    with pytest.raises(PromisesRefused, match="from 0 to 30"):
        agree(session, home, grace_days=31)
    with pytest.raises(PromisesRefused, match="at most 60"):
        agree(session, home, *[Promise(date.fromordinal(JAN_10.toordinal() + day), 1) for day in range(61)])
    with pytest.raises(Refused, match="The note"):
        agree(session, home, note="x" * 1_001)


def test_a_second_plan_waits_until_the_first_is_over(session: Session, home: Tenancy):
    plan_id = agree(session, home)
    with pytest.raises(PlanRunning):
        agree(session, home)

    cancel_plan(session, CONSOLE, plan_id=plan_id, today=JAN_5, now=typed_on(JAN_5))

    assert agree(session, home)


def test_the_same_form_agrees_once_and_belongs_to_one_household(session: Session, home: Tenancy):
    key, other = uuid4(), a_household(session)

    assert agree(session, home, request_key=key) == agree(session, home, request_key=key)
    with pytest.raises(FormUsedAlready):
        agree(session, other, request_key=key)
    assert len(plans_of(session, CONSOLE, tenancy_id=home.id, as_of=JAN_5)) == 1


def test_calling_off_twice_is_once_and_a_kept_plan_stays(session: Session, home: Tenancy):
    plan_id = agree(session, home, Promise(JAN_10, 100_00))
    a_receipt(session, home, amount_cents=100_00, received_on=JAN_10)
    with pytest.raises(PlanOver):
        cancel_plan(session, CONSOLE, plan_id=plan_id, today=JAN_20, now=typed_on(JAN_20))

    again = agree(session, home, Promise(JAN_20, 100_00), today=JAN_10, now=typed_on(JAN_10))
    for day in (JAN_10, JAN_20):
        cancel_plan(session, CONSOLE, plan_id=again, today=day, now=typed_on(day))

    newest = plans_of(session, CONSOLE, tenancy_id=home.id, as_of=FEB_1)[0]
    assert (newest.cancelled_on, newest.standing.state) == (JAN_10, PlanState.CANCELLED)
    assert broken_plans(session, CONSOLE, today=FEB_1) == []


def test_who_may_not_is_refused_and_other_properties_are_not_told(session: Session, home: Tenancy):
    plan_id = agree(session, home)
    reader = an_actor(session, Role.READ_ONLY)
    elsewhere = Actor(None, "E", "", Role.MANAGER, CONSOLE.permissions, frozenset())

    with pytest.raises(NotAllowed):
        agree(session, home, actor=reader)
    with pytest.raises(NotAllowed):
        cancel_plan(session, reader, plan_id=plan_id, today=JAN_5, now=typed_on(JAN_5))
    with pytest.raises(NotFound):
        agree(session, home, actor=elsewhere)
    with pytest.raises(NotFound):
        cancel_plan(session, elsewhere, plan_id=plan_id, today=JAN_5, now=typed_on(JAN_5))
    with pytest.raises(NotFound):
        cancel_plan(session, CONSOLE, plan_id=uuid4(), today=JAN_5, now=typed_on(JAN_5))
    with pytest.raises(NotFound):
        plans_of(session, elsewhere, tenancy_id=home.id, as_of=JAN_5)
    assert broken_plans(session, elsewhere, today=FEB_1) == []
