"""The forms of the tab of the deposit: the move-out, a deduction, payees, posting, taking back, sending, closing."""

import reflex as rx

from pm_app.ui.pages.lease import unused
from pm_app.ui.pages.lease.deducting import KINDS, PAYEES, DeductingState
from pm_app.ui.pages.lease.deposit import DepositState
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.itemizing import (
    BY_HAND,
    METHODS,
    WAYS,
    ItemizingState,
    PostingLine,
    ReferenceField,
)
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.facts import sum_line, sums
from pm_app.ui.parts.form import (
    check_field,
    choice_field,
    day_field,
    field_pair,
    form_note,
    hidden_field,
    long_field,
    money_field,
    number_field,
    suggest_field,
    text_field,
)


def dialogs() -> rx.Component:
    """The dialogs of the tab."""
    return rx.fragment(_facts(), _deduction(), _payees(), _itemize(), _undo(), _sent(), _close(), unused.dialog())


def _facts() -> rx.Component:
    s = DeductingState
    return form_dialog(
        hidden_field("version", s.version),
        day_field("Keys returned on", "keys", s.keys, optional=True, hint="When the home was given back."),
        long_field("Forwarding address", "forwarding_address", s.address, optional=True, max_length=500),
        day_field("Address received on", "address_received_on", s.address_on, optional=True),
        choice_field(
            "Move-out inspection", "inspection", DepositState.documents, s.inspection, any="None", optional=True
        ),
        money_field("Interest on the deposit", "interest", s.interest, optional=True),
        check_field("The household disputes the deductions", "disputed", s.disputed),
        title=f"Move-out of {HouseholdState.name}",
        submit="Save",
        open_=s.dialog == "facts",
        on_close=s.close_dialog,
        on_submit=s.submit_facts,
        errors=s.errors,
    )


def _deduction() -> rx.Component:
    s = DeductingState
    kind = rx.cond(
        s.charge != "",
        hidden_field("kind", s.kind),
        choice_field("What", "kind", KINDS, s.kind),
    )
    return form_dialog(
        hidden_field("line_id", s.line_id),
        hidden_field("charge", s.charge),
        kind,
        money_field("Amount", "amount", s.amount),
        text_field("Reason", "reason", s.reason, max_length=200, placeholder="Two broken blinds in the living room"),
        choice_field("Evidence", "proof", DepositState.documents, s.proof, any="None yet", optional=True),
        title=rx.cond(s.line_id != "", "Change deduction", "Add deduction"),
        note="It stands on the statement as you write it. Photos, invoices and inspections are filed under Documents.",
        submit="Save",
        open_=s.dialog == "deduction",
        on_close=s.close_dialog,
        on_submit=s.submit_deduction,
        errors=s.errors,
    )


def _payees() -> rx.Component:
    s = DeductingState
    lines = [
        field_pair(
            suggest_field(
                "Payee" if place == 0 else "And", f"payee_{place}", s.people, s.payees[place].name, optional=True
            ),
            number_field("Percent", f"share_{place}", s.payees[place].share, width="short", optional=True),
        )
        for place in range(PAYEES)
    ]
    return form_dialog(
        *lines,
        choice_field(
            "Signed instruction", "instruction", DepositState.documents, s.instruction, any="None", optional=True
        ),
        title="Who is paid the refund",
        note="Leave everything empty to pay all tenants together. Shares add up to 100.",
        submit="Save",
        open_=s.dialog == "payees",
        on_close=s.close_dialog,
        on_submit=s.submit_payees,
        errors=s.errors,
    )


def _itemize() -> rx.Component:
    s = ItemizingState
    return form_dialog(
        hidden_field("shown_cents", s.shown_cents),
        sums(rx.foreach(s.postings, _posting)),
        day_field("Posted on", "itemized_on", s.today),
        rx.cond(
            s.pays,
            rx.fragment(
                choice_field("Paid by", "method", METHODS, METHODS[1].value),
                rx.foreach(s.references, _reference),
            ),
        ),
        title=f"Settle the deposit of {HouseholdState.name}",
        note="This is posted all at once, or not at all. Until the statement is sent it can be taken back.",
        submit=s.submit,
        busy="Posting…",
        wide=True,
        open_=s.dialog == "itemize",
        on_close=s.close_dialog,
        on_submit=s.submit_itemizing,
        errors=s.errors,
    )


def _posting(line: PostingLine) -> rx.Component:
    return sum_line(line.what, line.amount, line.note)


def _reference(field: ReferenceField) -> rx.Component:
    return text_field(field.label, field.name, optional=True, max_length=60, placeholder="1042")


def _undo() -> rx.Component:
    s = ItemizingState
    return form_dialog(
        day_field("Counts from", "reversed_on", s.today),
        text_field("Why", "reason", max_length=500, placeholder="Wrong amount for the blinds"),
        title="Take back what was posted",
        note="Refunds, released deposits and new charges are reversed by further entries; nothing is deleted. "
        "Stop the check or transfer at the bank yourself.",
        submit="Take back",
        busy="Reversing…",
        tone="danger",
        open_=s.dialog == "undo",
        on_close=s.close_dialog,
        on_submit=s.submit_undo,
        errors=s.errors,
    )


def _sent() -> rx.Component:
    s = ItemizingState
    return form_dialog(
        choice_field("Sent", "way", WAYS, BY_HAND),
        text_field("How, when on paper", "method", optional=True, max_length=100, placeholder="Certified mail 7019 …"),
        choice_field("To, when by e-mail", "to", s.people, any="Choose somebody", optional=True),
        day_field("Sent on", "sent_on", s.today),
        choice_field("Proof of mailing", "proof", DepositState.documents, any="None yet", optional=True),
        form_note("The statement is kept among the documents of the household as it is sent."),
        title="Send the statement",
        submit="Mark as sent",
        busy="Sending…",
        open_=s.dialog == "sent",
        on_close=s.close_dialog,
        on_submit=s.submit_sent,
        errors=s.errors,
    )


def _close() -> rx.Component:
    s = ItemizingState
    return confirm_dialog(
        title="Close the disposition?",
        body="It leaves the list of deposits to settle. What was posted and sent stays as it is.",
        confirm="Close",
        open_=s.dialog == "close",
        on_confirm=s.submit_close,
        on_close=s.close_dialog,
    )
