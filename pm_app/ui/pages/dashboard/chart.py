"""What was collected against what was charged, by month: bars, or the table behind them."""

import reflex as rx

from pm_app.ui.pages.dashboard.figures import FiguresState, MonthLine
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import address_link
from pm_app.ui.parts.figures import month_chart
from pm_app.ui.parts.page import section
from pm_app.ui.parts.table import Column, cell, data_table, link_cell, table_row

SERIES = (("charged", "Charged", "var(--gray-6)"), ("collected", "Collected", "var(--iris-9)"))


def panel() -> rx.Component:
    """Return the chart with the way to its table; nothing for those who may not see money."""
    s = FiguresState
    switch = rx.cond(
        s.as_table,
        address_link("Show as chart", set_={"chart": ""}, drop=[], class_name="pd-link end"),
        address_link("Show as table", set_={"chart": "table"}, drop=[], class_name="pd-link end"),
    )
    keys = rx.el.span(
        *[
            rx.el.span(
                rx.el.i(class_name="pd-key", custom_attrs={"data-color": color}, aria_hidden="true"),
                words,
            )
            for color, words in (("gray", "Charged"), ("accent", "Collected"))
        ],
        class_name="pd-small pd-muted pd-legend",
    )
    chart = month_chart(s.months, SERIES, label="Collected against charged by month; the table has the figures")
    return rx.cond(
        is_empty(s.months),
        rx.fragment(),
        section(
            "Collected against charged",
            rx.cond(s.as_table, _table(), chart),
            beside=rx.fragment(rx.cond(s.as_table, rx.fragment(), keys), switch),
        ),
    )


def _table() -> rx.Component:
    s = FiguresState
    return data_table(
        "Collected against charged by month",
        [Column("Month", fill=True), Column("Charged", num=True), Column("Collected", num=True), Column("%", num=True)],
        s.months,
        _row,
        compact=True,
        totals=[cell("Twelve months"), cell(s.charged, num=True), cell(s.collected, num=True), cell(s.share, num=True)],
    )


def _row(line: MonthLine) -> rx.Component:
    return table_row(
        link_cell(line.name, line.path),
        cell(line.charged_text, num=True),
        cell(line.collected_text, num=True),
        cell(line.share, num=True, muted=True),
    )
