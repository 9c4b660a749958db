"""Sending one file to a route of its own: a photo, a table to import."""

from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Flag, Handler, Text
from pm_app.ui.parts.library import library

_LIBRARY = library("file_sender.jsx")


class _FileSender(rx.Component):
    library = _LIBRARY
    tag = "FileSender"
    url: rx.Var[str]
    label: rx.Var[str]
    accept: rx.Var[str]
    hint: rx.Var[str]
    on_done: rx.EventHandler[lambda done, filename: [done, filename]]


def file_sender(url: Text, *, label: Text, on_done: Handler, accept: str = "", hint: Text = "") -> rx.Component:
    """A place to drop one file, which is sent as the raw body of a POST to `url`.

    Headers: `X-Filename` (percent-encoded) and `X-Requested-With: property-desk`. The answer is JSON: `done` with what
    the handler is to know, or `error` with a sentence, which stays in sight until another file is chosen.
    on_done hears what was answered and the name of the file.
    """
    given: dict[str, Any] = {"on_done": on_done}
    return _FileSender.create(url=url, label=label, accept=accept, hint=hint, **given)


def file_dialog(sender: rx.Component, *, title: Text, open_: Flag, on_close: Handler) -> rx.Component:
    """A dialog in which one file is sent (`file_sender`)."""
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(title, class_name="pd-dialog-title"),
            sender,
            rx.el.div(
                rx.dialog.close(rx.el.button("Close", type="button", class_name="pd-btn")), class_name="pd-dialog-foot"
            ),
            class_name="pd-dialog",
            max_width="520px",
            aria_describedby=rx.Var("undefined"),
        ),
        open=open_,
        on_open_change=on_close,
    )
