"""The dialogs that charge a household once: something of its own, and what was due before the stay was taken over."""

from typing import Any

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.actions.charges import post_charge
from pm_app.receivables.actions.posting_rent import post_rent_charge
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.billing import billing_terms
from pm_app.receivables.queries.recurring import earlier_rent
from pm_app.receivables.rules.proration import part_of_months
from pm_app.runtime import run, services
from pm_app.ui.format import dollars, iso_day, parse_day, parse_dollars, plural
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.ledger import LedgerState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.sent import key_of
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import check_field, choice_field, day_field, errors_of, field_pair, money_field, text_field
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import route_id, signed_in


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


KINDS = [Choice(kind.value, _capital(kind.value)) for kind in ChargeKind if kind != ChargeKind.REFUND]


class BillingState(rx.State):
    """The two dialogs."""

    opened: bool = False
    confirming: bool = False
    today: str = ""
    part: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_charge(self):
        await signed_in(self)
        self.errors, self.today, self.part, self.opened = {}, iso_day(services().clock.today()), "", True

    @rx.event
    async def set_part(self, form: dict[str, str]):
        actor = await signed_in(self)
        self.part = ""
        if form.get("whole_month") != "1":
            return
        try:
            self.part = f"That is {dollars((await _asked(actor, self, form))['amount_cents'])}."
        except Refused as refusal:
            self.part = refusal.message

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
            asked = await _asked(actor, self, form)
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


async def _asked(actor: Actor, state: rx.State, form: dict[str, str]) -> dict[str, Any]:
    if form.get("kind", "") not in {choice.value for choice in KINDS}:
        raise Refused("Choose what is charged.", field="kind")
    served_from, served_to = form.get("service_from", "").strip(), form.get("service_to", "").strip()
    asked = {
        "request_key": key_of(form),
        "kind": ChargeKind(form["kind"]),
        "amount_cents": parse_dollars(form.get("amount", ""), "amount"),
        "due_on": parse_day(form.get("due_on", ""), "due_on"),
        "description": form.get("description", ""),
        "service_from": parse_day(served_from, "service_from") if served_from else None,
        "service_to": parse_day(served_to, "service_to") if served_to else None,
    }
    if form.get("whole_month") == "1":
        asked["amount_cents"] = await _part(actor, state, asked)
    return asked


async def _part(actor: Actor, state: rx.State, asked: dict[str, Any]) -> int:
    """Return what the days that are paid for cost of a month's amount, by the method of the lease's terms."""
    place = await run(actor, tenancy_place, tenancy_id=route_id(state, "tenancy_id"))
    terms = await run(actor, billing_terms, property_id=place.property_id, tenancy_id=place.tenancy_id)
    first_on, last_on = asked["service_from"], asked["service_to"]
    return part_of_months(asked["amount_cents"], first_on, last_on, method=terms.proration)


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
        check_field("The amount is for a whole month: charge the part of it above", "whole_month"),
        rx.cond(s.part != "", rx.el.p(s.part, class_name="pd-hint", role="status")),
        title=f"Add charge for {HouseholdState.name}",
        note="It counts from its due day, or from today when it is due later. What is prepaid settles it at once.",
        submit="Add charge",
        busy="Charging…",
        open_=s.opened,
        on_close=s.close_charge,
        on_submit=s.submit_charge,
        on_preview=s.set_part,
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
