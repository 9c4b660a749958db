"""Recording money received: what holds, who paid, what it will settle, shown while one types."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.people.queries import person_choices
from pm_app.receivables.actions.receipts import PossibleDuplicate, record_receipt
from pm_app.receivables.enums import HoldKind, ReceiptMethod
from pm_app.receivables.queries.holds import holds_of
from pm_app.receivables.queries.payers import payer_choices
from pm_app.receivables.queries.positions import PreviewPart, ReceiptPreview, receipt_preview, tenancy_position
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS, OpenCharge
from pm_app.runtime import run, services
from pm_app.ui.format import day, dollars, iso_day, parse_day, parse_dollars
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.sent import ChargeLine, given_to, id_of, key_of, typed_cents
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in

METHODS = [Choice(method.value, method.value.capitalize()) for method in ReceiptMethod]
USUAL = ReceiptMethod.CHECK.value
OFFERED = 300


@dataclass
class PreviewLine:
    """A charge the receipt would settle, as text."""

    what: str
    counts: str
    amount: str
    left: str


class ReceivingState(rx.State):
    """The dialog, and what its receipt would settle. `hold` says what forbids to take money, `twice` asks about it."""

    opened: bool = False
    today: str = ""
    amount: str = ""
    payers: list[Choice] = []
    others: list[Choice] = []
    charges: list[ChargeLine] = []
    deposits_open: bool = False
    hold: str = ""
    may_override: bool = False
    twice: bool = False
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
        self.amount, self.today = typed_cents(owed_cents), iso_day(today)
        self.payers = [Choice(str(one.person_id), one.name) for one in payers]
        self.others = await _others(actor)
        self.hold, self.may_override = await _hold(actor, tenancy_id, today), actor.may(Permission.OVERRIDE_HOLDS)
        whole = await run(actor, tenancy_position, tenancy_id=tenancy_id, as_of=date.max)
        self.charges = [_charge_line(one) for one in whole.open_charges]
        self.deposits_open = any(one.kind in DEPOSIT_KINDS for one in whole.open_charges)
        self.preview, self.outcome, self.errors, self.twice = [], "", {}, False
        if owed_cents:
            given = {"tenancy_id": tenancy_id, "amount_cents": owed_cents, "received_on": today, "today": today}
            self._show(await run(actor, receipt_preview, **given))
        self.opened = True

    @rx.event
    async def close_receipt(self):
        self.opened = False

    @rx.event
    async def set_preview(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            given = {
                "tenancy_id": route_id(self, "tenancy_id"),
                "amount_cents": parse_dollars(form.get("amount", ""), "amount"),
                "received_on": parse_day(form.get("received_on", ""), "received_on"),
                "designated": given_to(form),
                "include_deposits": form.get("include_deposits") == "1",
            }
            shown = await run(actor, receipt_preview, **given, today=services().clock.today())
        except Refused:
            self.preview, self.outcome = [], ""  # what is wrong is said when the form is sent, not at every key
            return
        self._show(shown)

    @rx.event
    async def submit_receipt(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            asked = await _asked(actor, form)
            tenancy_id = route_id(self, "tenancy_id")
            await run(actor, record_receipt, tenancy_id=tenancy_id, **asked, today=clock.today(), now=clock.now())
        except Refused as refusal:
            self.twice = self.twice or isinstance(refusal, PossibleDuplicate)
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = False, {}
        return [LeaseState.load, said(f"{dollars(asked['amount_cents'])} recorded.")]

    def _show(self, shown: ReceiptPreview) -> None:
        self.preview = [_line(part) for part in shown.parts]
        rest = f"{dollars(shown.prepaid_cents)} stays prepaid. " if shown.prepaid_cents else ""
        after = f"{dollars(shown.balance_cents)} → {dollars(shown.balance_after_cents)}"
        self.outcome = f"{rest}The balance goes {after}."


async def _others(actor: Actor) -> list[Choice]:
    if not actor.may(Permission.VIEW_PEOPLE):
        return []
    found = await run(actor, person_choices, search="", limit=OFFERED)
    return [Choice(str(one.person_id), one.name) for one in found]


async def _hold(actor: Actor, tenancy_id: UUID, today: date) -> str:
    """Say what forbids to take money today, or nothing."""
    holds = await run(actor, holds_of, tenancy_id=tenancy_id)
    for hold in holds.get(tenancy_id, []):
        if hold.kind == HoldKind.EVICTION and hold.holds_on(today):
            return f"An eviction hold is on this household since {day(hold.starts_on)}: {hold.reason}"
    for hold in holds.get(tenancy_id, []):
        if hold.kind == HoldKind.CERTIFIED_FUNDS and hold.holds_on(today):
            until = f" until {day(hold.ends_on)}" if hold.ends_on else ""
            return f"Only cash, cashier's checks and money orders are taken{until}: {hold.reason}"
    return ""


def _charge_line(one: OpenCharge) -> ChargeLine:
    kind = one.kind.value[:1].upper() + one.kind.value[1:]
    return ChargeLine(str(one.charge_id), f"{kind}, due {day(one.due_on)}", f"{dollars(one.open_cents)} open")


def _line(part: PreviewPart) -> PreviewLine:
    kind = part.kind.value[:1].upper() + part.kind.value[1:]
    return PreviewLine(
        what=f"{kind}, {part.description or 'due ' + day(part.due_on)}",
        counts=f"from {day(part.settles_on)}",
        amount=dollars(part.amount_cents),
        left=f"{dollars(part.left_cents)} left" if part.left_cents else "paid in full",
    )


async def _asked(actor: Actor, form: dict[str, str]) -> dict[str, Any]:
    if form.get("method", "") not in {choice.value for choice in METHODS}:
        raise Refused("Choose how the money came in.", field="method")
    return {
        "request_key": key_of(form),
        "amount_cents": parse_dollars(form.get("amount", ""), "amount"),
        "received_on": parse_day(form.get("received_on", ""), "received_on"),
        "method": ReceiptMethod(form["method"]),
        "reference": form.get("reference", ""),
        "payer_id": await _payer(actor, form),
        "memo": form.get("memo", ""),
        "designated": given_to(form),
        "include_deposits": form.get("include_deposits") == "1",
        "hold_override": form.get("hold_override", ""),
        "duplicate_confirmed": form.get("duplicate_confirmed") == "1",
    }


async def _payer(actor: Actor, form: dict[str, str]) -> UUID | None:
    """Return who paid: somebody else who was typed, else who was chosen of the household, else nobody by name."""
    typed = form.get("other_payer", "").strip()
    if not typed:
        return id_of(form["payer_id"], "payer_id") if form.get("payer_id") else None
    found = await run(actor, person_choices, search=typed)
    exact = [one for one in found if one.name.casefold() == typed.casefold()] or found
    if len(exact) != 1:
        raise Refused(
            "Nobody here has this name. Choose from the list, or add the payer under People first."
            if not exact
            else "Several people fit this name. Choose one from the list.",
            field="other_payer",
        )
    return exact[0].person_id
