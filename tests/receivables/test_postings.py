"""Every event posts lines that balance, on the accounts it belongs to."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

import pytest

from pm_app.books.rules import ACCOUNTS, AccountSpec, Line, check_balanced, reversed_lines
from pm_app.kernel.money import AmountNotPositive
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS, OpenCharge, allocate
from pm_app.receivables.rules.postings import (
    HELD_ACCOUNTS,
    INCOME_ACCOUNTS,
    LedgerOf,
    SettledAboveReceipt,
    applied_prepayment_lines,
    charge_lines,
    credited_account,
    opening_charge_lines,
    receipt_lines,
    settled_by_kind,
    unallocated_lines,
)

LEDGER = LedgerOf(property_id=UUID(int=1), tenancy_id=UUID(int=2), unit_id=UUID(int=3), person_id=UUID(int=4))
RENT, DEPOSIT, LATE_FEE = ChargeKind.RENT, ChargeKind.SECURITY_DEPOSIT, ChargeKind.LATE_FEE


def sides(lines: Sequence[Line]) -> list[tuple[str, int, int]]:
    check_balanced(lines)
    return [
        ("Dr", line.account, line.debit_cents) if line.debit_cents else ("Cr", line.account, line.credit_cents)
        for line in lines
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(charge_lines(LEDGER, RENT, 1_000_00), [("Dr", 1100, 1_000_00), ("Cr", 4000, 1_000_00)], id="rent"),
        pytest.param(charge_lines(LEDGER, LATE_FEE, 50_00), [("Dr", 1100, 50_00), ("Cr", 4010, 50_00)], id="a fee"),
        pytest.param(
            charge_lines(LEDGER, DEPOSIT, 1_500_00),
            [("Dr", 1100, 1_500_00), ("Cr", 2105, 1_500_00)],
            id="a deposit is billed, not held",
        ),
        pytest.param(
            opening_charge_lines(LEDGER, RENT, 400_00), [("Dr", 1100, 400_00), ("Cr", 3900, 400_00)], id="opening rent"
        ),
        pytest.param(
            opening_charge_lines(LEDGER, DEPOSIT, 400_00),
            [("Dr", 1100, 400_00), ("Cr", 2105, 400_00)],
            id="an opening deposit",
        ),
        pytest.param(
            receipt_lines(LEDGER, 1_000_00, {RENT: 1_000_00}),
            [("Dr", 1050, 1_000_00), ("Cr", 1100, 1_000_00)],
            id="a receipt that settles rent",
        ),
        pytest.param(
            receipt_lines(LEDGER, 1_200_00, {RENT: 1_000_00, LATE_FEE: 50_00}),
            [("Dr", 1050, 1_200_00), ("Cr", 1100, 1_050_00), ("Cr", 2200, 150_00)],
            id="a receipt with something left",
        ),
        pytest.param(
            receipt_lines(LEDGER, 300_00, {}), [("Dr", 1050, 300_00), ("Cr", 2200, 300_00)], id="nothing is open"
        ),
        pytest.param(
            receipt_lines(LEDGER, 1_500_00, {DEPOSIT: 1_500_00}),
            [("Dr", 1050, 1_500_00), ("Cr", 1100, 1_500_00), ("Dr", 2105, 1_500_00), ("Cr", 2100, 1_500_00)],
            id="a deposit becomes held when it is paid",
        ),
        pytest.param(
            receipt_lines(LEDGER, 100_00, {ChargeKind.PET_DEPOSIT: 100_00}),
            [("Dr", 1050, 100_00), ("Cr", 1100, 100_00), ("Dr", 2105, 100_00), ("Cr", 2110, 100_00)],
            id="a pet deposit is held apart",
        ),
        pytest.param(
            applied_prepayment_lines(LEDGER, {RENT: 200_00}),
            [("Dr", 2200, 200_00), ("Cr", 1100, 200_00)],
            id="a prepayment settles rent without cash",
        ),
        pytest.param(
            applied_prepayment_lines(LEDGER, {DEPOSIT: 200_00}),
            [("Dr", 2200, 200_00), ("Cr", 1100, 200_00), ("Dr", 2105, 200_00), ("Cr", 2100, 200_00)],
            id="a prepayment settles a deposit",
        ),
        pytest.param(
            unallocated_lines(LEDGER, {RENT: 200_00}),
            [("Cr", 2200, 200_00), ("Dr", 1100, 200_00)],
            id="money taken off a charge is prepaid again",
        ),
        pytest.param(
            reversed_lines(receipt_lines(LEDGER, 1_500_00, {DEPOSIT: 1_500_00})),
            [("Cr", 1050, 1_500_00), ("Dr", 1100, 1_500_00), ("Cr", 2105, 1_500_00), ("Dr", 2100, 1_500_00)],
            id="a bounced deposit is no longer held",
        ),
    ],
)
def test_an_event_posts(lines: tuple[Line, ...], expected: list[tuple[str, int, int]]):
    assert sorted(sides(lines)) == sorted(expected)


def test_every_line_says_whose_ledger_it_is():
    lines = receipt_lines(LEDGER, 1_500_00, {DEPOSIT: 1_400_00})

    assert {(line.property_id, line.tenancy_id, line.unit_id, line.person_id) for line in lines} == {
        (LEDGER.property_id, LEDGER.tenancy_id, LEDGER.unit_id, LEDGER.person_id)
    }


def test_settling_more_than_was_received_is_refused():
    with pytest.raises(SettledAboveReceipt):
        receipt_lines(LEDGER, 100_00, {RENT: 100_01})


@pytest.mark.parametrize(
    "post",
    [
        pytest.param(lambda: charge_lines(LEDGER, RENT, 0), id="a charge"),
        pytest.param(lambda: opening_charge_lines(LEDGER, RENT, -1), id="an opening charge"),
        pytest.param(lambda: receipt_lines(LEDGER, 0, {}), id="a receipt"),
        pytest.param(lambda: applied_prepayment_lines(LEDGER, {}), id="a prepayment"),
    ],
)
def test_posting_nothing_is_refused(post: Callable[[], object]):
    with pytest.raises(AmountNotPositive):
        post()


def test_allocations_add_up_by_kind():
    rents = [OpenCharge(UUID(int=number), RENT, date(2026, number, 1), 500_00) for number in (1, 2)]
    fee = OpenCharge(UUID(int=3), LATE_FEE, date(2026, 1, 6), 50_00)
    kinds = {charge.charge_id: charge.kind for charge in (*rents, fee)}

    assert settled_by_kind(allocate(1_020_00, [*rents, fee]), kinds) == {RENT: 1_000_00, LATE_FEE: 20_00}


def test_every_kind_is_either_income_or_held_and_its_accounts_exist():
    chart: dict[int, AccountSpec] = {account.number: account for account in ACCOUNTS}

    assert set(INCOME_ACCOUNTS) | set(HELD_ACCOUNTS) == set(ChargeKind) - {ChargeKind.REFUND}
    assert set(HELD_ACCOUNTS) == DEPOSIT_KINDS
    assert {chart[INCOME_ACCOUNTS[kind]].kind.value for kind in INCOME_ACCOUNTS} == {"income"}
    assert {chart[HELD_ACCOUNTS[kind]].kind.value for kind in HELD_ACCOUNTS} == {"liability"}
    assert {credited_account(kind) for kind in DEPOSIT_KINDS} == {2105}
