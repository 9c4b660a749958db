"""Bringing the first hit of a text into view when a page is opened from a search."""

import reflex as rx

from pm_app.ui.parts.accepted import Text
from pm_app.ui.parts.library import library

_LIBRARY = library("seek.jsx")


class _SeekMark(rx.Component):
    library = _LIBRARY
    tag = "SeekMark"
    what: rx.Var[str]


def seek_mark(what: Text) -> rx.Component:
    """Scroll to the first marked words of a text; again whenever `what` changes."""
    return _SeekMark.create(what=what)
