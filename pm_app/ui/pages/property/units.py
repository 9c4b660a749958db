"""The units of a property: the grid, and adding one."""

from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import Listing
from pm_app.portfolio.actions.units import add_unit
from pm_app.receivables.queries.unit_grid import UNIT_SEGMENTS, unit_grid
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.pages.property.head import PropertyState
from pm_app.ui.parts.address import filter_bar, query_of, search_field
from pm_app.ui.parts.button import button
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.export import export_menu
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.page import empty
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.unit_form import UnitDraft, unit_facts, unit_fields
from pm_app.ui.parts.unit_table import (
    SORTS,
    UnitLine,
    UnitTotals,
    segment_counts,
    unit_lines,
    unit_segments,
    unit_table,
    unit_totals,
)
from pm_app.ui.session import route_id, signed_in


class PropertyUnitsState(rx.State):
    """What the tab shows."""

    loaded: bool = False
    lines: list[UnitLine] = []
    total: int = 0
    totals: UnitTotals = UnitTotals()
    counts: dict[str, str] = dict.fromkeys((name or "all" for name in UNIT_SEGMENTS), "")
    narrowed: bool = False
    status: str = ""
    exported: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = paths.listing(query, sorts=SORTS, default_sort="unit")
        status = query.get("status", "")
        today, place = services().clock.today(), route_id(self, "property_id")
        found = await run(
            actor,
            unit_grid,
            today=today,
            listing=Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size),
            property_id=place,
            states=UNIT_SEGMENTS.get(status, frozenset()),
        )
        self.lines, self.total = unit_lines(found.rows, today, linked=actor.may(Permission.VIEW_LEASES)), found.total
        self.totals = unit_totals(found, shows_money=actor.may(Permission.VIEW_LEDGER))
        self.counts = segment_counts(found.counts)
        self.status, self.narrowed = status, bool(asked.text or status)
        self.exported = paths.export_query(query, property=str(place))
        self.loaded = True


class AddUnitState(rx.State):
    """The dialog that adds a unit."""

    adding: bool = False
    draft: UnitDraft = UnitDraft()
    errors: dict[str, str] = {}

    @rx.event
    async def open_unit(self):
        await signed_in(self)
        self.errors, self.adding = {}, True

    @rx.event
    async def close_unit(self):
        self.adding = False

    @rx.event
    async def submit_unit(self, form: dict[str, str]):
        actor, place = await signed_in(self), route_id(self, "property_id")
        try:
            facts, now = unit_facts(form), services().clock.now()
            await run(
                actor,
                add_unit,
                property_id=place,
                facts=facts,
                now=now,
                request_key=_key(form),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.adding = {}, False
        shown = [PropertyState.load, PropertyUnitsState.load, rx.redirect(paths.property_path(place, "units"))]
        return [*shown, said(f"Unit {facts.name.strip()} added.")]


def _key(form: dict[str, str]) -> UUID | None:
    try:
        return UUID(form.get("request_key", ""))
    except ValueError:
        return None


def panel() -> rx.Component:
    """Return the tab."""
    s = PropertyUnitsState
    return rx.fragment(
        filter_bar(
            search_field("Unit or tenant", width="180px"),
            unit_segments(s.counts, s.status),
            right=[export_menu("units", s.exported)],
        ),
        unit_table(
            "Units",
            s.lines,
            s.totals,
            loaded=s.loaded,
            total=s.total,
            nothing=rx.cond(
                s.narrowed,
                empty("No unit fits", "Another search or status may show more."),
                empty(
                    "No units yet",
                    "What is let in this building appears here, unit by unit.",
                    rx.cond(PropertyState.may_change, button("Add unit", on_click=AddUnitState.open_unit)),
                ),
            ),
        ),
    )


def dialog() -> rx.Component:
    """Return the dialog that adds a unit."""
    s = AddUnitState
    return form_dialog(
        *unit_fields(s.draft),
        title="Add unit to " + PropertyState.name,
        submit="Add unit",
        open_=s.adding,
        on_close=s.close_unit,
        on_submit=s.submit_unit,
        errors=s.errors,
    )
