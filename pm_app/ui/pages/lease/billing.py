"""The dialogs that charge a household once: something of its own, and what was due before the stay was taken over."""

from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.charges import post_charge
from pm_app.receivables.actions.posting_rent import post_rent_charge
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.recurring import earlier_rent
from pm_app.runtime import run, services
from pm_app.ui.format import dollars, iso_day, parse_day, parse_dollars, plural
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.ledger import LedgerState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import choice_field, day_field, errors_of, field_pair, money_field, text_field
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import route_id, signed_in


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


KINDS = [Choice(kind.value, _capital(kind.value)) for kind in ChargeKind]


class BillingState(rx.State):
    """The two dialogs."""

    opened: bool = False
    confirming: bool = False
    today: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_charge(self):
        await signed_in(self)
        self.errors, self.today, self.opened = {}, iso_day(services().clock.today()), True

    @rx.event
    async def close_charge(self):
        self.opened = False

    @rx.event
    async def open_earlier(self):
        await signed_in(self)
        self.confirming = True

    @rx.event
    async def close_earlier(self):
        self.confirming = False

    @rx.event
    async def submit_charge(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            asked = _asked(form)
            tenancy_id = route_id(self, "tenancy_id")
            await run(actor, post_charge, tenancy_id=tenancy_id, **asked, today=clock.today(), now=clock.now())
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = False, {}
        return [LeaseState.load, said(f"{_capital(asked['kind'].value)} of {dollars(asked['amount_cents'])} charged.")]

    @rx.event
    async def submit_earlier(self):
        actor = await signed_in(self)
        clock = services().clock
        due = await run(actor, earlier_rent, tenancy_id=route_id(self, "tenancy_id"), today=clock.today())
        self.confirming = False
        posted = 0
        try:
            for one in due:
                period_on = one.period.whole_starts_on
                await run(
                    actor,
                    post_rent_charge,
                    rent_line_id=one.rent_line_id,
                    period_starts_on=period_on,
                    today=clock.today(),
                    now=clock.now(),
                )
                posted += 1
        except Refused as refusal:
            return [LeaseState.load, warned(f"{posted} of {plural(len(due), 'charge')} posted. {refusal.message}")]
        return [LeaseState.load, said(f"{plural(posted, 'charge')} posted.")]


def _asked(form: dict[str, str]) -> dict[str, Any]:
    if form.get("kind", "") not in {choice.value for choice in KINDS}:
        raise Refused("Choose what is charged.", field="kind")
    served_from, served_to = form.get("service_from", "").strip(), form.get("service_to", "").strip()
    return {
        "request_key": _key(form),
        "kind": ChargeKind(form["kind"]),
        "amount_cents": parse_dollars(form.get("amount", ""), "amount"),
        "due_on": parse_day(form.get("due_on", ""), "due_on"),
        "description": form.get("description", ""),
        "service_from": parse_day(served_from, "service_from") if served_from else None,
        "service_to": parse_day(served_to, "service_to") if served_to else None,
    }


def _key(form: dict[str, str]) -> UUID:
    try:
        return UUID(form.get("request_key", ""))
    except ValueError:
        raise Refused("This form was not sent as a whole. Close it and open it again.") from None


def dialogs() -> rx.Component:
    """The dialogs of this module; the head of the page and the ledger open them."""
    return rx.fragment(_charge(), _earlier())


def _charge() -> rx.Component:
    s = BillingState
    return form_dialog(
        choice_field("What", "kind", KINDS, any="Choose what is charged"),
        field_pair(money_field("Amount", "amount"), day_field("Due on", "due_on", s.today)),
        text_field(
            "Description", "description", optional=True, max_length=200, placeholder="Lockout on Saturday night"
        ),
        field_pair(
            day_field("Pays for", "service_from", optional=True),
            day_field("Through", "service_to", optional=True),
        ),
        title=f"Add charge for {HouseholdState.name}",
        note="It counts from its due day, or from today when it is due later. What is prepaid settles it at once.",
        submit="Add charge",
        busy="Charging…",
        open_=s.opened,
        on_close=s.close_charge,
        on_submit=s.submit_charge,
        errors=s.errors,
    )


def _earlier() -> rx.Component:
    return confirm_dialog(
        title="Charge what was due earlier?",
        body=f"{LedgerState.earlier} Each is posted on its own due day; balances change from then on.",
        confirm="Charge it",
        open_=BillingState.confirming,
        on_confirm=BillingState.submit_earlier,
        on_close=BillingState.close_earlier,
    )
