"""How urgent a task looks."""

from datetime import date, timedelta

import pytest

from pm_app.kernel.tones import Tone
from pm_app.tasks.rules.tasks import due_tone

TODAY = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("days", "tone"),
    [(-30, Tone.RED), (-1, Tone.RED), (0, Tone.AMBER), (1, Tone.AMBER), (2, Tone.QUIET), (90, Tone.QUIET)],
)
def test_late_is_red_today_and_tomorrow_amber(days: int, tone: Tone):
    assert due_tone(TODAY + timedelta(days=days), TODAY, completed=False) == tone


def test_what_is_done_or_has_no_day_is_quiet():
    assert due_tone(TODAY - timedelta(days=3), TODAY, completed=True) == Tone.QUIET
    assert due_tone(None, TODAY, completed=False) == Tone.QUIET
