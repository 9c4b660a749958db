"""The dialogs that finish a deposit: posting it after a preview, taking that back, sending the statement, closing."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused, Unavailable
from pm_app.leasing.queries.details import tenancy_details
from pm_app.papers import deposit_statement_drawn, keep_drawn, send_deposit_statement
from pm_app.receivables.actions.dispositions import check_sendable, close_disposition, mark_disposition_sent
from pm_app.receivables.actions.itemizing import Paying, itemize_disposition
from pm_app.receivables.actions.itemizing_back import take_back_itemizing
from pm_app.receivables.enums import ReceiptMethod
from pm_app.receivables.queries.dispositions import DispositionSheet, disposition_sheet
from pm_app.receivables.rules.deposits import Release, paid_out
from pm_app.runtime import run, run_now, services
from pm_app.ui.format import dollars, iso_day, parse_day
from pm_app.ui.pages.lease.deposit import DepositState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.waiting import WaitingState
from pm_app.ui.session import route_id, signed_in

METHODS = [Choice(one.value, one.value.capitalize()) for one in ReceiptMethod if one != ReceiptMethod.CARD]
BY_MAIL, BY_HAND = "e-mail", "on paper"
WAYS = [Choice(BY_HAND, "On paper: certified mail, by hand"), Choice(BY_MAIL, "By e-mail, with the statement attached")]


@dataclass
class PostingLine:
    """One thing that will be posted, as text."""

    what: str
    note: str
    amount: str


@dataclass
class ReferenceField:
    """The number of one payment: the name of its field, and whose it is."""

    name: str
    label: str


class ItemizingState(rx.State):
    """The dialogs; `dialog` names the one that is open."""

    dialog: str = ""
    errors: dict[str, str] = {}
    today: str = ""
    shown_cents: str = ""
    postings: list[PostingLine] = []
    references: list[ReferenceField] = []
    submit: str = ""
    pays: bool = False
    people: list[Choice] = []

    @rx.event
    async def open_itemizing(self):
        actor = await signed_in(self)
        sheet = await run(actor, disposition_sheet, tenancy_id=route_id(self, "tenancy_id"))
        self.shown_cents, self.postings = str(sheet.outcome.left_cents), _postings(sheet)
        paid = paid_out(sheet.outcome.refund_cents, sheet.payees)
        self.references = [
            ReferenceField(f"reference_{place}", f"Number, {payee.name}") for place, (payee, _) in enumerate(paid)
        ]
        self.pays = bool(paid)
        self.submit = f"Post and refund {dollars(sheet.outcome.refund_cents)}" if paid else "Post"
        self._open("itemize")

    @rx.event
    async def open_undo(self):
        await signed_in(self)
        self._open("undo")

    @rx.event
    async def open_sent(self):
        actor = await signed_in(self)
        tenancy_id, today = route_id(self, "tenancy_id"), services().clock.today()
        found = await run(actor, tenancy_details, tenancy_id=tenancy_id, today=today)
        self.people = [
            Choice(str(one.person_id), f"{one.name}, {one.email or 'no e-mail address'}") for one in found.parties
        ]
        self._open("sent")

    @rx.event
    async def open_close(self):
        await signed_in(self)
        self._open("close")

    @rx.event
    async def close_dialog(self):
        self.dialog = ""

    def _open(self, dialog: str) -> None:
        self.today, self.errors, self.dialog = iso_day(services().clock.today()), {}, dialog

    @rx.event
    async def submit_itemizing(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            asked = _itemizing(form)
            await run(actor, itemize_disposition, tenancy_id=route_id(self, "tenancy_id"), **asked, **_when())
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return self._done("Posted. Now send the statement before the deadline.")

    @rx.event
    async def submit_undo(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await run(
                actor,
                take_back_itemizing,
                tenancy_id=route_id(self, "tenancy_id"),
                reversed_on=parse_day(form.get("reversed_on", ""), "reversed_on"),
                reason=form.get("reason", ""),
                **_when(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return self._done("Everything it had posted is reversed. The work sheet is open again.")

    @rx.event
    async def submit_sent(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            words = await asyncio.to_thread(_kept, actor, route_id(self, "tenancy_id"), form)
            await run(actor, mark_disposition_sent, tenancy_id=route_id(self, "tenancy_id"), **words, **_when())
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        except Unavailable as problem:
            self.errors = {"form": str(problem)}
            return None
        return self._done("Sent, and the statement is kept among the documents.")

    @rx.event
    async def submit_close(self):
        actor = await signed_in(self)
        now = services().clock.now()
        await run(actor, close_disposition, tenancy_id=route_id(self, "tenancy_id"), now=now)
        return self._done("The disposition is closed.")

    def _done(self, sentence: str) -> list[Any]:
        self.dialog, self.errors = "", {}
        return [LeaseState.load, DepositState.load, WaitingState.load, said(sentence)]


def _when() -> dict[str, Any]:
    clock = services().clock
    return {"today": clock.today(), "now": clock.now()}


def _postings(sheet: DispositionSheet) -> list[PostingLine]:
    """Say exactly what posting will do, in its order."""
    lines = [
        PostingLine(f"Charge {one.kind.value}", one.reason, dollars(one.amount_cents))
        for one in sheet.deductions
        if one.charge_id is None
    ]
    lines += [_released(one) for one in sheet.releases]
    lines += [
        PostingLine(f"Refund to {payee.name}", "paid from the deposit bank (1010)", dollars(cents))
        for payee, cents in paid_out(sheet.outcome.refund_cents, sheet.payees)
    ]
    if sheet.outcome.due_cents:
        lines.append(PostingLine("Left to pay", "stays open on the ledger", dollars(sheet.outcome.due_cents)))
    return lines


def _released(one: Release) -> PostingLine:
    named = (one.deposit or "interest on the deposit").capitalize()
    return PostingLine(
        f"{named} released",
        f"{dollars(one.withheld_cents)} settles deductions, {dollars(one.returned_cents)} goes back",
        dollars(one.amount_cents),
    )


def _itemizing(form: Mapping[str, str]) -> dict[str, Any]:
    method = form.get("method", "") or ReceiptMethod.CHECK.value
    if method not in {choice.value for choice in METHODS}:
        raise Refused("Choose how the refund is paid.", field="method")
    references = [value for name, value in sorted(form.items()) if name.startswith("reference_")]
    shown = form.get("shown_cents", "")
    if not shown.removeprefix("-").isdigit():
        raise Refused("This form was not sent as a whole. Close it and open it again.")
    return {
        "request_key": _id(form.get("request_key", "")),
        "itemized_on": parse_day(form.get("itemized_on", ""), "itemized_on"),
        "shown_cents": int(shown),
        "paying": Paying(ReceiptMethod(method), tuple(references)),
    }


def _kept(actor: Actor, tenancy_id: UUID, form: Mapping[str, str]) -> dict[str, Any]:
    """Keep the statement as a document, mail it when that was chosen, and return what is to be marked."""
    sent_on, key = parse_day(form.get("sent_on", ""), "sent_on"), _id(form.get("request_key", ""))
    by_mail = form.get("way") == BY_MAIL
    method = BY_MAIL if by_mail else form.get("method", "")
    marked: dict[str, Any] = {"sent_on": sent_on, "method": method}
    run_now(actor, check_sendable, tenancy_id=tenancy_id, today=services().clock.today(), **marked)
    marked["proof_document_id"] = _id(form["proof"]) if form.get("proof") else None
    if by_mail and not form.get("to"):
        raise Refused("Choose whom to send it to.", field="to")
    if by_mail:
        sent = send_deposit_statement(actor, tenancy_id, as_of=sent_on, to=[_id(form["to"])], request_key=key)
        return {**marked, "statement_document_id": sent.document_id}
    kept = keep_drawn(actor, deposit_statement_drawn(actor, tenancy_id, sent_on), request_key=key)
    return {**marked, "statement_document_id": kept.document_id}


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("This form was not sent as a whole. Close it and open it again.") from None
