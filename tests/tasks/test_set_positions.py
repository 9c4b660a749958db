"""BYSETPOS: some of a month's or a year's weekdays, as in the standard, and never without end."""

from datetime import date, datetime, time
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from pm_app.tasks.enums import Frequency
from pm_app.tasks.rules.occurring import EARLIEST_START, LATEST_START, next_after, next_due, next_of_series, occurrences
from pm_app.tasks.rules.recurring import DayOfWeek, Recurrence, read_rule

LAST_WEEKDAY = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"


def days_of(rule: str, starts_on: date, count: int) -> list[str]:
    return [str(day) for day in islice(occurrences(read_rule(rule), starts_on), count)]


@pytest.mark.parametrize(
    ("rule", "starts_on", "days"),
    [
        (
            "RRULE:FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
            date(1997, 9, 4),
            ["1997-09-04", "1997-10-07", "1997-11-06"],
        ),
        (
            "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            date(1997, 9, 29),
            ["1997-09-29", "1997-10-30", "1997-11-27", "1997-12-30", "1998-01-29", "1998-02-26", "1998-03-30"],
        ),
        (LAST_WEEKDAY, date(2026, 1, 31), ["2026-02-27", "2026-03-31", "2026-04-30", "2026-05-29"]),
        (LAST_WEEKDAY + ";INTERVAL=2", date(2026, 1, 15), ["2026-01-30", "2026-03-31", "2026-05-29"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1", date(2026, 2, 3), ["2026-02-27", "2026-03-02"]),
        ("FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", date(2026, 1, 1), ["2026-12-31", "2027-12-31", "2028-12-29"]),
        ("FREQ=YEARLY;BYMONTH=2;BYDAY=SU;BYSETPOS=4", date(2026, 1, 1), ["2026-02-22", "2027-02-28", "2028-02-27"]),
    ],
)
def test_the_days_are_those_of_the_standard(rule: str, starts_on: date, days: list[str]):
    assert days_of(rule, starts_on, len(days)) == days


@st.composite
def rules(draw: st.DrawFn) -> Recurrence:
    frequency = draw(st.sampled_from([Frequency.MONTHLY, Frequency.YEARLY]))
    by_day = tuple(map(DayOfWeek, sorted(draw(st.sets(st.integers(0, 6), min_size=1)))))
    by_month = tuple(sorted(draw(st.sets(st.integers(1, 12), max_size=3))))
    a_year = len(by_day) * (4 * len(by_month) if by_month else 52)
    most = a_year if frequency == Frequency.YEARLY else 4 * len(by_day)
    places = st.integers(1, most) | st.integers(-most, -1)
    by_set_pos = tuple(sorted(draw(st.sets(places, min_size=1, max_size=3))))
    rule = Recurrence(frequency, draw(st.integers(1, 4)), by_day, (), by_month, by_set_pos)
    return read_rule(rule.text)


@settings(deadline=None, max_examples=80)
@given(rule=rules(), starts_on=st.dates(date(2019, 1, 1), date(2028, 12, 31)))
def test_every_rule_that_is_taken_comes_as_in_the_standard(rule: Recurrence, starts_on: date):
    standard = rrulestr(rule.text, dtstart=datetime.combine(starts_on, time()))

    found = list(islice(occurrences(rule, starts_on), 6))

    assert found == [day.date() for day in islice(standard, 6)]
    if rule.by_month and rule.frequency == Frequency.MONTHLY and not found:
        return  # steps of months that never meet its months
    assert len(found) == 6
    assert next_after(rule, starts_on, found[4]) == found[5]


def test_done_late_it_comes_on_the_next_last_weekday_and_a_series_keeps_the_rule():
    rule = read_rule(LAST_WEEKDAY)
    due, late = date(2026, 1, 30), date(2026, 3, 2)

    again = next_due(rule, due, from_last_done=False, due_on=due, done_on=late)
    counted = read_rule(LAST_WEEKDAY + ";COUNT=3")

    assert again == date(2026, 3, 31)
    follows = next_of_series(counted, from_last_done=False, due_on=due, done_on=late)
    assert follows == (date(2026, 3, 31), read_rule(LAST_WEEKDAY + ";COUNT=1"))


def test_the_most_that_can_be_asked_is_worked_through_to_its_end():
    every = ",".join(map(str, range(1, 40)))
    rule = read_rule(f"FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS={every};INTERVAL=1")

    days = sum(1 for _ in occurrences(rule, EARLIEST_START))

    assert days > 39 * (LATEST_START.year - EARLIEST_START.year)
