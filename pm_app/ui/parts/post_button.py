"""A button whose answer is a file, where what is asked for is too long for an address."""

import reflex as rx

from pm_app.ui.parts.accepted import Text
from pm_app.ui.parts.library import library

_LIBRARY = library("post_button.jsx")


class _PostButton(rx.Component):
    library = _LIBRARY
    tag = "PostButton"
    action: rx.Var[str]
    name: rx.Var[str]
    value: rx.Var[str]
    label: rx.Var[str]


def post_button(label: Text, *, action: Text, name: Text, value: Text) -> rx.Component:
    """Send `value` under `name` to `action` when it is pressed; the file that is answered is saved."""
    return _PostButton.create(label=label, action=action, name=name, value=value)
