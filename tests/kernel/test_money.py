"""Cents are rounded once, split without loss, and absurd amounts are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.kernel.money import (
    LARGEST_AMOUNT_CENTS,
    AmountNotPositive,
    AmountTooLarge,
    check_amount,
    percentage,
    share,
    split,
)


@pytest.mark.parametrize(
    ("cents", "numerator", "denominator", "expected_cents"),
    [
        pytest.param(1_800_00, 17, 31, 987_10, id="17 of 31 days, rounded once"),
        pytest.param(1_00, 1, 8, 13, id="half a cent goes up"),
        pytest.param(-1_00, 1, 8, -13, id="half a cent of a credit goes away from zero"),
        pytest.param(1_00, 1, 3, 33, id="a third"),
        pytest.param(1_00, 2, 3, 67, id="two thirds"),
        pytest.param(0, 5, 7, 0, id="nothing"),
        pytest.param(9_99, 1, 1, 9_99, id="the whole"),
    ],
)
def test_a_share_is_rounded_once(cents: int, numerator: int, denominator: int, expected_cents: int):
    assert share(cents, numerator, denominator) == expected_cents


@pytest.mark.parametrize("denominator", [0, -3])
def test_a_share_needs_a_positive_denominator(denominator: int):
    with pytest.raises(ValueError, match="positive denominator"):
        share(1_00, 1, denominator)


@pytest.mark.parametrize(
    ("cents", "bps", "expected_cents"),
    [
        pytest.param(1_250_00, 500, 62_50, id="5 percent"),
        pytest.param(33, 5_000, 17, id="half of 33 cents"),
        pytest.param(1_000_00, 825, 82_50, id="8.25 percent"),
    ],
)
def test_a_percentage_counts_basis_points(cents: int, bps: int, expected_cents: int):
    assert percentage(cents, bps) == expected_cents


@pytest.mark.parametrize(
    ("cents", "weights", "expected"),
    [
        pytest.param(1_000_00, [333333, 333333, 333334], [333_33, 333_33, 333_34], id="three owners lose no cent"),
        pytest.param(1_00, [1, 1, 1], [34, 33, 33], id="ties go to the first"),
        pytest.param(1_00, [2, 1], [67, 33], id="the largest remainder gets the cent"),
        pytest.param(5, [0, 1], [0, 5], id="a weight of nothing gets nothing"),
        pytest.param(-1_00, [1, 1, 1], [-33, -33, -34], id="a credit is split as exactly"),
    ],
)
def test_a_split_keeps_every_cent(cents: int, weights: list[int], expected: list[int]):
    assert split(cents, weights) == expected


@given(
    cents=st.integers(-(10**12), 10**12),
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any),
)
def test_a_split_adds_up_and_no_part_is_a_cent_off(cents: int, weights: list[int]):
    parts = split(cents, weights)

    total = sum(weights)
    assert sum(parts) == cents
    assert all(abs(part * total - cents * weight) < total for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [2, -1]])
def test_a_split_refuses_weights_that_mean_nothing(weights: list[int]):
    with pytest.raises(ValueError, match="weights"):
        split(1_00, weights)


@pytest.mark.parametrize("cents", [1, LARGEST_AMOUNT_CENTS])
def test_an_amount_within_bounds_is_accepted(cents: int):
    assert check_amount(cents) is None


@pytest.mark.parametrize(
    ("cents", "refusal"),
    [
        pytest.param(0, AmountNotPositive, id="nothing"),
        pytest.param(-5_00, AmountNotPositive, id="negative"),
        pytest.param(LARGEST_AMOUNT_CENTS + 1, AmountTooLarge, id="absurd"),
    ],
)
def test_an_absurd_amount_is_refused_beside_its_field(cents: int, refusal: type[AmountNotPositive]):
    with pytest.raises(refusal) as refused:
        check_amount(cents, field="rent")

    assert refused.value.field == "rent"
