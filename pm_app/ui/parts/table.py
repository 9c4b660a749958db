"""Tables: sortable headings in the address, rows that open as a whole, placeholders, totals, and the pager below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Flag, Lines, Text, is_empty, is_true
from pm_app.ui.parts.address import SortHeading, pager
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import skeleton

_WIDTHS = ("72%", "88%", "61%", "79%", "66%", "90%", "70%", "83%")


@dataclass(frozen=True)
class Column:
    """One column: heading; `sort` is its name in the address (`-` in front: descending when first pressed);
    `num` aligns figures right; `fill` takes the width that is left; `hide` leaves it out on narrow screens;
    `quiet` hides the heading from sight (for actions)."""

    label: Text
    sort: str = ""
    num: bool = False
    fill: bool = False
    hide: bool = False
    wide_only: bool = False
    quiet: bool = False
    width: str = ""


def data_table(
    caption: Text,
    columns: Sequence[Column],
    rows: Lines,
    row: Callable[[Any], rx.Component],
    *,
    loaded: Flag = True,
    empty: rx.Component | None = None,
    totals: Sequence[rx.Component] = (),
    total: Any = None,
    noun: str = "rows",
    default_sort: str = "",
    compact: bool = False,
    placeholders: int = 8,
    frozen: int = 0,
) -> rx.Component:
    """A table of a State's list of lines.

    row: makes a `table_row` of one line; loaded: false shows placeholder rows; empty: what stands in place of the rows
    when there are none; totals: cells of the foot; total: how many rows there are on all pages (adds the pager);
    default_sort: the sort that needs no word in the address; frozen: how many first columns stay in sight while a table
    that is wider than the screen moves under them (of two, the first opens the row).
    """
    body = rx.el.tbody(rx.foreach(rows, row))
    if loaded is not True:
        body = rx.cond(loaded, body, _placeholder_rows(columns, placeholders))
    foot = [rx.el.tfoot(rx.el.tr(*totals))] if totals else []
    table = rx.el.table(
        rx.el.caption(caption, class_name="pd-sr"),
        rx.el.thead(rx.el.tr(*[_heading(column, default_sort) for column in columns])),
        body,
        *foot,
        class_name="pd-table compact" if compact else "pd-table",
    )
    table = _wide(table, caption, frozen) if frozen else table
    below = pager(total, noun) if total is not None else rx.fragment()
    if empty is None:
        return rx.fragment(table, below)
    nothing = is_empty(rows) if loaded is True else is_true(loaded) & is_empty(rows)
    return rx.cond(nothing, empty, rx.fragment(table, below))


def _wide(table: rx.Component, caption: Text, frozen: int) -> rx.Component:
    """A window over a table that is wider than it; it can be reached and moved with the keyboard."""
    return rx.el.div(
        table, class_name="pd-wide", role="region", aria_label=caption, tab_index=0, data_frozen=str(frozen)
    )


def table_row(*cells: rx.Component, tone: Text = "", **props: Any) -> rx.Component:
    """One row; a `link_cell` in it makes the whole row open."""
    return rx.el.tr(*cells, custom_attrs={"data-tone": tone}, **props)


def cell(
    *content: Any,
    num: bool = False,
    muted: bool = False,
    strong: bool = False,
    fill: bool = False,
    hide: bool = False,
    wide_only: bool = False,
    **props: Any,
) -> rx.Component:
    """One cell; `num` for figures and days that line up, `fill` for text that is cut off with an ellipsis."""
    wanted = {
        "pd-num": num,
        "pd-muted": muted,
        "pd-strong": strong,
        "pd-fill": fill,
        "pd-hide-md": hide,
        "pd-show-xl": wide_only,
    }
    names = " ".join(name for name, on in wanted.items() if on)
    return rx.el.td(*content, class_name=names, **props)


def link_cell(label: Any, href: Text, *, under: Any = None, **props: Any) -> rx.Component:
    """The cell with the name: a real link that the whole row answers to."""
    anchor = link(label, href=href, class_name="pd-rowlink")
    content = [anchor] if under is None else [anchor, rx.el.span(under, class_name="pd-under")]
    return cell(*content, strong=True, **props)


def money_cell(amount: Text, tone: Text = "", **props: Any) -> rx.Component:
    """An amount; tone `zero` is muted, `overdue` red, nothing plain."""
    return cell(rx.el.span(amount, custom_attrs={"data-tone": tone}, class_name="pd-amount"), num=True, **props)


def day_cell(day: Text, left: Text = "", tone: Text = "", **props: Any) -> rx.Component:
    """A day with the days left or late beside it."""
    beside = rx.el.span(left, class_name="pd-days beside", custom_attrs={"data-tone": tone})
    return cell(day, *([] if isinstance(left, str) and not left else [beside]), **_tabular(props))


def actions_cell(*buttons: rx.Component) -> rx.Component:
    """The last cell: small quiet buttons that do something with the row."""
    return rx.el.td(rx.el.div(*buttons, class_name="pd-row-actions"))


def opening_row(
    *cells: rx.Component, detail: Any, opened: Flag, label: Text, on_toggle: Any, columns: int
) -> rx.Component:
    """A row that opens to show what it is made of; the first column is the opener."""
    opener = rx.el.button(
        rx.icon("chevron-right", size=14, stroke_width=1.6, class_name="pd-icon"),
        type="button",
        class_name="pd-toggle",
        aria_expanded=opened,
        aria_label=label,
        on_click=on_toggle,
    )
    return rx.fragment(
        rx.el.tr(rx.el.td(opener, class_name="pd-opener"), *cells, class_name=rx.cond(opened, "open", "")),
        rx.cond(opened, rx.el.tr(rx.el.td(detail, col_span=columns), class_name="detail")),
    )


def detail_blocks(*blocks: tuple[str, Any], buttons: Sequence[rx.Component] = ()) -> rx.Component:
    """What an opened row shows: titled blocks side by side, small buttons below."""
    parts = [
        rx.el.div(rx.el.div(title, class_name="pd-small pd-muted pd-block-title"), content) for title, content in blocks
    ]
    foot = [rx.el.div(*buttons, class_name="pd-detail-buttons")] if buttons else []
    return rx.fragment(rx.el.div(*parts, class_name="pd-detail"), *foot)


def _heading(column: Column, default_sort: str) -> rx.Component:
    names = _heading_classes(column)
    style = {"width": column.width} if column.width else {}
    if column.sort:
        return SortHeading.create(
            sort=column.sort, initial=default_sort, label=column.label, class_name=names, style=style
        )
    label = rx.el.span(column.label, class_name="pd-sr") if column.quiet else column.label
    return rx.el.th(label, scope="col", class_name=names, style=style)


def _heading_classes(column: Column) -> str:
    wanted = {"pd-num": column.num, "pd-hide-md": column.hide, "pd-show-xl": column.wide_only}
    return " ".join(name for name, on in wanted.items() if on)


def _placeholder_rows(columns: Sequence[Column], count: int) -> rx.Component:
    return rx.el.tbody(
        *[
            rx.el.tr(
                *[
                    rx.el.td(skeleton(_WIDTHS[(line * 3 + place) % len(_WIDTHS)]), class_name=_heading_classes(column))
                    for place, column in enumerate(columns)
                ],
                aria_hidden="true",
            )
            for line in range(count)
        ],
        class_name="pd-placeholders",
    )


def _tabular(props: dict[str, Any]) -> dict[str, Any]:
    return {"style": {"fontVariantNumeric": "tabular-nums"}, **props}
