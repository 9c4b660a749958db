"""The dialog that pays a credit balance back: what may be paid now, from where, and when the rest clears."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import reflex as rx

from pm_app.books.rules import ACCOUNTS, DEPOSIT_BANK, OPERATING_BANK
from pm_app.kernel.errors import Refused
from pm_app.leasing.queries.details import tenancy_details
from pm_app.receivables.actions.refunds import RefundTo, pay_refund
from pm_app.receivables.enums import ReceiptMethod
from pm_app.receivables.queries.refundable import Refundable, refundable
from pm_app.runtime import run, services
from pm_app.ui.format import day, dollars, iso_day, parse_day, parse_dollars
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.sent import id_of, key_of, typed_cents
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import choice_field, day_field, errors_of, field_pair, money_field, suggest_field, text_field
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import route_id, signed_in

BANKS = [Choice(str(one.number), one.name) for one in ACCOUNTS if one.number in {OPERATING_BANK, DEPOSIT_BANK}]
METHODS = [
    Choice(method.value, method.value.capitalize())
    for method in (ReceiptMethod.CHECK, ReceiptMethod.TRANSFER, ReceiptMethod.CARD, ReceiptMethod.CASH)
]


@dataclass
class RefundableLine:
    """A part of what is prepaid: whether it may be paid back, from which account, and how much."""

    words: str
    amount: str


class RefundingState(rx.State):
    """The dialog."""

    opened: bool = False
    title: str = ""
    lines: list[RefundableLine] = []
    payees: list[Choice] = []
    payee: str = ""
    amount: str = ""
    account: str = ""
    today: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_refund(self):
        actor = await signed_in(self)
        tenancy_id, today = route_id(self, "tenancy_id"), services().clock.today()
        found = await run(actor, refundable, tenancy_id=tenancy_id)
        if not found:
            return warned("Nothing of this household is prepaid, so there is nothing to pay back.")
        details = await run(actor, tenancy_details, tenancy_id=tenancy_id, today=today)
        self.payees = [Choice(str(one.person_id), one.name) for one in details.parties]
        account, ready_cents = _most(found, today)
        self.title = f"Pay {details.place.name} back"
        self.lines, self.payee = [_line(one, today) for one in found], details.place.name
        self.amount, self.account, self.today = typed_cents(ready_cents), str(account), iso_day(today)
        self.errors, self.opened = {}, True
        return None

    @rx.event
    async def close_refund(self):
        self.opened = False

    @rx.event
    async def submit_refund(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            amount = parse_dollars(form.get("amount", ""), "amount")
            if form.get("bank_account", "") not in {choice.value for choice in BANKS}:
                raise Refused("Choose the account it is paid from.", field="bank_account")
            await run(
                actor,
                pay_refund,
                request_key=key_of(form),
                tenancy_id=route_id(self, "tenancy_id"),
                amount_cents=amount,
                paid_on=parse_day(form.get("paid_on", ""), "paid_on"),
                to=_to(form, self.payees),
                bank_account=int(form["bank_account"]),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = False, {}
        return [LeaseState.load, said(f"{dollars(amount)} is paid back.")]


def _most(found: Sequence[Refundable], today: date) -> tuple[int, int]:
    """Return the account with the most that may be paid back today, and how much that is."""
    ready: Counter[int] = Counter({OPERATING_BANK: 0})
    for one in found:
        if one.clears_on is not None and one.clears_on <= today:
            ready[one.bank_account] += one.amount_cents
    return ready.most_common(1)[0]


def _line(one: Refundable, today: date) -> RefundableLine:
    bank = next(choice.label.lower() for choice in BANKS if choice.value == str(one.bank_account))
    if one.clears_on is None:
        words = "May not be paid out: it is no money, or was not deposited yet"
    elif one.clears_on <= today:
        words = f"May be paid now from the {bank}"
    else:
        words = f"Clears on {day(one.clears_on)} in the {bank}"
    return RefundableLine(words, dollars(one.amount_cents))


def _to(form: dict[str, str], payees: Sequence[Choice]) -> RefundTo:
    name = form.get("payee", "").strip()
    if form.get("method", "") not in {choice.value for choice in METHODS}:
        raise Refused("Choose how it is paid.", field="method")
    known = next((choice for choice in payees if choice.label == name), None)
    return RefundTo(
        payee=name,
        method=ReceiptMethod(form["method"]),
        payee_id=id_of(known.value) if known else None,
        address=form.get("address", ""),
        reference=form.get("reference", ""),
    )


def _shown(one: RefundableLine) -> rx.Component:
    return rx.fragment(rx.el.dt(one.words), rx.el.dd(one.amount, class_name="pd-num"))


def dialogs() -> rx.Component:
    """The dialog of this module; the menu of the page opens it."""
    s = RefundingState
    return form_dialog(
        rx.el.dl(
            rx.foreach(
                s.lines, lambda one: rx.fragment(rx.el.dt(one.words), rx.el.dd(one.amount, class_name="pd-num"))
            ),
            class_name="pd-refundable",
        ),
        field_pair(
            money_field("Amount", "amount", s.amount, auto_focus=True), day_field("Paid on", "paid_on", s.today)
        ),
        field_pair(
            choice_field("From", "bank_account", BANKS, s.account, width="phone"),
            choice_field("How", "method", METHODS, METHODS[0].value, width="day"),
        ),
        suggest_field("Payee", "payee", s.payees, s.payee, width="full"),
        text_field("Address", "address", optional=True, max_length=500, width="full"),
        text_field("Check number", "reference", optional=True, max_length=100, width="day"),
        title=s.title,
        note="The prepaid money that came in first is paid back first. If a payment behind it bounces, what was paid "
        "back is owed again.",
        submit="Pay back",
        busy="Posting…",
        open_=s.opened,
        on_close=s.close_refund,
        on_submit=s.submit_refund,
        errors=s.errors,
    )
