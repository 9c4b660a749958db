"""Part of a period, by the three methods that leases name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.kernel.dates import first_of_month, last_of_month
from pm_app.kernel.errors import Refused
from pm_app.leasing.enums import Frequency, ProrationMethod
from pm_app.receivables.rules.proration import part_of_months, prorated_cents

ACTUAL, THIRTY, YEARLY = ProrationMethod.ACTUAL_DAYS, ProrationMethod.THIRTY_DAY_MONTH, ProrationMethod.DAYS_OF_YEAR


def month_cents(rent_cents: int, first_on: date, last_on: date, method: ProrationMethod) -> int:
    return prorated_cents(
        rent_cents,
        first_on,
        last_on,
        whole_first_on=first_of_month(first_on),
        whole_last_on=last_of_month(first_on),
        method=method,
    )


@pytest.mark.parametrize(
    ("first_on", "last_on", "method", "expected_cents"),
    [
        pytest.param(date(2026, 3, 15), date(2026, 3, 31), ACTUAL, 987_10, id="15-31 March, actual"),
        pytest.param(date(2026, 3, 15), date(2026, 3, 31), THIRTY, 1_020_00, id="15-31 March, 30-day"),
        pytest.param(date(2026, 3, 15), date(2026, 3, 31), YEARLY, 1_006_03, id="15-31 March, yearly"),
        pytest.param(date(2026, 2, 15), date(2026, 2, 28), ACTUAL, 900_00, id="15-28 February, actual"),
        pytest.param(date(2026, 2, 15), date(2026, 2, 28), THIRTY, 840_00, id="15-28 February, 30-day"),
        pytest.param(date(2026, 2, 15), date(2026, 2, 28), YEARLY, 828_49, id="15-28 February, yearly"),
        pytest.param(date(2026, 3, 1), date(2026, 3, 31), ACTUAL, 1_800_00, id="a whole month, actual"),
        pytest.param(date(2026, 3, 1), date(2026, 3, 31), THIRTY, 1_800_00, id="a whole long month, 30-day"),
        pytest.param(date(2026, 3, 1), date(2026, 3, 31), YEARLY, 1_800_00, id="a whole long month, yearly"),
        pytest.param(date(2026, 2, 1), date(2026, 2, 28), THIRTY, 1_800_00, id="a whole short month, 30-day"),
        pytest.param(date(2026, 3, 2), date(2026, 3, 31), THIRTY, 1_800_00, id="30 of 31 days are never more"),
        pytest.param(date(2026, 3, 31), date(2026, 3, 31), ACTUAL, 58_06, id="one day"),
        pytest.param(date(2024, 2, 15), date(2024, 2, 29), ACTUAL, 931_03, id="a leap February"),
    ],
)
def test_a_part_of_a_month_of_1800(first_on: date, last_on: date, method: ProrationMethod, expected_cents: int):
    assert month_cents(1_800_00, first_on, last_on, method) == expected_cents


@pytest.mark.parametrize(
    ("frequency", "method", "whole", "part", "expected_cents"),
    [
        pytest.param(
            Frequency.WEEKLY,
            ACTUAL,
            (date(2026, 3, 2), date(2026, 3, 8)),
            (date(2026, 3, 2), date(2026, 3, 4)),
            300_00,
            id="3 of 7 days",
        ),
        pytest.param(
            Frequency.WEEKLY,
            THIRTY,
            (date(2026, 3, 2), date(2026, 3, 8)),
            (date(2026, 3, 2), date(2026, 3, 4)),
            300_00,
            id="a week has no 30-day month",
        ),
        pytest.param(
            Frequency.QUARTERLY,
            THIRTY,
            (date(2026, 1, 1), date(2026, 3, 31)),
            (date(2026, 3, 2), date(2026, 3, 31)),
            233_33,
            id="30 of 90 days",
        ),
        pytest.param(
            Frequency.QUARTERLY,
            THIRTY,
            (date(2026, 7, 1), date(2026, 9, 30)),
            (date(2026, 7, 1), date(2026, 9, 29)),
            700_00,
            id="91 of 90 days are never more than the whole",
        ),
        pytest.param(
            Frequency.YEARLY,
            YEARLY,
            (date(2026, 1, 1), date(2026, 12, 31)),
            (date(2026, 1, 1), date(2026, 3, 14)),
            140_00,
            id="73 of 365 days",
        ),
    ],
)
def test_other_periods_are_prorated_too(
    frequency: Frequency,
    method: ProrationMethod,
    whole: tuple[date, date],
    part: tuple[date, date],
    expected_cents: int,
):
    found = prorated_cents(
        700_00, *part, whole_first_on=whole[0], whole_last_on=whole[1], frequency=frequency, method=method
    )

    assert found == expected_cents


def test_days_outside_the_period_cost_nothing():
    assert month_cents(1_800_00, date(2026, 3, 15), date(2026, 4, 20), ACTUAL) == 987_10


@given(
    rent_cents=st.integers(1, 10**7),
    month=st.dates(date(2000, 1, 1), date(2100, 12, 31)),
    length=st.integers(0, 30),
    method=st.sampled_from(ProrationMethod),
)
def test_a_part_is_never_more_than_the_whole(rent_cents: int, month: date, length: int, method: ProrationMethod):
    first_on = month
    last_on = min(last_of_month(month), date.fromordinal(month.toordinal() + length))

    assert 0 <= month_cents(rent_cents, first_on, last_on, method) <= rent_cents


@given(rent_cents=st.integers(1, 10**7), day=st.dates(date(2000, 1, 2), date(2100, 12, 31)))
def test_by_actual_days_two_slices_of_a_month_cost_the_month_but_for_a_cent(rent_cents: int, day: date):
    first, last = first_of_month(day), last_of_month(day)
    if day == first:
        day = date.fromordinal(day.toordinal() + 1)

    before = month_cents(rent_cents, first, date.fromordinal(day.toordinal() - 1), ACTUAL)
    after = month_cents(rent_cents, day, last, ACTUAL)

    assert abs(before + after - rent_cents) <= 1


def test_days_of_several_months_cost_a_part_of_each():
    first_on, last_on = date(2026, 3, 15), date(2026, 5, 10)

    assert part_of_months(1_800_00, first_on, last_on) == 987_10 + 1_800_00 + 580_65
    assert part_of_months(1_800_00, date(2026, 4, 1), date(2026, 4, 30)) == 1_800_00


@pytest.mark.parametrize(
    ("first_on", "last_on"),
    [
        pytest.param(None, date(2026, 3, 15), id="no first day"),
        pytest.param(date(2026, 3, 15), None, id="no last day"),
        pytest.param(date(2026, 3, 15), date(2026, 3, 14), id="it ends before it begins"),
        pytest.param(date(2026, 3, 15), date(2027, 3, 15), id="more than a year"),
    ],
)
def test_days_that_cannot_be_meant_are_refused(first_on: date | None, last_on: date | None):
    with pytest.raises(Refused) as refused:
        part_of_months(1_800_00, first_on, last_on)

    assert refused.value.field == "service_to"
