"""Where tenancies and units stand, how terms run, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.kernel.errors import Refused
from pm_app.leasing.enums import Frequency, LeaseState, TermKind, UnitState
from pm_app.leasing.rules import (
    PERIODS_PER_YEAR,
    DayOutOfRange,
    DueDayOutOfRange,
    NoticeOutOfOrder,
    TenancyFacts,
    TermEndsBeforeStart,
    TermFacts,
    TermsOverlap,
    TermTooLong,
    check_due_day,
    check_notice,
    check_term,
    is_occupied,
    is_rentable,
    last_term_ends_on,
    monthly_cents,
    overlaps,
    tenancy_state,
    term_ends_on,
    unit_state,
)
from pm_app.portfolio.enums import OffMarket

TODAY = date(2026, 5, 10)
YEAR = TermFacts(TermKind.ORIGINAL, date(2025, 6, 1), date(2026, 5, 31))
LONG = TermFacts(TermKind.ORIGINAL, date(2025, 10, 1), date(2026, 9, 30))
OVER = TermFacts(TermKind.ORIGINAL, date(2025, 5, 1), date(2026, 4, 30))
RENEWED = TermFacts(TermKind.RENEWAL, date(2026, 6, 1), date(2027, 5, 31))
MONTHLY = TermFacts(TermKind.MONTH_TO_MONTH, date(2026, 5, 1), None)
LATER = TermFacts(TermKind.ORIGINAL, date(2026, 6, 1), date(2027, 5, 31))


def tenancy(*terms: TermFacts, **events: object) -> TenancyFacts:
    return replace(TenancyFacts(terms), **events)


ACTIVE = tenancy(LONG)
NOTICED = tenancy(LONG, notice_on=date(2026, 5, 1), move_out_planned_on=date(2026, 5, 31))
FUTURE = tenancy(LATER)
GONE = tenancy(OVER, moved_out_on=date(2026, 4, 30))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(tenancy(), LeaseState.DRAFT, id="no term yet"),
        pytest.param(FUTURE, LeaseState.FUTURE, id="begins in June"),
        pytest.param(ACTIVE, LeaseState.ACTIVE, id="far from its end"),
        pytest.param(tenancy(YEAR), LeaseState.EXPIRING, id="three weeks from its end"),
        pytest.param(tenancy(YEAR, RENEWED), LeaseState.ACTIVE, id="three weeks from its end, but renewed"),
        pytest.param(tenancy(OVER), LeaseState.MONTH_TO_MONTH, id="its end passed and it rolls over"),
        pytest.param(
            tenancy(OVER, rolls_month_to_month=False), LeaseState.HOLDOVER, id="its end passed without agreement"
        ),
        pytest.param(tenancy(OVER, MONTHLY), LeaseState.MONTH_TO_MONTH, id="month-to-month by agreement"),
        pytest.param(NOTICED, LeaseState.NOTICE_GIVEN, id="notice given"),
        pytest.param(replace(NOTICED, notice_on=date(2026, 5, 11)), LeaseState.ACTIVE, id="notice dated tomorrow"),
        pytest.param(replace(NOTICED, move_out_planned_on=TODAY), LeaseState.NOTICE_GIVEN, id="leaves today"),
        pytest.param(
            replace(NOTICED, move_out_planned_on=date(2026, 5, 9)), LeaseState.HOLDOVER, id="should have left yesterday"
        ),
        pytest.param(GONE, LeaseState.ENDED, id="moved out at the end"),
        pytest.param(tenancy(LONG, moved_out_on=date(2026, 5, 9)), LeaseState.ENDED, id="moved out early, yesterday"),
        pytest.param(tenancy(LONG, moved_out_on=TODAY), LeaseState.ACTIVE, id="today is the last day"),
        pytest.param(tenancy(LATER, cancelled_on=TODAY), LeaseState.CANCELLED, id="cancelled"),
    ],
)
def test_a_tenancy_has_one_state(facts: TenancyFacts, expected: LeaseState):
    assert tenancy_state(facts, TODAY) == expected


@pytest.mark.parametrize(
    ("today", "window_days", "expected"),
    [
        pytest.param(date(2026, 4, 1), 60, LeaseState.EXPIRING, id="60 days left"),
        pytest.param(date(2026, 3, 31), 60, LeaseState.ACTIVE, id="61 days left"),
        pytest.param(date(2026, 3, 2), 90, LeaseState.EXPIRING, id="90 days left of 90"),
        pytest.param(date(2026, 5, 31), 60, LeaseState.EXPIRING, id="the last day is still a day of the lease"),
        pytest.param(date(2026, 6, 1), 60, LeaseState.MONTH_TO_MONTH, id="the day after"),
    ],
)
def test_a_lease_is_expiring_within_the_window(today: date, window_days: int, expected: LeaseState):
    assert tenancy_state(tenancy(YEAR), today, renewal_window_days=window_days) == expected


@pytest.mark.parametrize(
    ("tenancies", "off_market", "ready_on", "expected"),
    [
        pytest.param([GONE, ACTIVE], None, None, UnitState.OCCUPIED, id="lived in"),
        pytest.param(
            [tenancy(OVER, rolls_month_to_month=False)], None, None, UnitState.OCCUPIED, id="held over is lived in"
        ),
        pytest.param([NOTICED], None, None, UnitState.ON_NOTICE, id="leaving"),
        pytest.param([NOTICED, FUTURE], None, None, UnitState.ON_NOTICE_RENTED, id="leaving, next one signed"),
        pytest.param([GONE, FUTURE], None, TODAY, UnitState.VACANT_RENTED, id="empty, next one signed"),
        pytest.param([GONE], None, date(2026, 5, 11), UnitState.VACANT_NOT_READY, id="empty, done tomorrow"),
        pytest.param([GONE], None, TODAY, UnitState.VACANT_READY, id="empty, done today"),
        pytest.param([], None, None, UnitState.VACANT_READY, id="never let"),
        pytest.param([GONE], OffMarket.DOWN, None, UnitState.DOWN, id="off the market"),
        pytest.param([ACTIVE], OffMarket.MODEL, None, UnitState.OCCUPIED, id="lived in, whatever was set"),
        pytest.param([tenancy(LATER, cancelled_on=TODAY)], None, None, UnitState.VACANT_READY, id="cancelled"),
    ],
)
def test_a_unit_has_one_state(
    tenancies: list[TenancyFacts], off_market: OffMarket | None, ready_on: date | None, expected: UnitState
):
    assert unit_state(tenancies, TODAY, off_market=off_market, ready_on=ready_on) == expected


def test_units_off_the_market_are_not_rentable_and_those_on_notice_are_occupied():
    assert [state.value for state in UnitState if not is_rentable(state)] == ["down", "model", "owner-occupied"]
    assert [state.value for state in UnitState if is_occupied(state)] == [
        "occupied",
        "on notice",
        "on notice, rented",
    ]


def test_the_lease_ends_with_its_latest_term():
    assert last_term_ends_on([RENEWED, YEAR]) == date(2027, 5, 31)


@pytest.mark.parametrize(
    ("first", "other", "expected"),
    [
        pytest.param(("2026-01-01", "2026-05-31"), ("2026-06-01", None), False, id="one after the other"),
        pytest.param(("2026-01-01", "2026-05-31"), ("2026-05-31", None), True, id="the last day shared"),
        pytest.param(("2026-01-01", None), ("2030-01-01", None), True, id="both without an end"),
        pytest.param(("2026-01-01", "2026-12-31"), ("2026-03-01", "2026-03-01"), True, id="one within the other"),
        pytest.param(("2026-06-01", None), ("2026-01-01", "2026-05-31"), False, id="the later one first"),
    ],
)
def test_stretches_overlap_when_they_share_a_day(
    first: tuple[str, str | None], other: tuple[str, str | None], expected: bool
):
    days = [date.fromisoformat(day) if day else None for day in (*first, *other)]
    assert days[0] is not None
    assert days[2] is not None

    assert overlaps(days[0], days[1], days[2], days[3]) is expected
    assert overlaps(days[2], days[3], days[0], days[1]) is expected


@pytest.mark.parametrize(
    ("starts_on", "months", "expected"),
    [
        pytest.param(date(2026, 6, 1), 12, date(2027, 5, 31), id="12 months from June 1"),
        pytest.param(date(2026, 6, 15), 6, date(2026, 12, 14), id="6 months from the middle"),
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="a month from the 31st"),
        pytest.param(date(2024, 2, 29), 12, date(2025, 2, 28), id="a year from a leap day"),
        pytest.param(date(2023, 3, 1), 12, date(2024, 2, 29), id="a year to a leap day"),
    ],
)
def test_a_term_of_months_ends_the_day_before_the_next_one_begins(starts_on: date, months: int, expected: date):
    assert term_ends_on(starts_on, months) == expected


@given(starts_on=st.dates(date(2000, 1, 1), date(2100, 1, 1)), months=st.integers(1, 60))
def test_any_term_of_months_is_accepted_and_followed_by_its_renewal(starts_on: date, months: int):
    ends_on = term_ends_on(starts_on, months)

    assert check_term(starts_on, ends_on) is None
    assert ends_on > starts_on


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "others", "refusal", "field"),
    [
        pytest.param(
            date(2026, 6, 1), date(2026, 5, 31), [], TermEndsBeforeStart, "ends_on", id="ends before it begins"
        ),
        pytest.param(date(2026, 6, 1), date(2125, 6, 1), [], TermTooLong, "ends_on", id="more than 99 years"),
        pytest.param(date(26, 6, 1), date(2027, 5, 31), [], DayOutOfRange, "starts_on", id="begins in the year 26"),
        pytest.param(date(2026, 6, 1), date(9026, 5, 31), [], DayOutOfRange, "ends_on", id="ends in the year 9026"),
        pytest.param(date(2026, 5, 31), date(2027, 5, 31), [YEAR], TermsOverlap, "starts_on", id="shares a day"),
        pytest.param(date(2027, 1, 1), None, [MONTHLY], TermsOverlap, "starts_on", id="after one without an end"),
    ],
)
def test_a_term_that_cannot_be_meant_is_refused(
    starts_on: date, ends_on: date | None, others: list[TermFacts], refusal: type[Refused], field: str
):
    with pytest.raises(refusal) as refused:
        check_term(starts_on, ends_on, others)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        pytest.param(date(2026, 6, 1), date(2026, 6, 1), id="one day"),
        pytest.param(date(2026, 6, 1), date(2125, 5, 31), id="99 years"),
        pytest.param(date(2026, 6, 1), None, id="without an end"),
    ],
)
def test_a_term_that_follows_another_is_accepted(starts_on: date, ends_on: date | None):
    assert check_term(starts_on, ends_on, [YEAR]) is None


@pytest.mark.parametrize(
    ("notice_on", "move_out_planned_on"),
    [
        pytest.param(date(2026, 5, 10), date(2026, 5, 9), id="before the notice"),
        pytest.param(date(2025, 5, 1), date(2025, 5, 31), id="before the lease begins"),
    ],
)
def test_a_notice_out_of_order_is_refused(notice_on: date, move_out_planned_on: date):
    with pytest.raises(NoticeOutOfOrder):
        check_notice(notice_on, move_out_planned_on, YEAR.starts_on)


def test_a_notice_in_order_is_accepted():
    assert check_notice(date(2026, 5, 1), date(2026, 5, 31), YEAR.starts_on) is None


@pytest.mark.parametrize("due_day", [0, 32, -1])
def test_a_due_day_that_no_month_has_is_refused(due_day: int):
    with pytest.raises(DueDayOutOfRange):
        check_due_day(due_day)


@pytest.mark.parametrize(
    ("frequency", "expected_cents"),
    [
        pytest.param(Frequency.WEEKLY, 1_300_00, id="52 weeks in 12 months"),
        pytest.param(Frequency.EVERY_TWO_WEEKS, 650_00, id="26 in 12 months"),
        pytest.param(Frequency.SEMI_MONTHLY, 600_00, id="twice a month"),
        pytest.param(Frequency.MONTHLY, 300_00, id="monthly"),
        pytest.param(Frequency.QUARTERLY, 100_00, id="a third"),
        pytest.param(Frequency.HALF_YEARLY, 50_00, id="a sixth"),
        pytest.param(Frequency.YEARLY, 25_00, id="a twelfth"),
    ],
)
def test_recurring_amounts_compare_by_the_month(frequency: Frequency, expected_cents: int):
    assert monthly_cents(300_00, frequency) == expected_cents
    assert set(PERIODS_PER_YEAR) == set(Frequency)
