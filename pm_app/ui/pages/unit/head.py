"""What stands above and beside the tabs of a unit: its name, how it stands, its facts."""

from datetime import date

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.leasing.queries.occupancy import UnitOccupancy, unit_occupancy
from pm_app.leasing.rules import OCCUPYING
from pm_app.portfolio.queries.units import UnitRow, unit_details
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import UNKNOWN, day, dollars
from pm_app.ui.parts.button import text_link
from pm_app.ui.parts.facts import fact, facts
from pm_app.ui.parts.unit_form import baths_text
from pm_app.ui.session import query, route_id, signed_in
from pm_app.ui.theme import tone_of

TABS = ("documents", "history")


class UnitState(rx.State):
    """The head and the facts of a unit."""

    loaded: bool = False
    missing: bool = False
    tab: str = ""
    title: str = ""
    name: str = ""
    place: str = ""
    place_path: str = ""
    state: str = ""
    tone: str = ""
    archived: bool = False
    may_change: bool = False
    may_let: bool = False
    sees_leases: bool = False
    sees_papers: bool = False
    sees_history: bool = False
    rooms: str = ""
    area: str = ""
    market_rent: str = ""
    off_market: str = ""
    ready: str = ""
    notes: str = ""
    household: str = ""
    household_path: str = ""
    rent: str = ""
    ends: str = ""
    next_household: str = ""
    next_path: str = ""
    lease_path: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        found_id, asked = route_id(self, "unit_id"), query(self, "tab")
        today = services().clock.today()
        try:
            unit = await run(actor, unit_details, unit_id=found_id)
        except NotFound:
            self.missing, self.loaded = True, True
            return
        stays = await run(actor, unit_occupancy, today=today, unit_ids=[found_id])
        self.tab = asked if asked in TABS else ""
        _allow(self, actor, unit)
        _show(self, unit)
        _show_stay(self, stays[0] if stays else None, today)
        self.missing, self.loaded = False, True


def _allow(state: UnitState, actor: Actor, unit: UnitRow) -> None:
    state.archived = unit.archived_at is not None
    state.may_change = actor.may(Permission.CHANGE_PORTFOLIO)
    state.may_let = actor.may(Permission.CHANGE_LEASES) and not state.archived
    state.sees_leases = actor.may(Permission.VIEW_LEASES)
    state.sees_papers = actor.may(Permission.VIEW_DOCUMENTS)
    state.sees_history = actor.may(Permission.VIEW_HISTORY)


def _show(state: UnitState, unit: UnitRow) -> None:
    state.title, state.name = f"Unit {unit.name}", unit.name
    state.place, state.place_path = unit.property_name, paths.property_path(unit.property_id, "units")
    rooms = [
        f"{unit.beds} bed" if unit.beds else "Studio" if unit.beds == 0 else "",
        f"{baths_text(unit.baths_half)} bath" if unit.baths_half is not None else "",
    ]
    state.rooms = ", ".join(word for word in rooms if word)
    state.area = f"{unit.area_sqft:,} sq ft" if unit.area_sqft else ""
    state.market_rent = dollars(unit.market_rent_cents) if unit.market_rent_cents is not None else ""
    reason = unit.off_market.value.capitalize() if unit.off_market else ""
    state.off_market = ", ".join(word for word in (reason, unit.off_market_note) if word)
    state.ready, state.notes = day(unit.ready_on) if unit.ready_on else "", unit.notes
    state.lease_path = paths.new_lease_path(unit.unit_id)


def _show_stay(state: UnitState, stay: UnitOccupancy | None, today: date) -> None:
    word = "Archived" if stay is None else stay.state.value.capitalize()
    state.state, state.tone = word, tone_of(word)
    living = stay is not None and stay.tenancy_state in OCCUPYING
    booked = stay if stay is not None and stay.tenancy_id and not living else None
    state.household, state.household_path, state.rent, state.ends = "", "", "", ""
    if stay is not None and living and stay.tenancy_id:
        state.household, state.household_path = stay.tenancy_name, paths.lease_path(stay.tenancy_id)
        state.rent = dollars(stay.rent_cents)
        state.ends = f"Moving out {day(stay.move_out_on)}" if stay.move_out_on else day(stay.lease_ends_on)
        if state.ends == UNKNOWN:
            state.ends = "Month-to-month"
    later_id = booked.tenancy_id if booked else stay.next_tenancy_id if stay else None
    state.next_household = _next(booked, stay)
    state.next_path = paths.lease_path(later_id) if later_id else ""


def _next(booked: UnitOccupancy | None, stay: UnitOccupancy | None) -> str:
    if booked is not None:
        return f"{booked.tenancy_name}, from {day(booked.move_in_on)}"
    if stay is not None and stay.next_tenancy_id:
        return f"{stay.next_tenancy_name}, from {day(stay.next_move_in_on)}"
    return ""


def aside() -> rx.Component:
    """The facts."""
    s = UnitState
    return rx.el.aside(
        facts(
            fact("Property", text_link(s.place, s.place_path)),
            fact("Tenant", text_link(s.household, s.household_path), shown=(s.household != "") & s.sees_leases),
            fact("Rent", s.rent, shown=(s.rent != "") & s.sees_leases),
            fact("Lease end", s.ends, shown=(s.ends != "") & s.sees_leases),
            fact("Next", text_link(s.next_household, s.next_path), shown=(s.next_household != "") & s.sees_leases),
            fact("Rooms", s.rooms, shown=s.rooms != ""),
            fact("Area", s.area, shown=s.area != ""),
            fact("Market rent", s.market_rent, shown=s.market_rent != ""),
            fact("Off the market", s.off_market, shown=s.off_market != ""),
            fact("Ready on", s.ready, shown=s.ready != ""),
            fact("Notes", rx.el.span(s.notes, class_name="pd-prewrap"), shown=s.notes != ""),
        ),
        aria_label="Facts",
    )
