"""The colors of words."""

from enum import StrEnum

import pytest

from pm_app.documents.enums import DocumentState
from pm_app.leasing.enums import LeaseState, UnitState
from pm_app.messages.enums import MessageState
from pm_app.reminders.enums import AlertState
from pm_app.ui.theme import TONES

WORDS = {word.casefold() for words in TONES.values() for word in words.split("|")}


@pytest.mark.parametrize("states", [LeaseState, UnitState, DocumentState, MessageState, AlertState])
def test_every_state_has_a_color_that_was_chosen(states: type[StrEnum]) -> None:
    assert {state.value for state in states} - WORDS == set()


def test_a_word_has_one_color() -> None:
    assert len(WORDS) == sum(len(words.split("|")) for words in TONES.values())
