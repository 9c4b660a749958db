"""One row of the ledger on the screen, and the three blocks it opens to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from pm_app.ui.pages.lease.ledger_lines import LedgerLine, RowDetail
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button, paper_link
from pm_app.ui.parts.table import Column, cell, day_cell, detail_blocks, money_cell, opening_row

COLUMNS = [
    Column("Open", quiet=True, width="26px"),
    Column("Date"),
    Column("Kind"),
    Column("Description", fill=True),
    Column("Charge", num=True),
    Column("Payment", num=True),
    Column("Balance", num=True),
]


@dataclass(frozen=True)
class RowActions:
    """What the buttons of an opened row call, each with the row's source."""

    reverse: Callable[[Any], Any]
    returned: Callable[[Any], Any]
    move: Callable[[Any], Any]
    waive: Callable[[Any], Any]
    write_off: Callable[[Any], Any]
    mail: Callable[[Any], Any]


def ledger_row(line: LedgerLine, *, on_toggle: Callable[[Any], Any], actions: RowActions) -> rx.Component:
    """Return one row, with what it opens to."""
    struck = rx.cond(line.struck != "", "pd-amount pd-struck", "pd-amount")
    return opening_row(
        day_cell(line.on),
        cell(line.kind, strong=True),
        cell(
            rx.cond(line.badge != "", rx.fragment(status_badge(line.badge, line.tone), " ")),
            line.description,
            fill=True,
            muted=True,
            title=line.description,
        ),
        cell(rx.el.span(line.charge, class_name=struck), num=True),
        cell(rx.el.span(line.payment, class_name=struck), num=True),
        money_cell(line.balance, strong=True),
        detail=_opened(line, actions),
        opened=line.opened,
        label=line.kind + ", " + line.on,
        on_toggle=on_toggle(line.key),
        columns=len(COLUMNS),
    )


def _opened(line: LedgerLine, actions: RowActions) -> rx.Component:
    detail, may = line.detail, line.detail.may
    paper = paper_link("Receipt on paper", f"/papers/receipt/{line.source}", kind="", small=True)
    return detail_blocks(
        (detail.title, _settled(detail)),
        ("Journal lines", _journal(detail)),
        ("Recorded", _recorded(detail)),
        buttons=[
            rx.cond(may.move, button("Move…", on_click=actions.move(line.source), small=True)),
            rx.cond(may.waive, button("Waive…", on_click=actions.waive(line.source), small=True)),
            rx.cond(may.write_off, button("Write off…", on_click=actions.write_off(line.source), small=True)),
            rx.cond(may.returned, button("Payment returned…", on_click=actions.returned(line.source), small=True)),
            rx.cond(may.void, button("Void…", on_click=actions.reverse(line.source), small=True)),
            rx.cond(may.reverse, button("Reverse…", on_click=actions.reverse(line.source), small=True)),
            rx.cond(line.is_receipt, paper),
            rx.cond(may.mail, button("Mail the receipt…", on_click=actions.mail(line.source), small=True)),
        ],
    )


_THREE = {"gridTemplateColumns": "1fr auto auto"}
_PLAIN = {"color": "var(--pd-text)"}


def _settled(detail: RowDetail) -> rx.Component:
    return rx.fragment(
        rx.el.dl(
            rx.foreach(
                detail.settled,
                lambda one: rx.fragment(
                    rx.el.dt(rx.el.span(one.what, style=_PLAIN)),
                    rx.el.dd(one.state, class_name="pd-muted"),
                    rx.el.dd(one.amount, class_name="pd-num"),
                ),
            ),
            class_name="pd-facts",
            style=_THREE,
        ),
        rx.cond(detail.nothing != "", rx.el.p(detail.nothing, class_name="pd-muted")),
    )


def _journal(detail: RowDetail) -> rx.Component:
    return rx.el.dl(
        rx.foreach(
            detail.journal,
            lambda one: rx.fragment(
                rx.cond(
                    one.entry != "",
                    rx.el.dt(one.entry, class_name="pd-small", style={"gridColumn": "1 / -1"}),
                ),
                rx.el.dt(rx.el.span(one.account, style=_PLAIN)),
                rx.el.dd(one.debit, class_name="pd-num"),
                rx.el.dd(one.credit, class_name="pd-num", style={"minWidth": "72px"}),
            ),
        ),
        class_name="pd-facts",
        style=_THREE,
    )


def _recorded(detail: RowDetail) -> rx.Component:
    return rx.el.div(
        rx.el.div(detail.recorded),
        rx.cond(detail.deposit != "", rx.el.div(detail.deposit)),
        rx.cond(detail.why != "", rx.el.div(detail.why)),
        rx.el.div(detail.reversal, class_name="pd-muted"),
        rx.cond(detail.reversal_recorded != "", rx.el.div(detail.reversal_recorded, class_name="pd-muted")),
    )
