"""What stands above and beside the tabs of a property: its name, its state, its photo and facts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.leasing.queries.occupancy import UnitOccupancy, unit_occupancy
from pm_app.leasing.rules import is_occupied, is_rentable
from pm_app.portfolio.queries.properties import OwnerShare, PropertyDetails, property_details
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import count, dollars, percent, plural
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.button import text_link
from pm_app.ui.parts.facts import fact, facts
from pm_app.ui.session import query, route_id, signed_in
from pm_app.ui.theme import tone_of

TABS = ("units", "leases", "documents", "money", "mail", "history")


@dataclass
class OwnerLine:
    """An owner, as text."""

    name: str
    path: str
    share: str


class PropertyState(rx.State):
    """The head and the facts of a property."""

    loaded: bool = False
    missing: bool = False
    tab: str = ""
    name: str = ""
    state: str = ""
    tone: str = ""
    summary: str = ""
    archived: bool = False
    may_change: bool = False
    late_fees_path: str = ""
    letter_path: str = ""
    sees_leases: bool = False
    sees_money: bool = False
    sees_papers: bool = False
    sees_mail: bool = False
    sees_history: bool = False
    sees_people: bool = False
    unit_number: str = ""
    photo: str = ""
    address_line: str = ""
    address_rest: str = ""
    kind: str = ""
    built: str = ""
    registered: str = ""
    owners: list[OwnerLine] = []
    manager: str = ""
    company: str = ""
    insurance: str = ""
    reference: str = ""
    market_rent: str = ""
    notes: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        found_id = route_id(self, "property_id")
        today = services().clock.today()
        try:
            place = await run(actor, property_details, property_id=found_id)
        except NotFound:
            self.missing, self.loaded = True, True
            return
        units = await run(actor, unit_occupancy, today=today, property_id=found_id)
        asked = query(self, "tab")
        self.tab = asked if asked in TABS else ""
        _allow(self, actor)
        _show(self, place, today)
        may_write = actor.may(Permission.CHANGE_PEOPLE)
        self.letter_path = paths.new_letter_path(property_id=found_id) if may_write else ""
        may_set = actor.may(Permission.SET_POLICIES)
        self.late_fees_path = paths.late_fee_settings_path(property_id=found_id) if may_set else ""
        _show_units(self, units)
        self.missing, self.loaded = False, True


def _allow(state: PropertyState, actor: Actor) -> None:
    state.may_change = actor.may(Permission.CHANGE_PORTFOLIO)
    state.sees_leases = actor.may(Permission.VIEW_LEASES)
    state.sees_money = actor.may(Permission.VIEW_LEDGER)
    state.sees_papers = actor.may(Permission.VIEW_DOCUMENTS)
    state.sees_mail = actor.may(Permission.VIEW_MAIL)
    state.sees_history = actor.may(Permission.VIEW_HISTORY)
    state.sees_people = actor.may(Permission.VIEW_PEOPLE)


def _show(state: PropertyState, place: PropertyDetails, today: date) -> None:
    state.archived = place.archived_at is not None
    word = "Archived" if state.archived else "Active"
    state.name, state.state, state.tone = place.name, word, tone_of(word)
    state.photo = paths.photo_path(place.property_id, place.photo_sha256)
    state.address_line = place.address_line
    region = " ".join(part for part in (place.region, place.postal_code) if part)
    state.address_rest = ", ".join(part for part in (place.city, region, place.country) if part)
    storeys = f", {plural(place.storeys, 'floor')}" if place.storeys else ""
    state.kind = place.kind.value.capitalize() + storeys
    state.built = str(place.year_built or "")
    state.registered = plural(place.unit_count, "unit") if place.unit_count is not None else ""
    state.owners = [_owner(one) for one in place.owners if one.ends_on is None or one.ends_on >= today]
    state.manager, state.company = place.manager_name, place.management_company
    state.insurance = "Asked of every household" if place.requires_renters_insurance else ""
    state.reference, state.notes = place.external_reference or "", place.notes


def _owner(one: OwnerShare) -> OwnerLine:
    whole = one.share_bps == 10_000
    return OwnerLine(one.name, paths.person_path(one.person_id), "" if whole else f"{one.share_bps / 100:g}%")


def _show_units(state: PropertyState, units: list[UnitOccupancy]) -> None:
    rentable = [unit for unit in units if is_rentable(unit.state)]
    occupied = sum(is_occupied(unit.state) for unit in rentable)
    state.unit_number = count(len(units))
    if units and state.registered == plural(len(units), "unit"):
        state.registered = ""
    state.summary = plural(len(units), "unit")
    if rentable:
        share = percent(occupied, len(rentable))
        state.summary += f" · {occupied:,} of {len(rentable):,} rentable occupied ({share})"
    market = sum(unit.market_rent_cents or 0 for unit in units)
    state.market_rent = dollars(market) if market else ""


def aside(on_photo: Any) -> rx.Component:
    """The photo and the facts; `on_photo` opens the dialog for another photo."""
    s = PropertyState
    return rx.el.aside(
        rx.cond(
            s.photo != "",
            rx.el.img(src=s.photo, alt="Photo of " + s.name, class_name="pd-photo"),
            rx.cond(
                s.may_change,
                rx.el.button("Add a photo", type="button", class_name="pd-photo none", on_click=on_photo),
                rx.el.div("No photo yet", class_name="pd-photo none"),
            ),
        ),
        facts(
            fact("Address", s.address_line, rx.cond(s.address_rest != "", rx.el.div(s.address_rest))),
            fact("Type", s.kind),
            fact("Built", s.built, shown=s.built != ""),
            fact("Registered", s.registered, shown=s.registered != ""),
            fact("Owner", rx.foreach(s.owners, _owner_line), shown=~is_empty(s.owners)),
            fact("Manager", s.manager, shown=s.manager != ""),
            fact("Company", s.company, shown=s.company != ""),
            fact("Renter's insurance", s.insurance, shown=s.insurance != ""),
            fact("Market rent", s.market_rent, shown=s.market_rent != ""),
            fact("Reference", s.reference, shown=s.reference != ""),
            fact("Notes", rx.el.span(s.notes, class_name="pd-prewrap"), shown=s.notes != ""),
        ),
        aria_label="Facts",
    )


def _owner_line(line: OwnerLine) -> rx.Component:
    name = rx.cond(PropertyState.sees_people, text_link(line.name, line.path), rx.el.span(line.name))
    return rx.el.div(name, rx.cond(line.share != "", rx.el.span(" ", line.share, class_name="pd-muted")))
