"""The dialogs that let a household owe less: a credit, a charge waived, what is given up as bad debt."""

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.credits import give_credit
from pm_app.receivables.actions.forgiving import waive_charge, write_off_balance, write_off_charge
from pm_app.receivables.enums import CreditKind
from pm_app.receivables.queries.ledger_items import LedgerItem, ledger_item
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS
from pm_app.runtime import run, services
from pm_app.ui.format import day, dollars, iso_day, parse_day, parse_dollars
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.sent import id_of, key_of, typed_cents
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import choice_field, day_field, errors_of, field_pair, hidden_field, money_field, text_field
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import route_id, signed_in

KINDS = [
    Choice(CreditKind.CONCESSION.value, "Concession"),
    Choice(CreditKind.SMALL_BALANCE.value, "Small balance cleaned up"),
    Choice(CreditKind.MOVE_OUT.value, "Unused days after moving out"),
]
CREDIT, WAIVER, WRITE_OFF, BALANCE = "credit", "waiver", "write-off", "balance"


class CreditingState(rx.State):
    """The dialogs: `asking` which of them is open, `source` the charge it is about, `amount` what stands in it."""

    asking: str = ""
    source: str = ""
    title: str = ""
    note: str = ""
    amount: str = ""
    today: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_credit(self):
        await signed_in(self)
        self._open(CREDIT, "", "")

    @rx.event
    async def open_waiver(self, source: str):
        actor = await signed_in(self)
        item = await _charge(self, actor, source)
        what, whole = _words(item), item.amount_cents
        self._open(WAIVER, str(item.source_id), typed_cents(whole))
        self.title = f"Waive {what}"
        paid = sum(one.amount_cents for one in item.settlements)
        freed = f" {dollars(paid)} that settled it becomes a prepayment and settles what else is open." if paid else ""
        self.note = f"The charge stays in the ledger; a credit that names it and you forgives it.{freed}"

    @rx.event
    async def open_write_off(self, source: str):
        actor = await signed_in(self)
        item = await _charge(self, actor, source)
        left = item.amount_cents - sum(one.amount_cents for one in item.settlements)
        self._open(WRITE_OFF, str(item.source_id), typed_cents(left))
        self.title = f"Write off {_words(item)}"
        self.note = "What is given up counts as bad debt of the owner; the charge stays in the ledger."

    @rx.event
    async def open_balance(self):
        actor = await signed_in(self)
        stands = await run(actor, tenancy_position, tenancy_id=route_id(self, "tenancy_id"), as_of=date.max)
        owed = sum(one.open_cents for one in stands.open_charges if one.kind not in DEPOSIT_KINDS)
        if not owed:
            return warned("Nothing is open that could be given up.")
        self._open(BALANCE, "", "")
        self.title = f"Write off {dollars(owed)}"
        self.note = "Every open charge but deposits is given up as bad debt of the owner, each by a credit of its own."
        return None

    @rx.event
    async def close_credit(self):
        self.asking = ""

    @rx.event
    async def submit_credit(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            if form.get("kind", "") not in {choice.value for choice in KINDS}:
                raise Refused("Choose what it is given for.", field="kind")
            amount = parse_dollars(form.get("amount", ""), "amount")
            asked = {**_common(form, "credited_on"), "amount_cents": amount, "kind": CreditKind(form["kind"])}
            await run(actor, give_credit, tenancy_id=route_id(self, "tenancy_id"), **asked)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return self._done(f"A credit of {dollars(amount)} is given.")

    @rx.event
    async def submit_waiver(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            amount = parse_dollars(form.get("amount", ""), "amount")
            asked = {**_common(form, "waived_on"), "amount_cents": amount, "charge_id": id_of(form.get("source", ""))}
            await run(actor, waive_charge, **asked)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return self._done(f"{dollars(amount)} is waived.")

    @rx.event
    async def submit_write_off(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            asked = _common(form, "written_off_on")
            if form.get("source"):
                charge_id, amount = id_of(form["source"]), parse_dollars(form.get("amount", ""), "amount")
                await run(actor, write_off_charge, charge_id=charge_id, amount_cents=amount, **asked)
            else:
                await run(actor, write_off_balance, tenancy_id=route_id(self, "tenancy_id"), **asked)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return self._done("It is written off.")

    def _open(self, asking: str, source: str, amount: str) -> None:
        self.source, self.amount, self.errors = source, amount, {}
        self.today, self.asking = iso_day(services().clock.today()), asking

    def _done(self, sentence: str) -> list[Any]:
        self.asking, self.errors = "", {}
        return [LeaseState.load, said(sentence)]


async def _charge(state: rx.State, actor: Actor, source: str) -> LedgerItem:
    tenancy_id: UUID = route_id(state, "tenancy_id")
    return await run(actor, ledger_item, tenancy_id=tenancy_id, source_id=id_of(source), as_of=date.max)


def _words(item: LedgerItem) -> str:
    about = item.description or f"due {day(item.due_on)}"
    return f"the {item.kind} of {dollars(item.amount_cents)}, {about}"


def _common(form: dict[str, str], day_name: str) -> dict[str, Any]:
    clock = services().clock
    return {
        "request_key": key_of(form),
        day_name: parse_day(form.get("credited_on", ""), "credited_on"),
        "reason": form.get("reason", ""),
        "today": clock.today(),
        "now": clock.now(),
    }


def dialogs() -> rx.Component:
    """The dialogs of this module; the menu of the page and the rows of the ledger open them."""
    return rx.fragment(_credit(), _waiver(), _write_off())


def _credit() -> rx.Component:
    s = CreditingState
    return form_dialog(
        choice_field("What for", "kind", KINDS, KINDS[0].value),
        field_pair(money_field("Amount", "amount", auto_focus=True), day_field("Counts from", "credited_on", s.today)),
        text_field("Why", "reason", max_length=500, placeholder="Two weeks without hot water", width="full"),
        title=f"Give {HouseholdState.name} a credit",
        note="It is no money: it settles open charges but no deposit, and is never paid out. The rest stays prepaid.",
        submit="Give credit",
        busy="Posting…",
        open_=s.asking == CREDIT,
        on_close=s.close_credit,
        on_submit=s.submit_credit,
        errors=s.errors,
    )


def _waiver() -> rx.Component:
    s = CreditingState
    return form_dialog(
        hidden_field("source", s.source),
        field_pair(money_field("Amount", "amount", s.amount), day_field("Counts from", "credited_on", s.today)),
        text_field("Why", "reason", max_length=500, placeholder="Paid in time, typed late", width="full"),
        title=s.title,
        note=s.note,
        submit="Waive",
        busy="Posting…",
        open_=s.asking == WAIVER,
        on_close=s.close_credit,
        on_submit=s.submit_waiver,
        errors=s.errors,
    )


def _write_off() -> rx.Component:
    s = CreditingState
    amount = money_field("Amount", "amount", s.amount)
    return form_dialog(
        hidden_field("source", s.source),
        field_pair(rx.cond(s.source != "", amount), day_field("Counts from", "credited_on", s.today)),
        text_field("Why", "reason", max_length=500, placeholder="Moved away without an address", width="full"),
        title=s.title,
        note=s.note,
        submit="Write off",
        busy="Posting…",
        open_=(s.asking == WRITE_OFF) | (s.asking == BALANCE),
        on_close=s.close_credit,
        on_submit=s.submit_write_off,
        errors=s.errors,
        tone="danger",
    )
