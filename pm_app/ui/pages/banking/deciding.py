"""Deciding what a line is: at once, with a choice, or that it is no receipt."""

from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.banking.actions.deciding import Payment, confirm_match, dismiss_line, match_deposit, match_receipt
from pm_app.banking.actions.reopening import reopen_line
from pm_app.banking.queries.lines import bank_line
from pm_app.banking.queries.proposals import proposals
from pm_app.banking.rules.matching import ProposalKind
from pm_app.kernel.errors import NotFound, Refused
from pm_app.leasing.queries.tenancies import TenancyChoice, tenancy_choices
from pm_app.receivables.enums import ReceiptMethod
from pm_app.runtime import run, services
from pm_app.ui.format import day, dollars
from pm_app.ui.pages.banking.lines import Chosen, choice_of, chosen, proposal_words
from pm_app.ui.pages.banking.state import BankingState
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import check_field, choice_field, errors_of, suggest_field, text_field
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.waiting import WaitingState
from pm_app.ui.session import signed_in

OFFERED = 500
ANOTHER = "another"
METHODS = [Choice(method.value, method.value.capitalize()) for method in ReceiptMethod]
REASONS = [
    Choice(words, words)
    for words in ("Interest", "Owner's contribution", "Transfer between own accounts", "Refund of a vendor", "Loan")
]


class DecidingState(rx.State):
    """The dialogs that decide a line."""

    choosing: bool = False
    dismissing: bool = False
    taking_back: bool = False
    about: str = ""
    choices: list[Choice] = []
    first: str = ""
    households: list[Choice] = []
    asks_again: bool = False
    asks_hold: bool = False
    errors: dict[str, str] = {}
    _line_id: str = ""

    @rx.event
    async def submit_confirm(self, line_id: str, choice: str):
        actor = await signed_in(self)
        try:
            sentence = await _decide(actor, _id(line_id), chosen(choice), Payment(payer_id=chosen(choice).payer_id))
        except Refused as refusal:
            if refusal.field not in ("duplicate_confirmed", "hold_override"):
                raise
            await self._open(actor, line_id, choice)
            self._ask(refusal)
            return None
        return [BankingState.load, WaitingState.load, said(sentence)]

    @rx.event
    async def open_choice(self, line_id: str):
        actor = await signed_in(self)
        await self._open(actor, line_id, "")

    @rx.event
    async def close_choice(self):
        self.choosing = False

    @rx.event
    async def submit_choice(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            what = await _chosen(actor, form)
            sentence = await _decide(actor, _id(self._line_id), what, _payment(form, what))
        except Refused as refusal:
            self._ask(refusal)
            return None
        self.choosing, self.errors = False, {}
        return [BankingState.load, WaitingState.load, said(sentence)]

    @rx.event
    async def open_back(self, line_id: str):
        actor = await signed_in(self)
        row = await run(actor, bank_line, line_id=_id(line_id))
        self._line_id, self.errors, self.about = line_id, {}, _about(row.money.payee, row.money.amount_cents)
        self.taking_back = True

    @rx.event
    async def close_back(self):
        self.taking_back = False

    @rx.event
    async def submit_back(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock, reason = services().clock, form.get("reason", "")
        given = {"line_id": _id(self._line_id), "today": clock.today(), "now": clock.now()}
        try:
            await run(actor, reopen_line, reason=reason, **given)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.taking_back, self.errors = False, {}
        return [BankingState.load, WaitingState.load, said("The line waits again.")]

    @rx.event
    async def open_dismiss(self, line_id: str):
        actor = await signed_in(self)
        row = await run(actor, bank_line, line_id=_id(line_id))
        self._line_id, self.errors, self.about = line_id, {}, _about(row.money.payee, row.money.amount_cents)
        self.dismissing = True

    @rx.event
    async def close_dismiss(self):
        self.dismissing = False

    @rx.event
    async def submit_dismiss(self, form: dict[str, str]):
        actor = await signed_in(self)
        reason, now = form.get("reason", ""), services().clock.now()
        try:
            await run(actor, dismiss_line, line_id=_id(self._line_id), reason=reason, now=now)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.dismissing, self.errors = False, {}
        return [BankingState.load, WaitingState.load, said("Kept as no receipt.")]

    def _ask(self, refusal: Refused) -> None:
        self.errors = errors_of(refusal)
        self.asks_again = self.asks_again or refusal.field == "duplicate_confirmed"
        self.asks_hold = self.asks_hold or refusal.field == "hold_override"

    async def _open(self, actor: Actor, line_id: str, choice: str) -> None:
        row = await run(actor, bank_line, line_id=_id(line_id))
        today = services().clock.today()
        found = (await run(actor, proposals, money=[row.money], today=today))[row.money.line_id]
        leases = await run(actor, tenancy_choices, search="", limit=OFFERED)
        self.choices = [Choice(choice_of(one), proposal_words(one)) for one in found]
        self.choices.append(Choice(ANOTHER, "Another lease, named below"))
        self.first = choice or self.choices[0].value
        self.households = [Choice(str(one.tenancy_id), _words(one)) for one in leases]
        self.about = f"{_about(row.money.payee, row.money.amount_cents)} of {day(row.money.posted_on)}"
        self._line_id, self.errors, self.asks_again, self.asks_hold = line_id, {}, False, False
        self.choosing = True


def _about(payee: str, cents: int) -> str:
    return f"{dollars(cents)} from {payee}" if payee else dollars(cents)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("This line is not there any more. Look at the list again.") from None


async def _decide(actor: Actor, line_id: UUID, what: Chosen, payment: Payment) -> str:
    """Decide the line and return what to say about it."""
    clock = services().clock
    given: dict[str, Any] = {"line_id": line_id, "now": clock.now()}
    if what.kind is ProposalKind.LEASE:
        await run(actor, confirm_match, tenancy_id=what.about_id, today=clock.today(), payment=payment, **given)
        return "Recorded and deposited."
    if what.kind is ProposalKind.RECEIPT:
        await run(actor, match_receipt, receipt_id=what.about_id, today=clock.today(), **given)
        return "The receipt is deposited."
    await run(actor, match_deposit, bank_deposit_id=what.about_id, **given)
    return "The deposit is found on the statement."


def _payment(form: dict[str, str], what: Chosen) -> Payment:
    if form.get("method", "") not in {choice.value for choice in METHODS}:
        raise Refused("Choose how the money came in.", field="method")
    return Payment(
        method=ReceiptMethod(form["method"]),
        payer_id=what.payer_id,
        hold_override=form.get("hold_override", ""),
        duplicate_confirmed=bool(form.get("duplicate_confirmed")),
    )


async def _chosen(actor: Actor, form: dict[str, str]) -> Chosen:
    typed = form.get("household", "").strip()
    if form.get("choice", "") != ANOTHER and not typed:
        return chosen(form.get("choice", ""))
    if not typed:
        raise Refused("Type part of a name or a unit, and choose the lease.", field="household")
    found = await run(actor, tenancy_choices, search=typed.rpartition(" · ")[0] or typed, limit=OFFERED)
    exact = [one for one in found if _words(one) == typed] or found
    if len(exact) != 1:
        few = "Several leases fit. Choose one from the list." if exact else "No lease fits. Choose one from the list."
        raise Refused(few, field="household")
    return Chosen(ProposalKind.LEASE, exact[0].tenancy_id, None)


def _words(one: TenancyChoice) -> str:
    return f"{one.name} · {one.detail}"


def dialogs() -> rx.Component:
    """Return the dialogs."""
    return rx.fragment(_choosing(), _dismissing(), _taking_back())


def _choosing() -> rx.Component:
    s = DecidingState
    return form_dialog(
        choice_field("What it is", "choice", s.choices, s.first, width="full", auto_focus=True),
        suggest_field("Another lease", "household", s.households, optional=True, placeholder="Name, unit"),
        choice_field("How it came in", "method", METHODS, ReceiptMethod.TRANSFER.value, width="short"),
        rx.cond(s.asks_again, check_field("It is another payment, not the one before", "duplicate_confirmed")),
        rx.cond(s.asks_hold, text_field("Why it is taken in spite of the hold", "hold_override", max_length=500)),
        title=s.about,
        note="A new receipt is recorded for that day and deposited in the same account. Nothing is posted twice.",
        submit="Confirm",
        busy="Recording…",
        open_=s.choosing,
        on_close=s.close_choice,
        on_submit=s.submit_choice,
        errors=s.errors,
    )


def _dismissing() -> rx.Component:
    s = DecidingState
    return form_dialog(
        suggest_field("What it is", "reason", REASONS, auto_focus=True, placeholder="Interest, a loan, …"),
        title="Not a receipt of a tenant",
        note=s.about,
        submit="Keep as no receipt",
        open_=s.dismissing,
        on_close=s.close_dismiss,
        on_submit=s.submit_dismiss,
        errors=s.errors,
    )


def _taking_back() -> rx.Component:
    s = DecidingState
    return form_dialog(
        text_field("Why", "reason", auto_focus=True, max_length=500),
        title="Take back what this line was",
        note=f"{s.about}. The receipt and deposit that came of this line are taken back today; what was there before "
        "stays.",
        submit="Take back",
        busy="Taking back…",
        tone="danger",
        open_=s.taking_back,
        on_close=s.close_back,
        on_submit=s.submit_back,
        errors=s.errors,
    )
