"""Credits, refunds, bank deposits, returns and opening balances, each once through the books."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.receivables.actions.bank_deposits import make_bank_deposit, take_back_deposit
from pm_app.receivables.actions.credits import give_credit, reverse_credit
from pm_app.receivables.actions.forgiving import waive_charge, write_off_balance
from pm_app.receivables.actions.opening_balances import open_charge, open_deposit, open_prepaid
from pm_app.receivables.actions.refunds import NotCleared, RefundTo, pay_refund
from pm_app.receivables.actions.returns import Deposited, NotDeposited, return_payment, void_receipt
from pm_app.receivables.enums import ChargeKind, CreditKind, ReceiptMethod
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.positions import tenancy_position
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on

JAN_10, JAN_20, FEB_5 = date(2026, 1, 10), date(2026, 1, 20), date(2026, 2, 5)
TO = RefundTo("Ada Lund", ReceiptMethod.CHECK, reference="881")


def given(day: date) -> dict:
    return {"today": day, "now": typed_on(day)}


def test_a_waived_fee_that_was_paid_frees_the_money(session: Session):
    home = a_household(session)
    fee = a_charge(session, home, kind=ChargeKind.LATE_FEE, amount_cents=50_00)
    a_receipt(session, home, amount_cents=50_00)

    waive_charge(
        session,
        CONSOLE,
        request_key=uuid4(),
        charge_id=fee,
        amount_cents=50_00,
        waived_on=JAN_10,
        reason="paid in time",
        **given(JAN_10),
    )

    found = tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=JAN_10)
    assert (found.balance_cents, found.prepaid_cents) == (-50_00, 50_00)
    assert findings(session, CONSOLE, as_of=JAN_10) == []


def test_a_written_off_balance_is_gone_and_comes_back_when_it_is_reversed(session: Session):
    home = a_household(session)
    a_charge(session, home)
    (credit,) = write_off_balance(
        session,
        CONSOLE,
        request_key=uuid4(),
        tenancy_id=home.id,
        written_off_on=JAN_10,
        reason="moved away",
        **given(JAN_10),
    )
    assert tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=JAN_10).balance_cents == 0

    reverse_credit(
        session, CONSOLE, request_key=uuid4(), credit_id=credit, reversed_on=JAN_20, reason="they paid", **given(JAN_20)
    )

    assert tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=JAN_20).balance_cents == 1_000_00
    assert findings(session, CONSOLE, as_of=JAN_20) == []


def test_a_concession_settles_rent_but_no_deposit_and_is_never_refunded(session: Session):
    home = a_household(session)
    a_charge(session, home, kind=ChargeKind.SECURITY_DEPOSIT, amount_cents=500_00)
    give_credit(
        session,
        CONSOLE,
        request_key=uuid4(),
        tenancy_id=home.id,
        kind=CreditKind.CONCESSION,
        amount_cents=500_00,
        credited_on=JAN_10,
        reason="first month",
        **given(JAN_10),
    )

    found = tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=JAN_10)
    assert (len(found.open_charges), found.prepaid_cents) == (1, 500_00)
    with pytest.raises(NotCleared):
        pay_refund(
            session,
            CONSOLE,
            request_key=uuid4(),
            tenancy_id=home.id,
            amount_cents=1_00,
            paid_on=JAN_20,
            to=TO,
            **given(JAN_20),
        )


def test_money_is_refunded_once_it_cleared_and_the_tenant_owes_it_when_the_payment_bounces(session: Session):
    home = a_household(session)
    paid = a_receipt(session, home, amount_cents=300_00, received_on=JAN_10)
    with pytest.raises(NotDeposited):
        return_payment(
            session, CONSOLE, request_key=uuid4(), receipt_id=paid, returned_on=JAN_20, reason="NSF", **given(JAN_20)
        )
    make_bank_deposit(
        session,
        CONSOLE,
        request_key=uuid4(),
        receipt_ids=[paid],
        bank_account=OPERATING_BANK,
        deposited_on=JAN_10,
        **given(JAN_10),
    )
    refund = {"request_key": uuid4(), "tenancy_id": home.id, "amount_cents": 300_00, "to": TO}
    with pytest.raises(NotCleared, match="Jan 20, 2026"):
        pay_refund(session, CONSOLE, **refund, paid_on=date(2026, 1, 19), **given(JAN_20))
    pay_refund(session, CONSOLE, **refund, paid_on=JAN_20, **given(JAN_20))
    assert tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=JAN_20).balance_cents == 0
    with pytest.raises(Deposited):
        void_receipt(
            session, CONSOLE, request_key=uuid4(), receipt_id=paid, reversed_on=FEB_5, reason="x", **given(FEB_5)
        )

    return_payment(
        session,
        CONSOLE,
        request_key=uuid4(),
        receipt_id=paid,
        returned_on=FEB_5,
        reason="NSF",
        nsf_fee_cents=25_00,
        **given(FEB_5),
    )

    assert tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=FEB_5).balance_cents == 325_00
    assert tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=JAN_20).balance_cents == 0
    assert findings(session, CONSOLE, as_of=FEB_5) == []


def test_a_deposit_taken_back_leaves_its_receipts_on_hand(session: Session):
    home = a_household(session)
    a_charge(session, home, kind=ChargeKind.SECURITY_DEPOSIT, amount_cents=500_00)
    paid = a_receipt(session, home, amount_cents=500_00, received_on=JAN_10)
    key = {"receipt_ids": [paid], "bank_account": DEPOSIT_BANK, "deposited_on": JAN_10}
    deposit = make_bank_deposit(session, CONSOLE, request_key=uuid4(), **key, **given(JAN_10))

    take_back_deposit(
        session,
        CONSOLE,
        request_key=uuid4(),
        bank_deposit_id=deposit,
        reversed_on=JAN_20,
        reason="wrong account",
        **given(JAN_20),
    )

    make_bank_deposit(session, CONSOLE, request_key=uuid4(), **key, **given(JAN_20))
    assert findings(session, CONSOLE, as_of=JAN_20) == []


def test_what_is_taken_over_is_as_old_as_it_is_and_no_income(session: Session):
    home = a_household(session, starts_on=date(2024, 1, 1))
    cut_over = {"tenancy_id": home.id, "cut_over_on": date(2026, 1, 1), "now": typed_on(date(2026, 1, 1))}
    open_charge(
        session,
        CONSOLE,
        request_key=uuid4(),
        kind=ChargeKind.RENT,
        amount_cents=700_00,
        due_on=date(2025, 11, 1),
        **cut_over,
    )
    open_prepaid(session, CONSOLE, request_key=uuid4(), amount_cents=100_00, **cut_over)
    open_deposit(
        session, CONSOLE, request_key=uuid4(), kind=ChargeKind.SECURITY_DEPOSIT, amount_cents=900_00, **cut_over
    )

    found = tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=date(2026, 1, 1))
    assert (found.balance_cents, found.aging.days_61_90_cents) == (600_00, 600_00)
    assert tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=date(2025, 12, 31)).balance_cents == 0
    assert findings(session, CONSOLE, as_of=date(2026, 1, 1)) == []
