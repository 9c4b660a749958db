"""The parts of pages: where a refusal stands, which color a word has, what a form waits for."""

import pytest

from pm_app.kernel.errors import Refused
from pm_app.settings import PROJECT
from pm_app.ui.parts.form import FormState, answered, errors_of
from pm_app.ui.theme import STYLESHEETS, TONES, tone_of


def test_a_refusal_stands_beside_its_field_and_else_above_the_form():
    assert errors_of(Refused("Enter a name.", field="name")) == {"name": "Enter a name."}
    assert errors_of(Refused("This unit is let already.")) == {"form": "This unit is let already."}


def test_a_form_hears_of_the_answer_after_everything_else_was_done():
    assert answered("submit", "load") == ["submit", "load", FormState.set_answered]


def test_every_status_word_has_one_color():
    words = [word for tones in TONES.values() for word in tones.split("|")]

    assert len(words) == len({word.casefold() for word in words})


@pytest.mark.parametrize(
    ("word", "tone"),
    [
        ("Active", "quiet"),
        ("vacant, ready", "amber"),
        ("Expired", "red"),
        ("Future", "blue"),
        ("Nobody's word", "gray"),
    ],
)
def test_a_word_is_colored_by_what_it_asks_of_the_reader(word, tone):
    assert tone_of(word) == tone


def test_every_stylesheet_and_what_it_refers_to_is_ours():
    assets = PROJECT / "assets"
    for sheet in STYLESHEETS:
        styles = (assets / sheet.lstrip("/")).read_text(encoding="utf-8")
        addresses = [part.split(")")[0].strip("\"'") for part in styles.split("url(")[1:]]
        for address in addresses:
            assert address.startswith("data:") or (assets / address.lstrip("/")).is_file(), address
