"""What the entry of a stack of checks does: finds households, records each row once, takes the stack to the bank."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.actions.receipts import record_receipt
from pm_app.receivables.enums import HoldKind, ReceiptMethod
from pm_app.receivables.queries.paying import PayingHousehold, paying_households
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.queries.undeposited import UndepositedRow, undeposited
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import dollars, iso_day, parse_day, parse_dollars, plural
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

METHODS = [Choice(method.value, method.value.capitalize()) for method in ReceiptMethod]
USUAL = ReceiptMethod.CHECK.value
LONGEST_STACK = 500
BANKS = {1000: "operating trust bank", 1010: "security deposit trust bank"}


@dataclass
class FoundHousehold:
    """A household that fits what was typed; `owes` as an amount field wants it, `hold` what forbids to take money."""

    tenancy: str
    unit: str
    label: str
    place: str
    owes: str
    balance: str
    hold: str


@dataclass
class RowAnswer:
    """What became of a row that was sent: `state` is "posted" or "refused"."""

    row: str
    turn: str
    state: str
    sentence: str = ""
    field: str = ""
    receipt: str = ""
    path: str = ""
    household: str = ""
    place: str = ""
    balance: str = ""


@dataclass
class StackPart:
    """What of the stack goes to one bank account."""

    words: str
    amount: str


class EntryState(rx.State):
    """The page; what is typed stands in the grid itself."""

    loaded: bool = False
    owner: str = ""
    today: str = ""
    may_override: bool = False
    found: list[FoundHousehold] = []
    found_for: str = ""
    answers: list[RowAnswer] = []
    finished: int = 0
    depositing: bool = False
    parts: list[StackPart] = []
    total: str = ""
    errors: dict[str, str] = {}
    _stack: list[str] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.RECORD_RECEIPTS)
        self.owner, self.today = str(actor.user_id), iso_day(services().clock.today())
        self.may_override = actor.may(Permission.OVERRIDE_HOLDS)
        self.loaded = True

    @rx.event
    async def search(self, row: str, typed: str):
        actor = await signed_in(self)
        today = services().clock.today()
        found = await run(actor, paying_households, search=str(typed), as_of=today)
        self.found = [_found(one) for one in found]
        self.found_for = f"{row}:{typed}"

    @rx.event
    async def submit_row(self, row: dict[str, str]):
        actor = await signed_in(self)
        answer = RowAnswer(str(row.get("row", "")), str(row.get("turn", "")), "refused")
        try:
            await _record(actor, row, answer)
        except Refused as refusal:
            answer.sentence, answer.field = refusal.message, refusal.field
        self.answers = [*(one for one in self.answers if one.row != answer.row), answer][-LONGEST_STACK:]

    @rx.event
    async def open_depositing(self, receipts: list[str]):
        actor = await signed_in(self)
        stack = {str(one) for one in receipts}
        rows = [one for one in await run(actor, undeposited) if str(one.receipt_id) in stack]
        self._stack, self.errors = [str(one.receipt_id) for one in rows], {}
        self.parts = [
            StackPart(f"{plural(len(mine), 'receipt')} to the {name}", dollars(sum(one.amount_cents for one in mine)))
            for account, name in BANKS.items()
            if (mine := _belonging(rows, account))
        ]
        self.total = f"{plural(len(rows), 'receipt')}, {dollars(sum(one.amount_cents for one in rows))}"
        self.depositing = True

    @rx.event
    async def close_depositing(self):
        self.depositing = False

    @rx.event
    async def submit_depositing(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            day, key = parse_day(form.get("deposited_on", ""), "deposited_on"), _id(form.get("request_key", ""))
            made = await _deposit(actor, self._stack, day, key)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.depositing, self.errors = False, {}
        self.finished += 1
        self.answers, self._stack = [], []
        return said(f"{plural(made, 'deposit')} made: {self.total}.")


def _found(one: PayingHousehold) -> FoundHousehold:
    home, owed = one.household, one.balance_cents
    hold = next((each for each in one.holds if each.kind in {HoldKind.EVICTION, HoldKind.CERTIFIED_FUNDS}), None)
    return FoundHousehold(
        tenancy=str(home.tenancy_id),
        unit=home.unit_name,
        label=home.name,
        place=f"{home.property_name}, moved out" if home.gone else home.property_name,
        owes=f"{owed // 100}.{owed % 100:02}" if owed > 0 else "",
        balance=dollars(owed),
        hold=f"{hold.kind.value.capitalize()}: {hold.reason}" if hold else "",
    )


async def _record(actor: Actor, row: dict[str, str], answer: RowAnswer) -> None:
    clock = services().clock
    today = clock.today()
    asked = _asked(row)
    tenancy_id = await _household(actor, row, today)
    receipt_id = await run(actor, record_receipt, tenancy_id=tenancy_id, **asked, today=today, now=clock.now())
    place = await run(actor, tenancy_place, tenancy_id=tenancy_id)
    stands = await run(actor, tenancy_position, tenancy_id=tenancy_id, as_of=today)
    answer.state, answer.receipt = "posted", str(receipt_id)
    answer.path = paths.ledger_row_path(tenancy_id, receipt_id)
    answer.household, answer.place = place.name, place.property_name
    answer.balance = f"balance {dollars(stands.balance_cents)}"


def _asked(row: dict[str, str]) -> dict[str, Any]:
    if row.get("method", "") not in {choice.value for choice in METHODS}:
        raise Refused("Choose how the money came in.", field="method")
    return {
        "request_key": _id(row.get("row", "")),
        "amount_cents": parse_dollars(row.get("amount", ""), "amount"),
        "received_on": parse_day(row.get("received_on", ""), "received_on"),
        "method": ReceiptMethod(row["method"]),
        "reference": row.get("reference", ""),
        "duplicate_confirmed": row.get("duplicate") == "1",
        "hold_override": row.get("override", ""),
    }


async def _household(actor: Actor, row: dict[str, str], today: date) -> UUID:
    """Return whose check it is: the household that was chosen, else the only one that fits what was typed."""
    if chosen := row.get("household", ""):
        return _id(chosen)
    typed = row.get("typed", "").strip()
    if not typed:
        raise Refused("Type whose check it is: the unit or a name.", field="household")
    found = await run(actor, paying_households, search=typed, as_of=today)
    if not found:
        raise Refused("No household fits. Type the unit or part of a name.", field="household")
    if len(found) > 1:
        raise Refused("Several households fit. Choose one of them.", field="household")
    return found[0].household.tenancy_id


async def _deposit(actor: Actor, stack: list[str], day: date, key: UUID) -> int:
    """Deposit the stack, one deposit for each account, each once; return how many that were."""
    clock = services().clock
    rows = [one for one in await run(actor, undeposited) if str(one.receipt_id) in stack]
    groups = {account: mine for account in BANKS if (mine := _belonging(rows, account))}
    if not groups:
        raise Refused("Nothing of this stack is on hand any more. Look at the bank deposits.")
    for account, mine in groups.items():
        await run(
            actor,
            make_bank_deposit,
            request_key=uuid5(NAMESPACE_OID, f"stack {key} {account}"),
            receipt_ids=[one.receipt_id for one in mine],
            bank_account=account,
            deposited_on=day,
            today=clock.today(),
            now=clock.now(),
        )
    return len(groups)


def _belonging(rows: list[UndepositedRow], account: int) -> list[UndepositedRow]:
    return [one for one in rows if one.bank_account == account]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("This row was not sent as a whole. Reload the page; what was typed stays.") from None
