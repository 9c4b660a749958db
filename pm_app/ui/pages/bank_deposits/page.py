"""/bank-deposits: receipts on hand by the account they belong to, and the deposits that were made."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.bank_deposits import depositing
from pm_app.ui.pages.bank_deposits.depositing import TakingBackState
from pm_app.ui.pages.bank_deposits.loading import BANK_CHOICES, BankDepositsState, DepositLine, SlipLine
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import choice_filter, day_filter, filter_bar, search_field
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button, link_button, paper_link
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import empty, note_line, page_head, section
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, day_cell, opening_row

__all__ = ["BankDepositsState", "page"]

_COLUMNS = [
    Column("Open", quiet=True, width="26px"),
    Column("Number"),
    Column("Deposited"),
    Column("Account", fill=True),
    Column("Status"),
    Column("Receipts", num=True),
    Column("Total", num=True),
]


def page() -> rx.Component:
    """Return the page."""
    s = BankDepositsState
    enter = rx.cond(s.may_deposit, link_button("Enter checks", paths.RECEIPT_ENTRY, kind="primary"))
    return parts_page(
        page_head("Bank deposits", sub=s.summary, actions=[link_button("Receipts", paths.RECEIPTS)], primary=enter),
        rx.cond(s.loaded & is_empty(s.groups), note_line("Nothing is on hand: every receipt is in the bank.")),
        depositing.on_hand(),
        section("Deposits", _deposits()),
        depositing.dialog(),
    )


def _deposits() -> rx.Component:
    s = BankDepositsState
    return rx.fragment(
        filter_bar(
            search_field("Find by number", width="160px"),
            choice_filter("Account", "account", BANK_CHOICES),
            day_filter("From", "from"),
            day_filter("To", "to"),
        ),
        data_table(
            "Deposits, newest first",
            _COLUMNS,
            s.lines,
            _row,
            loaded=s.loaded,
            total=s.total,
            noun="deposits",
            empty=empty(
                "No deposits here",
                "A deposit is made of receipts on hand; it is one line of the bank's statement.",
            ),
        ),
    )


def _row(line: DepositLine) -> rx.Component:
    struck = rx.cond(line.struck != "", "pd-amount pd-struck", "pd-amount")
    return opening_row(
        cell(line.number, strong=True),
        day_cell(line.on),
        cell(line.account, rx.cond(line.memo != "", rx.el.span(" ", line.memo, class_name="pd-muted")), fill=True),
        cell(rx.cond(line.badge != "", status_badge(line.badge, line.tone))),
        cell(line.counted, num=True),
        cell(rx.el.span(line.total, class_name=struck), num=True),
        detail=_opened(line),
        opened=line.opened,
        label="Deposit " + line.number + ", " + line.on,
        on_toggle=BankDepositsState.open_deposit(line.deposit),
        columns=len(_COLUMNS),
    )


def _opened(line: DepositLine) -> rx.Component:
    take_back = button("Take back…", on_click=TakingBackState.open_taking_back(line.deposit), small=True)
    why = rx.cond(line.why != "", rx.fragment(". ", line.why, "."))
    return rx.el.div(
        rx.el.dl(
            rx.foreach(line.lines, _slip_line), class_name="pd-facts", style={"gridTemplateColumns": "1fr 1fr 1fr auto"}
        ),
        rx.el.p("Recorded by ", line.recorded, why, class_name="pd-muted"),
        rx.el.div(
            paper_link("Deposit slip (PDF)", line.slip, kind="quiet", icon_="file-text"),
            rx.cond(line.may_take_back, take_back),
            class_name="pd-detail-buttons",
        ),
        class_name="pd-slip",
    )


def _slip_line(one: SlipLine) -> rx.Component:
    return rx.fragment(
        rx.el.dt(link(one.household, href=one.path, class_name="pd-link")),
        rx.el.dd(one.place, class_name="pd-muted"),
        rx.el.dd(one.how, rx.cond(one.note != "", rx.el.span(" ", one.note, class_name="pd-overdue"))),
        rx.el.dd(one.amount, class_name="pd-num"),
    )
