"""The history of a property: everything that was done to it, its units, leases, money and papers."""

import reflex as rx

from pm_app.access.queries import history_of
from pm_app.portfolio.queries.properties import property_details
from pm_app.runtime import installed, run
from pm_app.ui.parts.facts import HistoryLine, timeline
from pm_app.ui.parts.history import history_lines
from pm_app.ui.parts.page import section, skeleton_lines
from pm_app.ui.session import route_id, signed_in


class PropertyHistoryState(rx.State):
    """What the tab shows."""

    loaded: bool = False
    lines: list[HistoryLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        place = route_id(self, "property_id")
        await run(actor, property_details, property_id=place)
        rows = await run(actor, history_of, about_id=place)
        self.lines = history_lines(rows, installed().settings.time_zone, own_kind="property")
        self.loaded = True


def panel() -> rx.Component:
    """Return the tab."""
    s = PropertyHistoryState
    return section("History", rx.cond(s.loaded, timeline(s.lines), skeleton_lines(6)))
