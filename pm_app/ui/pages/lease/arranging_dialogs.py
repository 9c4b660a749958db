"""The dialogs of the arrangements with a household."""

from typing import Any

import reflex as rx

from pm_app.receivables.enums import HoldKind, NoticeKind, SuspensionReason
from pm_app.ui.pages.lease.arrangements import ArrangementsState
from pm_app.ui.pages.lease.arranging import PROMISES, ArrangingState, DemandLine
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import (
    check_field,
    choice_field,
    day_field,
    field_pair,
    hidden_field,
    money_field,
    number_field,
    suggest_field,
    text_field,
)

REASONS = [Choice(one.value, one.value.capitalize()) for one in SuspensionReason]
NOTICES = [Choice(one.value, one.value.capitalize()) for one in NoticeKind]
WAYS = [
    Choice(words, words)
    for words in ("In person", "Posted on the door", "First-class mail", "Certified mail", "By the sheriff")
]
SHOWN_AT_FIRST = 4


def dialogs() -> rx.Component:
    """The dialogs of this module; the tab of the arrangements opens them."""
    return rx.fragment(_eviction(), _late_fees(), _certified(), _plan(), _notice(), *_questions())


def _eviction() -> rx.Component:
    s = ArrangingState
    return form_dialog(
        hidden_field("kind", HoldKind.EVICTION.value),
        text_field("Why", "reason", max_length=500, placeholder="Pay-or-quit notice expired", auto_focus=True),
        day_field("From", "starts_on", s.today),
        title=f"Set an eviction hold on {HouseholdState.name}",
        note="No money is taken unless somebody who may override holds gives a reason. Late fees rest, and no late "
        "notices are mailed.",
        submit="Set hold",
        tone="danger",
        open_=s.dialog == "eviction",
        on_close=s.close_dialog,
        on_submit=s.submit_hold,
        errors=s.errors,
    )


def _late_fees() -> rx.Component:
    s = ArrangingState
    return form_dialog(
        hidden_field("kind", HoldKind.LATE_FEES.value),
        choice_field("Because of", "because", REASONS, any="Choose a reason"),
        text_field("Why", "reason", max_length=500),
        field_pair(day_field("From", "starts_on", s.today), day_field("Until", "ends_on")),
        title=f"Suspend late fees of {HouseholdState.name}",
        note="For these days no late fee is proposed; what was posted before stays.",
        submit="Suspend late fees",
        open_=s.dialog == "late fees",
        on_close=s.close_dialog,
        on_submit=s.submit_hold,
        errors=s.errors,
    )


def _certified() -> rx.Component:
    s = ArrangingState
    return form_dialog(
        hidden_field("kind", HoldKind.CERTIFIED_FUNDS.value),
        text_field("Why", "reason", max_length=500, placeholder="Two checks were returned"),
        field_pair(day_field("From", "starts_on", s.today), day_field("Until", "ends_on", optional=True)),
        title=f"Take only certified funds from {HouseholdState.name}",
        note="Cash, cashier's checks and money orders are taken; other ways need somebody's override.",
        submit="Set hold",
        open_=s.dialog == "certified",
        on_close=s.close_dialog,
        on_submit=s.submit_hold,
        errors=s.errors,
    )


def _plan() -> rx.Component:
    s = ArrangingState
    rows = [_promise(number) for number in range(PROMISES)]
    return form_dialog(
        rx.cond(ArrangementsState.owed != "", rx.el.p(ArrangementsState.owed, class_name="pd-hint")),
        *rows[:SHOWN_AT_FIRST],
        rx.el.details(rx.el.summary("More promises"), *rows[SHOWN_AT_FIRST:], class_name="pd-more"),
        _refused(s.errors, "promises"),
        field_pair(
            number_field("Days of grace", "grace_days", "0", width="short"),
            text_field("Note", "note", optional=True, max_length=1_000),
        ),
        title=f"Agree on a payment plan with {HouseholdState.name}",
        note="Promises about what is owed already; nothing is charged. Late fees rest while it is kept. A promise that "
        "is missed breaks it, and the office gets a task.",
        submit="Agree on plan",
        open_=s.dialog == "plan",
        on_close=s.close_dialog,
        on_submit=s.submit_plan,
        errors=s.errors,
    )


def _refused(errors: Any, field: str) -> rx.Component:
    return rx.cond(errors.contains(field), rx.el.span(errors[field], class_name="pd-refusal", role="alert"))


def _promise(number: int) -> rx.Component:
    label = f"Promise {number + 1}"
    return field_pair(
        day_field(f"{label}: by", f"day_{number}", optional=True),
        money_field("Amount", f"amount_{number}", optional=True),
    )


def _notice() -> rx.Component:
    s = ArrangingState
    return form_dialog(
        field_pair(
            choice_field("Notice", "kind", NOTICES, any="Choose which"),
            day_field("Served on", "served_on", s.today),
        ),
        field_pair(
            suggest_field("How", "method", WAYS, optional=True),
            text_field("By whom", "server", optional=True, max_length=200),
        ),
        rx.cond(is_empty(s.charges), rx.fragment(), _demands()),
        field_pair(
            day_field("Deadline", "deadline_on", optional=True),
            choice_field("Proof", "document_id", ArrangementsState.documents, any="None", optional=True),
        ),
        title=f"Enter a notice served on {HouseholdState.name}",
        note="How long they have is set by the lease and by law; this keeps what was served.",
        submit="Enter notice",
        wide=True,
        open_=s.dialog == "notice",
        on_close=s.close_dialog,
        on_submit=s.submit_notice,
        on_preview=s.set_notice,
        errors=s.errors,
    )


def _demands() -> rx.Component:
    s = ArrangingState
    return rx.el.fieldset(
        rx.el.legend("Demanded", class_name="pd-label"),
        check_field("All rent that is open, and nothing else", "rent_only"),
        rx.foreach(s.charges, _demand),
        _refused(s.errors, "charges"),
        rx.cond(s.demanded != "", rx.el.p(s.demanded, class_name="pd-hint", role="status")),
        class_name="pd-given",
    )


def _demand(line: DemandLine) -> rx.Component:
    tick = rx.el.input(type="checkbox", name="charges", value=line.charge, class_name="pd-tick")
    return rx.el.label(
        rx.el.span(tick, " ", line.what), rx.el.span(line.open, class_name="pd-num"), class_name="pd-given-row"
    )


def _questions() -> list[rx.Component]:
    s = ArrangingState
    return [
        confirm_dialog(
            title="Lift this hold?",
            body="From today it holds no more. It stays readable here.",
            confirm="Lift hold",
            open_=s.dialog == "lift",
            on_confirm=s.submit_lift,
            on_close=s.close_dialog,
        ),
        confirm_dialog(
            title="Call off this payment plan?",
            body="From today nothing is promised, and late fees run again.",
            confirm="Call off",
            danger=True,
            open_=s.dialog == "cancel",
            on_confirm=s.submit_cancellation,
            on_close=s.close_dialog,
        ),
        confirm_dialog(
            title="Withdraw this notice?",
            body="It stays in the register as withdrawn.",
            confirm="Withdraw notice",
            danger=True,
            open_=s.dialog == "withdraw",
            on_confirm=s.submit_withdrawal,
            on_close=s.close_dialog,
        ),
    ]
