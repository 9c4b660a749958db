"""Documents that are no PDF and no picture: their text page by page, with hits or changes marked."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Lines, Text


@dataclass
class TextPart:
    """A stretch of text: `hit` when it was searched for, `change` is "added" or "removed" where texts are compared."""

    text: str
    hit: bool = False
    change: str = ""


@dataclass
class TextPage:
    """One page (or sheet, or message) of a text: its heading and its parts in order."""

    heading: str
    parts: list[TextPart] = field(default_factory=list)


def text_viewer(pages: Lines, *, title: Text, note: Any = "") -> rx.Component:
    """The text of a document as paper pages; note: how the text was come by."""
    return rx.el.div(
        rx.el.div(note, class_name="pd-viewbar pd-muted"),
        rx.el.div(
            rx.foreach(pages, _text_page),
            class_name="pd-canvas",
            tab_index=0,
            role="region",
            aria_label=f"Text of {title}",
        ),
        class_name="pd-view pd-plain",
    )


def no_viewer(title: Text, why: Text, action: Any = None) -> rx.Component:
    """In place of a document that cannot be shown: why, and what can be done instead."""
    return rx.el.div(
        rx.el.div(
            rx.el.h2(title), rx.el.p(why), *([action] if action is not None else []), class_name="pd-viewer-failed"
        ),
        class_name="pd-view pd-plain",
    )


def _text_page(page: TextPage) -> rx.Component:
    return rx.el.article(
        rx.cond(page.heading != "", rx.el.h2(page.heading)),
        rx.el.div(rx.foreach(page.parts, _text_part), class_name="text"),
        class_name="pd-paper",
    )


def _text_part(part: TextPart) -> rx.Component:
    plain = rx.match(
        part.change,
        ("added", rx.el.ins(part.text)),
        ("removed", rx.el.del_(part.text)),
        rx.el.span(part.text),
    )
    return rx.cond(part.hit, rx.el.mark(part.text), plain)
