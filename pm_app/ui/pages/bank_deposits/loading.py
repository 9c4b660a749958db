"""What is read when the page of bank deposits opens: what is on hand, and the deposits that were made."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.books.rules import ACCOUNTS, DEPOSIT_BANK, OPERATING_BANK
from pm_app.kernel.listing import Listing
from pm_app.receivables.queries.bank_deposit_rows import (
    BankDepositRow,
    DepositedReceipt,
    bank_deposit_details,
    bank_deposit_rows,
)
from pm_app.receivables.queries.undeposited import UndepositedRow, undeposited
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, dollars, iso_day, plural
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.books import asked_day
from pm_app.ui.session import signed_in
from pm_app.ui.theme import tone_of

BANKS = {one.number: one.name for one in ACCOUNTS if one.number in {OPERATING_BANK, DEPOSIT_BANK}}
BANK_CHOICES = [Choice(str(number), name) for number, name in BANKS.items()]


@dataclass
class HandLine:
    """A receipt on hand, as text; `note` says that part of it belongs to the other account."""

    receipt: str
    path: str
    on: str
    household: str
    place: str
    how: str
    note: str
    amount: str


@dataclass
class HandGroup:
    """The receipts that belong to one bank account; `key` changes with them."""

    account: str
    name: str
    words: str
    total: str
    key: str
    lines: list[HandLine] = field(default_factory=list)


@dataclass
class SlipLine:
    """A receipt in a deposit, as text."""

    path: str
    household: str
    place: str
    how: str
    note: str
    amount: str


@dataclass
class DepositLine:
    """A deposit that was made, as text."""

    deposit: str
    number: str
    account: str
    on: str
    counted: str
    badge: str
    tone: str
    why: str
    memo: str
    recorded: str
    total: str
    struck: str
    slip: str
    may_take_back: bool = False
    opened: bool = False
    lines: list[SlipLine] = field(default_factory=list)


class BankDepositsState(rx.State):
    """The page: `groups` on hand, `lines` of deposits."""

    loaded: bool = False
    may_deposit: bool = False
    today: str = ""
    summary: str = ""
    groups: list[HandGroup] = []
    lines: list[DepositLine] = []
    total: int = 0

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = paths.listing(query, sorts=(), default_sort="")
        on_hand = await run(actor, undeposited)
        account = query.get("account", "")
        found = await run(
            actor,
            bank_deposit_rows,
            listing=Listing(asked.text, page=asked.page, size=asked.size),
            bank_account=int(account) if account in {choice.value for choice in BANK_CHOICES} else None,
            starts_on=asked_day(query.get("from", "")),
            ends_on=asked_day(query.get("to", "")),
        )
        self.may_deposit = actor.may(Permission.RECORD_RECEIPTS)
        self.today = iso_day(services().clock.today())
        self.groups = [_group(number, rows) for number in BANKS if (rows := _belonging(on_hand, number))]
        self.summary = f"{dollars(sum(row.amount_cents for row in on_hand))} on hand" if on_hand else ""
        may_take_back = actor.may(Permission.REVERSE_ENTRIES)
        self.lines = [_deposit_line(row, may_take_back) for row in found.rows]
        self.total, self.loaded = found.total, True

    @rx.event
    async def open_deposit(self, deposit: str):
        actor = await signed_in(self)
        chosen = next((line for line in self.lines if line.deposit == str(deposit)), None)
        if chosen is None:
            return
        lines = chosen.lines
        if not chosen.opened:
            found = await run(actor, bank_deposit_details, bank_deposit_id=UUID(chosen.deposit))
            lines = [_slip_line(one) for one in found.receipts]
        self.lines = [
            replace(line, opened=not line.opened, lines=lines) if line.deposit == chosen.deposit else line
            for line in self.lines
        ]


def _belonging(rows: Sequence[UndepositedRow], account: int) -> list[UndepositedRow]:
    return [row for row in rows if row.bank_account == account]


def _group(account: int, rows: Sequence[UndepositedRow]) -> HandGroup:
    total = dollars(sum(row.amount_cents for row in rows))
    words = f"{plural(len(rows), 'receipt')}, {total}"
    return HandGroup(str(account), BANKS[account], words, total, f"{account} {words}", [_hand_line(r) for r in rows])


def _hand_line(row: UndepositedRow) -> HandLine:
    return HandLine(
        receipt=str(row.receipt_id),
        path=paths.ledger_row_path(row.tenancy_id, row.receipt_id),
        on=day(row.received_on),
        household=row.tenancy_name,
        place=row.property_name,
        how=" ".join(part for part in (row.method.value.capitalize(), row.reference) if part),
        note=_mixed(row),
        amount=dollars(row.amount_cents),
    )


def _mixed(row: UndepositedRow) -> str:
    if not 0 < row.deposit_cents < row.amount_cents:
        return ""
    other = dollars(row.deposit_cents if row.bank_account == OPERATING_BANK else row.amount_cents - row.deposit_cents)
    return f"{other} of it belongs to the other account and is moved afterwards"


def _deposit_line(row: BankDepositRow, may_take_back: bool) -> DepositLine:
    badge = "Taken back" if row.taken_back_on else "Returned" if row.returned else ""
    why = f"Taken back on {day(row.taken_back_on)}: {row.taken_back_because}" if row.taken_back_on else ""
    if row.returned:
        why = f"{plural(row.returned, 'payment')} in it came back from the bank"
    return DepositLine(
        deposit=str(row.bank_deposit_id),
        number=str(row.number),
        account=BANKS.get(row.bank_account, str(row.bank_account)),
        on=day(row.deposited_on),
        counted=plural(row.receipts, "receipt"),
        badge=badge,
        tone=tone_of(badge),
        why=why,
        memo=row.memo,
        recorded=row.recorded_by,
        total=dollars(row.total_cents),
        struck="struck" if row.taken_back_on else "",
        slip=f"/papers/deposit-slip/{row.bank_deposit_id}",
        may_take_back=may_take_back and row.taken_back_on is None and not row.returned,
    )


def _slip_line(one: DepositedReceipt) -> SlipLine:
    return SlipLine(
        path=paths.ledger_row_path(one.tenancy_id, one.receipt_id),
        household=one.tenancy_name,
        place=f"{one.property_name} {one.unit_name}",
        how=" ".join(part for part in (one.method.value.capitalize(), one.reference) if part),
        note=f"returned {day(one.returned_on)}" if one.returned_on else "",
        amount=dollars(one.amount_cents),
    )
