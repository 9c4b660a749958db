"""Working days: weekdays, public holidays, closures; the working day before and after."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.calendars.rules import (
    WorkingDays,
    checked_closure,
    checked_week,
    countries,
    holidays_of,
    subdivisions,
)
from pm_app.kernel.errors import Refused

SHIPPED = WorkingDays()
THURSDAY, FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 1, day) for day in (15, 16, 17, 18, 19))
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def test_weekends_and_federal_holidays_are_off():
    assert SHIPPED.is_working(FRIDAY)
    assert not SHIPPED.is_working(SATURDAY)
    assert not SHIPPED.is_working(MONDAY)  # Martin Luther King Jr. Day


def test_before_and_after_go_over_a_long_weekend():
    assert SHIPPED.before(MONDAY) == FRIDAY
    assert SHIPPED.after(SATURDAY) == date(2026, 1, 20)
    assert (SHIPPED.before(THURSDAY), SHIPPED.after(THURSDAY)) == (THURSDAY, THURSDAY)


def test_a_holiday_on_a_weekend_is_observed_beside_it():
    assert not SHIPPED.is_working(date(2026, 7, 3))  # July 4 is a Saturday
    assert not SHIPPED.is_working(date(2027, 12, 31))  # January 1, 2028 is a Saturday


def test_a_state_keeps_holidays_of_its_own():
    lincoln = date(2026, 2, 12)

    assert SHIPPED.is_working(lincoln)
    assert not WorkingDays(subdivision="NY").is_working(lincoln)


def test_without_a_country_no_holidays_are_kept():
    assert WorkingDays(country="").is_working(MONDAY)
    assert holidays_of("", "", 2026) == {}


def test_a_closure_counts_with_its_last_day():
    closed = WorkingDays(closures=((date(2026, 3, 2), date(2026, 3, 4)),))

    assert [closed.is_working(date(2026, 3, day)) for day in (2, 3, 4, 5)] == [False, False, False, True]
    assert closed.before(date(2026, 3, 4)) == date(2026, 2, 27)
    assert closed.after(date(2026, 3, 2)) == date(2026, 3, 5)


def test_other_weeks_are_possible():
    sunday_to_thursday = WorkingDays(weekdays=frozenset({6, 0, 1, 2, 3}), country="")

    assert sunday_to_thursday.is_working(SUNDAY)
    assert sunday_to_thursday.before(FRIDAY) == THURSDAY


def test_an_office_that_never_works_again_answers_with_the_day_itself():
    never = WorkingDays(closures=((date(2000, 1, 1), date(2100, 1, 1)),))

    assert (never.before(FRIDAY), never.after(FRIDAY)) == (FRIDAY, FRIDAY)


@given(DAYS, st.sets(st.integers(0, 6), min_size=1), st.sampled_from(["", "US", "GB"]))
def test_before_and_after_are_the_nearest_working_days(day: date, weekdays: set[int], country: str):
    works = WorkingDays(weekdays=frozenset(weekdays), country=country)
    before, after = works.before(day), works.after(day)

    assert before <= day <= after
    assert works.is_working(before)
    assert works.is_working(after)
    between = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert not any(works.is_working(one) for one in between if one != day or not works.is_working(day))


def test_the_lists_to_choose_from_are_by_name():
    assert ("US", "United States") in countries()
    assert [name for _, name in countries()] == sorted(name for _, name in countries())
    assert ("NY", "New York") in subdivisions("US")
    assert subdivisions("nowhere") == ()


def test_holidays_are_of_one_year_and_in_its_order():
    days = list(holidays_of("US", "NY", 2027))

    assert days == sorted(days)
    assert {one.year for one in days} == {2027}


@pytest.mark.parametrize(
    ("weekdays", "country", "subdivision", "hour", "field"),
    [
        ([], "US", "", 7, "weekdays"),
        ([7], "US", "", 7, "weekdays"),
        ([-1, 0], "US", "", 7, "weekdays"),
        ([0], "Atlantis", "", 7, "country"),
        ([0], "US", "BY", 7, "subdivision"),
        ([0], "", "NY", 7, "subdivision"),
        ([0], "US", "NY", 24, "digest_hour"),
        ([0], "US", "NY", -1, "digest_hour"),
    ],
)
def test_a_week_that_makes_no_sense_is_refused(
    weekdays: list[int], country: str, subdivision: str, hour: int, field: str
):
    with pytest.raises(Refused) as refused:
        checked_week(weekdays, country, subdivision, hour)

    assert refused.value.field == field


def test_a_closure_needs_a_name_and_an_order_of_its_days():
    assert checked_closure("  Staff training ", FRIDAY, FRIDAY) == "Staff training"
    for name, first, last, field in (
        (" ", FRIDAY, FRIDAY, "name"),
        ("x" * 81, FRIDAY, FRIDAY, "name"),
        ("Training", FRIDAY, THURSDAY, "ends_on"),
        ("Training", FRIDAY, FRIDAY + timedelta(days=366), "ends_on"),
    ):
        with pytest.raises(Refused) as refused:
            checked_closure(name, first, last)
        assert refused.value.field == field
