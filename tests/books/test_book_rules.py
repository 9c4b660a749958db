"""An entry balances or is refused; a reversal mirrors; a closed period stays closed."""

from datetime import date
from uuid import UUID

import pytest

from pm_app.books.enums import AccountKind
from pm_app.books.rules import (
    ACCOUNTS,
    Line,
    PeriodLocked,
    Unbalanced,
    check_balanced,
    check_open_period,
    reversed_lines,
)

ELM = UUID(int=1)
OAK = UUID(int=2)
TENANCY = UUID(int=3)


def debit(account: int, cents: int, property_id: UUID = ELM) -> Line:
    return Line(account, property_id, debit_cents=cents)


def credit(account: int, cents: int, property_id: UUID = ELM) -> Line:
    return Line(account, property_id, credit_cents=cents)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([debit(1100, 1_000_00), credit(4000, 1_000_00)], id="two lines"),
        pytest.param([debit(1050, 1_200_00), credit(1100, 1_000_00), credit(2200, 200_00)], id="three lines"),
        pytest.param(
            [debit(1100, 10_00), credit(4000, 10_00), debit(1100, 7_00, OAK), credit(4000, 7_00, OAK)],
            id="two properties, each balanced",
        ),
    ],
)
def test_lines_that_balance_are_accepted(lines: list[Line]):
    assert check_balanced(lines) is None


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        pytest.param([], "at least two lines", id="no lines"),
        pytest.param([debit(1100, 1_00)], "at least two lines", id="one line"),
        pytest.param([debit(1100, 1_00), credit(4000, 99)], "must equal its credits", id="a cent short"),
        pytest.param([debit(1100, 1_00), debit(1050, 1_00)], "must equal its credits", id="one side only"),
        pytest.param([debit(1100, 1_00, ELM), credit(4000, 1_00, OAK)], "within each property", id="across properties"),
        pytest.param(
            [debit(1100, 1_00), credit(4000, 1_00), Line(1000, ELM)], "on one side only", id="a line of nothing"
        ),
        pytest.param(
            [Line(1100, ELM, debit_cents=1_00, credit_cents=1_00), credit(4000, 1_00)],
            "on one side only",
            id="a line on both sides",
        ),
        pytest.param([debit(1100, -1_00), credit(4000, -1_00)], "is negative", id="negative amounts"),
    ],
)
def test_lines_that_do_not_balance_are_refused(lines: list[Line], says: str):
    with pytest.raises(Unbalanced, match=says):
        check_balanced(lines)


def test_a_reversal_swaps_the_sides_and_keeps_all_else():
    lines = [
        Line(1100, ELM, debit_cents=5_00, tenancy_id=TENANCY),
        Line(4000, ELM, credit_cents=5_00, tenancy_id=TENANCY),
    ]

    assert reversed_lines(lines) == (
        Line(1100, ELM, credit_cents=5_00, tenancy_id=TENANCY),
        Line(4000, ELM, debit_cents=5_00, tenancy_id=TENANCY),
    )
    assert reversed_lines(reversed_lines(lines)) == tuple(lines)


@pytest.mark.parametrize(
    ("posted_on", "locked_through"),
    [
        pytest.param(date(2026, 2, 1), date(2026, 1, 31), id="the day after the lock"),
        pytest.param(date(2020, 1, 1), None, id="nothing is locked"),
    ],
)
def test_an_open_day_is_accepted(posted_on: date, locked_through: date | None):
    assert check_open_period(posted_on, locked_through) is None


@pytest.mark.parametrize("posted_on", [date(2026, 1, 31), date(2026, 1, 1), date(2025, 6, 1)])
def test_a_day_in_a_closed_period_is_refused(posted_on: date):
    with pytest.raises(PeriodLocked, match=r"closed through Jan 31, 2026") as refused:
        check_open_period(posted_on, date(2026, 1, 31))

    assert refused.value.field == "posted_on"


def test_the_chart_has_each_number_once_and_in_the_range_of_its_kind():
    numbers = [account.number for account in ACCOUNTS]
    ranges = {
        AccountKind.ASSET: 1,
        AccountKind.LIABILITY: 2,
        AccountKind.EQUITY: 3,
        AccountKind.INCOME: 4,
        AccountKind.EXPENSE: 6,
    }

    assert numbers == sorted(set(numbers))
    assert [account for account in ACCOUNTS if account.number // 1000 != ranges[account.kind]] == []
