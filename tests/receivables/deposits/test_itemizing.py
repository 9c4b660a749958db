"""A deposit is itemized once: charges, releases and refunds stand together or not at all."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.books.queries.accounts import tenancy_balances
from pm_app.books.rules import DEPOSIT_BANK, DEPOSITS_HELD, LAST_MONTHS_RENT_HELD, OPERATING_BANK, RECEIVABLE
from pm_app.kernel.errors import Refused
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.bank_transfers import move_deposit_money
from pm_app.receivables.actions.charges import FormUsedAlready
from pm_app.receivables.actions.deductions import set_payees
from pm_app.receivables.actions.dispositions import (
    AlreadyItemized,
    DispositionFacts,
    NotItemized,
    change_disposition,
    mark_disposition_sent,
)
from pm_app.receivables.actions.itemizing_back import take_back_itemizing
from pm_app.receivables.actions.returns import return_payment
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.deposits_held import household_deposits
from pm_app.receivables.queries.dispositions import disposition_sheet
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.rules.deposits import Deduction, Payee
from tests.factories.deposits import (
    DONE_ON,
    OUT_ON,
    a_deposit,
    a_home_left,
    an_open_disposition,
    itemized,
)
from tests.factories.receivables import a_charge, a_household, typed_on

DAMAGE = Deduction(ChargeKind.DAMAGES, 180_00, "Two broken blinds")
LATER = date(2026, 1, 20)
WHEN = {"today": DONE_ON, "now": typed_on(DONE_ON)}


def balance(session: Session, home: Tenancy, day: date = DONE_ON) -> int:
    return tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=day).balance_cents


def booked(session: Session, home: Tenancy) -> dict[int, int]:
    every = tenancy_balances(session, CONSOLE, as_of=date.max, tenancy_id=home.id)
    return {number: cents for (_, number), cents in every.items() if cents}


def test_a_household_moves_out_and_gets_back_what_is_left_of_its_deposit(session: Session):
    home = a_home_left(session)
    a_charge(session, home, amount_cents=200_00, due_on=date(2025, 12, 1), description="Rent of December")
    an_open_disposition(session, home, DAMAGE)

    itemized(session, home, references=("1042",))

    sheet = disposition_sheet(session, CONSOLE, tenancy_id=home.id)
    assert [(one.amount_cents, one.reason) for one in sheet.deductions] == [
        (200_00, "Rent of December, due Dec 1, 2025"),
        (180_00, "Two broken blinds"),
    ]
    assert (sheet.outcome.refund_cents, sheet.outcome.due_cents) == (620_00, 0)
    assert [(one.payee, one.amount_cents, one.reference) for one in sheet.refunds] == [(home.name, 620_00, "1042")]
    assert balance(session, home) == 0
    # The deposit bank still holds what was withheld: it belongs to the operating bank now.
    assert booked(session, home) == {DEPOSIT_BANK: 380_00, 4000: -200_00, 4090: -180_00}
    assert findings(session, CONSOLE, as_of=DONE_ON) == []


def test_what_was_withheld_is_moved_to_the_operating_bank(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home, DAMAGE)
    itemized(session, home)
    (found,) = household_deposits(session, CONSOLE, as_of=DONE_ON)
    assert (found.held_cents, found.in_bank_cents, found.transfer_due_cents) == (0, 180_00, -180_00)

    accounts = {"from_account": DEPOSIT_BANK, "to_account": OPERATING_BANK, "amount_cents": 180_00}
    move_deposit_money(session, CONSOLE, request_key=uuid4(), tenancy_id=home.id, moved_on=DONE_ON, **accounts, **WHEN)

    assert household_deposits(session, CONSOLE, as_of=DONE_ON) == []
    assert booked(session, home) == {OPERATING_BANK: 180_00, 4090: -180_00}


def test_deductions_above_the_deposit_leave_the_rest_owed(session: Session):
    home = a_home_left(session, cents=500_00)
    an_open_disposition(session, home, replace(DAMAGE, amount_cents=730_00))

    itemized(session, home)

    sheet = disposition_sheet(session, CONSOLE, tenancy_id=home.id)
    assert (sheet.outcome.due_cents, sheet.refunds) == (230_00, [])
    assert balance(session, home) == 230_00
    assert findings(session, CONSOLE, as_of=DONE_ON) == []


def test_interest_is_paid_out_with_the_deposit(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home, DAMAGE)
    facts = DispositionFacts(interest_cents=12_34)
    version = disposition_sheet(session, CONSOLE, tenancy_id=home.id).record
    assert version is not None
    change_disposition(session, CONSOLE, tenancy_id=home.id, version=version.version, facts=facts, **WHEN)

    itemized(session, home)

    sheet = disposition_sheet(session, CONSOLE, tenancy_id=home.id)
    assert [one.amount_cents for one in sheet.refunds] == [832_34]
    assert booked(session, home)[6130] == 12_34
    assert balance(session, home) == 0
    assert findings(session, CONSOLE, as_of=DONE_ON) == []


def test_several_payees_share_the_refund_to_the_cent(session: Session):
    home = a_home_left(session, cents=1_000_01)
    an_open_disposition(session, home)
    shares = [Payee("Ada", 3_333), Payee("Ben", 3_333), Payee("Cy", 3_334)]
    set_payees(session, CONSOLE, tenancy_id=home.id, payees=shares, now=typed_on(DONE_ON))

    itemized(session, home)

    sheet = disposition_sheet(session, CONSOLE, tenancy_id=home.id)
    assert [(one.payee, one.amount_cents) for one in sheet.refunds] == [
        ("Ada", 333_30),
        ("Ben", 333_30),
        ("Cy", 333_41),
    ]


def test_each_kind_of_deposit_is_released_from_its_own_account(session: Session):
    home = a_home_left(session)
    a_deposit(session, home, kind=ChargeKind.LAST_MONTHS_RENT, cents=700_00)
    a_charge(session, home, amount_cents=650_00, due_on=date(2025, 12, 1))
    an_open_disposition(session, home, DAMAGE)
    before = booked(session, home)

    itemized(session, home)

    assert (before[DEPOSITS_HELD], before[LAST_MONTHS_RENT_HELD], before[RECEIVABLE]) == (-1_000_00, -700_00, 650_00)
    assert not {DEPOSITS_HELD, LAST_MONTHS_RENT_HELD, RECEIVABLE} & set(booked(session, home))
    sheet = disposition_sheet(session, CONSOLE, tenancy_id=home.id)
    assert sum(one.amount_cents for one in sheet.refunds) == 870_00
    assert findings(session, CONSOLE, as_of=DONE_ON) == []


def test_what_is_open_and_not_deducted_stays_owed_while_the_deposit_goes_back(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home)
    a_charge(session, home, kind=ChargeKind.UTILITY, amount_cents=40_00, due_on=OUT_ON)

    itemized(session, home)

    assert balance(session, home) == 40_00


def test_the_same_form_twice_posts_once(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home, DAMAGE)
    key = uuid4()

    first = itemized(session, home, key=key)
    again = itemized(session, home, key=key)

    assert first == again
    assert len(disposition_sheet(session, CONSOLE, tenancy_id=home.id).refunds) == 1
    with pytest.raises(AlreadyItemized, match="already"):
        itemized(session, home)


def test_a_bounce_of_the_payment_behind_a_returned_deposit_makes_the_tenant_owe_it(session: Session):
    home = a_household(session, starts_on=date(2025, 1, 1), moved_out_on=OUT_ON)
    receipt_id = a_deposit(session, home)
    an_open_disposition(session, home, DAMAGE)
    itemized(session, home)

    given = {"receipt_id": receipt_id, "returned_on": LATER, "reason": "NSF", "today": LATER, "now": typed_on(LATER)}
    return_payment(session, CONSOLE, request_key=uuid4(), **given)

    # The refund of 820.00, the damage of 180.00 and the deposit that was never paid.
    assert balance(session, home, LATER) == 820_00 + 180_00 + 1_000_00
    assert balance(session, home, DONE_ON) == 0
    assert findings(session, CONSOLE, as_of=LATER) == []


def test_itemizing_is_taken_back_whole_and_may_be_done_again(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home, DAMAGE)
    key = uuid4()
    itemized(session, home, key=key)
    given = {"reversed_on": LATER, "reason": "Wrong blinds", "today": LATER, "now": typed_on(LATER)}

    take_back_itemizing(session, CONSOLE, tenancy_id=home.id, **given)

    sheet = disposition_sheet(session, CONSOLE, tenancy_id=home.id)
    assert booked(session, home) == {DEPOSIT_BANK: 1_000_00, DEPOSITS_HELD: -1_000_00}
    assert ([line.deduction for line in sheet.lines], sheet.outcome.refund_cents) == ([DAMAGE], 820_00)
    assert findings(session, CONSOLE, as_of=LATER) == []
    with pytest.raises(NotItemized):
        take_back_itemizing(session, CONSOLE, tenancy_id=home.id, **given)
    with pytest.raises(FormUsedAlready):
        itemized(session, home, key=key, on=LATER)
    itemized(session, home, on=LATER)
    assert booked(session, home) == {DEPOSIT_BANK: 180_00, 4090: -180_00}


def test_what_was_sent_is_not_taken_back(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home)
    itemized(session, home)
    mark_disposition_sent(session, CONSOLE, tenancy_id=home.id, sent_on=DONE_ON, method="mail", **WHEN)

    with pytest.raises(Refused, match="sent already"):
        take_back_itemizing(session, CONSOLE, tenancy_id=home.id, reversed_on=DONE_ON, reason="x", **WHEN)
