"""How the tab of the deposit is drawn: the work sheet, its facts, and what can be done with it."""

from typing import Any

import reflex as rx

from pm_app.ui.pages.lease.deducting import DeductingState
from pm_app.ui.pages.lease.deposit import DepositState, PayLine, SheetLine
from pm_app.ui.pages.lease.itemizing import ItemizingState
from pm_app.ui.pages.lease.unused import UnusedState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button, paper_link, text_link
from pm_app.ui.parts.facts import fact, facts, line_list, list_line
from pm_app.ui.parts.figures import columns, key_figure, key_figures
from pm_app.ui.parts.page import empty, note_line, section, skeleton_lines
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, money_cell, table_row


def panel() -> rx.Component:
    """Return the tab."""
    s = DepositState
    start = rx.cond(s.may_open, button("Start disposition", kind="primary", on_click=DeductingState.submit_open))
    return rx.cond(
        s.loaded,
        rx.cond(s.opened, _sheet(), section("Deposit", empty("No disposition yet", s.nothing, start))),
        skeleton_lines(6),
    )


def _sheet() -> rx.Component:
    s = DepositState
    return rx.fragment(
        rx.foreach(s.warnings, lambda words: note_line(words, tone="amber")),
        rx.cond(
            s.transfer != "",
            note_line(s.transfer, " ", text_link("Record transfer", s.transfer_path, inline=True), tone="amber"),
        ),
        rx.cond(s.other_money != "", note_line(s.other_money)),
        rx.cond(
            s.unused != "",
            note_line(s.unused, " ", button("Credit unused days…", small=True, on_click=UnusedState.open_unused)),
        ),
        key_figures(
            key_figure("Held with interest", s.held_total),
            key_figure("Deducted", s.deducted),
            key_figure(s.outcome_words, s.outcome, tone=s.outcome_tone),
            key_figure("Deadline", s.deadline, beside=s.deadline_left, tone=s.deadline_tone),
        ),
        columns(rx.el.div(_held(), _deductions(), _payees()), rx.el.div(_progress(), _facts())),
    )


def _held() -> rx.Component:
    return section(
        "Held",
        line_list(
            DepositState.held,
            lambda line: list_line(rx.el.span(line.what, class_name="pd-strong"), end=line.amount),
            empty("Nothing is held any more", "The payment behind the deposit was returned or released."),
        ),
    )


def _deductions() -> rx.Component:
    s = DepositState
    add = rx.cond(s.is_open & s.may_prepare, button("Add deduction", small=True, on_click=DeductingState.open_new))
    return section(
        "Deductions",
        data_table(
            "What is deducted",
            [
                Column("What"),
                Column("Reason", fill=True),
                Column("Evidence", hide=True),
                Column("Amount", num=True),
                Column("Actions", quiet=True),
            ],
            s.deductions,
            _deduction,
            compact=True,
            empty=empty("Nothing is deducted", "All that is held goes back to the household."),
        ),
        rx.cond(is_empty(s.left_out), rx.fragment(), _left_out()),
        beside=add,
    )


def _deduction(line: SheetLine) -> rx.Component:
    proof = rx.cond(
        line.proof_path != "", text_link(line.proof, line.proof_path), rx.el.span("—", class_name="pd-muted")
    )
    about = line.what + ", " + line.reason
    actions = rx.fragment(
        _quiet("Change", about, DeductingState.open_deduction(line.line_id)),
        _quiet("Remove", about, DeductingState.submit_removal(line.line_id)),
    )
    return table_row(
        cell(line.what, strong=True),
        cell(
            line.reason,
            rx.cond(line.note != "", rx.el.span(" · ", line.note, class_name="pd-muted")),
            fill=True,
            title=line.reason,
        ),
        cell(proof, hide=True),
        money_cell(line.amount),
        actions_cell(rx.cond(DepositState.is_open & DepositState.may_prepare, actions)),
    )


def _left_out() -> rx.Component:
    s = DepositState
    return rx.el.div(
        rx.el.p("Open on the ledger and not deducted:", class_name="pd-small pd-muted"),
        line_list(s.left_out, _left_out_line),
    )


def _left_out_line(line: SheetLine) -> rx.Component:
    deduct = _quiet("Deduct", line.what, DeductingState.open_left_out(line.line_id, line.amount))
    return list_line(
        rx.el.span(line.what, class_name="pd-strong"),
        rx.el.span(line.reason, " ", line.note, class_name="pd-small pd-muted"),
        end=rx.fragment(line.amount, rx.cond(DepositState.is_open & DepositState.may_prepare, deduct)),
    )


def _quiet(word: str, about: Any, handler: Any) -> rx.Component:
    return button(word, on_click=handler, kind="quiet", small=True, aria_label=f"{word}: {about}")


def _payees() -> rx.Component:
    s = DepositState
    change = rx.cond(s.is_open & s.may_prepare, button("Payees", small=True, on_click=DeductingState.open_payees))
    return rx.cond(
        s.refunds,
        section(
            "Refund", line_list(s.payees, _payee, empty("Nobody is paid", "The refund was taken back.")), beside=change
        ),
    )


def _payee(line: PayLine) -> rx.Component:
    return list_line(
        rx.el.span(line.name, class_name="pd-strong"),
        rx.el.span(line.detail, class_name="pd-small pd-muted"),
        end=line.amount,
    )


def _facts() -> rx.Component:
    s = DepositState
    change = rx.cond(
        s.may_prepare & (s.is_open | s.is_itemized), button("Edit", small=True, on_click=DeductingState.open_facts)
    )
    return section(
        "Move-out",
        facts(
            fact("Moved out", s.moved_out),
            fact("Keys returned", s.keys),
            fact("Forwarding address", rx.el.span(s.address, style={"whiteSpace": "pre-line"})),
            fact("Address received", s.address_on),
            fact("Inspection", _document(s.inspection, s.inspection_path)),
            fact("Disputed", s.disputed),
            fact("Deadline", rx.el.span(s.deadline_why, class_name="pd-small")),
        ),
        beside=change,
    )


def _document(title: Any, path: Any) -> rx.Component:
    return rx.cond(path != "", text_link(title, path), rx.el.span(title))


def _progress() -> rx.Component:
    s, i = DepositState, ItemizingState
    statement = paper_link("Statement (PDF)", s.statement_path, kind="", icon_="file-text")
    return section(
        "Settling",
        facts(
            fact("Status", status_badge(s.state, s.tone)),
            fact("Posted", s.posted),
            fact("Sent", s.sent),
            fact("Proof of mailing", _document(s.proof, s.proof_path), shown=s.proof_path != ""),
        ),
        rx.el.div(
            rx.cond(
                s.is_open & s.may_pay,
                button("Finalize…", kind="primary", on_click=i.open_itemizing),
            ),
            rx.cond(~s.is_open, statement),
            rx.cond(s.is_itemized & s.may_pay, button("Send statement…", kind="primary", on_click=i.open_sent)),
            rx.cond(s.is_itemized & s.may_undo, button("Take back…", on_click=i.open_undo)),
            rx.cond(s.is_sent & s.may_pay, button("Close…", on_click=i.open_close)),
            class_name="pd-detail-buttons",
        ),
    )
