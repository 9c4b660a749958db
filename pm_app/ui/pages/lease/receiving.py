"""The dialog that records money received, with what it will settle shown while one types."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.receipts import record_receipt
from pm_app.receivables.enums import ReceiptMethod
from pm_app.receivables.queries.payers import payer_choices
from pm_app.receivables.queries.positions import PreviewPart, ReceiptPreview, receipt_preview, tenancy_position
from pm_app.runtime import run, services
from pm_app.ui.format import day, dollars, iso_day, parse_day, parse_dollars
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import choice_field, day_field, errors_of, field_pair, money_field, text_field
from pm_app.ui.parts.table import Column, cell, data_table, table_row
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in

METHODS = [Choice(method.value, method.value.capitalize()) for method in ReceiptMethod]
USUAL = ReceiptMethod.CHECK.value


@dataclass
class PreviewLine:
    """A charge the receipt would settle, as text."""

    what: str
    counts: str
    amount: str
    left: str


class ReceivingState(rx.State):
    """The dialog, and what its receipt would settle."""

    opened: bool = False
    today: str = ""
    amount: str = ""
    payers: list[Choice] = []
    errors: dict[str, str] = {}
    preview: list[PreviewLine] = []
    outcome: str = ""

    @rx.event
    async def open_receipt(self):
        actor = await signed_in(self)
        tenancy_id, today = route_id(self, "tenancy_id"), services().clock.today()
        stands = await run(actor, tenancy_position, tenancy_id=tenancy_id, as_of=today)
        payers = await run(actor, payer_choices, tenancy_id=tenancy_id)
        owed_cents = max(0, stands.balance_cents)
        self.amount = f"{owed_cents // 100}.{owed_cents % 100:02}" if owed_cents else ""
        self.today, self.errors = iso_day(today), {}
        self.payers = [Choice(str(one.person_id), one.name) for one in payers]
        self.preview, self.outcome = [], ""
        if owed_cents:
            shown = await run(actor, receipt_preview, **_receipt(tenancy_id, owed_cents, today, today))
            self._show(shown, owed_cents)
        self.opened = True

    @rx.event
    async def close_receipt(self):
        self.opened = False

    @rx.event
    async def set_preview(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            cents = parse_dollars(form.get("amount", ""), "amount")
            received_on = parse_day(form.get("received_on", ""), "received_on")
            asked = _receipt(route_id(self, "tenancy_id"), cents, received_on, services().clock.today())
            shown = await run(actor, receipt_preview, **asked)
        except Refused:
            self.preview, self.outcome = [], ""  # what is wrong is said when the form is sent, not at every key
            return
        self._show(shown, cents)

    @rx.event
    async def submit_receipt(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            asked = _asked(form)
            tenancy_id = route_id(self, "tenancy_id")
            await run(actor, record_receipt, tenancy_id=tenancy_id, **asked, today=clock.today(), now=clock.now())
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = False, {}
        return [LeaseState.load, said(f"{dollars(asked['amount_cents'])} recorded.")]

    def _show(self, shown: ReceiptPreview, cents: int) -> None:
        self.preview = [_line(part) for part in shown.parts]
        rest = f"{dollars(shown.prepaid_cents)} stays prepaid. " if shown.prepaid_cents else ""
        after = f"{dollars(shown.balance_cents)} → {dollars(shown.balance_after_cents)}"
        self.outcome = f"{rest}The balance goes {after}."


def _receipt(tenancy_id: UUID, amount_cents: int, received_on: date, today: date) -> dict[str, Any]:
    return {"tenancy_id": tenancy_id, "amount_cents": amount_cents, "received_on": received_on, "today": today}


def _line(part: PreviewPart) -> PreviewLine:
    kind = part.kind.value[:1].upper() + part.kind.value[1:]
    return PreviewLine(
        what=f"{kind}, {part.description or 'due ' + day(part.due_on)}",
        counts=f"from {day(part.settles_on)}",
        amount=dollars(part.amount_cents),
        left=f"{dollars(part.left_cents)} left" if part.left_cents else "paid in full",
    )


def _asked(form: dict[str, str]) -> dict[str, Any]:
    if form.get("method", "") not in {choice.value for choice in METHODS}:
        raise Refused("Choose how the money came in.", field="method")
    return {
        "request_key": _key(form),
        "amount_cents": parse_dollars(form.get("amount", ""), "amount"),
        "received_on": parse_day(form.get("received_on", ""), "received_on"),
        "method": ReceiptMethod(form["method"]),
        "reference": form.get("reference", ""),
        "payer_id": _payer(form.get("payer_id", "")),
        "memo": form.get("memo", ""),
    }


def _key(form: dict[str, str]) -> UUID:
    try:
        return UUID(form.get("request_key", ""))
    except ValueError:
        raise Refused("This form was not sent as a whole. Close it and open it again.") from None


def _payer(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Refused("Choose a payer from the list.", field="payer_id") from None


def dialogs() -> rx.Component:
    """The dialog of this module; the head of the page opens it."""
    s = ReceivingState
    return form_dialog(
        field_pair(
            money_field("Amount", "amount", s.amount, auto_focus=True), day_field("Received on", "received_on", s.today)
        ),
        field_pair(
            choice_field("How", "method", METHODS, USUAL, width="day"),
            text_field(
                "Reference", "reference", optional=True, max_length=100, placeholder="Check number", width="day"
            ),
        ),
        choice_field("From", "payer_id", s.payers, any="The household"),
        text_field("Note", "memo", optional=True, max_length=500),
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
