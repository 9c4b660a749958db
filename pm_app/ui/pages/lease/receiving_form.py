"""The fields of the dialog that records money received."""

import reflex as rx

from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.receiving import METHODS, USUAL, ReceivingState
from pm_app.ui.pages.lease.sent import charge_fields
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import (
    check_field,
    choice_field,
    day_field,
    field_pair,
    money_field,
    suggest_field,
    text_field,
)
from pm_app.ui.parts.page import note_line
from pm_app.ui.parts.table import Column, cell, data_table, table_row


def dialogs() -> rx.Component:
    """The dialog of this module; the head of the page opens it."""
    s = ReceivingState
    return form_dialog(
        rx.cond(s.hold != "", _hold()),
        field_pair(
            money_field("Amount", "amount", s.amount, auto_focus=True), day_field("Received on", "received_on", s.today)
        ),
        field_pair(
            choice_field("How", "method", METHODS, USUAL, width="day"),
            text_field(
                "Reference", "reference", optional=True, max_length=100, placeholder="Check number", width="day"
            ),
        ),
        field_pair(
            choice_field("From", "payer_id", s.payers, any="The household", width="day"),
            suggest_field(
                "Somebody else", "other_payer", s.others, optional=True, placeholder="Agency, guarantor", width="day"
            ),
        ),
        text_field("Note", "memo", optional=True, max_length=500),
        rx.cond(s.deposits_open, check_field("May settle deposits", "include_deposits")),
        rx.cond(~is_empty(s.charges), _given()),
        rx.cond(s.twice, check_field("It is another payment", "duplicate_confirmed")),
        rx.cond(s.outcome != "", _preview()),
        title=f"Record receipt for {HouseholdState.name}",
        submit="Record receipt",
        busy="Recording…",
        open_=s.opened,
        on_close=s.close_receipt,
        on_submit=s.submit_receipt,
        on_preview=s.set_preview,
        errors=s.errors,
    )


def _hold() -> rx.Component:
    s = ReceivingState
    reason = text_field("Why it is taken all the same", "hold_override", max_length=500, width="full")
    return rx.fragment(
        note_line(s.hold, tone="amber"),
        rx.cond(s.may_override, reason, rx.el.p("A manager can take it with a reason.", class_name="pd-hint")),
    )


def _given() -> rx.Component:
    s = ReceivingState
    return rx.el.details(
        rx.el.summary("Choose what it settles"),
        rx.el.p("What is given to no charge settles the rest by the order of the lease.", class_name="pd-hint"),
        charge_fields(s.charges, s.errors),
        class_name="pd-more",
    )


def _preview() -> rx.Component:
    s = ReceivingState
    return rx.el.div(
        rx.cond(
            ~is_empty(s.preview),
            data_table(
                "What it settles",
                [Column("What it settles", fill=True), Column("Counts"), Column("Settles", num=True), Column("Then")],
                s.preview,
                lambda line: table_row(
                    cell(line.what, fill=True, title=line.what),
                    cell(line.counts, muted=True),
                    cell(line.amount, num=True),
                    cell(line.left, muted=True),
                ),
                compact=True,
            ),
        ),
        rx.el.p(s.outcome, class_name="pd-hint"),
        role="status",
    )
