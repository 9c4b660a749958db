"""The balance of a day by age: it adds up, and past days never change."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.aging import (
    Aging,
    AllocationFact,
    ChargeFact,
    SourceFact,
    added_up,
    aging,
    position,
)
from pm_app.receivables.rules.allocation import OpenCharge

JAN_RENT, FEB_RENT, PAID = UUID(int=1), UUID(int=2), UUID(int=3)

RENTS = (
    ChargeFact(JAN_RENT, ChargeKind.RENT, 1_000_00, posted_on=date(2026, 1, 1), due_on=date(2026, 1, 1)),
    ChargeFact(FEB_RENT, ChargeKind.RENT, 1_000_00, posted_on=date(2026, 2, 1), due_on=date(2026, 2, 1)),
)
RECEIPT = SourceFact(PAID, 1_200_00, counts_from=date(2026, 1, 20))
ALLOCATED = (
    AllocationFact(PAID, JAN_RENT, 1_000_00, date(2026, 1, 20)),
    AllocationFact(PAID, FEB_RENT, 200_00, date(2026, 2, 1)),
)
BOUNCED_ON = date(2026, 3, 5)
BOUNCED = replace(RECEIPT, reversed_on=BOUNCED_ON)
TAKEN_BACK = (
    *ALLOCATED,
    AllocationFact(PAID, JAN_RENT, -1_000_00, BOUNCED_ON),
    AllocationFact(PAID, FEB_RENT, -200_00, BOUNCED_ON),
)


def by_age(
    *, not_yet: int = 0, to_30: int = 0, to_60: int = 0, to_90: int = 0, over_90: int = 0, prepaid: int = 0
) -> Aging:
    return Aging(not_yet, to_30, to_60, to_90, over_90, prepaid, not_yet + to_30 + to_60 + to_90 + over_90 + prepaid)


@pytest.mark.parametrize(
    ("as_of", "expected", "balance_cents"),
    [
        pytest.param(date(2025, 12, 31), by_age(), 0, id="before anything"),
        pytest.param(date(2026, 1, 15), by_age(to_30=1_000_00), 1_000_00, id="15 Jan: one rent, 14 days old"),
        pytest.param(date(2026, 1, 25), by_age(prepaid=-200_00), -200_00, id="25 Jan: 200 prepaid"),
        pytest.param(date(2026, 2, 1), by_age(to_30=800_00), 800_00, id="1 Feb: 200 of it applied"),
        pytest.param(date(2026, 3, 10), by_age(to_60=800_00), 800_00, id="10 Mar: 37 days old"),
    ],
)
def test_rent_paid_in_part_ages(as_of: date, expected: Aging, balance_cents: int):
    found = position(as_of, RENTS, [RECEIPT], ALLOCATED)

    assert found.aging == expected
    assert found.balance_cents == balance_cents


@pytest.mark.parametrize(
    ("as_of", "expected", "balance_cents"),
    [
        pytest.param(date(2026, 1, 25), by_age(prepaid=-200_00), -200_00, id="25 Jan: as reported then"),
        pytest.param(date(2026, 3, 4), by_age(to_60=800_00), 800_00, id="4 Mar: the day before it bounced"),
        pytest.param(
            date(2026, 3, 5), by_age(to_60=1_000_00, to_90=1_000_00), 2_000_00, id="5 Mar: both rents are open again"
        ),
    ],
)
@pytest.mark.parametrize("allocations", [ALLOCATED, TAKEN_BACK], ids=["parts still there", "parts taken back"])
def test_a_bounced_receipt_reopens_what_it_settled_and_changes_no_earlier_day(
    as_of: date, expected: Aging, balance_cents: int, allocations: tuple[AllocationFact, ...]
):
    found = position(as_of, RENTS, [BOUNCED], allocations)

    assert found.aging == expected
    assert found.balance_cents == balance_cents


def test_a_bounced_receipt_with_its_fee_leaves_all_three_open():
    fee = ChargeFact(UUID(int=4), ChargeKind.NSF_FEE, 35_00, posted_on=BOUNCED_ON, due_on=BOUNCED_ON)

    found = position(BOUNCED_ON, [*RENTS, fee], [BOUNCED], TAKEN_BACK)

    assert found.aging == by_age(to_30=35_00, to_60=1_000_00, to_90=1_000_00)
    assert found.open_charges == (
        OpenCharge(JAN_RENT, ChargeKind.RENT, date(2026, 1, 1), 1_000_00),
        OpenCharge(FEB_RENT, ChargeKind.RENT, date(2026, 2, 1), 1_000_00),
        OpenCharge(UUID(int=4), ChargeKind.NSF_FEE, BOUNCED_ON, 35_00),
    )
    assert found.prepaid_cents == 0
    assert found.overdue_cents == 2_000_00


def test_prepaid_money_is_positive_in_the_position_and_negative_in_the_aging():
    found = position(date(2026, 1, 25), RENTS, [RECEIPT], ALLOCATED)

    assert (found.prepaid_cents, found.aging.prepaid_cents) == (200_00, -200_00)


def test_a_reversed_charge_gives_its_money_back_to_the_receipt():
    reversed_rent = replace(RENTS[1], reversed_on=date(2026, 2, 10))

    found = position(date(2026, 2, 10), [RENTS[0], reversed_rent], [RECEIPT], ALLOCATED)

    assert (found.balance_cents, found.prepaid_cents, found.open_charges) == (-200_00, 200_00, ())


def test_an_allocation_that_was_undone_leaves_a_charge_open_and_money_prepaid():
    undone = AllocationFact(PAID, JAN_RENT, -1_000_00, date(2026, 1, 22))

    found = position(date(2026, 1, 25), RENTS, [RECEIPT], [*ALLOCATED, undone])

    assert found.aging == by_age(to_30=1_000_00, prepaid=-1_200_00)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        pytest.param(date(2026, 7, 2), by_age(not_yet=5_00), id="due tomorrow"),
        pytest.param(date(2026, 7, 1), by_age(to_30=5_00), id="due today"),
        pytest.param(date(2026, 6, 1), by_age(to_30=5_00), id="30 days"),
        pytest.param(date(2026, 5, 31), by_age(to_60=5_00), id="31 days"),
        pytest.param(date(2026, 5, 2), by_age(to_60=5_00), id="60 days"),
        pytest.param(date(2026, 5, 1), by_age(to_90=5_00), id="61 days"),
        pytest.param(date(2026, 4, 2), by_age(to_90=5_00), id="90 days"),
        pytest.param(date(2026, 4, 1), by_age(over_90=5_00), id="91 days"),
    ],
)
def test_each_day_falls_into_one_bucket(due_on: date, expected: Aging):
    assert aging(date(2026, 7, 1), [OpenCharge(JAN_RENT, ChargeKind.RENT, due_on, 5_00)], 0) == expected


def test_agings_add_up_to_the_total_row():
    assert added_up([by_age(to_30=1_00, prepaid=-3_00), by_age(to_30=2_00, over_90=7_00)]) == by_age(
        to_30=3_00, over_90=7_00, prepaid=-3_00
    )


IDS = [UUID(int=number) for number in range(1, 6)]
DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))
MAYBE_DAY = st.none() | DAYS


@given(
    as_of=DAYS,
    charges=st.lists(
        st.builds(
            ChargeFact, st.sampled_from(IDS), st.sampled_from(ChargeKind), st.integers(1, 10**7), DAYS, DAYS, MAYBE_DAY
        ),
        max_size=5,
        unique_by=lambda charge: charge.charge_id,
    ),
    receipts=st.lists(
        st.builds(SourceFact, st.sampled_from(IDS), st.integers(1, 10**7), DAYS, MAYBE_DAY),
        max_size=5,
        unique_by=lambda receipt: receipt.source_id,
    ),
    allocations=st.lists(
        st.builds(AllocationFact, st.sampled_from(IDS), st.sampled_from(IDS), st.integers(-(10**6), 10**6), DAYS),
        max_size=10,
    ),
)
def test_the_buckets_always_add_up_to_what_was_charged_less_what_was_received(
    as_of: date, charges: list[ChargeFact], receipts: list[SourceFact], allocations: list[AllocationFact]
):
    found = position(as_of, charges, receipts, allocations)

    ages = found.aging
    charged = sum(
        c.amount_cents for c in charges if c.posted_on <= as_of and (c.reversed_on is None or c.reversed_on > as_of)
    )
    received = sum(
        r.amount_cents for r in receipts if r.counts_from <= as_of and (r.reversed_on is None or r.reversed_on > as_of)
    )
    buckets = (
        ages.not_yet_due_cents,
        ages.days_0_30_cents,
        ages.days_31_60_cents,
        ages.days_61_90_cents,
        ages.over_90_cents,
        ages.prepaid_cents,
    )
    assert sum(buckets) == ages.balance_cents == found.balance_cents == charged - received
