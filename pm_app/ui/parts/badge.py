"""Status words: a word in its color, the color only a second signal."""

import reflex as rx

from pm_app.ui.parts.accepted import Text
from pm_app.ui.theme import tone_of


def status_badge(word: Text, tone: Text) -> rx.Component:
    """A status word in a tone that Python chose by `tone_of`: gray, blue, green, amber, red, or quiet."""
    return rx.el.span(word, class_name="pd-badge", custom_attrs={"data-tone": tone})


def badge(word: str) -> rx.Component:
    """A status word that is known when the page is made, in the color it always has."""
    return status_badge(word, tone_of(word))


def tag(word: Text) -> rx.Component:
    """A plain gray word without a dot: a tag, a kind, a role."""
    return rx.el.span(word, class_name="pd-badge plain", custom_attrs={"data-tone": "gray"})


def days_text(words: Text, tone: Text) -> rx.Component:
    """Days left or late, in the tone `days_tone` gives: overdue, soon or nothing."""
    return rx.el.span(words, class_name="pd-days pd-tab", custom_attrs={"data-tone": tone})
