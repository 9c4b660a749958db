"""The history of a household: everything that was done to its lease, its money and its papers."""

from datetime import date
from typing import Any

import reflex as rx

from pm_app.access.queries import HistoryRow, history_of
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.runtime import installed, run
from pm_app.ui.format import day, dollars, moment
from pm_app.ui.parts.facts import HistoryLine, timeline
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
        zone = installed().settings.time_zone
        self.lines = [HistoryLine(moment(row.happened_at, zone), row.actor_name, row.did, _detail(row)) for row in rows]


def _detail(row: HistoryRow) -> str:
    """What changed, in words: `rent $1,200.00 → $1,260.00, effective Mar 1, 2026`."""
    return ", ".join(f"{_called(name)} {_worded(name, value)}" for name, value in row.details.items() if value != "")


def _called(name: str) -> str:
    return name.removesuffix("_cents").removesuffix("_on").replace("_", " ")


def _worded(name: str, value: Any) -> str:
    if isinstance(value, list):
        return " → ".join(_worded(name, part) for part in value)
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name.endswith("_cents") and isinstance(value, int):
        return dollars(value)
    if name.endswith("_on") and isinstance(value, str):
        return _day(value)
    return str(value)


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def panel() -> rx.Component:
    """Return the tab."""
    return section("History", timeline(HouseholdHistoryState.lines))
