"""Recording money that came in."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.books.actions.periods import lock_period
from pm_app.books.queries.accounts import tenancy_balances
from pm_app.books.rules import PeriodLocked
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.receivables.actions.charges import FormUsedAlready
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.ledger_items import ledger_item
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.queries.totals import deposit_held_cents, last_payment
from pm_app.receivables.rules.allocation import DesignatedNotOpen
from pm_app.runtime import run_now
from tests.conftest import an_actor
from tests.factories.people import a_person
from tests.factories.receivables import a_household, typed_on
from tests.receivables.acting import charge, receive

JAN_1, JAN_15, FEB_1 = date(2026, 1, 1), date(2026, 1, 15), date(2026, 2, 1)


@pytest.fixture
def tenancy_id(session: Session, manager: Actor) -> UUID:
    """A household without any charge yet."""
    tenancy = a_household(session)
    session.commit()
    return tenancy.id


def settled(actor: Actor, tenancy_id: UUID, receipt_id: UUID, as_of: date = JAN_15) -> list[tuple[UUID, int, int]]:
    item = run_now(actor, ledger_item, tenancy_id=tenancy_id, source_id=receipt_id, as_of=as_of)
    return [(row.source_id, row.amount_cents, row.left_cents) for row in item.settlements]


def balance(actor: Actor, tenancy_id: UUID, as_of: date = JAN_15) -> int:
    return run_now(actor, tenancy_position, tenancy_id=tenancy_id, as_of=as_of).balance_cents


def test_a_partial_receipt_settles_part_of_the_oldest_rent(manager: Actor, tenancy_id: UUID):
    rent = charge(manager, tenancy_id, 1_200_00, JAN_1)

    receipt_id = receive(manager, tenancy_id, 1_000_00, date(2026, 1, 3), reference="1182")

    assert settled(manager, tenancy_id, receipt_id) == [(rent, 1_000_00, 200_00)]
    assert balance(manager, tenancy_id) == 200_00
    assert run_now(manager, findings, as_of=JAN_15) == []


def test_what_settles_nothing_is_prepaid(manager: Actor, tenancy_id: UUID):
    receipt_id = receive(manager, tenancy_id, 500_00, JAN_15)

    found = run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_15)
    assert (found.balance_cents, found.prepaid_cents) == (-500_00, 500_00)
    assert settled(manager, tenancy_id, receipt_id) == []
    assert run_now(manager, tenancy_balances, accounts=[1050, 1100, 2200], as_of=JAN_15) == {
        (tenancy_id, 1050): 500_00,
        (tenancy_id, 2200): -500_00,
    }


def test_late_fees_come_last_unless_somebody_says_otherwise(manager: Actor, tenancy_id: UUID):
    fee = charge(manager, tenancy_id, 50_00, date(2025, 12, 6), kind=ChargeKind.LATE_FEE)
    rent = charge(manager, tenancy_id, 1_000_00, JAN_1)

    first = receive(manager, tenancy_id, 100_00, date(2026, 1, 3))
    second = receive(manager, tenancy_id, 100_00, date(2026, 1, 4), designated={fee: 50_00})

    assert settled(manager, tenancy_id, first) == [(rent, 100_00, 850_00)]
    assert settled(manager, tenancy_id, second) == [(fee, 50_00, 0), (rent, 50_00, 850_00)]


def test_a_deposit_that_was_paid_is_held(manager: Actor, tenancy_id: UUID):
    charge(manager, tenancy_id, 1_485_00, JAN_1, kind=ChargeKind.SECURITY_DEPOSIT)
    charge(manager, tenancy_id, 1_000_00, JAN_1)

    before = run_now(manager, deposit_held_cents, tenancy_id=tenancy_id, as_of=JAN_15)
    receive(manager, tenancy_id, 1_485_00, date(2026, 1, 2))
    after = run_now(manager, deposit_held_cents, tenancy_id=tenancy_id, as_of=JAN_15)

    assert (before, after) == (0, 1_485_00)
    assert balance(manager, tenancy_id) == 1_000_00
    assert run_now(manager, findings, as_of=JAN_15) == []


def test_money_that_comes_early_settles_a_charge_from_the_day_it_counts(manager: Actor, tenancy_id: UUID):
    charge(manager, tenancy_id, 1_000_00, JAN_15)

    receive(manager, tenancy_id, 1_000_00, date(2026, 1, 10), today=JAN_15)

    early = run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=date(2026, 1, 14))
    assert (early.balance_cents, early.prepaid_cents) == (-1_000_00, 1_000_00)
    then = run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_15)
    assert (then.balance_cents, then.prepaid_cents, then.open_charges) == (0, 0, ())
    assert run_now(manager, findings, as_of=date(2026, 1, 14)) == []
    assert run_now(manager, findings, as_of=JAN_15) == []


def test_the_same_form_twice_is_one_receipt(manager: Actor, tenancy_id: UUID):
    key = uuid4()

    first = receive(manager, tenancy_id, 500_00, JAN_15, request_key=key)
    second = receive(manager, tenancy_id, 500_00, JAN_15, request_key=key)

    assert first == second
    assert balance(manager, tenancy_id) == -500_00


def test_the_same_form_with_another_amount_is_refused(manager: Actor, tenancy_id: UUID):
    key = uuid4()
    receive(manager, tenancy_id, 500_00, JAN_15, request_key=key)

    with pytest.raises(FormUsedAlready):
        receive(manager, tenancy_id, 600_00, JAN_15, request_key=key)


def test_a_payer_who_is_not_of_the_household_is_shown(session: Session, manager: Actor, tenancy_id: UUID):
    agency = a_person(session, name="Riverton Housing Agency")
    session.commit()

    receive(manager, tenancy_id, 500_00, JAN_15, payer_id=agency.id)

    found = run_now(manager, last_payment, tenancy_id=tenancy_id, as_of=JAN_15)
    assert found is not None
    assert found.amount_cents == 500_00


@pytest.mark.parametrize(
    ("amount_cents", "received_on", "field", "sentence"),
    [
        pytest.param(0, JAN_15, "amount", "must be more than", id="nothing"),
        pytest.param(-1_00, JAN_15, "amount", "must be more than", id="negative"),
        pytest.param(1_000_000_01, JAN_15, "amount", "cannot be right", id="absurd"),
        pytest.param(1_00, date(2026, 1, 16), "received_on", "in the future", id="tomorrow"),
        pytest.param(1_00, date(2024, 12, 31), "received_on", "more than a year before", id="long before"),
        pytest.param(1_00, date(1026, 1, 15), "received_on", "more than a year before", id="a slip in the year"),
    ],
)
def test_an_implausible_receipt_is_refused_and_writes_nothing(
    manager: Actor, tenancy_id: UUID, amount_cents: int, received_on: date, field: str, sentence: str
):
    with pytest.raises(Refused, match=sentence) as refusal:
        receive(manager, tenancy_id, amount_cents, received_on, today=JAN_15)

    assert refusal.value.field == field
    assert balance(manager, tenancy_id) == 0


def test_the_largest_amount_is_taken(manager: Actor, tenancy_id: UUID):
    receive(manager, tenancy_id, 1_000_000_00, JAN_15)

    assert balance(manager, tenancy_id) == -1_000_000_00


def test_an_unknown_payer_is_refused(manager: Actor, tenancy_id: UUID):
    with pytest.raises(Refused, match="payer") as refusal:
        receive(manager, tenancy_id, 1_00, JAN_15, payer_id=uuid4())

    assert refusal.value.field == "payer_id"


def test_a_charge_of_another_household_is_not_settled(session: Session, manager: Actor, tenancy_id: UUID):
    other = a_household(session)
    session.commit()
    rent = charge(manager, other.id, 1_000_00, JAN_1)

    with pytest.raises(DesignatedNotOpen):
        receive(manager, tenancy_id, 1_000_00, JAN_15, designated={rent: 1_000_00})


def test_a_text_that_is_too_long_is_refused(manager: Actor, tenancy_id: UUID):
    with pytest.raises(Refused, match="at most 100 characters") as refusal:
        receive(manager, tenancy_id, 1_00, JAN_15, reference="1" * 101)

    assert refusal.value.field == "reference"


def test_a_closed_period_takes_no_receipt(manager: Actor, administrator: Actor, tenancy_id: UUID):
    run_now(administrator, lock_period, locked_through=date(2026, 1, 10), today=JAN_15, now=typed_on(JAN_15))

    with pytest.raises(PeriodLocked):
        receive(manager, tenancy_id, 1_00, date(2026, 1, 10), today=JAN_15)


def test_who_recorded_it_is_in_the_history_of_the_household(manager: Actor, tenancy_id: UUID):
    receive(manager, tenancy_id, 500_00, JAN_15)

    found = run_now(manager, history_of, about_id=tenancy_id)
    assert [(row.actor_name, row.did, row.about_kind) for row in found] == [
        (manager.name, "recorded a receipt", "receipt")
    ]


@pytest.mark.parametrize("role", [Role.LEASING, Role.MAINTENANCE, Role.READ_ONLY])
def test_who_may_not_take_money_does_not(session: Session, tenancy_id: UUID, role: Role):
    actor = an_actor(session, role)

    with pytest.raises(NotAllowed):
        receive(actor, tenancy_id, 1_00, JAN_15)


def test_a_household_out_of_scope_is_not_there(manager: Actor, tenancy_id: UUID):
    with pytest.raises(NotFound):
        receive(replace(manager, property_ids=frozenset({uuid4()})), tenancy_id, 1_00, JAN_15)
