"""Which charges a receipt settles: designated, then by kind, then the oldest."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.kernel.errors import Refused
from pm_app.kernel.money import AmountNotPositive
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.allocation import (
    DEFAULT_PRIORITY,
    DEPOSIT_KINDS,
    Allocation,
    AppliedPrepayment,
    DesignatedAboveOpen,
    DesignatedAboveReceipt,
    DesignatedNotOpen,
    OpenCharge,
    Prepayment,
    allocate,
    apply_prepayments,
)

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


def a_charge(number: int, cents: int, due_on: date = JAN, kind: ChargeKind = ChargeKind.RENT) -> OpenCharge:
    return OpenCharge(UUID(int=number), kind, due_on, cents)


def amounts(allocations: list[Allocation]) -> list[tuple[int, int]]:
    return [(part.charge_id.int, part.amount_cents) for part in allocations]


RENT_JAN = a_charge(1, 1_000_00)
RENT_FEB = a_charge(2, 1_000_00, FEB)
LATE_FEE = a_charge(3, 50_00, kind=ChargeKind.LATE_FEE)
NSF_FEE = a_charge(4, 35_00, kind=ChargeKind.NSF_FEE)
PET_RENT = a_charge(5, 40_00, kind=ChargeKind.PET_RENT)
UTILITY = a_charge(6, 80_00, kind=ChargeKind.UTILITY)
DAMAGES = a_charge(7, 200_00, kind=ChargeKind.DAMAGES)
DEPOSIT = a_charge(8, 1_500_00, kind=ChargeKind.SECURITY_DEPOSIT)


@pytest.mark.parametrize(
    ("receipt_cents", "charges", "expected"),
    [
        pytest.param(400_00, [RENT_JAN], [(1, 400_00)], id="a part"),
        pytest.param(1_000_00, [RENT_JAN], [(1, 1_000_00)], id="exactly"),
        pytest.param(1_200_00, [RENT_JAN], [(1, 1_000_00)], id="the rest is a prepayment"),
        pytest.param(1_200_00, [RENT_FEB, RENT_JAN], [(1, 1_000_00), (2, 200_00)], id="oldest due first"),
        pytest.param(
            60_00, [a_charge(9, 50_00, FEB), a_charge(10, 50_00)], [(10, 50_00), (9, 10_00)], id="due before id"
        ),
        pytest.param(1_020_00, [LATE_FEE, RENT_FEB], [(2, 1_000_00), (3, 20_00)], id="rent before an older late fee"),
        pytest.param(
            3_000_00,
            [LATE_FEE, NSF_FEE, DAMAGES, UTILITY, PET_RENT, RENT_JAN],
            [(1, 1_000_00), (5, 40_00), (6, 80_00), (7, 200_00), (4, 35_00), (3, 50_00)],
            id="the shipped order of kinds",
        ),
        pytest.param(
            70_00, [a_charge(10, 50_00), a_charge(9, 50_00)], [(9, 50_00), (10, 20_00)], id="same day: the oldest id"
        ),
        pytest.param(2_000_00, [DEPOSIT, RENT_JAN], [(1, 1_000_00)], id="a deposit is left alone"),
        pytest.param(1_500_00, [DEPOSIT, RENT_JAN], [(8, 1_500_00)], id="unless it is paid to the cent"),
        pytest.param(
            1_500_00, [DEPOSIT, a_charge(9, 1_500_00)], [(9, 1_500_00)], id="but not when rent is open for the same"
        ),
        pytest.param(100_00, [], [], id="nothing is open"),
    ],
)
def test_a_receipt_settles_charges_in_order(
    receipt_cents: int, charges: list[OpenCharge], expected: list[tuple[int, int]]
):
    assert amounts(allocate(receipt_cents, charges)) == expected


def test_included_deposits_come_after_rent_and_before_fees():
    allocations = allocate(2_545_00, [LATE_FEE, DEPOSIT, RENT_JAN], include_deposits=True)

    assert amounts(allocations) == [(1, 1_000_00), (8, 1_500_00), (3, 45_00)]


def test_another_priority_is_followed():
    priority = [{ChargeKind.LATE_FEE}, {ChargeKind.RENT}]

    assert amounts(allocate(100_00, [RENT_JAN, LATE_FEE], priority=priority)) == [(3, 50_00), (1, 50_00)]


def test_a_kind_that_the_priority_leaves_out_comes_last():
    assert amounts(allocate(60_00, [UTILITY, LATE_FEE], priority=[{ChargeKind.LATE_FEE}])) == [(3, 50_00), (6, 10_00)]


def test_what_is_designated_goes_first_and_the_rest_in_order():
    allocations = allocate(1_100_00, [RENT_JAN, RENT_FEB, LATE_FEE], designated={LATE_FEE.charge_id: 50_00})

    assert amounts(allocations) == [(3, 50_00), (1, 1_000_00), (2, 50_00)]


def test_a_charge_designated_in_part_takes_its_rest_in_turn():
    allocations = allocate(1_000_00, [RENT_JAN, RENT_FEB], designated={RENT_JAN.charge_id: 300_00})

    assert amounts(allocations) == [(1, 1_000_00)]


def test_a_designated_deposit_is_settled():
    allocations = allocate(700_00, [RENT_JAN, DEPOSIT], designated={DEPOSIT.charge_id: 600_00})

    assert amounts(allocations) == [(8, 600_00), (1, 100_00)]


@pytest.mark.parametrize(
    ("designated", "refusal"),
    [
        pytest.param({RENT_JAN.charge_id: 1_000_01}, DesignatedAboveOpen, id="above what is open"),
        pytest.param(
            {RENT_JAN.charge_id: 900_00, RENT_FEB.charge_id: 600_00}, DesignatedAboveReceipt, id="above the receipt"
        ),
        pytest.param({UUID(int=99): 1_00}, DesignatedNotOpen, id="a charge that is not open"),
        pytest.param({RENT_JAN.charge_id: 0}, AmountNotPositive, id="nothing"),
        pytest.param({RENT_JAN.charge_id: -1_00}, AmountNotPositive, id="less than nothing"),
    ],
)
def test_a_wrong_designation_is_refused(designated: dict[UUID, int], refusal: type[Refused]):
    with pytest.raises(refusal):
        allocate(1_400_00, [RENT_JAN, RENT_FEB], designated=designated)


@pytest.mark.parametrize("receipt_cents", [0, -1])
def test_a_receipt_of_nothing_is_refused(receipt_cents: int):
    with pytest.raises(AmountNotPositive):
        allocate(receipt_cents, [RENT_JAN])


def a_prepayment(number: int, cents: int, received_on: date) -> Prepayment:
    return Prepayment(UUID(int=number), received_on, cents)


def test_prepayments_are_used_oldest_first_and_one_may_settle_many_charges():
    newer, older = a_prepayment(101, 1_500_00, FEB), a_prepayment(102, 300_00, JAN)

    applied = apply_prepayments([newer, older], [RENT_FEB, RENT_JAN])

    assert applied == [
        AppliedPrepayment(older.source_id, RENT_JAN.charge_id, 300_00),
        AppliedPrepayment(newer.source_id, RENT_JAN.charge_id, 700_00),
        AppliedPrepayment(newer.source_id, RENT_FEB.charge_id, 800_00),
    ]


def test_prepayments_never_settle_a_deposit():
    assert apply_prepayments([a_prepayment(101, 2_000_00, JAN)], [DEPOSIT]) == []


def test_every_kind_has_a_place_in_the_shipped_priority():
    assert sorted(kind for kinds in DEFAULT_PRIORITY for kind in kinds) == sorted(ChargeKind)


CHARGES = st.lists(
    st.builds(
        OpenCharge,
        charge_id=st.uuids(),
        kind=st.sampled_from(ChargeKind),
        due_on=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
        open_cents=st.integers(1, 5_000_00),
    ),
    max_size=8,
    unique_by=lambda charge: charge.charge_id,
)


@given(receipt_cents=st.integers(1, 20_000_00), charges=CHARGES, include_deposits=st.booleans())
def test_an_allocation_never_exceeds_its_charge_and_leaves_money_only_when_all_is_settled(
    receipt_cents: int, charges: list[OpenCharge], include_deposits: bool
):
    allocations = allocate(receipt_cents, charges, include_deposits=include_deposits)

    open_cents = {charge.charge_id: charge.open_cents for charge in charges}
    settled = sum(part.amount_cents for part in allocations)
    ordinary = sum(c.open_cents for c in charges if include_deposits or c.kind not in DEPOSIT_KINDS)
    assert len({part.charge_id for part in allocations}) == len(allocations)
    assert all(0 < part.amount_cents <= open_cents[part.charge_id] for part in allocations)
    assert min(receipt_cents, ordinary) <= settled <= receipt_cents


@given(
    charges=CHARGES,
    prepayments=st.lists(
        st.builds(
            Prepayment,
            source_id=st.uuids(),
            counts_from=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
            open_cents=st.integers(1, 5_000_00),
        ),
        max_size=6,
        unique_by=lambda one: one.source_id,
    ),
)
def test_applied_prepayments_keep_both_sums(charges: list[OpenCharge], prepayments: list[Prepayment]):
    applied = apply_prepayments(prepayments, charges)

    open_cents = {c.charge_id: c.open_cents for c in charges if c.kind not in DEPOSIT_KINDS}
    by_charge = {i: sum(a.amount_cents for a in applied if a.charge_id == i) for i in open_cents}
    by_receipt = {p.source_id: sum(a.amount_cents for a in applied if a.source_id == p.source_id) for p in prepayments}
    assert all(by_charge[i] <= open_cents[i] for i in open_cents)
    assert all(by_receipt[p.source_id] <= p.open_cents for p in prepayments)
    total = sum(a.amount_cents for a in applied)
    assert total == min(sum(open_cents.values()), sum(p.open_cents for p in prepayments))
