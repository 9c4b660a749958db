"""A ledger as the tenant reads it: pairs of the office are left out, and the balance still comes out the same."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from pm_app.receivables.rules.ledger import LedgerCharge, LedgerReceipt, LedgerRow, Reversal, ledger_rows, rows_from
from pm_app.receivables.rules.tenant_view import tenant_rows

TYPED = datetime(2026, 1, 1, 12, tzinfo=UTC)


def back(day: int, month: int = 1) -> Reversal:
    return Reversal(date(2026, month, day), TYPED, "typed twice")


def a_charge(day: int, cents: int = 1_000_00, reversal: Reversal | None = None, description: str = "") -> LedgerCharge:
    return LedgerCharge(uuid4(), "rent", description, cents, date(2026, 1, day), TYPED, reversal)


def a_receipt(day: int, cents: int = 400_00, reversal: Reversal | None = None) -> LedgerReceipt:
    return LedgerReceipt(uuid4(), "check", "1042, from Dana", cents, date(2026, 1, day), TYPED, reversal)


def shown(
    rows: list[LedgerRow], brought_forward_cents: int = 0, returned: tuple[UUID, ...] = ()
) -> list[tuple[str, int]]:
    found = tenant_rows(rows, brought_forward_cents=brought_forward_cents, returned=returned)
    return [(row.description, row.balance_cents) for row in found]


def test_a_charge_and_its_reversal_in_the_period_are_both_left_out():
    rows = ledger_rows([a_charge(1), a_charge(2, 77_00, back(20))], [], as_of=date(2026, 1, 31))

    assert shown(rows) == [("Rent", 1_000_00)]


def test_a_receipt_voided_in_the_period_is_left_out():
    rows = ledger_rows([a_charge(1)], [a_receipt(5, reversal=back(5))], as_of=date(2026, 1, 31))

    assert shown(rows) == [("Rent", 1_000_00)]


def test_a_payment_the_bank_returned_is_told_with_what_became_of_it():
    receipt = a_receipt(5, reversal=Reversal(date(2026, 1, 9), TYPED, "insufficient funds"))
    rows = ledger_rows([a_charge(1)], [receipt], as_of=date(2026, 1, 31))

    assert shown(rows, returned=(receipt.receipt_id,)) == [
        ("Rent", 1_000_00),
        ("Payment, check 1042, from Dana", 600_00),
        ("Returned by the bank: check, insufficient funds", 1_000_00),
    ]


def test_what_was_taken_back_in_a_later_period_stands_in_both():
    every = ledger_rows([a_charge(1, reversal=back(3, month=2))], [], as_of=date(2026, 2, 28))
    january = [row for row in every if row.shown_on.month == 1]
    forward_cents, february = rows_from(every, date(2026, 2, 1))

    assert shown(january) == [("Rent", 1_000_00)]
    assert shown(february, forward_cents) == [("Taken back: rent, typed twice", 0)]


def test_amounts_stand_in_their_columns_and_nothing_is_a_blank():
    [charge, payment] = tenant_rows(
        ledger_rows([a_charge(1)], [a_receipt(2)], as_of=date(2026, 1, 31)), brought_forward_cents=5_00
    )

    assert (charge.charge_cents, charge.payment_cents, charge.balance_cents) == (1_000_00, None, 1_005_00)
    assert (payment.charge_cents, payment.payment_cents, payment.balance_cents) == (None, 400_00, 605_00)


def test_a_description_that_says_the_kind_is_not_said_twice():
    rows = ledger_rows([a_charge(1, description="Rent for January")], [], as_of=date(2026, 1, 31))

    assert shown(rows) == [("Rent for January", 1_000_00)]


days = st.integers(1, 28)
amounts = st.integers(1, 5_000_00)
reversals = st.none() | st.builds(back, st.integers(28, 28), st.integers(1, 3))


@given(
    st.lists(st.builds(a_charge, days, amounts, reversals), max_size=8),
    st.lists(st.builds(a_receipt, days, amounts, reversals), max_size=8),
    st.integers(-1_000_00, 1_000_00),
)
def test_whatever_is_left_out_the_last_balance_is_the_ledgers(
    charges: list[LedgerCharge], receipts: list[LedgerReceipt], brought_forward_cents: int
):
    rows = ledger_rows(charges, receipts, as_of=date(2026, 2, 28))
    found = tenant_rows(rows, brought_forward_cents=brought_forward_cents)

    moved_cents = rows[-1].balance_cents if rows else 0
    last_cents = found[-1].balance_cents if found else brought_forward_cents
    assert last_cents == brought_forward_cents + moved_cents
