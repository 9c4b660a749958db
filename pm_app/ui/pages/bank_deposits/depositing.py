"""Taking receipts to the bank: what is on hand, ticked, on a day, into an account; and taking a deposit back."""

from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.bank_deposits import make_bank_deposit, take_back_deposit
from pm_app.receivables.queries.bank_deposit_rows import bank_deposit_details
from pm_app.receivables.queries.undeposited import undeposited
from pm_app.runtime import run, services
from pm_app.ui.format import dollars, parse_day, plural
from pm_app.ui.pages.bank_deposits.loading import BANK_CHOICES, BANKS, BankDepositsState, HandGroup, HandLine
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import (
    choice_field,
    day_field,
    errors_of,
    field_pair,
    form,
    hidden_field,
    text_field,
)
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import section
from pm_app.ui.parts.table import Column, cell, data_table, table_row
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in


class DepositingState(rx.State):
    """The forms of what is on hand, one for each account: `refused_at` is the account that was refused.

    `chosen` says by account what is ticked, once somebody ticks.
    """

    errors: dict[str, str] = {}
    refused_at: str = ""
    chosen: dict[str, str] = {number.value: "" for number in BANK_CHOICES}

    @rx.event
    async def set_ticked(self, form: dict[str, str]):
        actor = await signed_in(self)
        ticked = {text for text in form.get("receipts", "").split(",") if text}
        rows = [row for row in await run(actor, undeposited) if str(row.receipt_id) in ticked]
        words = f"{plural(len(rows), 'receipt')}, {dollars(sum(row.amount_cents for row in rows))}"
        self.chosen = self.chosen | {str(form.get("belongs", "")): words}

    @rx.event
    async def submit_deposit(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            made = await run(actor, make_bank_deposit, **_asked(form), today=clock.today(), now=clock.now())
            shown = await run(actor, bank_deposit_details, bank_deposit_id=made)
        except Refused as refusal:
            self.errors, self.refused_at = errors_of(refusal), form.get("belongs", "")
            return None
        self.errors, self.refused_at = {}, ""
        self.chosen = dict.fromkeys(self.chosen, "")
        deposit = shown.deposit
        words = f"{plural(deposit.receipts, 'receipt')}, {dollars(deposit.total_cents)}"
        return [BankDepositsState.load, said(f"Deposit {deposit.number} made: {words}.")]


class TakingBackState(rx.State):
    """The dialog that takes a deposit back."""

    deposit: str = ""
    title: str = ""
    note: str = ""
    today: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_taking_back(self, deposit: str):
        actor = await signed_in(self)
        found = await run(actor, bank_deposit_details, bank_deposit_id=_id(str(deposit)))
        row = found.deposit
        self.title = f"Take back deposit {row.number} of {dollars(row.total_cents)}"
        self.note = (
            f"{plural(row.receipts, 'receipt')} will be on hand again and can be deposited anew. No receipt is "
            f"reversed and no tenant's balance changes. {BANKS.get(row.bank_account, 'The bank')} falls by "
            f"{dollars(row.total_cents)}."
        )
        self.today, self.errors = services().clock.today().isoformat(), {}
        self.deposit = str(row.bank_deposit_id)

    @rx.event
    async def close_taking_back(self):
        self.deposit = ""

    @rx.event
    async def submit_taking_back(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            await run(
                actor,
                take_back_deposit,
                request_key=_id(form.get("request_key", "")),
                bank_deposit_id=_id(form.get("deposit", "")),
                reversed_on=parse_day(form.get("reversed_on", ""), "reversed_on"),
                reason=form.get("reason", ""),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.deposit, self.errors = "", {}
        return [BankDepositsState.load, said("The deposit is taken back. Its receipts are on hand again.")]


def _asked(form: dict[str, str]) -> dict[str, Any]:
    if form.get("bank_account", "") not in {choice.value for choice in BANK_CHOICES}:
        raise Refused("Choose the account that the money goes to.", field="bank_account")
    return {
        "request_key": _id(form.get("request_key", "")),
        "receipt_ids": [_id(text) for text in form.get("receipts", "").split(",") if text],
        "bank_account": int(form["bank_account"]),
        "deposited_on": parse_day(form.get("deposited_on", ""), "deposited_on"),
        "memo": form.get("memo", ""),
    }


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("This form was not sent as a whole. Reload the page and try again.") from None


def on_hand() -> rx.Component:
    """Return the receipts on hand, by the account each belongs to."""
    return rx.foreach(BankDepositsState.groups, _group)


def _group(group: HandGroup) -> rx.Component:
    s = DepositingState
    chosen = rx.cond(s.chosen[group.account] != "", s.chosen[group.account], group.words)
    return section(
        f"On hand for the {group.name}",
        rx.cond(BankDepositsState.may_deposit, _form(group, chosen), _table(group)),
        beside=rx.el.span(chosen, class_name="pd-small pd-muted", role="status"),
    )


def _form(group: HandGroup, chosen: Any) -> rx.Component:
    s = DepositingState
    banks = [Choice(choice.value, choice.label) for choice in BANK_CHOICES]
    return rx.el.div(
        form(
            hidden_field("belongs", group.account),
            _table(group),
            field_pair(
                day_field("Deposited on", "deposited_on", BankDepositsState.today),
                choice_field("Account", "bank_account", banks, group.account),
                text_field("Note", "memo", optional=True, max_length=500, width="phone"),
            ),
            on_submit=s.submit_deposit,
            on_preview=s.set_ticked,
            errors=rx.cond(s.refused_at == group.account, s.errors, {}),
            submit=f"Deposit {chosen}",
            busy="Depositing…",
            label=f"Deposit in the {group.name}",
            key=group.key,
        ),
        class_name="pd-hand",
    )


def _table(group: HandGroup) -> rx.Component:
    return data_table(
        f"On hand for the {group.name}",
        [
            Column("Deposit", quiet=True, width="26px"),
            Column("Received"),
            Column("Household"),
            Column("Property", fill=True),
            Column("How"),
            Column("Amount", num=True),
        ],
        group.lines,
        _row,
        compact=True,
    )


def _row(line: HandLine) -> rx.Component:
    tick = rx.el.input(
        type="checkbox",
        name="receipts",
        value=line.receipt,
        default_checked=True,
        aria_label="Deposit " + line.household + ", " + line.amount,
        class_name="pd-tick",
    )
    note = rx.cond(line.note != "", rx.el.span(" ", line.note, class_name="pd-small pd-soon"))
    return table_row(
        cell(rx.cond(BankDepositsState.may_deposit, tick)),
        cell(line.on),
        cell(link(line.household, href=line.path, class_name="pd-link"), strong=True),
        cell(line.place, note, fill=True),
        cell(line.how),
        cell(line.amount, num=True),
    )


def dialog() -> rx.Component:
    """The dialog that takes a deposit back; the rows of deposits open it."""
    s = TakingBackState
    return form_dialog(
        hidden_field("deposit", s.deposit),
        day_field("Counts from", "reversed_on", s.today),
        text_field("Why", "reason", max_length=500, placeholder="Deposited in the wrong account"),
        title=s.title,
        note=s.note,
        submit="Take back",
        busy="Taking back…",
        open_=s.deposit != "",
        on_close=s.close_taking_back,
        on_submit=s.submit_taking_back,
        errors=s.errors,
        tone="danger",
    )
