"""Short words at the bottom right: said and gone, or kept until they are closed."""

from typing import Any

import reflex as rx
from reflex_components_sonner.toast import ToastAction


def said(sentence: str, *, undo: Any = None) -> rx.event.EventSpec:
    """Return the event that says a sentence for eight seconds, with Undo when a handler for it is given."""
    if undo is None:
        return rx.toast.success(sentence, duration=8000)
    return rx.toast.success(sentence, duration=8000, action=ToastAction(label="Undo", on_click=undo))


def warned(sentence: str) -> rx.event.EventSpec:
    """Return the event that says what went wrong, until it is closed; the same sentence stands there only once."""
    return rx.toast.error(sentence, id=sentence, duration=600_000)
