"""Which periods of a rent line fall due, and when it stops."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.kernel.dates import day_after
from pm_app.leasing.enums import Frequency, RentLineKind
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.recurring import RecurringLine, charge_kind, due_periods, period_cents

LINE = RecurringLine(
    rent_line_id=UUID(int=1),
    kind=RentLineKind.RENT,
    amount_cents=1_800_00,
    frequency=Frequency.MONTHLY,
    due_day=1,
    starts_on=date(2026, 1, 1),
)


def days(line: RecurringLine, through: date, stopped_on: date | None = None) -> list[tuple[str, str, str]]:
    return [
        (f"{period.starts_on:%m-%d}", f"{period.ends_on:%m-%d}", f"{period.due_on:%m-%d}")
        for period in due_periods(line, through, stopped_on)
    ]


@pytest.mark.parametrize(
    ("frequency", "through", "expected"),
    [
        pytest.param(
            Frequency.WEEKLY,
            date(2026, 1, 15),
            [("01-01", "01-07", "01-01"), ("01-08", "01-14", "01-08"), ("01-15", "01-21", "01-15")],
            id="weekly",
        ),
        pytest.param(
            Frequency.EVERY_TWO_WEEKS,
            date(2026, 1, 28),
            [("01-01", "01-14", "01-01"), ("01-15", "01-28", "01-15")],
            id="every two weeks",
        ),
        pytest.param(
            Frequency.SEMI_MONTHLY,
            date(2026, 2, 1),
            [("01-01", "01-15", "01-01"), ("01-16", "01-31", "01-16"), ("02-01", "02-15", "02-01")],
            id="semi-monthly",
        ),
        pytest.param(
            Frequency.MONTHLY,
            date(2026, 3, 1),
            [("01-01", "01-31", "01-01"), ("02-01", "02-28", "02-01"), ("03-01", "03-31", "03-01")],
            id="monthly",
        ),
        pytest.param(
            Frequency.QUARTERLY,
            date(2026, 6, 30),
            [("01-01", "03-31", "01-01"), ("04-01", "06-30", "04-01")],
            id="quarterly",
        ),
        pytest.param(
            Frequency.HALF_YEARLY,
            date(2026, 7, 1),
            [("01-01", "06-30", "01-01"), ("07-01", "12-31", "07-01")],
            id="half-yearly",
        ),
        pytest.param(Frequency.YEARLY, date(2026, 12, 31), [("01-01", "12-31", "01-01")], id="yearly"),
    ],
)
def test_periods_follow_one_another(frequency: Frequency, through: date, expected: list[tuple[str, str, str]]):
    assert days(replace(LINE, frequency=frequency), through) == expected


@pytest.mark.parametrize(
    ("changes", "through", "expected"),
    [
        pytest.param(
            {"due_day": 31},
            date(2026, 2, 28),
            [("01-01", "01-31", "01-31"), ("02-01", "02-28", "02-28")],
            id="31 clamps to the month's last day",
        ),
        pytest.param({"due_day": 5}, date(2026, 1, 4), [], id="the day before it is due"),
        pytest.param({"due_day": 5}, date(2026, 1, 5), [("01-01", "01-31", "01-05")], id="the day it is due"),
        pytest.param(
            {"starts_on": date(2026, 1, 15)},
            date(2026, 2, 1),
            [("01-15", "01-31", "01-15"), ("02-01", "02-28", "02-01")],
            id="a start after the due day is due at once",
        ),
        pytest.param(
            {"starts_on": date(2026, 1, 15), "due_day": 20},
            date(2026, 1, 31),
            [("01-15", "01-31", "01-20")],
            id="a start before the due day waits for it",
        ),
        pytest.param(
            {"frequency": Frequency.SEMI_MONTHLY, "due_day": 3, "starts_on": date(2026, 1, 20)},
            date(2026, 2, 18),
            [("01-20", "01-31", "01-20"), ("02-01", "02-15", "02-03"), ("02-16", "02-28", "02-18")],
            id="twice a month, from the second half",
        ),
        pytest.param(
            {"frequency": Frequency.SEMI_MONTHLY, "due_day": 31},
            date(2026, 2, 28),
            [
                ("01-01", "01-15", "01-15"),
                ("01-16", "01-31", "01-31"),
                ("02-01", "02-15", "02-15"),
                ("02-16", "02-28", "02-28"),
            ],
            id="twice a month, clamped to each half",
        ),
    ],
)
def test_the_due_day_lies_in_the_period(
    changes: dict[str, object], through: date, expected: list[tuple[str, str, str]]
):
    assert days(replace(LINE, **changes), through) == expected


@pytest.mark.parametrize(
    ("changes", "stopped_on", "expected"),
    [
        pytest.param({"ends_on": date(2026, 2, 28)}, None, ["01-31", "02-28"], id="the line ended"),
        pytest.param({}, date(2026, 2, 10), ["01-31", "02-10"], id="the household left within a month"),
        pytest.param({}, date(2026, 1, 31), ["01-31"], id="the household left on a month's last day"),
        pytest.param({}, date(2026, 2, 1), ["01-31", "02-01"], id="the household left on a month's first day"),
        pytest.param({}, date(2025, 12, 31), [], id="the household never came"),
        pytest.param(
            {"ends_on": date(2026, 2, 14)}, date(2026, 3, 31), ["01-31", "02-14"], id="the earlier one counts"
        ),
        pytest.param({}, None, ["01-31", "02-28", "03-31", "04-30"], id="nothing stops it, the lease's end neither"),
    ],
)
def test_charging_stops(changes: dict[str, object], stopped_on: date | None, expected: list[str]):
    found = days(replace(LINE, **changes), date(2026, 4, 15), stopped_on)

    assert [ends_on for _, ends_on, _ in found] == expected


def test_a_cut_period_is_due_within_its_own_days():
    assert days(replace(LINE, due_day=25), date(2026, 1, 31), date(2026, 1, 10)) == [("01-01", "01-10", "01-10")]


def test_what_was_due_before_the_books_began_is_left_out():
    found = due_periods(LINE, date(2026, 4, 1), since=date(2026, 3, 1))

    assert [period.due_on for period in found] == [date(2026, 3, 1), date(2026, 4, 1)]


def test_a_first_month_in_part_costs_a_part_and_keeps_the_name_of_the_month():
    line = replace(LINE, starts_on=date(2026, 3, 15))

    first, second = due_periods(line, date(2026, 4, 1))

    assert (period_cents(line, first), first.whole_starts_on) == (987_10, date(2026, 3, 1))
    assert period_cents(line, second) == 1_800_00


def test_a_line_that_is_not_prorated_costs_the_whole():
    line = replace(LINE, starts_on=date(2026, 3, 15), prorated=False)

    assert [period_cents(line, period) for period in due_periods(line, date(2026, 3, 31))] == [1_800_00]


def test_a_change_of_rent_within_a_month_makes_two_slices():
    until = replace(LINE, ends_on=date(2026, 3, 14))
    after = replace(LINE, amount_cents=1_900_00, starts_on=date(2026, 3, 15))

    slices = [
        period_cents(line, period)
        for line in (until, after)
        for period in due_periods(line, date(2026, 3, 31))
        if period.whole_starts_on == date(2026, 3, 1)
    ]

    assert slices == [812_90, 1_041_94]


@pytest.mark.parametrize("kind", RentLineKind)
def test_every_kind_of_rent_line_posts_a_charge_of_the_same_word(kind: RentLineKind):
    assert charge_kind(kind) == ChargeKind(kind.value)


@given(
    frequency=st.sampled_from(Frequency),
    due_day=st.integers(1, 31),
    starts_on=st.dates(date(2020, 1, 1), date(2024, 12, 31)),
    first_through=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    then_through=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
)
def test_a_job_that_missed_days_makes_up_the_same_periods_without_gap(
    frequency: Frequency, due_day: int, starts_on: date, first_through: date, then_through: date
):
    line = replace(LINE, frequency=frequency, due_day=due_day, starts_on=starts_on)
    earlier, later = sorted([first_through, then_through])

    every = due_periods(line, later)

    assert every[: len(due_periods(line, earlier))] == due_periods(line, earlier)
    assert all(day_after(one.ends_on) == other.starts_on for one, other in pairwise(every))
    assert all(period.starts_on <= period.due_on <= period.ends_on for period in every)
    assert len({period.whole_starts_on for period in every}) == len(every)
