"""The history of a household: everything that was done to its lease, its money and its papers."""

import reflex as rx

from pm_app.access.queries import history_of
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.runtime import installed, run
from pm_app.ui.parts.facts import HistoryLine, timeline
from pm_app.ui.parts.history import history_lines
from pm_app.ui.parts.page import section
from pm_app.ui.session import route_id, signed_in


class HouseholdHistoryState(rx.State):
    """What the tab shows."""

    lines: list[HistoryLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        tenancy_id = route_id(self, "tenancy_id")
        await run(actor, tenancy_place, tenancy_id=tenancy_id)
        rows = await run(actor, history_of, about_id=tenancy_id)
        self.lines = history_lines(rows, installed().settings.time_zone, own_kind="tenancy")


def panel() -> rx.Component:
    """Return the tab."""
    return section("History", timeline(HouseholdHistoryState.lines))
