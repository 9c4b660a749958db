"""The households that moved out and whose deposits are to be settled, the nearest deadline first."""

from dataclasses import dataclass
from datetime import date

import reflex as rx

from pm_app.kernel.listing import Listing
from pm_app.leasing.queries.tenancies import let_properties
from pm_app.receivables.enums import DispositionState
from pm_app.receivables.queries.settling_deposits import RUNNING, SettlingRow, settling_rows
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, days_left, days_tone, dollars
from pm_app.ui.parts.address import Choice, Tab, choice_filter, filter_bar, query_of, search_field, segments
from pm_app.ui.parts.attention import asked_property
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.page import empty
from pm_app.ui.parts.table import Column, cell, data_table, day_cell, link_cell, money_cell, table_row
from pm_app.ui.session import signed_in
from pm_app.ui.theme import tone_of

SORTS = ("name", "out", "held", "deadline")
NOT_STARTED = "Not started"


@dataclass
class SettlingLine:
    """One household, as text."""

    path: str
    household: str
    place: str
    out: str
    held: str
    held_tone: str
    deadline: str
    left: str
    left_tone: str
    state: str
    tone: str


class SettlingState(rx.State):
    """The households the address asks for."""

    loaded: bool = False
    lines: list[SettlingLine] = []
    total: int = 0
    properties: list[Choice] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query, today = query_of(self), services().clock.today()
        asked = paths.listing(query, sorts=SORTS, default_sort="deadline")
        found = await run(
            actor,
            settling_rows,
            listing=Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size),
            today=today,
            property_id=asked_property(query),
            closed=query.get("state", "") == "closed",
        )
        self.properties = [Choice(str(key), name) for key, name in await run(actor, let_properties)]
        self.lines = [_line(row, today) for row in found.rows]
        self.total, self.loaded = found.total, True


def _line(row: SettlingRow, today: date) -> SettlingLine:
    runs = row.state in RUNNING and row.due_on is not None
    word = row.state.value.capitalize() if row.state else NOT_STARTED
    return SettlingLine(
        path=paths.lease_path(row.place.tenancy_id, "deposit"),
        household=row.place.name,
        place=f"{row.place.property_name} {row.place.unit_name}",
        out=day(row.moved_out_on),
        held=dollars(row.held_cents),
        held_tone="" if row.held_cents else "zero",
        deadline=_deadline(row),
        left=days_left(row.due_on, today) if runs and row.due_on else "",
        left_tone=days_tone(row.due_on, today) if runs and row.due_on else "",
        state=word,
        tone=tone_of("Open" if row.state in (None, DispositionState.OPEN) else word),
    )


def _deadline(row: SettlingRow) -> str:
    if row.deadline is None:
        return f"None set for {row.jurisdiction}" if row.jurisdiction else "No state in the address"
    return day(row.due_on) if row.due_on else "Waits for an address"


def panel() -> rx.Component:
    """The tab of what is to be settled."""
    s = SettlingState
    return rx.fragment(
        filter_bar(
            search_field("Find household, unit or property"),
            segments(Tab("To settle"), Tab("Closed", "closed"), param="state", label="How far they are"),
            choice_filter("Property", "property", s.properties),
            right=[link_button("Deadlines by state", paths.DEPOSIT_DEADLINES, kind="ghost")],
        ),
        data_table(
            "Deposits to settle, the nearest deadline first",
            [
                Column("Household", sort="name"),
                Column("Unit", fill=True),
                Column("Moved out", sort="-out"),
                Column("Deadline", sort="deadline"),
                Column("Status"),
                Column("Held", sort="-held", num=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            total=s.total,
            noun="households",
            default_sort="deadline",
            empty=empty(
                "Nothing to settle",
                "A household with a deposit appears here on the day it moves out, with the days that are left.",
                link_button("Leases under notice", f"{paths.LEASES}?state=notice"),
            ),
        ),
    )


def _row(line: SettlingLine) -> rx.Component:
    return table_row(
        link_cell(line.household, line.path),
        cell(line.place, fill=True, muted=True),
        cell(line.out),
        day_cell(line.deadline, line.left, line.left_tone),
        cell(status_badge(line.state, line.tone)),
        money_cell(line.held, line.held_tone),
    )
