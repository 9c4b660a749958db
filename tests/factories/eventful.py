"""An office to which everything happened: what was charged, paid, returned, refunded, forgiven and taken over."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.actions.charges import reverse_charge
from pm_app.receivables.actions.credits import give_credit, reverse_credit
from pm_app.receivables.actions.forgiving import waive_charge, write_off_balance
from pm_app.receivables.actions.opening_balances import open_charge, open_deposit, open_prepaid
from pm_app.receivables.actions.receipts import record_receipt
from pm_app.receivables.actions.refunds import RefundTo, pay_refund
from pm_app.receivables.actions.returns import return_payment, void_receipt
from pm_app.receivables.enums import ChargeKind, CreditKind, ReceiptMethod
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on

JAN_1, JAN_5, JAN_10, JAN_20, FEB_1, FEB_5 = (
    date(2026, 1, 1),
    date(2026, 1, 5),
    date(2026, 1, 10),
    date(2026, 1, 20),
    date(2026, 2, 1),
    date(2026, 2, 5),
)
LAST = date(2026, 2, 28)


def an_eventful_office(session: Session) -> list[UUID]:
    """Make six households, each with a story of January and February 2026, and return the ids of their leases."""
    return [
        _deposit_paid(session),
        _bounced_after_refund(session),
        _fee_waived(session),
        _written_off(session),
        _taken_over(session),
        _entered_wrongly(session),
    ]


def _given(day: date) -> dict[str, Any]:
    return {"request_key": uuid4(), "today": day, "now": typed_on(day)}


def _deposit_paid(session: Session) -> UUID:
    home = a_household(session)
    a_charge(session, home, kind=ChargeKind.SECURITY_DEPOSIT, amount_cents=500_00)
    a_charge(session, home, kind=ChargeKind.KEY_DEPOSIT, amount_cents=33_33)
    paid = record_receipt(
        session, CONSOLE, tenancy_id=home.id, amount_cents=533_33, received_on=JAN_5, method=ReceiptMethod.CHECK,
        include_deposits=True, **_given(JAN_5),
    )  # fmt: skip
    _banked(session, paid, DEPOSIT_BANK)
    give_credit(
        session, CONSOLE, tenancy_id=home.id, kind=CreditKind.CONCESSION, amount_cents=100_00, credited_on=JAN_20,
        reason="First month", **_given(JAN_20),
    )  # fmt: skip
    a_charge(session, home, due_on=FEB_1)
    return home.id


def _bounced_after_refund(session: Session) -> UUID:
    home = a_household(session)
    paid = a_receipt(session, home, amount_cents=300_00, received_on=JAN_10)
    _banked(session, paid, OPERATING_BANK)
    pay_refund(
        session, CONSOLE, tenancy_id=home.id, amount_cents=120_01, paid_on=JAN_20,
        to=RefundTo("Ada Lund", ReceiptMethod.CHECK, reference="881"), **_given(JAN_20),
    )  # fmt: skip
    return_payment(
        session, CONSOLE, receipt_id=paid, returned_on=FEB_5, reason="NSF", nsf_fee_cents=25_00, **_given(FEB_5)
    )
    return home.id


def _fee_waived(session: Session) -> UUID:
    home = a_household(session)
    fee = a_charge(session, home, kind=ChargeKind.LATE_FEE, amount_cents=50_00)
    a_receipt(session, home, amount_cents=50_00)
    waive_charge(
        session, CONSOLE, charge_id=fee, amount_cents=50_00, waived_on=JAN_10, reason="Paid in time", **_given(JAN_10)
    )
    a_charge(session, home, due_on=FEB_1)
    return home.id


def _written_off(session: Session) -> UUID:
    home = a_household(session)
    a_charge(session, home)
    (credit,) = write_off_balance(
        session, CONSOLE, tenancy_id=home.id, written_off_on=JAN_10, reason="Moved away", **_given(JAN_10)
    )
    reverse_credit(session, CONSOLE, credit_id=credit, reversed_on=JAN_20, reason="They paid", **_given(JAN_20))
    a_receipt(session, home, amount_cents=400_00, received_on=FEB_5)
    return home.id


def _taken_over(session: Session) -> UUID:
    home = a_household(session, starts_on=date(2024, 1, 1))
    taken: dict[str, Any] = {"tenancy_id": home.id, "cut_over_on": JAN_1, "now": typed_on(JAN_1)}
    open_charge(
        session, CONSOLE, request_key=uuid4(), kind=ChargeKind.RENT, amount_cents=700_00, due_on=date(2025, 11, 1),
        **taken,
    )  # fmt: skip
    open_prepaid(session, CONSOLE, request_key=uuid4(), amount_cents=100_00, **taken)
    open_deposit(session, CONSOLE, request_key=uuid4(), kind=ChargeKind.SECURITY_DEPOSIT, amount_cents=900_00, **taken)
    return home.id


def _entered_wrongly(session: Session) -> UUID:
    home = a_household(session)
    charge = a_charge(session, home, amount_cents=80_08, kind=ChargeKind.UTILITY)
    paid = a_receipt(session, home, amount_cents=80_08)
    void_receipt(session, CONSOLE, receipt_id=paid, reversed_on=JAN_10, reason="Other tenant", **_given(JAN_10))
    reverse_charge(session, CONSOLE, charge_id=charge, reversed_on=JAN_20, reason="Other unit", **_given(JAN_20))
    a_receipt(session, home, amount_cents=9_99, received_on=JAN_20)
    return home.id


def _banked(session: Session, receipt_id: UUID, bank_account: int) -> None:
    make_bank_deposit(
        session, CONSOLE, receipt_ids=[receipt_id], bank_account=bank_account, deposited_on=JAN_10, **_given(JAN_10)
    )
