"""What the tab of the deposit shows: the work sheet of a disposition as text, and what posting it would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.rows import DocumentRow, documents_of
from pm_app.receivables.enums import DispositionState
from pm_app.receivables.queries.dispositions import (
    DeductionRow,
    DispositionSheet,
    DueBy,
    disposition_sheet,
    waits_for_address,
)
from pm_app.receivables.queries.unused_days import UnusedDays, unused_days
from pm_app.receivables.rules.deposits import cautions, paid_out
from pm_app.receivables.rules.postings import HELD_ACCOUNTS
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import UNKNOWN, day, days_left, days_tone, dollars
from pm_app.ui.parts.address import Choice
from pm_app.ui.session import route_id, signed_in
from pm_app.ui.theme import tone_of


@dataclass
class SheetLine:
    """One line of the work sheet, as text: what it is, why, what proves it, how much."""

    line_id: str
    what: str
    reason: str
    proof: str
    proof_path: str
    note: str
    amount: str


@dataclass
class PayLine:
    """Who is paid how much, and how it was paid."""

    name: str
    detail: str
    amount: str


class DepositState(rx.State):
    """The tab."""

    loaded: bool = False
    opened: bool = False
    may_prepare: bool = False
    may_pay: bool = False
    may_undo: bool = False
    nothing: str = ""
    may_open: bool = False
    state: str = ""
    tone: str = ""
    is_open: bool = False
    is_itemized: bool = False
    is_sent: bool = False
    deadline: str = ""
    deadline_left: str = ""
    deadline_tone: str = ""
    deadline_why: str = ""
    warnings: list[str] = []
    held: list[SheetLine] = []
    deductions: list[SheetLine] = []
    left_out: list[SheetLine] = []
    payees: list[PayLine] = []
    held_total: str = ""
    deducted: str = ""
    outcome_words: str = ""
    outcome: str = ""
    outcome_tone: str = ""
    refunds: bool = False
    moved_out: str = ""
    keys: str = ""
    address: str = ""
    address_on: str = ""
    inspection: str = ""
    inspection_path: str = ""
    disputed: str = ""
    posted: str = ""
    sent: str = ""
    statement_path: str = ""
    proof: str = ""
    proof_path: str = ""
    other_money: str = ""
    unused: str = ""
    transfer: str = ""
    transfer_path: str = ""
    documents: list[Choice] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        if not actor.may(Permission.VIEW_LEDGER):
            self.loaded, self.nothing = True, "Your role does not see deposits."
            return
        tenancy_id, today = route_id(self, "tenancy_id"), services().clock.today()
        sheet = await run(actor, disposition_sheet, tenancy_id=tenancy_id)
        papers = await _papers(actor, tenancy_id, today)
        _show_what_may_be_done(self, actor, sheet)
        _show_sheet(self, sheet, papers)
        _show_deadline(self, sheet, today)
        _show_facts(self, sheet, papers)
        _show_cautions(self, sheet, papers)
        found = await run(actor, unused_days, tenancy_id=tenancy_id) if actor.may(Permission.GIVE_CREDITS) else []
        self.unused = _unused(found)
        self.documents = [Choice(str(row.document_id), row.title) for row in papers]
        self.loaded = True


async def _papers(actor: Actor, tenancy_id: UUID, today: date) -> list[DocumentRow]:
    if not actor.may(Permission.VIEW_DOCUMENTS):
        return []
    return await run(actor, documents_of, today=today, tenancy_id=tenancy_id)


def _show_what_may_be_done(state: DepositState, actor: Actor, sheet: DispositionSheet) -> None:
    record, held_cents = sheet.record, sum(sheet.held.values())
    stands = record.state if record else None
    word = stands.value.capitalize() if stands else ""
    state.opened, state.state, state.tone = record is not None, word, tone_of(word)
    state.is_open = stands == DispositionState.OPEN
    state.is_itemized, state.is_sent = stands == DispositionState.ITEMIZED, stands == DispositionState.SENT
    state.may_prepare = actor.may(Permission.POST_CHARGES)
    state.may_pay, state.may_undo = actor.may(Permission.PAY_REFUNDS), actor.may(Permission.REVERSE_ENTRIES)
    state.may_open = record is None and sheet.place.moved_out_on is not None and held_cents > 0 and state.may_prepare
    state.nothing = ""
    if record is None and not held_cents:
        state.nothing = "No deposit of this household is held."
    elif record is None and sheet.place.moved_out_on is None:
        state.nothing = f"{dollars(held_cents)} is held. It is settled after the household has moved out."
    elif record is None:
        state.nothing = f"{dollars(held_cents)} is held. Start the disposition: what is open is proposed as deductions."


def _show_sheet(state: DepositState, sheet: DispositionSheet, papers: Sequence[DocumentRow]) -> None:
    titles = {row.document_id: row.title for row in papers}
    state.held = [_held_line(kind.value, sheet.held[kind]) for kind in HELD_ACCOUNTS if sheet.held.get(kind)]
    if sheet.outcome.interest_cents:
        state.held.append(_held_line("interest", sheet.outcome.interest_cents))
    state.deductions = [_deduction_line(row, titles, posted=not state.is_open) for row in sheet.lines]
    state.left_out = [
        SheetLine(
            line_id=str(item.charge.charge_id),
            what=item.charge.kind.value.capitalize(),
            reason=item.description,
            proof="",
            proof_path="",
            note=f"due {day(item.charge.due_on)}",
            amount=dollars(item.charge.open_cents),
        )
        for item in sheet.left_out
    ]
    found = sheet.outcome
    state.held_total = dollars(found.held_cents + found.interest_cents)
    state.deducted = dollars(-found.deducted_cents) if found.deducted_cents else dollars(0)
    state.refunds = found.refund_cents > 0
    state.outcome_words = "Left to pay" if found.due_cents else "Refund"
    state.outcome, state.outcome_tone = (
        dollars(found.due_cents or found.refund_cents),
        "overdue" if found.due_cents else "",
    )
    state.payees = _pay_lines(sheet)


def _held_line(words: str, cents: int) -> SheetLine:
    return SheetLine("", words.capitalize(), "", "", "", "", dollars(cents))


def _deduction_line(row: DeductionRow, titles: Mapping[UUID, str], *, posted: bool) -> SheetLine:
    one = row.deduction
    note = "new charge" if one.charge_id is None else ""
    if not posted and row.open_cents is not None and row.open_cents < one.amount_cents:
        note = f"only {dollars(row.open_cents)} is open now"
    return SheetLine(
        line_id=str(row.line_id),
        what=one.kind.value.capitalize(),
        reason=one.reason,
        proof=titles.get(one.document_id, "a document") if one.document_id else "",
        proof_path=paths.document_path(one.document_id) if one.document_id else "",
        note=note,
        amount=dollars(-one.amount_cents),
    )


def _pay_lines(sheet: DispositionSheet) -> list[PayLine]:
    standing = [one for one in sheet.refunds if one.reversed_on is None]
    if standing:
        return [
            PayLine(
                one.payee,
                " ".join(word for word in (one.method.value, one.reference, f"of {day(one.paid_on)}") if word),
                dollars(one.amount_cents),
            )
            for one in standing
        ]
    whole = "all tenants together, on one check" if sheet.jointly else ""
    return [
        PayLine(payee.name, whole or f"{payee.share_bps / 100:g} %", dollars(cents))
        for payee, cents in paid_out(sheet.outcome.refund_cents, sheet.payees)
    ]


def _show_deadline(state: DepositState, sheet: DispositionSheet, today: date) -> None:
    due_by, record = sheet.due_by, sheet.record
    done = record is not None and record.sent_on is not None
    state.deadline = state.deadline_left = state.deadline_tone = state.deadline_why = ""
    if sheet.place.moved_out_on is None:
        return
    if due_by is None:
        where = sheet.jurisdiction or "this property: its address names no state"
        state.deadline, state.deadline_why = "Not known", f"No deadline is set for {where}."
    elif due_by.due_on is None:
        state.deadline = "Not running yet"
        state.deadline_why = _why(due_by) if not waits_for_address(due_by) else "It begins with a forwarding address."
    else:
        state.deadline, state.deadline_why = day(due_by.due_on), _why(due_by)
        if not done:
            state.deadline_left = days_left(due_by.due_on, today)
            state.deadline_tone = days_tone(due_by.due_on, today)


def _why(due_by: DueBy) -> str:
    one = due_by.deadline
    began = f" on {day(due_by.starts_on)}" if due_by.starts_on else ""
    return (
        f"{one.days} days from {one.starts.value}{began}, {one.jurisdiction}, {one.situation.value}. "
        f"{one.source}, verified {day(one.verified_on)}."
    )


def _show_facts(state: DepositState, sheet: DispositionSheet, papers: Sequence[DocumentRow]) -> None:
    titles = {row.document_id: row.title for row in papers}
    state.moved_out = day(sheet.place.moved_out_on)
    record = sheet.record
    if record is None:
        return
    state.keys = day(record.possession_returned_on)
    state.address, state.address_on = record.forwarding_address or UNKNOWN, day(record.address_received_on)
    state.inspection, state.inspection_path = _document(record.inspection_document_id, titles)
    state.proof, state.proof_path = _document(record.proof_document_id, titles)
    state.disputed = "Yes" if record.disputed else "No"
    state.posted = f"{day(record.itemized_on)}, by {record.itemized_by}" if record.itemized_on else UNKNOWN
    state.sent = f"{day(record.sent_on)}, {record.sent_method}" if record.sent_on else UNKNOWN
    kept = record.statement_document_id
    drawn = f"/papers/deposit-statement/{sheet.place.tenancy_id}"
    state.statement_path = paths.document_path(kept) if kept else drawn


def _unused(found: Sequence[UnusedDays]) -> str:
    """Say what was charged for days after the household left; empty when nothing was."""
    if not found:
        return ""
    cents = sum(one.amount_cents for one in found)
    return f"{dollars(cents)} was charged for days after the move-out. It is theirs only when you credit it."


def _document(document_id: UUID | None, titles: Mapping[UUID, str]) -> tuple[str, str]:
    if document_id is None:
        return UNKNOWN, ""
    return titles.get(document_id, "A document"), paths.document_path(document_id)


def _show_cautions(state: DepositState, sheet: DispositionSheet, papers: Sequence[DocumentRow]) -> None:
    """Say what to think of while it is open, and where money lies that is not where it should."""
    state.warnings = []
    if sheet.record is not None and sheet.record.state == DispositionState.OPEN:
        state.warnings = cautions(
            sheet.held,
            sheet.deductions,
            has_checklist=any(row.kind == DocumentKind.MOVE_IN_INSPECTION for row in papers),
            left_out_cents=sum(item.charge.open_cents for item in sheet.left_out),
        )
    free_cents = sheet.prepaid_cents
    state.other_money = (
        f"{dollars(free_cents)} is prepaid besides. It is paid back from the ledger." if free_cents else ""
    )
    due_cents = sheet.deposits.transfer_due_cents if sheet.deposits else 0
    where = "into" if due_cents > 0 else "out of"
    state.transfer = f"{dollars(abs(due_cents))} is to be moved {where} the deposit bank." if due_cents else ""
    state.transfer_path = paths.with_query(paths.DEPOSITS, show="move", q=sheet.place.name)
