"""Figures that can be opened: stats with what they are made of, the aging strip, the line of key figures, bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Text
from pm_app.ui.parts.link import link


@dataclass
class AgingCell:
    """One cell of the aging strip as text: what it is called, how much, how it looks (`overdue`, `zero`, `total`)."""

    label: str
    amount: str
    tone: str = ""
    href: str = ""


@dataclass
class BarPart:
    """One part of a bar as text: its words, its share in percent, its color (`accent`, `age-0` … `age-4`)."""

    label: str
    share: str
    color: str
    amount: str = ""


def stats(*entries: rx.Component) -> rx.Component:
    """The column of figures beside the main list."""
    return rx.el.div(*entries, class_name="pd-stats")


def stat(
    label: Text, value: Text, href: Text, *, of: Any = None, bar: rx.Component | None = None, parts: Any = None
) -> rx.Component:
    """One figure, a link to the list that adds up to it; of: small words after it; bar, parts: what it is made of."""
    return link(
        rx.el.span(
            rx.el.span(label, class_name="l"),
            rx.el.span(value, *([" ", rx.el.span(of, class_name="of")] if of is not None else []), class_name="v"),
            class_name="pd-stat",
        ),
        *([bar] if bar is not None else []),
        *([parts] if parts is not None else []),
        href=href,
    )


def split(*parts: Any) -> rx.Component:
    """A line of parts spread over the width, each made by `part`."""
    return rx.el.span(*parts, class_name="pd-split")


def part(figure: Text, words: Text, tone: Text = "") -> rx.Component:
    """A figure with the words that say what it counts."""
    return rx.el.span(rx.el.b(figure), " ", words, class_name="pd-part", custom_attrs={"data-tone": tone})


def bar(parts: list[BarPart] | rx.Var[list[BarPart]], *, keys: bool = False) -> rx.Component:
    """A thin bar of parts that add up; `keys` writes the amounts below it."""
    line = rx.el.span(
        rx.foreach(parts, lambda p: rx.el.i(style={"width": p.share + "%"}, custom_attrs={"data-color": p.color})),
        class_name="pd-bar",
        aria_hidden="true",
    )
    if not keys:
        return line
    return rx.fragment(
        line,
        rx.el.span(
            rx.foreach(
                parts,
                lambda p: rx.el.span(
                    rx.el.i(class_name="pd-key", custom_attrs={"data-color": p.color}, aria_hidden="true"),
                    p.label,
                    rx.el.b(p.amount),
                ),
            ),
            class_name="pd-split stacked",
        ),
    )


def aging_strip(
    cells: list[AgingCell] | rx.Var[list[AgingCell]], label: Text = "Aging, adds up to the balance"
) -> rx.Component:
    """The cells of a balance in order of age, the balance last; a cell with an address is a link."""
    return rx.el.div(rx.foreach(cells, _aging_cell), class_name="pd-aging", role="group", aria_label=label)


def key_figures(*figures: rx.Component) -> rx.Component:
    """The line of figures under the head of a page."""
    return rx.el.dl(*figures, class_name="pd-kpis")


def key_figure(label: Text, value: Text, *, beside: Any = None, big: bool = False, tone: Text = "") -> rx.Component:
    """One key figure; `big` for the one the page is about; beside: a small day or word; tone `overdue` is red."""
    small = [" ", rx.el.span(beside, class_name="pd-small pd-muted")] if beside is not None else []
    names = "big pd-tab" if big else "v"
    return rx.el.div(
        rx.el.dt(label, class_name="l"), rx.el.dd(value, *small, class_name=names, custom_attrs={"data-tone": tone})
    )


def columns(*groups: Any) -> rx.Component:
    """Parts of a page side by side, one under the other where there is no room."""
    return rx.el.div(*groups, class_name="pd-columns")


def month_chart(
    data: Any, series: Sequence[tuple[str, str, str]], *, label: Text, height: int = 180, x: str = "month"
) -> rx.Component:
    """Bars by month; series: (key, words, color variable). A table behind it belongs beside it."""
    return rx.el.div(
        rx.recharts.bar_chart(
            rx.recharts.cartesian_grid(vertical=False, stroke="var(--gray-4)"),
            *[
                rx.recharts.bar(
                    data_key=key, name=words, fill=color, bar_size=12, is_animation_active=False, radius=[2, 2, 0, 0]
                )
                for key, words, color in series
            ],
            rx.recharts.x_axis(data_key=x, tick_line=False, axis_line=False, tick=_TICK),
            rx.recharts.y_axis(tick_line=False, axis_line=False, width=52, tick=_TICK, tick_formatter=_SHORT_DOLLARS),
            rx.recharts.graphing_tooltip(
                is_animation_active=False,
                cursor={"fill": "var(--gray-3)"},
                content_style=_TOOLTIP,
                custom_attrs={"formatter": rx.Var(_DOLLARS)},
            ),
            data=rx.Var.create(data).to(list[dict[str, Any]]),
            width="100%",
            height=height,
            accessibility_layer=False,
        ),
        role="img",
        aria_label=label,
        class_name="pd-chart",
    )


_TICK = {"fontSize": 11, "fill": "var(--pd-muted)"}
_TOOLTIP = {"background": "var(--pd-bg)", "border": "1px solid var(--pd-line-strong)", "borderRadius": "6px"}
_SHORT_DOLLARS = "(n) => n >= 1000 ? '$' + (n / 1000).toLocaleString('en-US') + 'k' : '$' + n"
_DOLLARS = "(n) => '$' + Number(n).toLocaleString('en-US')"


def _aging_cell(aged: AgingCell) -> rx.Component:
    inside = [
        rx.el.span(aged.label, class_name="l"),
        rx.el.span(aged.amount, class_name="v", custom_attrs={"data-tone": aged.tone}),
    ]
    return rx.cond(
        aged.href != "",
        link(*inside, href=aged.href, class_name="cell"),
        rx.el.span(*inside, class_name="cell"),
    )
