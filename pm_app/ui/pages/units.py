"""/units: every unit of every property, by how it stands."""

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.kernel.listing import Listing
from pm_app.receivables.queries.unit_grid import UNIT_SEGMENTS, unit_grid
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import percent, plural
from pm_app.ui.parts.address import filter_bar, query_of, search_field
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.export import export_menu
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
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
from pm_app.ui.session import signed_in


class UnitsState(rx.State):
    """The page of units the address asks for."""

    loaded: bool = False
    narrowed: bool = False
    status: str = ""
    summary: str = ""
    lines: list[UnitLine] = []
    total: int = 0
    totals: UnitTotals = UnitTotals()
    counts: dict[str, str] = dict.fromkeys((name or "all" for name in UNIT_SEGMENTS), "")
    exported: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = paths.listing(query, sorts=SORTS, default_sort="property")
        status, today = query.get("status", ""), services().clock.today()
        found = await run(
            actor,
            unit_grid,
            today=today,
            listing=Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size),
            states=UNIT_SEGMENTS.get(status, frozenset()),
        )
        self.lines, self.total = unit_lines(found.rows, today, linked=actor.may(Permission.VIEW_LEASES)), found.total
        self.totals = unit_totals(found, shows_money=actor.may(Permission.VIEW_LEDGER))
        self.counts = segment_counts(found.counts)
        self.summary = plural(found.total, "unit")
        if found.total and not status:
            self.summary += f" · {percent(found.occupied, found.total)} occupied"
        self.exported = paths.export_query(query)
        self.status, self.narrowed, self.loaded = status, bool(asked.text or status), True


def page() -> rx.Component:
    """Return the page."""
    s = UnitsState
    return parts_page(
        page_head("Units", sub=s.summary),
        filter_bar(
            search_field("Find unit, property or tenant"),
            unit_segments(s.counts, s.status),
            right=[export_menu("units", s.exported)],
        ),
        unit_table(
            "Units",
            s.lines,
            s.totals,
            loaded=s.loaded,
            total=s.total,
            with_property=True,
            nothing=rx.cond(
                s.narrowed,
                empty(
                    "No unit fits",
                    "Another search or status may show more.",
                    link_button("Show all units", paths.UNITS),
                ),
                empty(
                    "No units yet",
                    "What is let appears here. Units are added on the page of their property.",
                    link_button("Properties", paths.PROPERTIES),
                ),
            ),
        ),
    )
