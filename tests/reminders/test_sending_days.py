"""A rung goes out on a working day: before the date on the one before, after it on the one after."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.calendars.rules import WorkingDays
from pm_app.reminders.rules.ladders import begins_on, every_rung, next_due_on, rung_day, rungs_due, sending_day

OFFICE = WorkingDays(closures=((date(2026, 12, 24), date(2026, 12, 31)),))
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
ladders = st.lists(st.integers(0, 180), max_size=6, unique=True).flatmap(
    lambda before: st.sampled_from([[], [-1], [-7], [-30]]).map(lambda after: sorted([*before, *after], reverse=True))
)


@pytest.mark.parametrize(
    ("falls_on", "rung", "expected"),
    [
        pytest.param(date(2026, 1, 22), 7, date(2026, 1, 15), id="a working day"),
        pytest.param(date(2026, 1, 18), 0, date(2026, 1, 16), id="a Sunday: the Friday before"),
        pytest.param(date(2026, 7, 3), 0, date(2026, 7, 2), id="the Friday on which Independence Day is kept"),
        pytest.param(date(2026, 1, 19), 0, date(2026, 1, 16), id="a holiday on a Monday: the Friday before"),
        pytest.param(date(2026, 1, 9), -1, date(2026, 1, 12), id="after the date, on a Saturday: the Monday after"),
        pytest.param(date(2026, 12, 27), 0, date(2026, 12, 23), id="while the office is closed: before it closes"),
        pytest.param(date(2024, 3, 30), 30, date(2024, 2, 29), id="a leap day"),
        pytest.param(date(2026, 3, 8), 0, date(2026, 3, 6), id="the Sunday on which the clocks change"),
    ],
)
def test_each_rung_has_its_sending_day(falls_on: date, rung: int, expected: date):
    assert sending_day(falls_on, rung, OFFICE) == expected


@given(falls_on=days, ladder=ladders)
def test_rungs_go_out_in_order_on_working_days_and_never_before_the_date_when_they_speak_after_it(
    falls_on: date, ladder: list[int]
):
    sent = [sending_day(falls_on, rung, OFFICE) for rung in every_rung(ladder)]

    assert sent == sorted(sent)
    assert [day for day in sent if not OFFICE.is_working(day)] == []
    assert [rung for rung in every_rung(ladder) if rung < 0 and sending_day(falls_on, rung, OFFICE) < falls_on] == []
    assert [rung for rung in every_rung(ladder) if rung >= 0 and sending_day(falls_on, rung, OFFICE) > falls_on] == []


@given(falls_on=days, ladder=ladders, looks=st.lists(st.integers(-130, 200), min_size=1, max_size=15))
def test_whatever_days_the_job_runs_each_rung_is_decided_once_and_the_next_day_is_right(
    falls_on: date, ladder: list[int], looks: list[int]
):
    decided: set[int] = set()
    for day in sorted(falls_on - timedelta(days=look) for look in looks):
        due_on = next_due_on(falls_on, ladder, decided, OFFICE)
        plan = rungs_due(falls_on, ladder, day, decided, OFFICE)
        now = {*plan.skipped, *([] if plan.send is None else [plan.send])}

        assert bool(now) == (due_on is not None and due_on <= day)
        assert not now & decided
        decided |= now
        still_open = [rung for rung in every_rung(ladder) if sending_day(falls_on, rung, OFFICE) <= day]
        assert set(still_open) == decided


@given(falls_on=days, ladder=ladders)
def test_a_date_begins_when_its_first_rung_goes_out(falls_on: date, ladder: list[int]):
    expected = sending_day(falls_on, ladder[0], OFFICE) if ladder else begins_on(falls_on, [0], OFFICE)

    assert begins_on(falls_on, ladder, OFFICE) == expected
    assert begins_on(falls_on, ladder, OFFICE) <= max(rung_day(falls_on, ladder[0] if ladder else 0), expected)


def test_nothing_is_next_once_everything_is_decided():
    assert next_due_on(date(2026, 1, 22), (7, 0), {7, 0}, OFFICE) is None
    assert next_due_on(date(2026, 1, 22), (7, 0), {7}, OFFICE) == date(2026, 1, 22)
