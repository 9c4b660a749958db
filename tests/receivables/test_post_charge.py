"""Charging a tenant."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.books.actions.periods import lock_period
from pm_app.books.queries.accounts import tenancy_balances
from pm_app.books.rules import PeriodLocked
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.receivables.actions.charges import FormUsedAlready, post_charge
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.ledger_items import ledger_item
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.runtime import run_now
from tests.conftest import an_actor
from tests.factories.receivables import a_household, typed_on
from tests.receivables.acting import charge, receive, take_back_charge

JAN_1, JAN_15, FEB_1 = date(2026, 1, 1), date(2026, 1, 15), date(2026, 2, 1)


@pytest.fixture
def tenancy_id(session: Session, manager: Actor) -> UUID:
    """A household without any charge yet."""
    tenancy = a_household(session)
    session.commit()
    return tenancy.id


def test_a_charge_counts_from_its_due_day(manager: Actor, tenancy_id: UUID):
    charge(manager, tenancy_id, 50_00, JAN_1, today=JAN_15, kind=ChargeKind.LATE_FEE)

    assert run_now(manager, tenancy_balances, accounts=[1100, 4010], as_of=JAN_1) == {
        (tenancy_id, 1100): 50_00,
        (tenancy_id, 4010): -50_00,
    }


def test_a_charge_due_later_counts_from_today(manager: Actor, tenancy_id: UUID):
    charge(manager, tenancy_id, 38_40, FEB_1, today=JAN_15, kind=ChargeKind.UTILITY)

    assert run_now(manager, tenancy_balances, accounts=[1100], as_of=JAN_15) == {(tenancy_id, 1100): 38_40}
    assert run_now(manager, tenancy_balances, accounts=[1100], as_of=date(2026, 1, 14)) == {}


def test_a_deposit_is_no_income_and_not_held_before_it_is_paid(manager: Actor, tenancy_id: UUID):
    charge(manager, tenancy_id, 1_000_00, JAN_1, kind=ChargeKind.SECURITY_DEPOSIT)

    found = run_now(manager, tenancy_balances, accounts=range(1000, 7000), as_of=JAN_1)
    assert found == {(tenancy_id, 1100): 1_000_00, (tenancy_id, 2105): -1_000_00}


def test_prepayments_settle_a_new_charge_oldest_first(manager: Actor, tenancy_id: UUID):
    first = receive(manager, tenancy_id, 300_00, date(2025, 12, 20))
    second = receive(manager, tenancy_id, 900_00, date(2025, 12, 28))

    rent = charge(manager, tenancy_id, 1_000_00, JAN_1)

    item = run_now(manager, ledger_item, tenancy_id=tenancy_id, source_id=rent, as_of=JAN_1)
    assert [(row.source_id, row.amount_cents) for row in item.settlements] == [(first, 300_00), (second, 700_00)]
    found = run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_1)
    assert (found.balance_cents, found.prepaid_cents) == (-200_00, 200_00)
    assert run_now(manager, findings, as_of=JAN_1) == []


def test_a_charge_typed_late_is_settled_from_the_day_the_money_came(manager: Actor, tenancy_id: UUID):
    receive(manager, tenancy_id, 1_000_00, date(2026, 1, 10))

    charge(manager, tenancy_id, 1_000_00, JAN_1, today=JAN_15)

    assert run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=date(2026, 1, 9)).balance_cents == 1_000_00
    assert run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=date(2026, 1, 10)).balance_cents == 0
    for day in (date(2026, 1, 9), date(2026, 1, 10), JAN_15):
        assert run_now(manager, findings, as_of=day) == []


def test_money_given_back_is_not_used_before_the_day_it_was_given_back(manager: Actor, tenancy_id: UUID):
    rent = charge(manager, tenancy_id, 1_000_00, JAN_1)
    receive(manager, tenancy_id, 1_000_00, date(2026, 1, 2))
    take_back_charge(manager, rent, FEB_1)

    charge(manager, tenancy_id, 900_00, date(2026, 1, 10), today=FEB_1)

    before = run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=date(2026, 1, 31))
    assert (before.balance_cents, before.prepaid_cents) == (900_00, 0)
    after = run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=FEB_1)
    assert (after.balance_cents, after.prepaid_cents) == (-100_00, 100_00)
    for day in (date(2026, 1, 9), date(2026, 1, 31), FEB_1):
        assert run_now(manager, findings, as_of=day) == []


def test_prepaid_money_is_not_taken_for_a_deposit(manager: Actor, tenancy_id: UUID):
    receive(manager, tenancy_id, 500_00, JAN_1)

    charge(manager, tenancy_id, 500_00, JAN_15, kind=ChargeKind.LAST_MONTHS_RENT)

    found = run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_15)
    assert (found.prepaid_cents, len(found.open_charges)) == (500_00, 1)


def test_the_same_form_twice_is_one_charge(manager: Actor, tenancy_id: UUID):
    key = uuid4()

    assert charge(manager, tenancy_id, 5_00, JAN_1, request_key=key) == charge(
        manager, tenancy_id, 5_00, JAN_1, request_key=key
    )
    with pytest.raises(FormUsedAlready):
        charge(manager, tenancy_id, 6_00, JAN_1, request_key=key)


@pytest.mark.parametrize(
    ("amount_cents", "due_on", "field", "sentence"),
    [
        pytest.param(0, JAN_15, "amount", "must be more than", id="nothing"),
        pytest.param(-5_00, JAN_15, "amount", "must be more than", id="negative"),
        pytest.param(1_000_000_01, JAN_15, "amount", "cannot be right", id="absurd"),
        pytest.param(5_00, date(2028, 1, 16), "due_on", "two years", id="years ahead"),
        pytest.param(5_00, date(2024, 12, 31), "due_on", "more than a year before", id="long before"),
    ],
)
def test_an_implausible_charge_is_refused_and_writes_nothing(
    manager: Actor, tenancy_id: UUID, amount_cents: int, due_on: date, field: str, sentence: str
):
    with pytest.raises(Refused, match=sentence) as refusal:
        charge(manager, tenancy_id, amount_cents, due_on, today=JAN_15)

    assert refusal.value.field == field
    assert run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_15).balance_cents == 0


@pytest.mark.parametrize(
    ("service_from", "service_to"), [(FEB_1, JAN_1), (FEB_1, None), (None, FEB_1)], ids=["backward", "open", "headless"]
)
def test_a_service_period_that_means_nothing_is_refused(
    manager: Actor, tenancy_id: UUID, service_from: date | None, service_to: date | None
):
    with pytest.raises(Refused) as refusal:
        run_now(
            manager,
            post_charge,
            request_key=uuid4(),
            tenancy_id=tenancy_id,
            kind=ChargeKind.UTILITY,
            amount_cents=10_00,
            due_on=JAN_15,
            service_from=service_from,
            service_to=service_to,
            today=JAN_15,
            now=typed_on(JAN_15),
        )

    assert refusal.value.field == "service_to"


def test_a_closed_period_takes_no_charge(manager: Actor, administrator: Actor, tenancy_id: UUID):
    run_now(administrator, lock_period, locked_through=date(2026, 1, 10), today=JAN_15, now=typed_on(JAN_15))

    with pytest.raises(PeriodLocked):
        charge(manager, tenancy_id, 5_00, JAN_1, today=JAN_15)


@pytest.mark.parametrize("role", [Role.LEASING, Role.MAINTENANCE, Role.READ_ONLY])
def test_who_may_not_charge_does_not(session: Session, tenancy_id: UUID, role: Role):
    actor = an_actor(session, role)

    with pytest.raises(NotAllowed):
        charge(actor, tenancy_id, 5_00, JAN_1)


def test_a_household_out_of_scope_is_not_charged(manager: Actor, tenancy_id: UUID):
    with pytest.raises(NotFound):
        charge(replace(manager, property_ids=frozenset({uuid4()})), tenancy_id, 5_00, JAN_1)
