"""The clock of the machine tells moments in UTC and days in the office's zone."""

from datetime import UTC

import pytest

from pm_app.adapters.system_clock import SystemClock


def test_a_moment_is_aware_and_in_utc():
    clock = SystemClock("America/Toronto")

    moment = clock.now()

    assert moment.tzinfo is UTC


def test_the_day_is_the_day_of_the_office_and_not_of_the_machine():
    # 26 hours lie between these two zones, so it is never the same day in both.
    west, east = SystemClock("Etc/GMT+12"), SystemClock("Pacific/Kiritimati")

    days = [west.today(), east.today()]

    assert days[0] < days[1]


@pytest.mark.parametrize("name", ["Toronto", "", "../etc/passwd", "America"])
def test_a_time_zone_that_nobody_knows_is_told_at_the_start(name):
    with pytest.raises(ValueError, match="There is no time zone"):
        SystemClock(name)
