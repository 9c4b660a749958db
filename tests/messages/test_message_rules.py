"""Mail that could not be delivered is tried again after growing pauses."""

from datetime import timedelta

import pytest

from pm_app.messages.rules import MAX_ATTEMPTS, next_attempt


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        pytest.param(0, timedelta(minutes=1), id="none yet"),
        pytest.param(1, timedelta(minutes=1), id="one"),
        pytest.param(2, timedelta(minutes=2), id="two"),
        pytest.param(5, timedelta(minutes=16), id="five"),
        pytest.param(9, timedelta(minutes=256), id="nine"),
        pytest.param(MAX_ATTEMPTS, timedelta(hours=6), id="the last"),
        pytest.param(10_000, timedelta(hours=6), id="never more than six hours"),
    ],
)
def test_the_pause_doubles_up_to_six_hours(attempts: int, expected: timedelta):
    assert next_attempt(attempts) == expected
