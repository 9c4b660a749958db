"""/collected: what each household was charged in a month, and what was received from it."""

import re
from dataclasses import dataclass
from datetime import date

import reflex as rx

from pm_app.kernel.dates import add_months, first_of_month
from pm_app.kernel.listing import Listing
from pm_app.leasing.queries.tenancies import let_properties
from pm_app.reports.queries.households import HouseholdMonth, month_rows
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import dollars, month, percent, plural
from pm_app.ui.parts.address import Choice, choice_filter, filter_bar, query_of, search_field
from pm_app.ui.parts.attention import asked_property
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, link_cell, money_cell, table_row
from pm_app.ui.session import signed_in

SORTS = ("name", "unit", "charged", "collected", "open")
MONTHS = 24
_MONTH = re.compile(r"(?P<year>20[0-9]{2})-(?P<month>0[1-9]|1[0-2])")


@dataclass
class CollectedLine:
    """One household in the month, as text."""

    path: str
    household: str
    place: str
    charged: str
    charged_tone: str
    collected: str
    collected_tone: str
    difference: str
    difference_tone: str


class CollectedState(rx.State):
    """The households of the month the address asks for."""

    loaded: bool = False
    title: str = ""
    summary: str = ""
    lines: list[CollectedLine] = []
    total: int = 0
    total_words: str = ""
    charged: str = ""
    collected: str = ""
    difference: str = ""
    months: list[Choice] = []
    properties: list[Choice] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query, today = query_of(self), services().clock.today()
        asked = paths.listing(query, sorts=SORTS, default_sort="name")
        period = asked_month(query.get("month", ""), today)
        found = await run(
            actor,
            month_rows,
            listing=Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size),
            period=period,
            today=today,
            property_id=asked_property(query),
        )
        self.properties = [Choice(str(key), name) for key, name in await run(actor, let_properties)]
        back = [add_months(first_of_month(today), -n) for n in range(MONTHS)]
        self.months = [Choice(f"{one:%Y-%m}", month(one)) for one in back]
        self.title = f"Collected in {month(period)}"
        self.summary = (
            f"{percent(found.collected_cents, found.charged_cents)} of {dollars(found.charged_cents)} charged"
        )
        self.charged, self.collected = dollars(found.charged_cents), dollars(found.collected_cents)
        self.difference = dollars(found.charged_cents - found.collected_cents)
        self.lines, self.total_words = [_line(row) for row in found.rows], plural(found.total, "household")
        self.total, self.loaded = found.total, True


def asked_month(text: str, today: date) -> date:
    """Return the first day of the month an address names as `2026-11`; this month for anything else."""
    found = _MONTH.fullmatch(text)
    return date(int(found["year"]), int(found["month"]), 1) if found else first_of_month(today)


def _line(row: HouseholdMonth) -> CollectedLine:
    difference = row.charged_cents - row.collected_cents
    return CollectedLine(
        path=paths.lease_path(row.household.tenancy_id, "ledger"),
        household=row.household.name,
        place=f"{row.household.property_name} {row.household.unit_name}",
        charged=dollars(row.charged_cents),
        charged_tone="" if row.charged_cents else "zero",
        collected=dollars(row.collected_cents),
        collected_tone="" if row.collected_cents else "zero",
        difference=dollars(difference),
        difference_tone="" if difference else "zero",
    )


def page() -> rx.Component:
    """Return the page."""
    s = CollectedState
    return parts_page(
        page_head(s.title, crumbs=[("Dashboard", paths.HOME)], sub=s.summary, ready=s.loaded),
        filter_bar(
            search_field("Find household, unit or property"),
            choice_filter("Month", "month", s.months, any_="This month"),
            choice_filter("Property", "property", s.properties),
        ),
        _table(),
    )


def _table() -> rx.Component:
    s = CollectedState
    return data_table(
        "Households charged or paid in the month; deposits are not counted",
        [
            Column("Household", sort="name"),
            Column("Unit", sort="unit", fill=True),
            Column("Charged", sort="-charged", num=True),
            Column("Collected", sort="-collected", num=True),
            Column("Difference", sort="-open", num=True),
        ],
        s.lines,
        _row,
        loaded=s.loaded,
        total=s.total,
        noun="households",
        default_sort="name",
        totals=[
            cell(s.total_words),
            cell("Due in the month against received in it, without deposits", muted=True, fill=True),
            cell(s.charged, num=True),
            cell(s.collected, num=True),
            cell(s.difference, num=True),
        ],
        empty=empty(
            "Nothing was due or received",
            "Households appear here when something of theirs is due in the month, or money comes in.",
            link_button("This month", paths.COLLECTED),
        ),
    )


def _row(line: CollectedLine) -> rx.Component:
    return table_row(
        link_cell(line.household, line.path),
        cell(line.place, fill=True),
        money_cell(line.charged, line.charged_tone),
        money_cell(line.collected, line.collected_tone),
        money_cell(line.difference, line.difference_tone),
    )
