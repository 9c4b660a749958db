"""Single keys for what is done most on a page: they press the button that names them."""

import reflex as rx

from pm_app.ui.parts.library import library

_LIBRARY = library("shortcuts.jsx")


class _Shortcuts(rx.Component):
    library = _LIBRARY
    tag = "Shortcuts"


def shortcuts() -> rx.Component:
    """Let a key press the button with that key as its `aria_keyshortcuts`, while nobody types and no dialog is open."""
    return _Shortcuts.create()
