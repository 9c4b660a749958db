"""The dialogs that renew a lease, change its rent, and change what its page says."""

from datetime import date
from typing import Any

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.kernel.dates import add_months, day_after, first_of_month
from pm_app.kernel.errors import Refused
from pm_app.leasing.actions.terms import change_tenancy
from pm_app.leasing.queries.details import TenancyDetails, tenancy_details
from pm_app.leasing.rules import term_ends_on
from pm_app.receivables.actions.rents import change_tenancy_rent, renew_tenancy
from pm_app.receivables.queries.charged import rent_charged_through
from pm_app.runtime import run, services
from pm_app.ui.format import day, dollars, iso_day, parse_day, parse_dollars
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import (
    check_field,
    day_field,
    errors_of,
    field_pair,
    hidden_field,
    long_field,
    money_field,
    text_field,
)
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in

USUAL_MONTHS = 12


class RenewingState(rx.State):
    """The dialogs: `opened` is "renewal", "rent" or "edit"; the rest is what their fields begin with."""

    opened: str = ""
    errors: dict[str, str] = {}
    starts: str = ""
    ends: str = ""
    rent: str = ""
    rent_note: str = ""
    rent_from: str = ""
    notes: str = ""
    rolls: bool = True
    version: str = ""

    @rx.event
    async def open_renewal(self):
        await _open(self, "renewal")

    @rx.event
    async def open_rent(self):
        await _open(self, "rent")

    @rx.event
    async def open_edit(self):
        await _open(self, "edit")

    @rx.event
    async def close_dialog(self):
        self.opened = ""

    @rx.event
    async def submit_renewal(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            await run(
                actor,
                renew_tenancy,
                tenancy_id=route_id(self, "tenancy_id"),
                starts_on=parse_day(form.get("starts_on", ""), "starts_on"),
                ends_on=_day_or_none(form.get("ends_on", ""), "ends_on"),
                rent_cents=parse_dollars(form["rent"], "rent") if form.get("rent", "").strip() else None,
                rent_from=_day_or_none(form.get("effective_on", ""), "effective_on"),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return self._done("The lease is renewed.")

    @rx.event
    async def submit_rent(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            rent_cents = parse_dollars(form.get("rent", ""), "rent")
            effective_on = parse_day(form.get("effective_on", ""), "effective_on")
            await run(
                actor,
                change_tenancy_rent,
                tenancy_id=route_id(self, "tenancy_id"),
                rent_cents=rent_cents,
                effective_on=effective_on,
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return self._done(f"The rent is {dollars(rent_cents)} from {day(effective_on)}.")

    @rx.event
    async def submit_edit(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await run(
                actor,
                change_tenancy,
                tenancy_id=route_id(self, "tenancy_id"),
                name=form.get("name", ""),
                notes=form.get("notes", ""),
                rolls_month_to_month=form.get("rolls", "") == "1",
                version=_version(form.get("version", "")),
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return self._done("Saved.")

    def _done(self, sentence: str) -> list[Any]:
        self.opened, self.errors = "", {}
        return [LeaseState.load, said(sentence)]


async def _open(state: RenewingState, dialog: str) -> None:
    actor = await signed_in(state)
    today = services().clock.today()
    found = await run(actor, tenancy_details, tenancy_id=route_id(state, "tenancy_id"), today=today)
    starts_on = _next_start(found, today)
    rent = found.row.rent_cents
    state.errors, state.starts, state.ends = {}, iso_day(starts_on), iso_day(term_ends_on(starts_on, USUAL_MONTHS))
    state.rent = dollars(rent).removeprefix("$") if rent is not None and dialog == "rent" else ""
    state.rent_note = f"Now {dollars(rent)} a month."
    state.rent_from = iso_day(await _rent_from(actor, found, starts_on if dialog == "renewal" else today))
    state.notes, state.rolls, state.version = found.notes, found.rolls_month_to_month, str(found.version)
    state.opened = dialog


def _next_start(found: TenancyDetails, today: date) -> date:
    """The day after the lease ends; for one that rolled on or has no end, the first of next month."""
    ends_on = found.row.lease_ends_on
    if ends_on is None or ends_on < today:
        return add_months(first_of_month(today), 1)
    return day_after(ends_on)


async def _rent_from(actor: Actor, found: TenancyDetails, wanted_on: date) -> date:
    """The first day a new rent can count from: not gone by, not charged yet, and for a change a first of the month."""
    today = services().clock.today()
    charged_on = await run(actor, rent_charged_through, tenancy_id=found.place.tenancy_id)
    if wanted_on == today:
        wanted_on = add_months(first_of_month(today), 1)
    return max(wanted_on, today, found.place.starts_on, day_after(charged_on) if charged_on else today)


def _day_or_none(text: str, field: str) -> date | None:
    return parse_day(text, field) if text.strip() else None


def _version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def dialogs() -> rx.Component:
    """The dialogs of this module; the head of the page opens them."""
    return rx.fragment(_renewal(), _rent(), _edit())


def _renewal() -> rx.Component:
    return form_dialog(
        field_pair(
            day_field("New term begins", "starts_on", RenewingState.starts),
            day_field("Last day", "ends_on", RenewingState.ends, hint="Empty: month-to-month."),
        ),
        field_pair(
            money_field("New rent", "rent", RenewingState.rent, optional=True, hint=RenewingState.rent_note),
            day_field("New rent from", "effective_on", RenewingState.rent_from),
        ),
        title=f"Renew the lease of {HouseholdState.name}",
        note="The household, its ledger and its papers go on; only a term is added.",
        submit="Renew",
        open_=RenewingState.opened == "renewal",
        on_close=RenewingState.close_dialog,
        on_submit=RenewingState.submit_renewal,
        errors=RenewingState.errors,
    )


def _rent() -> rx.Component:
    return form_dialog(
        field_pair(
            money_field("New rent", "rent", RenewingState.rent, hint=RenewingState.rent_note, auto_focus=True),
            day_field("From", "effective_on", RenewingState.rent_from),
        ),
        title=f"Change the rent of {HouseholdState.name}",
        note="The rent so far ends the day before. What was charged already stays as it is.",
        submit="Change rent",
        open_=RenewingState.opened == "rent",
        on_close=RenewingState.close_dialog,
        on_submit=RenewingState.submit_rent,
        errors=RenewingState.errors,
    )


def _edit() -> rx.Component:
    return form_dialog(
        hidden_field("version", RenewingState.version),
        text_field("Household", "name", HouseholdState.name, max_length=200),
        check_field("Goes on month to month when the term ends", "rolls", RenewingState.rolls),
        long_field("Notes", "notes", RenewingState.notes, optional=True, max_length=5_000),
        title=f"Edit the lease of {HouseholdState.name}",
        submit="Save",
        open_=RenewingState.opened == "edit",
        on_close=RenewingState.close_dialog,
        on_submit=RenewingState.submit_edit,
        errors=RenewingState.errors,
    )
