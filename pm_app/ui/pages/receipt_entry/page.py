"""/receipts/entry: the grid of a stack of checks, and the dialog that takes it to the bank."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.receipt_entry.state import METHODS, USUAL, EntryState, StackPart
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.check_stack import check_stack
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import day_field
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.page import page_head, skeleton_lines

__all__ = ["EntryState", "page"]


def page() -> rx.Component:
    """Return the page."""
    s = EntryState
    return parts_page(
        page_head(
            "Enter checks",
            crumbs=[("Receipts", paths.RECEIPTS)],
            actions=[link_button("Bank deposits", paths.BANK_DEPOSITS)],
        ),
        rx.cond(
            s.loaded,
            check_stack(
                owner=s.owner,
                today=s.today,
                methods=METHODS,
                usual=USUAL,
                may_override=s.may_override,
                found=s.found,
                found_for=s.found_for,
                answers=s.answers,
                finished=s.finished,
                on_search=s.search,
                on_row=s.submit_row,
                on_deposit=s.open_depositing,
            ),
            skeleton_lines(6),
        ),
        _dialog(),
    )


def _dialog() -> rx.Component:
    s = EntryState
    return form_dialog(
        rx.el.dl(rx.foreach(s.parts, _part), class_name="pd-facts", style={"gridTemplateColumns": "1fr auto"}),
        day_field("Deposited on", "deposited_on", s.today, auto_focus=True),
        title=f"Deposit {s.total}",
        note="Each account gets a deposit of its own: one line of its statement.",
        submit="Make deposit",
        busy="Depositing…",
        open_=s.depositing,
        on_close=s.close_depositing,
        on_submit=s.submit_depositing,
        errors=s.errors,
    )


def _part(part: StackPart) -> rx.Component:
    return rx.fragment(rx.el.dt(part.words), rx.el.dd(part.amount, class_name="pd-num"))
