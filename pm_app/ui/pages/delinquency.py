"""/delinquency: the households that owe something that was due before today, by how old it is."""

from dataclasses import dataclass
from datetime import date

import reflex as rx

from pm_app.kernel.listing import Listing
from pm_app.leasing.queries.tenancies import let_properties
from pm_app.reports.queries.households import AGES, DelinquentHousehold, DelinquentRows, delinquent_rows
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, dollars, plural
from pm_app.ui.parts.address import Choice, Tab, choice_filter, filter_bar, query_of, search_field, segments
from pm_app.ui.parts.attention import asked_property
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, link_cell, money_cell, table_row
from pm_app.ui.session import signed_in

NAMES = ("1–30 days", "31–60", "61–90", "Over 90")
SORTS = ("name", "unit", "owed", "balance", *AGES)


@dataclass
class DelinquentLine:
    """One household, as text: what is past due by age, all of it, and the balance."""

    path: str
    household: str
    note: str
    place: str
    amounts: list[str]
    tones: list[str]
    owed: str
    balance: str


class DelinquencyState(rx.State):
    """The page of households the address asks for."""

    loaded: bool = False
    summary: str = ""
    lines: list[DelinquentLine] = []
    total: int = 0
    total_words: str = ""
    sums: list[str] = ["", "", "", ""]
    owed: str = ""
    balance: str = ""
    properties: list[Choice] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query, today = query_of(self), services().clock.today()
        asked = paths.listing(query, sorts=SORTS, default_sort="-owed")
        found = await run(
            actor,
            delinquent_rows,
            listing=Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size),
            as_of=today,
            property_id=asked_property(query),
            age=query.get("age", ""),
        )
        self.properties = [Choice(str(key), name) for key, name in await run(actor, let_properties)]
        _sum_up(self, found, today)
        self.lines = [_line(row) for row in found.rows]
        self.total, self.loaded = found.total, True


def _sum_up(state: DelinquencyState, found: DelinquentRows, today: date) -> None:
    state.summary = f"{dollars(found.past_due.total_cents)} past due on {day(today)}"
    state.total_words = plural(found.total, "household")
    state.sums = [dollars(cents(found.past_due)) for cents in AGES.values()]
    state.owed, state.balance = dollars(found.past_due.total_cents), dollars(found.balance_cents)


def _line(row: DelinquentHousehold) -> DelinquentLine:
    cents = [each(row.past_due) for each in AGES.values()]
    gone = row.household.moved_out_on
    return DelinquentLine(
        path=paths.lease_path(row.household.tenancy_id, "ledger"),
        household=row.household.name,
        note=f"moved out {day(gone)}" if gone else "",
        place=f"{row.household.property_name} {row.household.unit_name}",
        amounts=[dollars(n) for n in cents],
        tones=["" if n else "zero" for n in cents],
        owed=dollars(row.past_due.total_cents),
        balance=dollars(row.balance_cents),
    )


def page() -> rx.Component:
    """Return the page."""
    s = DelinquencyState
    return parts_page(
        page_head("Delinquency", sub=s.summary),
        filter_bar(
            search_field("Find household, unit or property"),
            segments(
                Tab("All"),
                *[Tab(name, age) for name, age in zip(NAMES, AGES, strict=True)],
                param="age",
                label="How old the oldest part may be",
            ),
            choice_filter("Property", "property", s.properties),
        ),
        _table(),
    )


def _table() -> rx.Component:
    s = DelinquencyState
    ages = [Column(name, sort=f"-{age}", num=True) for name, age in zip(NAMES, AGES, strict=True)]
    return data_table(
        "Households that are past due",
        [
            Column("Household", sort="name"),
            Column("Unit", sort="unit", fill=True),
            *ages,
            Column("Past due", sort="-owed", num=True),
            Column("Balance", sort="-balance", num=True),
        ],
        s.lines,
        _row,
        loaded=s.loaded,
        total=s.total,
        noun="households",
        default_sort="-owed",
        totals=[
            cell(s.total_words),
            cell(),
            *[cell(s.sums[place], num=True) for place in range(len(AGES))],
            cell(s.owed, num=True),
            cell(s.balance, num=True),
        ],
        empty=empty(
            "Nobody is past due here",
            "Households appear here the day after something they owe was due.",
            link_button("All leases", paths.LEASES),
        ),
    )


def _row(line: DelinquentLine) -> rx.Component:
    under = rx.cond(line.note != "", rx.el.span(" ", line.note, class_name="pd-small pd-muted"))
    return table_row(
        link_cell(line.household, line.path),
        cell(line.place, under, fill=True),
        *[money_cell(line.amounts[place], line.tones[place]) for place in range(len(AGES))],
        money_cell(line.owed, "overdue"),
        money_cell(line.balance),
    )
