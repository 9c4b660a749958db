"""The tabs of a unit: the households it had and has, its papers, its history."""

from dataclasses import dataclass

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import history_of
from pm_app.documents.queries.rows import documents_of
from pm_app.leasing.queries.rows import TenancyRow
from pm_app.leasing.queries.tenancies import tenancies_of_unit
from pm_app.portfolio.queries.units import unit_details
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import day, dollars
from pm_app.ui.pages.unit.head import UnitState
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.facts import HistoryLine, timeline
from pm_app.ui.parts.history import history_lines
from pm_app.ui.parts.page import empty, section, skeleton_lines
from pm_app.ui.parts.papers import PaperLine, paper_lines, paper_table
from pm_app.ui.parts.required_lines import RequiredLine, required_here
from pm_app.ui.parts.required_table import required_notice
from pm_app.ui.parts.table import Column, cell, data_table, link_cell, money_cell, table_row
from pm_app.ui.parts.uploader import uploader
from pm_app.ui.session import route_id, signed_in
from pm_app.ui.theme import tone_of


@dataclass
class StayLine:
    """One household, as text."""

    path: str
    name: str
    state: str
    tone: str
    since: str
    until: str
    rent: str


class UnitStaysState(rx.State):
    """The households of the unit."""

    loaded: bool = False
    lines: list[StayLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        today = services().clock.today()
        rows = await run(actor, tenancies_of_unit, unit_id=route_id(self, "unit_id"), today=today)
        self.lines, self.loaded = [_stay(row) for row in rows], True


class UnitDocumentsState(rx.State):
    """The papers of the unit."""

    loaded: bool = False
    may_file: bool = False
    about: str = ""
    lines: list[PaperLine] = []
    required: list[RequiredLine] = []
    required_more: str = ""
    required_path: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        today, unit_id = services().clock.today(), route_id(self, "unit_id")
        rows = await run(actor, documents_of, today=today, unit_id=unit_id)
        self.required, self.required_more = await required_here(actor, today, unit_id=unit_id)
        self.required_path = paths.with_query(paths.COMPLIANCE, unit=str(unit_id))
        self.lines, self.about = paper_lines(rows, today), str(unit_id)
        self.may_file, self.loaded = actor.may(Permission.FILE_DOCUMENTS), True


class UnitHistoryState(rx.State):
    """The history of the unit."""

    loaded: bool = False
    lines: list[HistoryLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        unit_id = route_id(self, "unit_id")
        await run(actor, unit_details, unit_id=unit_id)
        rows = await run(actor, history_of, about_id=unit_id)
        self.lines = history_lines(rows, installed().settings.time_zone, own_kind="unit")
        self.loaded = True


def _stay(row: TenancyRow) -> StayLine:
    word = row.state.value.capitalize()
    return StayLine(
        path=paths.lease_path(row.tenancy_id),
        name=row.name,
        state=word,
        tone=tone_of(word),
        since=day(row.starts_on),
        until=day(row.moved_out_on or row.move_out_planned_on or row.lease_ends_on),
        rent=dollars(row.rent_cents),
    )


def stays() -> rx.Component:
    """Return the first tab."""
    s = UnitStaysState
    return section(
        "Who lives and lived here",
        data_table(
            "Households of the unit",
            [
                Column("Household", fill=True),
                Column("Status"),
                Column("From"),
                Column("Until"),
                Column("Rent", num=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            placeholders=3,
            compact=True,
            empty=empty(
                "Nobody has lived here yet",
                "Households appear here with their first lease.",
                rx.cond(UnitState.may_let, link_button("New lease", UnitState.lease_path)),
            ),
        ),
    )


def documents() -> rx.Component:
    """Return the tab of papers."""
    s = UnitDocumentsState
    required = required_notice(s.required, more=s.required_more, path=s.required_path, reload=UnitDocumentsState.load)
    filed = section(
        "Documents",
        rx.cond(
            s.may_file,
            uploader(url="/files", params={"unit_id": s.about}, on_done=UnitDocumentsState.load, compact=True),
        ),
        paper_table(
            "Documents of the unit",
            s.lines,
            loaded=s.loaded,
            nothing="Inspections, notices and leases of this unit appear here.",
        ),
    )
    return rx.fragment(required, filed)


def history() -> rx.Component:
    """Return the tab of the history."""
    s = UnitHistoryState
    return section("History", rx.cond(s.loaded, timeline(s.lines), skeleton_lines(6)))


def _row(line: StayLine) -> rx.Component:
    return table_row(
        link_cell(line.name, line.path),
        cell(status_badge(line.state, line.tone)),
        cell(line.since),
        cell(line.until),
        money_cell(line.rent),
    )
