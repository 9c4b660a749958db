"""The page of the journal."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.journal.lines import AccountLine, EntryLine
from pm_app.ui.pages.journal.state import JournalState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import (
    Tab,
    address_link,
    choice_filter,
    day_filter,
    filter_bar,
    search_field,
    segments,
)
from pm_app.ui.parts.books import KINDS
from pm_app.ui.parts.button import link_button, text_link
from pm_app.ui.parts.export import export_menu
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, money_cell, table_row


def page() -> rx.Component:
    """Return the page."""
    s = JournalState
    return parts_page(
        page_head(s.title, sub=s.summary, ready=s.loaded),
        filter_bar(
            rx.cond(s.by_account, rx.fragment(), search_field("Find memo, household, amount or number")),
            segments(Tab("By entry"), Tab("By account", "account"), param="view", label="How the journal is shown"),
            choice_filter("Account", "account", s.accounts),
            choice_filter("Property", "property", s.properties),
            rx.cond(~is_empty(s.leases), choice_filter("Lease", "lease", s.leases)),
            rx.cond(s.by_account, rx.fragment(), choice_filter("Kind", "kind", KINDS)),
            day_filter("From", "from"),
            day_filter("To", "to"),
            day_filter("As known on", "known_on"),
            right=[
                rx.cond(
                    s.by_account,
                    rx.cond(s.account_missing, rx.fragment(), export_menu("account", s.export)),
                    export_menu("journal", s.export),
                )
            ],
        ),
        rx.cond(s.by_account, _account(), _entries()),
    )


def _entries() -> rx.Component:
    s = JournalState
    return data_table(
        "Journal entries, newest first",
        [
            Column("Date", sort="-day"),
            Column("Entry"),
            Column("Account"),
            Column("Debit", num=True),
            Column("Credit", num=True),
        ],
        s.entries,
        _entry_row,
        loaded=s.loaded,
        total=s.total,
        noun="entries",
        default_sort="-day",
        compact=True,
        empty=rx.cond(s.narrowed, _nothing_fits(), _nothing_yet()),
        totals=[
            cell(s.counted, col_span=3),
            cell(s.debits, num=True),
            cell(s.credits, num=True),
        ],
    )


def _entry_row(line: EntryLine) -> rx.Component:
    heads = rx.fragment(
        rx.el.td(line.on, row_span=line.rows, class_name="pd-entry on"),
        rx.el.td(_entry(line), row_span=line.rows, class_name="pd-entry", title=line.recorded),
    )
    beside = rx.cond(line.whom != "", rx.el.div(_whom(line.whom, line.whom_path), class_name="pd-small"))
    return table_row(
        rx.cond(line.rows > 0, heads),
        cell(link(line.account, href=line.account_path, class_name="pd-quiet"), beside),
        money_cell(line.debit),
        money_cell(line.credit),
    )


def _entry(line: EntryLine) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            text_link(line.number, line.path),
            " ",
            rx.el.span(line.kind, class_name="pd-strong"),
        ),
        rx.cond(line.memo != "", rx.el.div(line.memo, class_name="pd-small pd-muted")),
        rx.cond(line.all_whom != "", rx.el.div(_whom(line.all_whom, line.whom_path), class_name="pd-small")),
        rx.cond(line.other != "", rx.el.div(text_link(line.other, line.other_path), class_name="pd-small")),
    )


def _whom(words: rx.Var[str] | str, path: rx.Var[str] | str) -> rx.Component:
    return rx.cond(
        path != "",
        link(words, href=path, class_name="pd-quiet pd-muted"),
        rx.el.span(words, class_name="pd-muted"),
    )


def _account() -> rx.Component:
    s = JournalState
    table = data_table(
        "Lines of the account, oldest first",
        [
            Column("Date"),
            Column("Entry"),
            Column("Description", fill=True),
            Column("For", hide=True),
            Column("Debit", num=True),
            Column("Credit", num=True),
            Column("Balance", num=True),
        ],
        s.lines,
        _account_row,
        loaded=s.loaded,
        total=s.total,
        noun="lines",
        compact=True,
        totals=[
            cell(s.counted),
            cell(s.closing_words, col_span=2),
            cell(hide=True),
            cell(s.debits, num=True),
            cell(s.credits, num=True),
            cell(s.closing, num=True),
        ],
    )
    choose = empty(
        "Which account?",
        "Choose an account above, or from the chart, to see its opening balance, its lines and its closing balance.",
        link_button("All accounts", paths.ACCOUNTS),
    )
    return rx.cond(s.account_missing, choose, table)


def _account_row(line: AccountLine) -> rx.Component:
    before = line.number == ""
    return table_row(
        cell(line.on, style={"fontVariantNumeric": "tabular-nums"}),
        cell(rx.cond(before, rx.fragment(), text_link(line.number, line.path))),
        cell(
            rx.cond(
                before,
                rx.el.span(line.kind, class_name="pd-strong"),
                rx.fragment(line.kind, rx.cond(line.memo != "", rx.el.span(" · ", line.memo, class_name="pd-muted"))),
            ),
            fill=True,
        ),
        cell(rx.cond(line.whom != "", _whom(line.whom, line.whom_path)), hide=True, title=line.whom),
        money_cell(line.debit),
        money_cell(line.credit),
        money_cell(line.balance, strong=True),
    )


def _nothing_fits() -> rx.Component:
    return empty(
        "No entry fits",
        "Nothing was posted that fits what was asked.",
        address_link("Show everything", set_={}, drop=["*"], class_name="pd-btn"),
    )


def _nothing_yet() -> rx.Component:
    return empty(
        "Nothing is posted yet",
        "Every charge, receipt and credit becomes an entry by itself; nothing is written into the journal by hand.",
        link_button("All leases", paths.LEASES),
    )
