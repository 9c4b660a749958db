"""Facts, short lists and histories: words beside their meaning, lines with a hairline between."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Flag, Lines, Text, is_empty
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import empty


@dataclass
class HistoryLine:
    """One thing that happened, as text: when, who, what, and more words below it."""

    when: str
    who: str
    did: str
    detail: str = ""


def facts(*pairs: rx.Component) -> rx.Component:
    """A list of facts, each made by `fact`."""
    return rx.el.dl(*pairs, class_name="pd-facts")


def fact(label: Text, *value: Any, shown: Flag = True) -> rx.Component:
    """One fact: what it is called and what it is."""
    pair = rx.fragment(rx.el.dt(label), rx.el.dd(*value))
    return pair if shown is True else rx.cond(shown, pair)


def sums(*lines: rx.Component) -> rx.Component:
    """Amounts under each other, each line made by `sum_line`."""
    return rx.el.div(*lines, class_name="pd-sums")


def sum_line(label: Any, amount: Text, note: Text = "") -> rx.Component:
    """One amount: what it is for, a muted note, the figure at the right."""
    return rx.fragment(rx.el.span(label), rx.el.span(note, class_name="n"), rx.el.span(amount, class_name="a"))


def line_list(lines: Lines, line: Callable[[Any], rx.Component], nothing: rx.Component | None = None) -> rx.Component:
    """A short list with hairlines between; `line` makes what stands in one (`list_line`)."""
    listed = rx.el.ul(rx.foreach(lines, line), class_name="pd-line-list")
    if nothing is None:
        return listed
    return rx.cond(is_empty(lines), nothing, listed)


def list_line(*content: Any, end: Any = None) -> rx.Component:
    """One line: its content, and what stands at the far end."""
    return rx.el.li(*content, *([rx.el.span(end, class_name="end")] if end is not None else []))


def line_link(label: Any, href: Text) -> rx.Component:
    """The name in a line, cut off with an ellipsis when it is too long."""
    return link(label, href=href, class_name="pd-ellipsis pd-quiet pd-strong")


def timeline(lines: list[HistoryLine] | rx.Var[list[HistoryLine]]) -> rx.Component:
    """What happened, newest first: when, who, what."""
    return rx.cond(
        is_empty(lines),
        empty("Nothing has happened yet", "Every change is written down here with its day and who made it."),
        rx.el.ol(rx.foreach(lines, _history_line), class_name="pd-line"),
    )


def _history_line(line: HistoryLine) -> rx.Component:
    return rx.el.li(
        rx.el.time(line.when),
        rx.el.div(
            rx.el.span(line.who, class_name="pd-strong"),
            " ",
            line.did,
            rx.cond(line.detail != "", rx.el.div(line.detail, class_name="pd-small pd-muted")),
        ),
    )
