"""Text from outside: what shows nothing is nothing."""

import pytest

from pm_app.kernel.listing import cleaned


@pytest.mark.parametrize("text", ["\u202e\u200b", "\u200b \u200d", "\ufeff", "\u3164", "\u2800", " \u0301", ""])
def test_a_text_in_which_nothing_can_be_seen_is_empty(text: str):
    assert cleaned(text, longest=10) == ""


@pytest.mark.parametrize("text", ["Call", "7", "👩\u200d🔧", "Rene\u0301", "電話"])
def test_what_can_be_seen_is_kept(text: str):
    assert cleaned(text, longest=10) == text
