"""The page of renewals: the table with its filters, ticks for an offer to several."""

from typing import Any, cast

import reflex as rx

from pm_app.ui.format import UNKNOWN
from pm_app.ui.pages.renewals.lines import RenewalLine
from pm_app.ui.pages.renewals.offering import OfferingSeveralState, dialogs
from pm_app.ui.pages.renewals.state import RenewalsState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Choice, Tab, choice_filter, filter_bar, search_field, segments
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button, link_button
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import alert_line, empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import (
    Column,
    actions_cell,
    cell,
    data_table,
    day_cell,
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
        _bar(),
        rx.el.div(_table(), class_name="pd-renewals"),
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


def _bar() -> rx.Component:
    """What can be done with the chosen households; nothing while none is chosen."""
    s = RenewalsState
    return rx.cond(
        ~is_empty(s.chosen),
        rx.el.div(
            rx.el.strong(s.words, role="status"),
            button("All on this page", on_click=s.set_page, kind="quiet", small=True),
            button("Make offers…", on_click=OfferingSeveralState.open_offers(s.homes), small=True),
            button("None", on_click=s.close_choosing, kind="quiet", small=True),
            class_name="pd-chosen",
        ),
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
            Column("Offered", num=True, hide=True),
            Column("Answer by"),
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
    offer = link_button("Make offer", line.offer_path, kind="quiet", small=True)
    name = rx.el.span(line.household, class_name="pd-wraps-any")
    place = rx.el.span(line.place, class_name="pd-under pd-show-md")
    percent = rx.el.span(line.change, class_name="pd-small pd-muted")
    return table_row(
        cell(rx.cond(line.tickable, _tick(line))),
        cell(link(name, href=line.path, class_name="pd-rowlink"), place, strong=True),
        cell(rx.el.span(line.place, class_name="pd-wraps-any"), hide=True),
        cell(status_badge(line.step, line.tone)),
        day_cell(line.ends, line.left, line.left_tone),
        cell(line.rent, _offered_below(line), num=True),
        money_cell(line.market, hide=True),
        cell(line.offered, " ", percent, num=True, hide=True),
        cell(
            rx.cond(line.answer_left != "", line.answer, rx.el.span(line.answer, class_name="pd-wraps-any")),
            rx.el.span(line.answer_left, class_name="pd-days beside", custom_attrs={"data-tone": line.answer_tone}),
        ),
        actions_cell(rx.cond(line.offer_path != "", offer)),
    )


def _tick(line: RenewalLine) -> rx.Component:
    return rx.el.input(
        type="checkbox",
        checked=cast(Any, RenewalsState.chosen).contains(line.tenancy),
        on_change=RenewalsState.set_chosen(line.tenancy),
        aria_label="Choose " + line.household,
        class_name="pd-tick",
    )


def _offered_below(line: RenewalLine) -> rx.Component:
    """What is offered, below the rent where it has no column of its own."""
    words = rx.el.span("Offered ", line.offered, " ", line.change, class_name="pd-under pd-show-md pd-amount")
    return rx.cond(line.offered != UNKNOWN, words)
