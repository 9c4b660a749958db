"""/leases: every household, by where its lease stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.listing import Listing
from pm_app.leasing.enums import LeaseState
from pm_app.leasing.queries.narrowing import LEASE_SEGMENTS, ending_within, states_in
from pm_app.leasing.queries.rows import TenancyRow
from pm_app.leasing.queries.tenancies import let_properties, tenancy_counts, tenancy_rows
from pm_app.leasing.rules import OCCUPYING
from pm_app.receivables.queries.positions import TenancyAging, agings
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import UNKNOWN, count, day, days_left, days_tone, dollars, plural
from pm_app.ui.parts.address import Choice, Tab, choice_filter, filter_bar, query_of, search_field, segments
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.export import export_menu
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, day_cell, link_cell, money_cell, table_row
from pm_app.ui.session import signed_in
from pm_app.ui.theme import tone_of

SORTS = ("name", "unit", "state", "starts", "ends", "rent")
ENDS_CHOICES = [
    Choice("0-90", "Within 90 days"),
    Choice("0-30", "In 0–30 days"),
    Choice("31-60", "In 31–60 days"),
    Choice("61-90", "In 61–90 days"),
]


@dataclass
class LeaseLine:
    """One household in the list, as text."""

    path: str
    household: str
    unit: str
    property_name: str
    state: str
    tone: str
    term: str
    rent: str
    ends: str
    left: str
    left_tone: str
    balance: str
    balance_tone: str


class LeasesState(rx.State):
    """The page of households the address asks for."""

    loaded: bool = False
    may_start: bool = False
    may_import: bool = False
    summary: str = ""
    lines: list[LeaseLine] = []
    total: int = 0
    counts: dict[str, str] = {name or "current": "" for name in LEASE_SEGMENTS}
    properties: list[Choice] = []
    exported: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = paths.listing(query, sorts=SORTS, default_sort="name")
        today = services().clock.today()
        within, ends = _property_id(query), ending_within(query.get("ends", ""), today)
        found = await run(
            actor,
            tenancy_rows,
            listing=Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size),
            today=today,
            states=states_in(query.get("state", "")),
            property_id=within,
            ends=ends,
        )
        counts = await run(actor, tenancy_counts, today=today, search=asked.text, property_id=within, ends=ends)
        owed = await _agings(actor, today, within)
        self.properties = [Choice(str(key), name) for key, name in await run(actor, let_properties)]
        self.exported = paths.export_query(query)
        self.may_start = actor.may(Permission.CHANGE_LEASES)
        self.may_import = actor.property_ids is None and actor.may(Permission.IMPORT_PORTFOLIO)
        self.lines = [_line(row, owed, today) for row in found.rows]
        self.counts = {
            name or "current": count(sum(counts[state] for state in states)) for name, states in LEASE_SEGMENTS.items()
        }
        living = sum(counts[state] for state in OCCUPYING)
        self.summary = "" if asked.text else plural(living, "household")
        self.total, self.loaded = found.total, True


async def _agings(actor: Actor, today: date, property_id: UUID | None) -> dict[UUID, TenancyAging] | None:
    if not actor.may(Permission.VIEW_LEDGER):
        return None
    return await run(actor, agings, as_of=today, property_id=property_id)


def _property_id(query: Mapping[str, str]) -> UUID | None:
    try:
        return UUID(query.get("property", ""))
    except ValueError:
        return None


def _line(row: TenancyRow, owed: Mapping[UUID, TenancyAging] | None, today: date) -> LeaseLine:
    state = row.state.value.capitalize()
    ends, left, left_tone = _end(row, today)
    balance, balance_tone = _balance(row, owed)
    kind = row.term_kind.value.capitalize() if row.term_kind else ""
    return LeaseLine(
        path=paths.lease_path(row.tenancy_id),
        household=row.name,
        unit=row.unit_name,
        property_name=row.property_name,
        state=state,
        tone=tone_of(state),
        term=f"{kind} from {day(row.term_starts_on)}" if kind else UNKNOWN,
        rent=dollars(row.rent_cents),
        ends=ends,
        left=left,
        left_tone=left_tone,
        balance=balance,
        balance_tone=balance_tone,
    )


def _end(row: TenancyRow, today: date) -> tuple[str, str, str]:
    """The day that matters, and how far away it is: of moving out when that is known, else of the lease."""
    if row.moved_out_on is not None:
        return day(row.moved_out_on), "moved out", ""
    if row.move_out_planned_on is not None:
        leaves_on = row.move_out_planned_on
        return day(leaves_on), days_left(leaves_on, today), days_tone(leaves_on, today)
    ends_on = row.lease_ends_on
    if ends_on is None or row.state not in {LeaseState.ACTIVE, LeaseState.EXPIRING, LeaseState.HOLDOVER}:
        return day(ends_on), "", ""
    return day(ends_on), days_left(ends_on, today), days_tone(ends_on, today)


def _balance(row: TenancyRow, owed: Mapping[UUID, TenancyAging] | None) -> tuple[str, str]:
    if owed is None:
        return UNKNOWN, "zero"
    found = owed.get(row.tenancy_id)
    if found is None or not found.aging.balance_cents:
        return dollars(0), "zero"
    return dollars(found.aging.balance_cents), "overdue" if found.overdue_cents > 0 else ""


def page() -> rx.Component:
    """Return the page."""
    return parts_page(
        page_head(
            "Leases",
            sub=LeasesState.summary,
            actions=[rx.cond(LeasesState.may_import, link_button("Import", paths.RENT_ROLL_IMPORT, icon_="upload"))],
            primary=rx.cond(LeasesState.may_start, _new_lease()),
        ),
        _filters(),
        data_table(
            "Leases",
            [
                Column("Household", sort="name"),
                Column("Unit", sort="unit"),
                Column("Status", sort="state"),
                Column("Term", sort="-starts", fill=True, hide=True),
                Column("Rent", sort="-rent", num=True, hide=True),
                Column("Lease end", sort="ends"),
                Column("Balance", num=True),
            ],
            LeasesState.lines,
            _row,
            loaded=LeasesState.loaded,
            total=LeasesState.total,
            noun="leases",
            default_sort="name",
            empty=empty(
                "No leases here",
                "Households appear here once their lease is entered. Another filter or search may show more.",
                rx.cond(LeasesState.may_start, link_button("New lease", paths.NEW_LEASE)),
            ),
        ),
    )


def _filters() -> rx.Component:
    counts = LeasesState.counts
    return filter_bar(
        search_field("Find household, unit or phone"),
        segments(
            Tab("Current", "", counts["current"]),
            Tab("Expiring", "expiring", counts["expiring"]),
            Tab("Month-to-month", "month-to-month", counts["month-to-month"]),
            Tab("Notice given", "notice", counts["notice"]),
            Tab("Holdover", "holdover", counts["holdover"]),
            Tab("Future", "future", counts["future"]),
            Tab("Past", "past", counts["past"]),
            param="state",
            label="Where the lease stands",
        ),
        choice_filter("Ends", "ends", ENDS_CHOICES),
        choice_filter("Property", "property", LeasesState.properties),
        right=[export_menu("leases", LeasesState.exported)],
    )


def _new_lease() -> rx.Component:
    return link_button("New lease", paths.NEW_LEASE, kind="primary", icon_="plus")


def _row(line: LeaseLine) -> rx.Component:
    return table_row(
        link_cell(line.household, line.path),
        cell(line.unit, " ", rx.el.span(line.property_name, class_name="pd-small pd-muted")),
        cell(status_badge(line.state, line.tone)),
        cell(line.term, muted=True, fill=True, hide=True),
        money_cell(line.rent, hide=True),
        day_cell(line.ends, line.left, line.left_tone),
        money_cell(line.balance, line.balance_tone),
    )
