"""What a new lease begins with and what its form asks for."""

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import day_after
from pm_app.kernel.errors import NotFound, Refused
from pm_app.leasing.actions.parties import NewParty
from pm_app.leasing.actions.starting import start_lease
from pm_app.leasing.enums import Frequency, PartyRole, ProrationMethod, UnitState
from pm_app.leasing.queries.letting import people_named
from pm_app.leasing.queries.occupancy import UnitOccupancy, unit_occupancy
from pm_app.leasing.rules import term_ends_on
from pm_app.people.actions import add_person
from pm_app.people.enums import ContactKind, PersonKind
from pm_app.people.queries import person_choices
from pm_app.people.rules import Contact
from pm_app.portfolio.queries.properties import names_of
from pm_app.portfolio.queries.units import unit_choices, unit_place
from pm_app.receivables.queries.billing import billing_terms
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, dollars, iso_day, parse_day, parse_dollars
from pm_app.ui.pages.new_lease.chosen import (
    FoundLine,
    PersonLine,
    address,
    people_of,
    role_field,
    role_of,
    unit_id_of,
    written,
)
from pm_app.ui.parts.address import query_of
from pm_app.ui.parts.billing import chosen
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in
from pm_app.ui.theme import tone_of

SHOWN = 10
TO_LET = (UnitState.VACANT_READY, UnitState.VACANT_NOT_READY, UnitState.ON_NOTICE)
TERMS = {"12": "12 months", "6": "6 months", "24": "24 months", "": "Month-to-month"}


class NewLeaseState(rx.State):
    """What is chosen and found, what the form begins with, and the dialog for a person who is not known yet."""

    loaded: bool = False
    has_unit: bool = False
    unit: str = ""
    unit_note: str = ""
    units: list[FoundLine] = []
    found: list[FoundLine] = []
    people: list[PersonLine] = []
    starts: str = ""
    rent: str = ""
    rent_hint: str = ""
    method: str = ProrationMethod.ACTUAL_DAYS.value
    errors: dict[str, str] = {}
    naming: bool = False
    person_errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_LEASES)
        query = query_of(self)
        unit_id, person_ids = unit_id_of(query), people_of(query)
        self.has_unit = False
        if unit_id is not None:
            await _show_unit(self, actor, unit_id)
        self.units = [] if self.has_unit else await _units(actor, query.get("q", ""))
        await _show_people(self, actor, unit_id, person_ids, query.get("person", ""))
        self.errors, self.naming, self.loaded = {}, False, True

    @rx.event
    async def open_person(self):
        await signed_in(self)
        self.person_errors, self.naming = {}, True

    @rx.event
    async def close_person(self):
        self.naming = False

    @rx.event
    async def submit_person(self, form: dict[str, str]):
        actor = await signed_in(self)
        query = query_of(self)
        try:
            now = services().clock.now()
            kind = PersonKind.ORGANIZATION if form.get("organization", "") == "1" else PersonKind.PERSON
            person_id = await run(
                actor,
                add_person,
                kind=kind,
                name=form.get("name", ""),
                contacts=_contacts(form),
                request_key=_key(form),
                now=now,
            )
        except Refused as refusal:
            self.person_errors = errors_of(refusal)
            return None
        self.naming, self.person_errors = False, {}
        return rx.redirect(address(unit_id_of(query), [*people_of(query), person_id]), replace=True)

    @rx.event
    async def submit_lease(self, form: dict[str, str]):
        actor = await signed_in(self)
        query = query_of(self)
        clock = services().clock
        try:
            tenancy_id = await run(
                actor,
                start_lease,
                **_asked(form, unit_id_of(query), people_of(query)),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors = {}
        return [rx.redirect(paths.lease_path(tenancy_id)), said("The lease is entered.")]


async def _units(actor: Actor, search: str) -> list[FoundLine]:
    """What fits the search; without one the units that can be let: empty ones first, then those under notice."""
    today = services().clock.today()
    if not search.strip():
        rows = [row for row in await run(actor, unit_occupancy, today=today) if row.state in TO_LET]
        rows = sorted(rows, key=lambda row: TO_LET.index(row.state))[:SHOWN]
        names = await run(actor, names_of, property_ids=[row.property_id for row in rows])
        return [_unit(row.unit_id, f"{names[row.property_id]}, unit {row.unit_name}", row) for row in rows]
    choices = await run(actor, unit_choices, search=search, limit=SHOWN)
    rows = await run(actor, unit_occupancy, today=today, unit_ids=[one.id for one in choices])
    known = {row.unit_id: row for row in rows}
    return [_unit(one.id, one.name, known.get(one.id), one.detail) for one in choices]


def _unit(unit_id: UUID, name: str, row: UnitOccupancy | None, detail: str = "") -> FoundLine:
    state = row.state.value.capitalize() if row else ""
    if row is not None and row.state == UnitState.ON_NOTICE:
        detail = f"free after {day(row.move_out_on)}"
    return FoundLine(str(unit_id), name, detail, state, tone_of(state))


async def _show_unit(state: NewLeaseState, actor: Actor, unit_id: UUID) -> None:
    try:
        place = await run(actor, unit_place, unit_id=unit_id)
    except NotFound:
        return  # an address anybody can type: the page offers the units there are
    today = services().clock.today()
    rows = await run(actor, unit_occupancy, today=today, unit_ids=[unit_id])
    starts_on = today
    state.unit_note, state.rent_hint, state.rent = "", "", ""
    if rows:
        starts_on, state.unit_note = _free_from(rows[0], today)
        market = rows[0].market_rent_cents
        state.rent = dollars(market).removeprefix("$") if market else ""
        state.rent_hint = f"Market rent {dollars(market)}." if market else ""
    if actor.may(Permission.VIEW_LEDGER):
        terms = await run(actor, billing_terms, property_id=place.property_id)
        state.method = terms.proration.value
    state.starts, state.unit = iso_day(starts_on), f"{place.property_name}, {place.unit_name}"
    state.has_unit = True


def _free_from(row: UnitOccupancy, today: date) -> tuple[date, str]:
    """The first day the unit can be let, as far as that is known, and what to know about it."""
    if row.next_move_in_on is not None:
        return today, f"{row.next_tenancy_name} are booked from {day(row.next_move_in_on)}."
    if row.tenancy_id is None:
        return today, f"{row.state.value.capitalize()}."
    if row.move_out_on is not None:
        return day_after(row.move_out_on), f"{row.tenancy_name} leave by {day(row.move_out_on)}."
    return today, f"Let to {row.tenancy_name} since {day(row.move_in_on)}; no notice was given."


async def _show_people(
    state: NewLeaseState, actor: Actor, unit_id: UUID | None, person_ids: list[UUID], search: str
) -> None:
    named = await run(actor, people_named, person_ids=person_ids)
    chosen = [person_id for person_id in person_ids if person_id in named]
    state.people = [
        PersonLine(
            name=named[person_id].name,
            field=role_field(person_id),
            role=(PartyRole.CO_TENANT if place else PartyRole.TENANT).value,
            without=address(unit_id, [other for other in chosen if other != person_id]),
        )
        for place, person_id in enumerate(chosen)
    ]
    if not search.strip():
        state.found = []
        return
    found = await run(actor, person_choices, search=search, limit=SHOWN + len(chosen))
    state.found = [
        FoundLine(written([*chosen, one.person_id]), one.name, one.detail)
        for one in found
        if one.person_id not in chosen
    ][:SHOWN]


def _asked(form: dict[str, str], unit_id: UUID | None, person_ids: list[UUID]) -> dict[str, Any]:
    if unit_id is None:
        raise Refused("Choose the unit first.")
    starts_on = parse_day(form.get("starts_on", ""), "starts_on")
    return {
        "request_key": _key(form),
        "unit_id": unit_id,
        "parties": [NewParty(key, role_of(form, key, place)) for place, key in enumerate(person_ids)],
        "starts_on": starts_on,
        "ends_on": _ends_on(form, starts_on),
        "rent_cents": parse_dollars(form.get("rent", ""), "rent"),
        "due_day": _due_day(form.get("due_day", "")),
        "frequency": chosen(Frequency, form, "frequency"),
        "proration": chosen(ProrationMethod, form, "proration"),
        "rolls_month_to_month": form.get("rolls", "") == "1",
    }


def _ends_on(form: dict[str, str], starts_on: date) -> date | None:
    if typed := form.get("ends_on", "").strip():
        return parse_day(typed, "ends_on")
    months = form.get("term", "")
    if months not in TERMS:
        raise Refused("Choose how long the lease runs.", field="term")
    return term_ends_on(starts_on, int(months)) if months else None


def _due_day(text: str) -> int:
    typed = text.strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4):
        raise Refused("Enter a day of the month, from 1 to 31.", field="due_day")
    return int(typed)


def _contacts(form: dict[str, str]) -> tuple[Contact, ...]:
    ways = ((ContactKind.EMAIL, "email"), (ContactKind.PHONE, "phone"))
    return tuple(Contact(kind, form[field]) for kind, field in ways if form.get(field, "").strip())


def _key(form: dict[str, str]) -> UUID:
    try:
        return UUID(form.get("request_key", ""))
    except ValueError:
        raise Refused("This form is too old. Reload the page and fill it in again.") from None
