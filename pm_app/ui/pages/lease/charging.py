"""The dialogs that add something charged again and again besides the rent, and end it."""

from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.leasing.actions.rent import add_rent_line, end_rent_line
from pm_app.leasing.enums import Frequency, ProrationMethod, RentLineKind
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.queries.billing import billing_terms
from pm_app.runtime import run, services
from pm_app.ui.format import day, iso_day, parse_day, parse_dollars
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.billing import FREQUENCIES, METHODS, chosen
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import (
    check_field,
    choice_field,
    day_field,
    errors_of,
    field_pair,
    hidden_field,
    money_field,
    number_field,
    text_field,
)
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in

KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in RentLineKind if kind != RentLineKind.RENT]


class ChargingState(rx.State):
    """The two dialogs: `adding`, and `ending_id` with the words of what is to end."""

    today: str = ""
    method: str = ""
    adding: bool = False
    ending_id: str = ""
    ending: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_add(self):
        actor = await signed_in(self)
        self.method = await _method(actor, route_id(self, "tenancy_id"))
        self.errors, self.today, self.adding = {}, iso_day(services().clock.today()), True

    @rx.event
    async def open_end(self, rent_line_id: str, kind: str):
        await signed_in(self)
        self.errors, self.today = {}, iso_day(services().clock.today())
        self.ending_id, self.ending = str(rent_line_id), str(kind).lower()

    @rx.event
    async def close_dialog(self):
        self.adding, self.ending_id = False, ""

    @rx.event
    async def submit_add(self, form: dict[str, str]):
        actor = await signed_in(self)
        now = services().clock.now()
        try:
            asked = _asked(form)
            await run(actor, add_rent_line, tenancy_id=route_id(self, "tenancy_id"), now=now, **asked)
        except Refused as refusal:
            self.errors = _beside_amount(refusal)
            return None
        return self._done(f"{asked['kind'].value.capitalize()} is charged from {day(asked['starts_on'])}.")

    @rx.event
    async def submit_end(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            ends_on = parse_day(form.get("ends_on", ""), "ends_on")
            await run(
                actor,
                end_rent_line,
                tenancy_id=route_id(self, "tenancy_id"),
                rent_line_id=_id(form.get("rent_line_id", "")),
                ends_on=ends_on,
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return self._done(f"It is charged until {day(ends_on)}.")

    def _done(self, sentence: str) -> list[Any]:
        self.adding, self.ending_id, self.errors = False, "", {}
        return [LeaseState.load, said(sentence)]


def _asked(form: dict[str, str]) -> dict[str, Any]:
    if form.get("kind", "") not in {choice.value for choice in KINDS}:
        raise Refused("Choose what is charged.", field="kind")
    until = form.get("ends_on", "").strip()
    return {
        "kind": RentLineKind(form["kind"]),
        "amount_cents": parse_dollars(form.get("amount", ""), "amount"),
        "due_day": _whole(form.get("due_day", "")),
        "frequency": chosen(Frequency, form, "frequency"),
        "prorated": form.get("prorated") == "1",
        "proration": chosen(ProrationMethod, form, "proration"),
        "starts_on": parse_day(form.get("starts_on", ""), "starts_on"),
        "ends_on": parse_day(until, "ends_on") if until else None,
        "description": form.get("description", ""),
    }


async def _method(actor: Actor, tenancy_id: UUID) -> str:
    """The method of the household's terms; what is usual for who does not see them."""
    if not actor.may(Permission.VIEW_LEDGER):
        return ProrationMethod.ACTUAL_DAYS.value
    place = await run(actor, tenancy_place, tenancy_id=tenancy_id)
    terms = await run(actor, billing_terms, property_id=place.property_id, tenancy_id=tenancy_id)
    return terms.proration.value


def _whole(text: str) -> int:
    typed = text.strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4):
        raise Refused("Enter a day of the month, from 1 to 31.", field="due_day")
    return int(typed)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("This is no longer charged. Reload the page and look again.") from None


def _beside_amount(refusal: Refused) -> dict[str, str]:
    return {"amount": refusal.message} if refusal.field == "rent" else errors_of(refusal)


def dialogs() -> rx.Component:
    """The dialogs of this module; the tab of the terms opens them."""
    return rx.fragment(_add(), _end())


def _add() -> rx.Component:
    return form_dialog(
        choice_field("What", "kind", KINDS, any="Choose what is charged"),
        text_field("Description", "description", optional=True, max_length=200, placeholder="Space 14"),
        field_pair(
            money_field("Amount each time", "amount"),
            choice_field("How often", "frequency", FREQUENCIES, Frequency.MONTHLY.value, width="day"),
            number_field("Due on day", "due_day", "1", width="short"),
        ),
        field_pair(day_field("From", "starts_on", ChargingState.today), day_field("Until", "ends_on", optional=True)),
        field_pair(
            choice_field("A part is charged", "proration", METHODS, ChargingState.method),
            check_field("A part of a period costs a part", "prorated", True),
        ),
        title=f"Charge {HouseholdState.name} again and again",
        note="The first charge is posted when it falls due. By the week it is due on the weekday of its first day.",
        submit="Add",
        open_=ChargingState.adding,
        on_close=ChargingState.close_dialog,
        on_submit=ChargingState.submit_add,
        errors=ChargingState.errors,
    )


def _end() -> rx.Component:
    return form_dialog(
        hidden_field("rent_line_id", ChargingState.ending_id),
        day_field("Last day", "ends_on", ChargingState.today),
        title=f"Stop charging {ChargingState.ending}",
        note="What was charged already stays.",
        submit="Stop charging",
        open_=ChargingState.ending_id != "",
        on_close=ChargingState.close_dialog,
        on_submit=ChargingState.submit_end,
        errors=ChargingState.errors,
    )
