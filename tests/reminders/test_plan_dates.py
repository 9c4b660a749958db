"""What was promised in a payment plan and did not come yet."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.plans import agree_plan, cancel_plan
from pm_app.receivables.rules.plans import Promise
from pm_app.reminders.enums import CriticalDateKind as K
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on
from tests.factories.reminders import TODAY, dates_of

JAN_5, JAN_20, FEB_1 = date(2026, 1, 5), date(2026, 1, 20), date(2026, 2, 1)


@pytest.fixture
def home(session: Session) -> Tenancy:
    """A household that owes its January rent of 1,000."""
    home = a_household(session)
    a_charge(session, home)
    return home


@pytest.fixture
def plan(session: Session, home: Tenancy) -> UUID:
    """Half of it promised by January 20, half by February 1."""
    halves = (Promise(JAN_20, 500_00), Promise(FEB_1, 500_00))
    asked = {"tenancy_id": home.id, "promises": halves, "today": JAN_5, "now": typed_on(JAN_5)}
    return agree_plan(session, CONSOLE, request_key=uuid4(), **asked)


def told(session: Session, today: date = TODAY) -> list[tuple[date, str]]:
    return [(one.falls_on, one.what) for one in dates_of(session, K.PAYMENT_PROMISE, today=today)]


def test_each_promise_is_a_date_of_its_household(session: Session, home: Tenancy, plan: UUID):
    first, second = dates_of(session, K.PAYMENT_PROMISE)

    assert told(session) == [(JAN_20, "Payment of $500.00 promised"), (FEB_1, "Payment of $500.00 promised")]
    assert first.item_id != second.item_id
    assert (first.tenancy_id, first.unit_id, first.property_id) == (home.id, home.unit_id, home.property_id)
    assert (first.path, first.ladder) == (f"/leases/{home.id}", (0, -3))


def test_what_comes_in_settles_the_promises_in_the_order_of_their_days(session: Session, home: Tenancy, plan: UUID):
    a_receipt(session, home, amount_cents=400_00, received_on=date(2026, 1, 10))
    assert [day for day, _ in told(session)] == [JAN_20, FEB_1]

    a_receipt(session, home, amount_cents=100_00, received_on=date(2026, 1, 12))
    assert [day for day, _ in told(session)] == [FEB_1]

    a_receipt(session, home, amount_cents=500_00, received_on=date(2026, 1, 14))
    assert told(session) == []


def test_a_promise_not_kept_stays_until_the_money_comes(session: Session, home: Tenancy, plan: UUID):
    late = date(2026, 1, 25)
    assert (JAN_20, "Payment of $500.00 was promised") in told(session, late)

    a_receipt(session, home, amount_cents=500_00, received_on=late)
    assert [day for day, _ in told(session, late)] == [FEB_1]


def test_a_plan_that_was_called_off_promises_nothing(session: Session, plan: UUID):
    cancel_plan(session, CONSOLE, plan_id=plan, today=TODAY, now=typed_on(TODAY))

    assert told(session) == []


def test_a_promise_of_long_ago_is_no_date_any_more(session: Session, plan: UUID):
    assert told(session, date(2026, 4, 21))[0][0] == JAN_20
    assert told(session, date(2026, 4, 22))[0][0] == FEB_1
    assert told(session, date(2026, 6, 1)) == []
