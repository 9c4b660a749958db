"""The households of a property, those of today first."""

from dataclasses import dataclass
from datetime import date

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.kernel.listing import Listing
from pm_app.leasing.enums import LeaseState
from pm_app.leasing.queries.rows import TenancyRow
from pm_app.leasing.queries.tenancies import tenancy_rows
from pm_app.leasing.rules import OCCUPYING
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, days_left, days_tone, dollars
from pm_app.ui.parts.address import Tab, filter_bar, query_of, search_field, segments
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.export import export_menu
from pm_app.ui.parts.page import empty
from pm_app.ui.parts.table import Column, cell, data_table, day_cell, link_cell, money_cell, table_row
from pm_app.ui.session import route_id, signed_in
from pm_app.ui.theme import tone_of

SORTS = ("name", "unit", "state", "starts", "ends", "rent")
PRESENT = OCCUPYING | {LeaseState.FUTURE, LeaseState.DRAFT}
SOON_DAYS = 90
PAST = frozenset({LeaseState.ENDED, LeaseState.CANCELLED})


@dataclass
class HouseholdLine:
    """One household, as text."""

    path: str
    name: str
    unit: str
    state: str
    tone: str
    since: str
    ends: str
    left: str
    left_tone: str
    rent: str


class PropertyLeasesState(rx.State):
    """What the tab shows."""

    loaded: bool = False
    may_start: bool = False
    lines: list[HouseholdLine] = []
    total: int = 0
    exported: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = paths.listing(query, sorts=SORTS, default_sort="unit")
        today, place = services().clock.today(), route_id(self, "property_id")
        found = await run(
            actor,
            tenancy_rows,
            listing=Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size),
            today=today,
            states=PAST if query.get("state") == "past" else PRESENT,
            property_id=place,
        )
        self.lines, self.total = [_line(row, today) for row in found.rows], found.total
        self.exported = paths.export_query(query, property=str(place))
        self.may_start, self.loaded = actor.may(Permission.CHANGE_LEASES), True


def _line(row: TenancyRow, today: date) -> HouseholdLine:
    word = row.state.value.capitalize()
    ends, left, left_tone = _end(row, today)
    return HouseholdLine(
        path=paths.lease_path(row.tenancy_id),
        name=row.name,
        unit=row.unit_name,
        state=word,
        tone=tone_of(word),
        since=day(row.starts_on),
        ends=ends,
        left=left,
        left_tone=left_tone,
        rent=dollars(row.rent_cents),
    )


def _end(row: TenancyRow, today: date) -> tuple[str, str, str]:
    """The day that matters, with how far away it is once it is near or past."""
    ends_on = row.moved_out_on or row.move_out_planned_on or row.lease_ends_on
    if ends_on is None or (row.state == LeaseState.MONTH_TO_MONTH and ends_on == row.lease_ends_on):
        return "Month-to-month", "", ""
    if row.state in PAST or (ends_on - today).days > SOON_DAYS:
        return day(ends_on), "", ""
    return day(ends_on), days_left(ends_on, today), days_tone(ends_on, today)


def panel() -> rx.Component:
    """Return the tab."""
    s = PropertyLeasesState
    return rx.fragment(
        filter_bar(
            search_field("Household or unit", width="180px"),
            segments(Tab("Present and future"), Tab("Past", "past"), param="state", label="Which households"),
            right=[
                export_menu("leases", s.exported),
                rx.cond(s.may_start, link_button("New lease", paths.NEW_LEASE, icon_="plus")),
            ],
        ),
        data_table(
            "Households of the property",
            [
                Column("Unit", sort="unit"),
                Column("Household", sort="name", fill=True),
                Column("Status", sort="state"),
                Column("Since", sort="-starts", hide=True),
                Column("Lease end", sort="ends"),
                Column("Rent", sort="-rent", num=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            total=s.total,
            noun="households",
            default_sort="unit",
            compact=True,
            empty=empty("No households here", "Whoever lives in this building appears here with the first lease."),
        ),
    )


def _row(line: HouseholdLine) -> rx.Component:
    return table_row(
        cell(line.unit),
        link_cell(line.name, line.path, fill=True),
        cell(status_badge(line.state, line.tone)),
        cell(line.since, hide=True),
        day_cell(line.ends, line.left, line.left_tone),
        money_cell(line.rent),
    )
