"""What banks write as a day."""

from datetime import date

import pytest

from pm_app.banking.rules.days import DayUnreadable, day_comes_first, day_of


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-01",
        "2026/2/1",
        "20260201",
        "20260201120000.000[-5:EST]",
        "20260201120000[0:GMT]",
        "2026-02-01T10:00:00Z",
        "2/1/2026",
        "02/01/26",
        "2.1.2026",
        "2/1/2026 10:15 AM",
        "1 Feb 2026",
        "01-FEB-26",
        "Feb 1, 2026",
        "February 1st, 2026",
    ],
)
def test_days_in_the_ways_banks_write_them(text: str) -> None:
    assert day_of(text) == date(2026, 2, 1)


def test_the_day_may_come_first() -> None:
    assert day_of("1/2/2026", day_first=True) == date(2026, 2, 1)
    assert day_of("31/12/99", day_first=True) == date(1999, 12, 31)


@pytest.mark.parametrize(
    "text", ["", "2026-02-30", "31/12/2026", "20121301", "2/1", "1 Foo 2026", "0001-01-01", "x" * 50]
)
def test_what_is_no_day_is_told(text: str) -> None:
    with pytest.raises(DayUnreadable):
        day_of(text)


def test_the_dates_that_can_be_read_one_way_only_decide_for_all() -> None:
    assert day_comes_first(["1/2/2026", "13/2/2026"]) is True
    assert day_comes_first(["1/2/2026", "2/13/2026"]) is False
    assert day_comes_first(["1/2/2026"]) is None
    assert day_comes_first(["2026-01-02", "3 Jan 2026"]) is False
