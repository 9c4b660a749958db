"""The dialogs that fill the work sheet of a deposit: what is known of the move-out, deductions, who is paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.leasing.queries.details import PartyRow, tenancy_details
from pm_app.receivables.actions.deductions import add_deduction, change_deduction, remove_deduction, set_payees
from pm_app.receivables.actions.dispositions import DispositionFacts, change_disposition, open_disposition
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.dispositions import DispositionSheet, disposition_sheet
from pm_app.receivables.rules.deposits import NEW_KINDS, Deduction, Payee
from pm_app.runtime import run, services
from pm_app.ui.format import dollars, iso_day, parse_day, parse_dollars, parse_whole
from pm_app.ui.pages.lease.deposit import DepositState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in

KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in NEW_KINDS]
PAYEES = 4


@dataclass
class PayeeField:
    """One line of the dialog of payees, as it was."""

    name: str = ""
    share: str = ""


class DeductingState(rx.State):
    """The dialogs; `dialog` names the one that is open. `line_id` is the deduction that is changed, if any."""

    dialog: str = ""
    errors: dict[str, str] = {}
    line_id: str = ""
    charge: str = ""
    kind: str = ""
    amount: str = ""
    reason: str = ""
    proof: str = ""
    version: str = ""
    keys: str = ""
    address: str = ""
    address_on: str = ""
    inspection: str = ""
    interest: str = ""
    disputed: bool = False
    payees: list[PayeeField] = [PayeeField() for _ in range(PAYEES)]
    people: list[Choice] = []
    instruction: str = ""

    @rx.event
    async def submit_open(self):
        actor = await signed_in(self)
        clock = services().clock
        given = {"tenancy_id": route_id(self, "tenancy_id"), "today": clock.today(), "now": clock.now()}
        await run(actor, open_disposition, **given)
        return [LeaseState.load, said("The disposition is open. Check what is proposed.")]

    @rx.event
    async def open_facts(self):
        record = (await _sheet(self)).record
        if record is not None:
            self.version, self.disputed = str(record.version), record.disputed
            self.keys, self.address_on = iso_day(record.possession_returned_on), iso_day(record.address_received_on)
            self.address, self.inspection = record.forwarding_address, str(record.inspection_document_id or "")
            self.interest = dollars(record.interest_cents) if record.interest_cents else ""
            self.errors, self.dialog = {}, "facts"

    @rx.event
    async def open_new(self):
        await signed_in(self)
        self.line_id = self.charge = self.amount = self.reason = self.proof = ""
        self.kind, self.errors, self.dialog = ChargeKind.DAMAGES.value, {}, "deduction"

    @rx.event
    async def open_left_out(self, charge_id: str, amount: str):
        await signed_in(self)
        self.line_id = self.kind = self.reason = self.proof = ""
        self.charge, self.amount, self.errors, self.dialog = str(charge_id), str(amount), {}, "deduction"

    @rx.event
    async def open_deduction(self, line_id: str):
        sheet = await _sheet(self)
        row = next((one for one in sheet.lines if str(one.line_id) == str(line_id)), None)
        if row is not None:
            one = row.deduction
            self.line_id, self.charge, self.kind = str(line_id), str(one.charge_id or ""), one.kind.value
            self.amount, self.reason, self.proof = dollars(one.amount_cents), one.reason, str(one.document_id or "")
            self.errors, self.dialog = {}, "deduction"

    @rx.event
    async def open_payees(self):
        actor = await signed_in(self)
        sheet = await _sheet(self)
        named = [] if sheet.jointly else sheet.payees
        lines = [PayeeField(one.name, f"{one.share_bps / 100:g}") for one in named]
        self.payees = [*lines, *(PayeeField() for _ in range(PAYEES - len(lines)))][:PAYEES]
        self.people = [Choice(one.name, one.name) for one in await _parties(actor, sheet.place.tenancy_id)]
        self.instruction = next((str(one.document_id) for one in named if one.document_id), "")
        self.errors, self.dialog = {}, "payees"

    @rx.event
    async def close_dialog(self):
        self.dialog = ""

    @rx.event
    async def submit_facts(self, form: dict[str, str]):
        return await _done(self, change_disposition, "Saved.", _facts, form)

    @rx.event
    async def submit_deduction(self, form: dict[str, str]):
        if form.get("line_id"):
            return await _done(self, change_deduction, "The deduction is changed.", _changed, form)
        return await _done(self, add_deduction, "The deduction is added.", _added, form)

    @rx.event
    async def submit_removal(self, line_id: str):
        return await _done(self, remove_deduction, "The deduction is removed.", _removed, {"line_id": str(line_id)})

    @rx.event
    async def submit_payees(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            people = await _parties(actor, route_id(self, "tenancy_id"))
            payees = _payees(form, {one.name: one.person_id for one in people})
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return await _done(self, set_payees, "Saved.", lambda _: {"payees": payees}, form)


async def _sheet(state: rx.State) -> DispositionSheet:
    actor = await signed_in(state)
    return await run(actor, disposition_sheet, tenancy_id=route_id(state, "tenancy_id"))


async def _parties(actor: Any, tenancy_id: UUID) -> list[PartyRow]:
    return (await run(actor, tenancy_details, tenancy_id=tenancy_id, today=services().clock.today())).parties


async def _done(state: DeductingState, action: Any, sentence: str, asked: Any, form: Mapping[str, str]) -> Any:
    """Do what a form asks for; a refusal stands beside its field, else the dialog closes and the sheet is read anew."""
    actor = await signed_in(state)
    clock = services().clock
    try:
        given = asked(form)
        days = {"today": clock.today()} if action is change_disposition else {}
        await run(actor, action, tenancy_id=route_id(state, "tenancy_id"), now=clock.now(), **days, **given)
    except Refused as refusal:
        state.errors = _beside(refusal)
        return None
    state.dialog, state.errors = "", {}
    return [DepositState.load, said(sentence)]


def _beside(refusal: Refused) -> dict[str, str]:
    """Put the sentence beside the field as this page calls it."""
    names = {"inspection_document_id": "inspection", "document_id": "proof", "possession_returned_on": "keys"}
    return {names.get(refusal.field, refusal.field) or "form": refusal.message}


def _facts(form: Mapping[str, str]) -> dict[str, Any]:
    facts = DispositionFacts(
        possession_returned_on=_day(form, "keys"),
        address_received_on=_day(form, "address_received_on"),
        forwarding_address=form.get("forwarding_address", ""),
        inspection_document_id=_id(form.get("inspection", "")),
        interest_cents=parse_dollars(form["interest"], "interest") if form.get("interest", "").strip() else 0,
        disputed=form.get("disputed") == "1",
    )
    return {"facts": facts, "version": parse_whole(form.get("version", "")) or 0}


def _day(form: Mapping[str, str], name: str) -> Any:
    return parse_day(form[name], name) if form.get(name, "").strip() else None


def _added(form: Mapping[str, str]) -> dict[str, Any]:
    return {"new": _deduction(form)}


def _changed(form: Mapping[str, str]) -> dict[str, Any]:
    return {"line_id": _id(form["line_id"]), "to": _deduction(form)}


def _removed(form: Mapping[str, str]) -> dict[str, Any]:
    return {"line_id": _id(form["line_id"])}


def _deduction(form: Mapping[str, str]) -> Deduction:
    kind, charge_id = form.get("kind", ""), _id(form.get("charge", ""))
    if charge_id is None and kind not in {choice.value for choice in KINDS}:
        raise Refused("Choose what is deducted.", field="kind")
    return Deduction(
        kind=ChargeKind(kind) if kind in list(ChargeKind) else ChargeKind.OTHER,
        amount_cents=parse_dollars(form.get("amount", ""), "amount"),
        reason=form.get("reason", ""),
        charge_id=charge_id,
        document_id=_id(form.get("proof", "")),
    )


def _payees(form: Mapping[str, str], people: Mapping[str, UUID]) -> Sequence[Payee]:
    found: list[Payee] = []
    for place in range(PAYEES):
        name, share = form.get(f"payee_{place}", "").strip(), form.get(f"share_{place}", "").strip()
        if name or share:
            found.append(Payee(name, _bps(share), people.get(name), _id(form.get("instruction", ""))))
    return found


def _bps(text: str) -> int:
    """Read a share such as `50` or `33.34` percent in basis points."""
    whole, _, part = text.removesuffix("%").strip().partition(".")
    if not whole.isascii() or not whole.isdigit() or len(whole) > 3 or len(part) > 2 or not (part + "0").isdigit():
        raise Refused("Enter each share in percent, for example 50 or 33.34.", field="share")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Refused("This form was not sent as a whole. Close it and open it again.") from None
