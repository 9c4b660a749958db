"""The ledger runs from the oldest row on, and taking back is a row of its own."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from pm_app.receivables.enums import ReversalKind
from pm_app.receivables.rules.ledger import (
    LedgerCharge,
    LedgerReceipt,
    LedgerRow,
    Reversal,
    RowKind,
    ledger_rows,
    rows_from,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
RENT = LedgerCharge(UUID(int=1), "rent", "January rent", 1_000_00, date(2026, 1, 1), NOON)
FEE = LedgerCharge(UUID(int=2), "late fee", "Late fee", 50_00, date(2026, 1, 6), NOON.replace(day=6))
CHECK = LedgerReceipt(UUID(int=3), "check", "Check 1044", 600_00, date(2026, 1, 6), NOON.replace(day=2))
BOUNCE = Reversal(date(2026, 1, 12), NOON.replace(day=12), "Returned by the bank", ReversalKind.RETURNED)
BOUNCED = replace(CHECK, reversal=BOUNCE)
END = date(2026, 12, 31)


def in_short(rows: list[LedgerRow]) -> list[tuple[date, RowKind, int, int, int]]:
    return [(row.shown_on, row.row_kind, row.charge_cents, row.payment_cents, row.balance_cents) for row in rows]


def test_each_row_carries_the_balance_after_it():
    assert in_short(ledger_rows([FEE, RENT], [CHECK], as_of=END)) == [
        (date(2026, 1, 1), RowKind.CHARGE, 1_000_00, 0, 1_000_00),
        (date(2026, 1, 6), RowKind.CHARGE, 50_00, 0, 1_050_00),
        (date(2026, 1, 6), RowKind.RECEIPT, 0, 600_00, 450_00),
    ]


def test_a_bounced_receipt_stays_and_its_reversal_follows_on_its_own_day():
    rows = ledger_rows([RENT], [BOUNCED], as_of=END)

    assert rows[1] == LedgerRow(
        source_id=CHECK.receipt_id,
        row_kind=RowKind.RECEIPT,
        shown_on=date(2026, 1, 6),
        kind="check",
        description="Check 1044",
        charge_cents=0,
        payment_cents=600_00,
        balance_cents=400_00,
        reversed=True,
        how=ReversalKind.RETURNED,
    )
    assert rows[2] == LedgerRow(
        source_id=CHECK.receipt_id,
        row_kind=RowKind.RECEIPT_REVERSAL,
        shown_on=date(2026, 1, 12),
        kind="check",
        description="Returned by the bank",
        charge_cents=0,
        payment_cents=-600_00,
        balance_cents=1_000_00,
        reversed=False,
        how=ReversalKind.RETURNED,
    )


def test_the_day_before_it_bounced_the_receipt_looks_as_it_did():
    rows = ledger_rows([RENT], [BOUNCED], as_of=date(2026, 1, 11))

    assert in_short(rows) == in_short(ledger_rows([RENT], [CHECK], as_of=date(2026, 1, 11)))
    assert [row.reversed for row in rows] == [False, False]


def test_a_reversed_charge_is_taken_off_the_charges():
    back = Reversal(date(2026, 1, 8), NOON.replace(day=8), "Entered twice")

    rows = ledger_rows([RENT, replace(FEE, reversal=back)], [], as_of=END)

    assert in_short(rows)[1:] == [
        (date(2026, 1, 6), RowKind.CHARGE, 50_00, 0, 1_050_00),
        (date(2026, 1, 8), RowKind.CHARGE_REVERSAL, -50_00, 0, 1_000_00),
    ]


def test_hiding_what_was_taken_back_hides_the_pair_and_keeps_the_balance():
    rows = ledger_rows([RENT, FEE], [BOUNCED], as_of=END, hide_reversed=True)

    assert in_short(rows) == [
        (date(2026, 1, 1), RowKind.CHARGE, 1_000_00, 0, 1_000_00),
        (date(2026, 1, 6), RowKind.CHARGE, 50_00, 0, 1_050_00),
    ]
    assert rows[-1].balance_cents == ledger_rows([RENT, FEE], [BOUNCED], as_of=END)[-1].balance_cents


@pytest.mark.parametrize("turned", [False, True], ids=["as given", "turned around"])
def test_within_a_day_charges_come_first_then_receipts_then_reversals_as_recorded(turned: bool):
    day = date(2026, 1, 6)
    first = replace(FEE, charge_id=UUID(int=9), recorded_at=NOON)
    same_day = replace(CHECK, reversal=replace(BOUNCE, reversed_on=day, recorded_at=NOON))
    charges = [first, FEE] if turned else [FEE, first]

    rows = ledger_rows(charges, [same_day], as_of=day)

    assert [(row.source_id.int, row.row_kind) for row in rows] == [
        (9, RowKind.CHARGE),
        (2, RowKind.CHARGE),
        (3, RowKind.RECEIPT),
        (3, RowKind.RECEIPT_REVERSAL),
    ]


def test_an_empty_ledger_has_no_rows():
    assert ledger_rows([], [], as_of=END) == []


@pytest.mark.parametrize(
    ("starts_on", "forward_cents", "left"),
    [
        pytest.param(date(2025, 1, 1), 0, 3, id="from before the first row"),
        pytest.param(date(2026, 1, 2), 1_000_00, 2, id="from the middle"),
        pytest.param(date(2027, 1, 1), 450_00, 0, id="from after the last row"),
    ],
)
def test_a_later_start_brings_the_balance_forward(starts_on: date, forward_cents: int, left: int):
    rows = ledger_rows([RENT, FEE], [CHECK], as_of=END)

    assert rows_from(rows, starts_on) == (forward_cents, rows[len(rows) - left :])
