"""The keys of a stack of papers that is filed one after the other."""

import reflex as rx

from pm_app.ui.parts.accepted import Text
from pm_app.ui.parts.library import library

_LIBRARY = library("stack_keys.jsx")


class _StackKeys(rx.Component):
    library = _LIBRARY
    tag = "StackKeys"
    paper: rx.Var[str]


def stack_keys(paper: Text) -> rx.Component:
    """Let Enter file the paper on top, Alt+Down and Alt+Delete press what is marked `data_stack` later and trash."""
    return _StackKeys.create(paper=paper)
