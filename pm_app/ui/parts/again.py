"""Looking again by itself while something is under way, so that nobody has to reload the page."""

import reflex as rx

from pm_app.ui.parts.accepted import Flag, Handler

_LIBRARY = rx.asset("again.jsx", shared=True).importable_path


class _Again(rx.Component):
    library = _LIBRARY
    tag = "Again"
    waiting: rx.Var[bool]
    seconds: rx.Var[int]
    on_again: rx.EventHandler[rx.event.no_args_event_spec]


def again(on_again: Handler, *, waiting: Flag, seconds: int = 3) -> rx.Component:
    """Call the handler every few seconds while `waiting` holds, for some minutes, and only in a tab that is seen."""
    return _Again.create(on_again=on_again, waiting=waiting, seconds=seconds)
