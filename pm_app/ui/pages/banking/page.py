"""/banking: the whole page of bank lines."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.banking.deciding import DecidingState, dialogs
from pm_app.ui.pages.banking.lines import BankingLine, StatementLine
from pm_app.ui.pages.banking.state import BankingState
from pm_app.ui.parts.address import Tab, filter_bar, search_field, segments, tabs
from pm_app.ui.parts.button import button, icon_button, link_button, text_link
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.shortcuts import shortcuts
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, money_cell, table_row

__all__ = ["BankingState", "page"]

_WRAPPED = {"whiteSpace": "normal"}
# Two columns share what is left, the second with the larger part.
_FROM = {"width": "40%"}
_WHAT = {"width": "60%"}


def page() -> rx.Component:
    """Return the page."""
    s = BankingState
    take_in = link_button("Import a statement", paths.BANKING_IMPORT, kind="primary", icon_="upload")
    return parts_page(
        page_head("Banking", sub=s.summary, primary=rx.cond(s.may_record, take_in)),
        tabs(Tab("Lines"), Tab("Statements", "statements")),
        rx.cond(s.tab == "statements", _statements(), _lines()),
        dialogs(),
        shortcuts(),
    )


def _lines() -> rx.Component:
    s = BankingState
    return rx.fragment(
        filter_bar(
            search_field("Find payer or amount"),
            segments(
                Tab("To confirm", "", s.counts[""]),
                Tab("Decided", "decided", s.counts["decided"]),
                Tab("Money out", "out", s.counts["out"]),
                param="state",
                label="Where the line stands",
            ),
        ),
        rx.cond(
            s.may_record & (s.state == ""),
            rx.el.p(
                "Keys: c confirms the first line that is sure, o chooses what the first line is, n says that it is no "
                "receipt.",
                class_name="pd-hint",
            ),
        ),
        data_table(
            "Lines of bank statements",
            [
                Column("Posted", sort="-posted"),
                Column("From", fill=True),
                Column("Amount", sort="-amount", num=True),
                Column("What it is", fill=True),
                Column("Decide", quiet=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            total=s.total,
            noun="lines",
            default_sort="-posted",
            empty=_nothing(),
        ),
    )


def _nothing() -> rx.Component:
    s = BankingState
    return rx.cond(
        s.narrowed,
        empty("No line fits", "Another word or another amount may show more.", link_button("All lines", paths.BANKING)),
        rx.cond(
            s.state == "",
            empty(
                "Nothing to confirm",
                "Money that came in appears here when a bank statement is imported.",
                rx.cond(s.may_record, link_button("Import a statement", paths.BANKING_IMPORT)),
            ),
            empty("No lines here", "Lines of bank statements appear here.", link_button("All lines", paths.BANKING)),
        ),
    )


def _row(line: BankingLine) -> rx.Component:
    s = BankingState
    title = rx.cond(line.path != "", text_link(line.title, line.path), rx.el.span(line.title))
    return table_row(
        cell(line.posted, title=line.account),
        cell(
            line.payee,
            rx.el.span(line.memo, class_name="pd-under", style=_WRAPPED),
            fill=True,
            title=line.payee,
            style=_FROM,
        ),
        money_cell(line.amount, line.tone),
        cell(
            rx.el.div(title),
            rx.el.span(line.detail, class_name="pd-under", style=_WRAPPED),
            rx.el.span(line.why, class_name="pd-under", style=_WRAPPED),
            fill=True,
            style=_WHAT,
        ),
        actions_cell(
            rx.cond(s.may_record & (s.state == ""), _buttons(line)),
            rx.cond(s.may_record & (s.state == "decided"), _back(line)),
        ),
    )


def _back(line: BankingLine) -> rx.Component:
    return button(
        "Take back…",
        small=True,
        kind="quiet",
        on_click=DecidingState.open_back(line.line_id),
        aria_label="Take back: " + line.amount + ", " + line.payee,
    )


def _buttons(line: BankingLine) -> rx.Component:
    d = DecidingState
    named = line.amount + ", " + line.payee
    return rx.fragment(
        rx.cond(
            line.choice != "",
            button(
                line.act,
                small=True,
                on_click=d.submit_confirm(line.line_id, line.choice),
                aria_keyshortcuts=line.key,
                aria_label=line.act + ": " + named,
            ),
        ),
        button(
            "Choose…",
            small=True,
            kind="quiet",
            on_click=d.open_choice(line.line_id),
            aria_keyshortcuts=line.other_key,
            aria_label="Choose: " + named,
        ),
        icon_button(
            "x",
            "Not a receipt: " + named,
            small=True,
            kind="quiet",
            on_click=d.open_dismiss(line.line_id),
            aria_keyshortcuts=line.no_key,
        ),
    )


def _statements() -> rx.Component:
    s = BankingState
    return data_table(
        "Statements that were taken in",
        [
            Column("File", fill=True),
            Column("Account"),
            Column("Period", hide=True),
            Column("Closes with", num=True),
            Column("New lines", num=True),
            Column("Taken in", hide=True),
        ],
        s.statements,
        _statement,
        loaded=s.loaded,
        total=s.total,
        noun="statements",
        empty=empty("No statements yet", "Statements you import appear here.", link_button("Lines", paths.BANKING)),
    )


def _statement(line: StatementLine) -> rx.Component:
    return table_row(
        cell(line.filename, fill=True, title=line.filename),
        cell(line.account),
        cell(line.period, hide=True),
        cell(line.closing, num=True),
        cell(line.lines, num=True),
        cell(line.taken_in, muted=True, hide=True),
    )
