"""The tabs of a person: tenancies and properties owned, papers, history."""

from dataclasses import dataclass

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import history_of
from pm_app.documents.queries.rows import documents_of
from pm_app.leasing.queries.tenancies import PersonTenancy, tenancies_of_person
from pm_app.people.queries import person_details
from pm_app.portfolio.queries.ownership import OwnedProperty, properties_of_owner
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import day
from pm_app.ui.pages.person.head import PersonState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.facts import HistoryLine, timeline
from pm_app.ui.parts.history import history_lines
from pm_app.ui.parts.page import empty, section, skeleton_lines
from pm_app.ui.parts.papers import PaperLine, paper_lines, paper_table
from pm_app.ui.parts.required_lines import RequiredLine, required_here
from pm_app.ui.parts.required_table import required_notice
from pm_app.ui.parts.table import Column, cell, data_table, link_cell, table_row
from pm_app.ui.parts.uploader import uploader
from pm_app.ui.session import route_id, signed_in
from pm_app.ui.theme import tone_of


@dataclass
class PartLine:
    """A part in a household, as text."""

    path: str
    name: str
    place: str
    part: str
    state: str
    tone: str
    since: str
    until: str


@dataclass
class OwnedLine:
    """A property owned, as text."""

    path: str
    name: str
    address: str
    share: str
    since: str
    until: str


class PersonOverviewState(rx.State):
    """Where the person lives and what they own."""

    loaded: bool = False
    parts: list[PartLine] = []
    owned: list[OwnedLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        today, person_id = services().clock.today(), route_id(self, "person_id")
        self.parts, self.owned = [], []
        if actor.may(Permission.VIEW_LEASES):
            stays = await run(actor, tenancies_of_person, person_id=person_id, today=today)
            self.parts = [_part(stay) for stay in stays]
        if actor.may(Permission.VIEW_PORTFOLIO):
            owned = await run(actor, properties_of_owner, person_id=person_id)
            self.owned = [_owned(one) for one in owned]
        self.loaded = True


class PersonDocumentsState(rx.State):
    """The papers of the person."""

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
        today, person_id = services().clock.today(), route_id(self, "person_id")
        rows = await run(actor, documents_of, today=today, person_id=person_id)
        self.required, self.required_more = await required_here(actor, today, person_id=person_id)
        self.required_path = paths.with_query(paths.COMPLIANCE, person=str(person_id))
        self.lines, self.about = paper_lines(rows, today), str(person_id)
        self.may_file, self.loaded = actor.may(Permission.FILE_DOCUMENTS), True


class PersonHistoryState(rx.State):
    """The history of the person."""

    loaded: bool = False
    lines: list[HistoryLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        person_id = route_id(self, "person_id")
        await run(actor, person_details, person_id=person_id)
        rows = await run(actor, history_of, about_id=person_id)
        self.lines = history_lines(rows, installed().settings.time_zone, own_kind="person")
        self.loaded = True


def _part(stay: PersonTenancy) -> PartLine:
    row, word = stay.tenancy, stay.tenancy.state.value.capitalize()
    until = stay.ends_on or row.moved_out_on
    return PartLine(
        path=paths.lease_path(row.tenancy_id),
        name=row.name,
        place=f"{row.property_name}, {row.unit_name}",
        part=stay.role.value.capitalize(),
        state=word,
        tone=tone_of(word),
        since=day(stay.starts_on),
        until=day(until) if until else "",
    )


def _owned(one: OwnedProperty) -> OwnedLine:
    return OwnedLine(
        path=paths.property_path(one.property_id),
        name=one.name,
        address=one.address,
        share=f"{one.share_bps / 100:g}%",
        since=day(one.starts_on),
        until=day(one.ends_on) if one.ends_on else "",
    )


def overview() -> rx.Component:
    """Return the first tab."""
    s = PersonOverviewState
    nothing = empty(
        "Neither a lease nor a property yet",
        "Leases this person has a part in, and properties owned, appear here.",
    )
    both = rx.fragment(
        rx.cond(PersonState.sees_leases & ~is_empty(s.parts), _tenancies()),
        rx.cond(PersonState.sees_places & ~is_empty(s.owned), _properties()),
    )
    return rx.cond(s.loaded, rx.cond(is_empty(s.parts) & is_empty(s.owned), nothing, both), skeleton_lines(4))


def _tenancies() -> rx.Component:
    headings = [
        Column("Household"),
        Column("Where", fill=True),
        Column("Part"),
        Column("Status"),
        Column("From"),
        Column("Until"),
    ]
    table = data_table("Leases of the person", headings, PersonOverviewState.parts, _part_row, compact=True)
    return section("Leases", table)


def _properties() -> rx.Component:
    headings = [
        Column("Property"),
        Column("Address", fill=True),
        Column("Share", num=True),
        Column("From"),
        Column("Until"),
    ]
    table = data_table("Properties of the person", headings, PersonOverviewState.owned, _owned_row, compact=True)
    return section("Properties owned", table)


def documents() -> rx.Component:
    """Return the tab of papers."""
    s = PersonDocumentsState
    required = required_notice(s.required, more=s.required_more, path=s.required_path, reload=PersonDocumentsState.load)
    filed = section(
        "Documents",
        rx.cond(
            s.may_file,
            uploader(url="/files", params={"person_id": s.about}, on_done=PersonDocumentsState.load, compact=True),
        ),
        paper_table(
            "Documents of the person",
            s.lines,
            loaded=s.loaded,
            nothing="Certificates of insurance, W-9 forms, letters and the like appear here.",
        ),
    )
    return rx.fragment(required, filed)


def history() -> rx.Component:
    """Return the tab of the history."""
    s = PersonHistoryState
    return section("History", rx.cond(s.loaded, timeline(s.lines), skeleton_lines(6)))


def _part_row(line: PartLine) -> rx.Component:
    return table_row(
        link_cell(line.name, line.path),
        cell(line.place, fill=True),
        cell(line.part),
        cell(status_badge(line.state, line.tone)),
        cell(line.since),
        cell(line.until),
    )


def _owned_row(line: OwnedLine) -> rx.Component:
    return table_row(
        link_cell(line.name, line.path),
        cell(line.address, fill=True),
        cell(line.share, num=True),
        cell(line.since),
        cell(line.until),
    )
