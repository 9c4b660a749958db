"""The page of renewals: the table with its filters, ticks for an offer to several."""

import reflex as rx

from pm_app.ui.pages.renewals.lines import RenewalLine
from pm_app.ui.pages.renewals.offering import OfferingSeveralState, dialogs
from pm_app.ui.pages.renewals.state import RenewalsState
from pm_app.ui.parts.address import Choice, Tab, choice_filter, filter_bar, search_field, segments
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.form import form
from pm_app.ui.parts.page import alert_line, empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import (
    Column,
    actions_cell,
    cell,
    data_table,
    day_cell,
    link_cell,
    money_cell,
    table_row,
)

_WINDOWS = [
    Choice("30", "Within 30 days"),
    Choice("60", "Within 60 days"),
    Choice("90", "Within 90 days"),
    Choice("over", "Over, or without a last day"),
]


def page() -> rx.Component:
    """Return the page."""
    s = RenewalsState
    return parts_page(
        page_head("Renewals", sub=s.summary),
        rx.foreach(s.problems, lambda problem: alert_line(problem)),
        _filters(),
        rx.cond(s.tickable, _form(), _table()),
        dialogs(),
    )


def _filters() -> rx.Component:
    counts = RenewalsState.counts
    return filter_bar(
        search_field("Find household, unit or property"),
        segments(
            Tab("All", "", counts["all"]),
            Tab("No offer yet", "none", counts["none"]),
            Tab("Offered", "open", counts["open"]),
            Tab("No, or no answer", "lapsed", counts["lapsed"]),
            Tab("Renewed", "renewed", counts["renewed"]),
            Tab("Leaving", "leaving", counts["leaving"]),
            param="step",
            label="How far the renewal is",
        ),
        choice_filter("Lease ends", "ends", _WINDOWS, any_="Within 120 days"),
        choice_filter("Property", "property", RenewalsState.properties),
    )


def _form() -> rx.Component:
    s = RenewalsState
    return rx.el.div(
        form(
            _table(),
            on_submit=OfferingSeveralState.open_offers,
            on_preview=s.set_ticked,
            errors={},
            submit=rx.cond(s.chosen != "", "Make offers to " + s.chosen, "Make offers to the ticked"),
            busy="Opening…",
            label="Households to offer a renewal",
            key=s.form_key,
        ),
        class_name="pd-hand",
    )


def _table() -> rx.Component:
    return data_table(
        "Renewals",
        [
            Column("Choose", quiet=True, width="26px"),
            Column("Household"),
            Column("Unit", hide=True),
            Column("Status"),
            Column("Lease end"),
            Column("Rent", num=True),
            Column("Market rent", num=True, hide=True),
            Column("Offered", num=True),
            Column("Answer by", fill=True),
            Column("Actions", quiet=True),
        ],
        RenewalsState.lines,
        _row,
        loaded=RenewalsState.loaded,
        total=RenewalsState.total,
        noun="households",
        default_sort="ends",
        empty=empty(
            "No lease ends then", "Households appear here 120 days before their lease ends, or once it is over."
        ),
    )


def _row(line: RenewalLine) -> rx.Component:
    tick = rx.el.input(
        type="checkbox",
        name="homes",
        value=line.tenancy,
        aria_label="Choose " + line.household,
        class_name="pd-tick",
    )
    offer = link_button("Make offer", line.offer_path, kind="quiet", small=True)
    return table_row(
        cell(rx.cond(line.tickable, tick)),
        link_cell(line.household, line.path),
        cell(line.place, hide=True),
        cell(status_badge(line.step, line.tone)),
        day_cell(line.ends, line.left, line.left_tone),
        money_cell(line.rent),
        money_cell(line.market, hide=True),
        cell(line.offered, " ", rx.el.span(line.change, class_name="pd-small pd-muted"), num=True),
        day_cell(line.answer, line.answer_left, line.answer_tone),
        actions_cell(rx.cond(line.offer_path != "", offer)),
    )
