"""Amounts and days that can be meant."""

from collections.abc import Callable
from datetime import date

import pytest

from pm_app.kernel.errors import Refused
from pm_app.receivables.rules.plausible import check_at_once, check_due_on, check_received_on, check_reversed_on

START, TODAY = date(2020, 2, 29), date(2026, 1, 15)


@pytest.mark.parametrize("amount_cents", [1, 1_000_000_00])
def test_amounts_up_to_a_million_are_taken(amount_cents: int):
    check_at_once(amount_cents)


@pytest.mark.parametrize("amount_cents", [0, -1, 1_000_000_01])
def test_other_amounts_are_refused(amount_cents: int):
    with pytest.raises(Refused):
        check_at_once(amount_cents)


@pytest.mark.parametrize(
    ("day", "taken"),
    [(TODAY, True), (date(2026, 1, 16), False), (date(2019, 2, 28), True), (date(2019, 2, 27), False)],
)
def test_money_comes_in_from_a_year_before_the_start_until_today(day: date, taken: bool):
    assert _takes(lambda: check_received_on(day, starts_on=START, today=TODAY)) == taken


@pytest.mark.parametrize(("day", "taken"), [(date(2028, 1, 15), True), (date(2028, 1, 16), False)])
def test_a_charge_is_due_within_two_years(day: date, taken: bool):
    assert _takes(lambda: check_due_on(day, starts_on=START, today=TODAY)) == taken


def test_no_day_before_1990_is_meant():
    assert not _takes(lambda: check_received_on(date(1989, 12, 31), starts_on=date(1990, 6, 1), today=TODAY))


@pytest.mark.parametrize(
    ("day", "began_on", "taken"),
    [
        pytest.param(date(2026, 1, 10), date(2026, 1, 10), True, id="its own day"),
        pytest.param(date(2026, 1, 9), date(2026, 1, 10), False, id="the day before"),
        pytest.param(TODAY, date(2026, 1, 10), True, id="today"),
        pytest.param(date(2026, 1, 16), date(2026, 1, 10), False, id="tomorrow"),
        pytest.param(date(2026, 2, 1), date(2026, 2, 1), True, id="what is shown ahead, on its day"),
        pytest.param(date(2026, 2, 2), date(2026, 2, 1), False, id="what is shown ahead, later"),
    ],
)
def test_a_reversal_lies_between_its_original_and_today(day: date, began_on: date, taken: bool):
    assert _takes(lambda: check_reversed_on(day, began_on=began_on, today=TODAY)) == taken


def _takes(check: Callable[[], None]) -> bool:
    try:
        check()
    except Refused:
        return False
    return True
