"""The table of the rent roll; the unit stays in sight while the rest moves."""

from typing import Any

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.rent_roll.lines import RollLine
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import empty
from pm_app.ui.parts.table import Column, cell, data_table, day_cell, money_cell, table_row

COLUMNS = [
    Column("Unit", sort="property"),
    Column("Status", sort="status"),
    Column("Tenants", sort="tenants"),
    Column("Type"),
    Column("Beds/baths"),
    Column("Sq ft", num=True),
    Column("Market rent", sort="-market", num=True),
    Column("Lease rent", sort="-rent", num=True),
    Column("Other recurring", num=True),
    Column("Total recurring", sort="-recurring", num=True),
    Column("Loss to lease", sort="-loss", num=True),
    Column("Deposits held", sort="-deposits", num=True),
    Column("Balance", sort="-balance", num=True),
    Column("Prepaid", sort="-prepaid", num=True),
    Column("Last receipt"),
    Column("Moved in", sort="-moved-in"),
    Column("Lease from", sort="-from"),
    Column("Lease to", sort="to"),
    Column("M2M"),
    Column("Notice", sort="-notice"),
    Column("Expected move-out", sort="moves-out"),
    Column("Next increase", sort="increase"),
]


def table(s: Any) -> rx.Component:
    """Return the table of a State of this page."""
    return data_table(
        "Rent roll",
        COLUMNS,
        s.lines,
        _row,
        loaded=s.loaded,
        total=s.total,
        noun="lines",
        frozen=1,
        totals=[
            cell(s.total_words),
            *[cell() for _ in range(5)],
            cell(s.sums["market"], num=True),
            cell(s.sums["rent"], num=True),
            cell(s.sums["other"], num=True, title=s.sums["by"]),
            cell(s.sums["recurring"], num=True),
            cell(s.sums["loss"], num=True),
            cell(s.sums["deposits"], num=True),
            cell(s.sums["balance"], num=True),
            cell(s.sums["prepaid"], num=True),
            *[cell() for _ in range(8)],
        ],
        empty=empty(
            "No units here",
            "Every unit stands here with who lives in it. Another filter or day may show more.",
            link_button("All units", paths.UNITS),
        ),
    )


def _row(line: RollLine) -> rx.Component:
    tenants = rx.cond(
        line.path != "",
        link(line.tenants, href=line.path, class_name="pd-rowlink"),
        rx.el.span("—", class_name="pd-muted"),
    )
    return table_row(
        _two(link(line.home.unit, href=line.home.path, class_name="pd-quiet pd-strong"), line.home.property_name),
        cell(status_badge(line.status, line.tone)),
        cell(tenants),
        cell(line.home.kind, muted=True),
        cell(line.home.rooms, muted=True),
        cell(line.home.area, num=True, muted=True),
        money_cell(line.market),
        money_cell(line.rent),
        _two(line.other, line.other_by, num=True),
        money_cell(line.recurring),
        money_cell(line.loss),
        money_cell(line.deposits, line.deposits_tone),
        money_cell(line.balance, line.balance_tone),
        money_cell(line.prepaid, line.prepaid_tone),
        _two(line.paid_on, line.paid),
        day_cell(line.moved_in),
        day_cell(line.lease_from),
        day_cell(line.lease_to, line.to_left, line.to_tone),
        cell(line.month_to_month),
        day_cell(line.notice),
        day_cell(line.moves_out, line.out_left, line.out_tone),
        _two(line.increase_on, line.increase),
    )


def _two(first: Any, under: Any, *, num: bool = False) -> rx.Component:
    return rx.el.td(
        rx.el.div(first), rx.el.span(under, class_name="pd-under"), class_name="pd-two pd-num" if num else "pd-two"
    )
