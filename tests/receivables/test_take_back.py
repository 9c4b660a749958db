"""Taking charges and receipts back."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.actions.periods import lock_period
from pm_app.books.queries.accounts import tenancy_balances
from pm_app.books.rules import PeriodLocked
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.receivables.actions.reversals import AlreadyTakenBack
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.ledger_items import ledger_item
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.runtime import run_now
from tests.conftest import an_actor
from tests.factories.receivables import a_household, typed_on
from tests.receivables.acting import charge, receive, take_back_charge, take_back_receipt

JAN_1, JAN_5, JAN_15, FEB_1 = date(2026, 1, 1), date(2026, 1, 5), date(2026, 1, 15), date(2026, 2, 1)


@pytest.fixture
def tenancy_id(session: Session, manager: Actor) -> UUID:
    """A household without any charge yet."""
    tenancy = a_household(session)
    session.commit()
    return tenancy.id


def test_a_charge_taken_back_leaves_what_was_paid_prepaid(manager: Actor, tenancy_id: UUID):
    rent = charge(manager, tenancy_id, 1_000_00, JAN_1)
    receipt_id = receive(manager, tenancy_id, 1_000_00, JAN_5)

    take_back_charge(manager, rent, JAN_15)

    before = run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=date(2026, 1, 14))
    after = run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_15)
    assert (before.balance_cents, after.balance_cents, after.prepaid_cents) == (0, -1_000_00, 1_000_00)
    item = run_now(manager, ledger_item, tenancy_id=tenancy_id, source_id=receipt_id, as_of=JAN_15)
    assert (item.settlements, item.prepaid_cents) == ([], 1_000_00)
    assert run_now(manager, findings, as_of=JAN_15) == []


def test_a_corrected_charge_takes_the_money_of_the_wrong_one(manager: Actor, tenancy_id: UUID):
    wrong = charge(manager, tenancy_id, 1_000_00, JAN_1)
    receive(manager, tenancy_id, 1_000_00, JAN_5)
    take_back_charge(manager, wrong, JAN_15)

    charge(manager, tenancy_id, 1_100_00, JAN_15)

    found = run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_15)
    assert (found.balance_cents, found.prepaid_cents) == (100_00, 0)


def test_a_receipt_taken_back_opens_what_it_settled_then_and_later(manager: Actor, tenancy_id: UUID):
    charge(manager, tenancy_id, 1_000_00, JAN_1)
    receipt_id = receive(manager, tenancy_id, 1_200_00, JAN_5)
    charge(manager, tenancy_id, 1_000_00, FEB_1)

    take_back_receipt(manager, receipt_id, date(2026, 2, 3))

    found = run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=date(2026, 2, 3))
    assert (found.balance_cents, found.prepaid_cents, len(found.open_charges)) == (2_000_00, 0, 2)
    assert run_now(manager, tenancy_balances, accounts=[1050, 2200], as_of=date(2026, 2, 3)) == {
        (tenancy_id, 1050): 0,
        (tenancy_id, 2200): 0,
    }
    assert run_now(manager, findings, as_of=date(2026, 2, 3)) == []


def test_a_deposit_that_came_back_is_no_longer_held(manager: Actor, tenancy_id: UUID):
    charge(manager, tenancy_id, 900_00, JAN_1, kind=ChargeKind.SECURITY_DEPOSIT)
    receipt_id = receive(manager, tenancy_id, 900_00, JAN_5)

    take_back_receipt(manager, receipt_id, JAN_15)

    found = run_now(manager, tenancy_balances, accounts=[2100, 2105], as_of=JAN_15)
    assert found == {(tenancy_id, 2100): 0, (tenancy_id, 2105): -900_00}
    assert run_now(manager, findings, as_of=JAN_15) == []


def test_other_money_that_is_prepaid_settles_what_is_open_again(manager: Actor, tenancy_id: UUID):
    rent = charge(manager, tenancy_id, 1_000_00, JAN_1)
    returned = receive(manager, tenancy_id, 1_000_00, JAN_5)
    other = receive(manager, tenancy_id, 400_00, date(2026, 1, 10))

    take_back_receipt(manager, returned, JAN_15)

    item = run_now(manager, ledger_item, tenancy_id=tenancy_id, source_id=rent, as_of=JAN_15)
    assert [(row.source_id, row.amount_cents, row.left_cents) for row in item.settlements] == [(other, 400_00, 600_00)]
    assert run_now(manager, findings, as_of=JAN_15) == []


def test_a_charge_shown_ahead_is_taken_back_on_its_own_day(manager: Actor, session: Session):
    tenancy = a_household(session)
    session.commit()
    rent = charge(manager, tenancy.id, 1_000_00, FEB_1, today=FEB_1)

    with pytest.raises(Refused, match="before what it reverses"):
        take_back_charge(manager, rent, date(2026, 1, 28))
    take_back_charge(manager, rent, FEB_1, today=date(2026, 1, 28))

    assert run_now(manager, tenancy_position, tenancy_id=tenancy.id, as_of=FEB_1).balance_cents == 0


def test_the_same_form_twice_is_one_reversal(manager: Actor, tenancy_id: UUID):
    rent = charge(manager, tenancy_id, 1_000_00, JAN_1)
    receipt_id = receive(manager, tenancy_id, 400_00, JAN_5)
    key, other_key = uuid4(), uuid4()

    assert take_back_receipt(manager, receipt_id, JAN_15, request_key=key) == take_back_receipt(
        manager, receipt_id, JAN_15, request_key=key
    )
    assert take_back_charge(manager, rent, JAN_15, request_key=other_key) == take_back_charge(
        manager, rent, JAN_15, request_key=other_key
    )


def test_nothing_is_taken_back_twice(manager: Actor, tenancy_id: UUID):
    rent = charge(manager, tenancy_id, 1_000_00, JAN_1)
    receipt_id = receive(manager, tenancy_id, 400_00, JAN_5)
    take_back_receipt(manager, receipt_id, JAN_15)
    take_back_charge(manager, rent, JAN_15)

    with pytest.raises(AlreadyTakenBack):
        take_back_receipt(manager, receipt_id, JAN_15)
    with pytest.raises(AlreadyTakenBack):
        take_back_charge(manager, rent, JAN_15)


@pytest.mark.parametrize(
    ("reversed_on", "reason", "field"),
    [
        pytest.param(date(2026, 1, 4), "Returned", "reversed_on", id="before it came in"),
        pytest.param(date(2026, 1, 16), "Returned", "reversed_on", id="tomorrow"),
        pytest.param(JAN_15, "  ", "reason", id="no reason"),
        pytest.param(JAN_15, "r" * 501, "reason", id="a reason too long"),
    ],
)
def test_a_reversal_that_cannot_be_meant_is_refused_and_writes_nothing(
    manager: Actor, tenancy_id: UUID, reversed_on: date, reason: str, field: str
):
    rent = charge(manager, tenancy_id, 1_000_00, JAN_5)
    receipt_id = receive(manager, tenancy_id, 400_00, JAN_5)

    with pytest.raises(Refused) as refused_receipt:
        take_back_receipt(manager, receipt_id, reversed_on, reason=reason, today=JAN_15)
    with pytest.raises(Refused) as refused_charge:
        take_back_charge(manager, rent, reversed_on, reason=reason, today=JAN_15)

    assert (refused_receipt.value.field, refused_charge.value.field) == (field, field)
    assert run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=FEB_1).balance_cents == 600_00


def test_nothing_is_taken_back_in_a_closed_period(manager: Actor, administrator: Actor, tenancy_id: UUID):
    receipt_id = receive(manager, tenancy_id, 400_00, JAN_5)
    run_now(administrator, lock_period, locked_through=date(2026, 1, 10), today=JAN_15, now=typed_on(JAN_15))

    with pytest.raises(PeriodLocked):
        take_back_receipt(manager, receipt_id, date(2026, 1, 10), today=JAN_15)
    take_back_receipt(manager, receipt_id, date(2026, 1, 11), today=JAN_15)

    assert run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=date(2026, 1, 10)).balance_cents == -400_00


def test_what_is_not_there_is_not_taken_back(manager: Actor, tenancy_id: UUID):
    with pytest.raises(NotFound):
        take_back_receipt(manager, uuid4(), JAN_15)
    with pytest.raises(NotFound):
        take_back_charge(manager, uuid4(), JAN_15)


@pytest.mark.parametrize("role", [Role.LEASING, Role.MAINTENANCE, Role.READ_ONLY])
def test_who_may_not_reverse_does_not(session: Session, manager: Actor, tenancy_id: UUID, role: Role):
    rent = charge(manager, tenancy_id, 1_000_00, JAN_1)
    receipt_id = receive(manager, tenancy_id, 400_00, JAN_5)
    actor = an_actor(session, role)

    with pytest.raises(NotAllowed):
        take_back_receipt(actor, receipt_id, JAN_15)
    with pytest.raises(NotAllowed):
        take_back_charge(actor, rent, JAN_15)


def test_what_is_out_of_scope_is_not_taken_back(manager: Actor, tenancy_id: UUID):
    rent = charge(manager, tenancy_id, 1_000_00, JAN_1)
    receipt_id = receive(manager, tenancy_id, 400_00, JAN_5)
    elsewhere = replace(manager, property_ids=frozenset({uuid4()}))

    with pytest.raises(NotFound):
        take_back_receipt(elsewhere, receipt_id, JAN_15)
    with pytest.raises(NotFound):
        take_back_charge(elsewhere, rent, JAN_15)


DAYS = st.dates(JAN_1, date(2026, 1, 12))
TODAY = date(2026, 1, 12)
AMOUNTS = st.integers(1, 9).map(lambda hundreds: hundreds * 100_00)
KINDS = st.sampled_from([ChargeKind.RENT, ChargeKind.LATE_FEE, ChargeKind.SECURITY_DEPOSIT])
STEPS = st.one_of(
    st.tuples(st.just("charge"), DAYS, AMOUNTS, KINDS),
    st.tuples(st.just("receive"), DAYS, AMOUNTS, st.none()),
    st.tuples(st.just("reverse charge"), DAYS, st.integers(0, 8), st.none()),
    st.tuples(st.just("reverse receipt"), DAYS, st.integers(0, 8), st.none()),
)


# Taking a charge back on a day on which it was still settled by money that came back later.
BACKDATED: list[tuple[str, date, int, ChargeKind | None]] = [
    ("charge", JAN_1, 400_00, ChargeKind.RENT),
    ("receive", date(2026, 1, 2), 400_00, None),
    ("receive", date(2026, 1, 3), 800_00, None),
    ("reverse receipt", date(2026, 1, 11), 0, None),
    ("reverse charge", date(2026, 1, 3), 0, None),
]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=st.lists(STEPS, min_size=4, max_size=9))
@example(steps=BACKDATED)
def test_books_and_ledger_agree_on_every_day_whatever_is_done_in_whatever_order(
    session: Session, steps: list[tuple[str, date, int, ChargeKind | None]]
):
    tenancy = a_household(session)
    session.commit()
    alone = replace(CONSOLE, property_ids=frozenset({tenancy.property_id}))
    charges: list[UUID] = []
    receipts: list[UUID] = []

    for what, day, number, kind in steps:
        _do(tenancy.id, what, day, number, kind, charges, receipts)

    for ordinal in range(JAN_1.toordinal(), TODAY.toordinal() + 1):
        assert run_now(alone, findings, as_of=date.fromordinal(ordinal)) == []


def _do(
    tenancy_id: UUID,
    what: str,
    day: date,
    number: int,
    kind: ChargeKind | None,
    charges: list[UUID],
    receipts: list[UUID],
) -> None:
    """Do one step, or nothing where it is refused: a day too early, or nothing left to take back."""
    if what == "charge" and kind is not None:
        charges.append(charge(CONSOLE, tenancy_id, number, day, kind=kind, today=TODAY))
    elif what == "receive":
        receipts.append(receive(CONSOLE, tenancy_id, number, day, today=TODAY))
    else:
        made, take_back = (charges, take_back_charge) if what == "reverse charge" else (receipts, take_back_receipt)
        if made:
            try:
                take_back(CONSOLE, made[number % len(made)], day, today=TODAY)
            except Refused:
                return
