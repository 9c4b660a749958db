"""Months clamp, last days count."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.kernel.dates import (
    add_months,
    day_after,
    day_before,
    day_in_month,
    days_between,
    days_from,
    first_of_month,
    last_of_month,
    named_day,
)

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "9999-12-31", "2201-01-01", "1899-12-31", "0001-01-01"])
def test_an_address_names_no_day_that_the_calendar_ends_at(text: str):
    assert (named_day("1900-01-01"), named_day("2200-12-31")) == (date(1900, 1, 1), date(2200, 12, 31))

    with pytest.raises(ValueError):
        named_day(text)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="31 clamps to a short month"),
        pytest.param(date(2024, 1, 31), 1, date(2024, 2, 29), id="in a leap year to the 29th"),
        pytest.param(date(2024, 2, 29), 12, date(2025, 2, 28), id="leap day a year on"),
        pytest.param(date(2026, 11, 15), 3, date(2027, 2, 15), id="over the year's end"),
        pytest.param(date(2026, 1, 15), -1, date(2025, 12, 15), id="backwards"),
        pytest.param(date(2026, 12, 1), 0, date(2026, 12, 1), id="not at all"),
    ],
)
def test_months_are_added_with_the_day_clamped(day: date, months: int, expected: date):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("month", "due_day", "expected"),
    [
        pytest.param(date(2026, 2, 1), 31, date(2026, 2, 28), id="31 in February"),
        pytest.param(date(2024, 2, 17), 30, date(2024, 2, 29), id="30 in a leap February"),
        pytest.param(date(2026, 4, 1), 31, date(2026, 4, 30), id="31 in April"),
        pytest.param(date(2026, 3, 31), 5, date(2026, 3, 5), id="any day names the month"),
    ],
)
def test_a_due_day_clamps_to_the_month(month: date, due_day: int, expected: date):
    assert day_in_month(month, due_day) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param(date(2026, 3, 15), date(2026, 3, 31), 17, id="both ends count"),
        pytest.param(date(2026, 3, 15), date(2026, 3, 15), 1, id="one day"),
        pytest.param(date(2026, 3, 15), date(2026, 3, 14), 0, id="an empty period"),
        pytest.param(date(2024, 2, 1), date(2024, 3, 1), 30, id="over a leap day"),
    ],
)
def test_a_period_counts_its_first_and_last_day(first: date, last: date, expected: int):
    assert days_between(first, last) == expected


@given(day=DAYS)
def test_every_day_lies_in_its_month(day: date):
    assert first_of_month(day) <= day <= last_of_month(day)
    assert day_after(last_of_month(day)) == add_months(first_of_month(day), 1)


@given(first=DAYS, second=DAYS)
def test_days_from_is_the_same_both_ways_but_for_the_sign(first: date, second: date):
    assert days_from(first, second) == -days_from(second, first)
    assert days_from(day_before(first), first) == 1
