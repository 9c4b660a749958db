"""/accounts: the chart of accounts with what stands on each on a day: the trial balance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import reflex as rx

from pm_app.books.queries.accounts import AccountBalance, account_balances
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, dollars, iso_day, plural
from pm_app.ui.parts.address import (
    Choice,
    Tab,
    address_link,
    choice_filter,
    day_filter,
    filter_bar,
    query_of,
    segments,
)
from pm_app.ui.parts.books import asked_day, asked_id, asked_moment, property_choices
from pm_app.ui.parts.export import export_menu
from pm_app.ui.parts.page import alert_line, empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, link_cell, money_cell, table_row
from pm_app.ui.session import signed_in


@dataclass
class AccountLine:
    """One account, as text; its balance stands in one of two columns."""

    path: str
    number: str
    name: str
    kind: str
    debit: str
    credit: str
    tone: str


class AccountsState(rx.State):
    """The accounts on the day the address asks for."""

    loaded: bool = False
    summary: str = ""
    lines: list[AccountLine] = []
    counted: str = ""
    debits: str = ""
    credits: str = ""
    uneven: str = ""
    properties: list[Choice] = []
    export: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query, today = query_of(self), services().clock.today()
        as_of = asked_day(query.get("as_of", "")) or today
        found = await run(
            actor,
            account_balances,
            as_of=as_of,
            property_id=asked_id(query.get("property", "")),
            known_at=asked_moment(query.get("known_on", "")),
        )
        shown = [row for row in found if _is_asked(row, query.get("show", ""))]
        self.lines = [_line(row, query, as_of) for row in shown]
        self.summary = f"What stands on each on {day(as_of)}"
        self.counted = plural(len(shown), "account")
        _show_foot(self, shown)
        self.properties = await property_choices(actor)
        self.export = paths.export_query(query)
        self.loaded = True


def _show_foot(state: AccountsState, shown: Sequence[AccountBalance]) -> None:
    debits, credits_ = sum(row.net_debit_cents for row in shown), sum(row.net_credit_cents for row in shown)
    state.debits, state.credits = dollars(debits), dollars(credits_)
    state.uneven = "" if debits == credits_ else f"The debits exceed the credits by {dollars(debits - credits_)}."


def _is_asked(row: AccountBalance, show: str) -> bool:
    return show == "all" or row.debit_cents > 0 or row.credit_cents > 0


def _line(row: AccountBalance, query: Mapping[str, str], as_of: date) -> AccountLine:
    kept = {name: query.get(name, "") for name in ("property", "known_on")}
    stands = row.net_debit_cents or row.net_credit_cents
    return AccountLine(
        path=paths.account_path(row.number, to=iso_day(as_of), **kept),
        number=str(row.number),
        name=row.name,
        kind=row.kind.value.capitalize(),
        debit=dollars(row.net_debit_cents) if row.net_debit_cents else "",
        credit=dollars(row.net_credit_cents) if row.net_credit_cents or not stands else "",
        tone="" if stands else "zero",
    )


def page() -> rx.Component:
    """Return the page."""
    s = AccountsState
    return parts_page(
        page_head("Accounts", sub=s.summary, ready=s.loaded),
        rx.cond(s.uneven != "", alert_line(s.uneven, " Run the check of the books and look at what it finds.")),
        filter_bar(
            segments(Tab("With entries"), Tab("All accounts", "all"), param="show", label="Which accounts"),
            choice_filter("Property", "property", s.properties),
            day_filter("As of", "as_of"),
            day_filter("As known on", "known_on"),
            right=[export_menu("accounts", s.export)],
        ),
        _table(),
    )


def _table() -> rx.Component:
    s = AccountsState
    return data_table(
        "Trial balance: accounts by number, each with its balance on its side",
        [
            Column("Number", width="90px"),
            Column("Account", fill=True),
            Column("Kind"),
            Column("Debit", num=True),
            Column("Credit", num=True),
        ],
        s.lines,
        _row,
        loaded=s.loaded,
        compact=True,
        totals=[
            cell("Trial balance", col_span=2),
            cell(s.counted),
            cell(s.debits, num=True),
            cell(s.credits, num=True),
        ],
        empty=empty(
            "Nothing was posted by then",
            "Accounts appear here with their balances once something is posted on them.",
            address_link("Show all accounts", set_={"show": "all"}, class_name="pd-btn"),
        ),
    )


def _row(line: AccountLine) -> rx.Component:
    return table_row(
        cell(line.number, style={"fontVariantNumeric": "tabular-nums"}),
        link_cell(line.name, line.path, fill=True),
        cell(line.kind, muted=True),
        money_cell(line.debit),
        money_cell(line.credit, line.tone),
    )
