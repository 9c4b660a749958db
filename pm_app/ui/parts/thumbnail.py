"""The small picture of a document's first page, where lists show it."""

import reflex as rx

from pm_app.ui.parts.accepted import Text
from pm_app.ui.parts.icon import icon


def thumbnail(path: Text) -> rx.Component:
    """The picture at `path`, which is fetched once it comes into view; without a path the sign of a document."""
    picture = rx.el.img(src=path, alt="", loading="lazy", decoding="async")
    return rx.el.span(
        rx.cond(rx.Var.create(path) != "", picture, icon("file-text", 16)),
        class_name="pd-thumbnail",
        aria_hidden="true",
    )
