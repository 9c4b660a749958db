"""/receipts: all money that came in, and where each receipt is now."""

from collections.abc import Mapping
from dataclasses import dataclass

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.kernel.listing import Listing
from pm_app.leasing.queries.tenancies import let_properties
from pm_app.receivables.enums import ReceiptMethod, ReceiptState
from pm_app.receivables.queries.receipt_rows import ReceiptFilter, ReceiptRow, ReceiptRows, receipt_rows
from pm_app.runtime import run
from pm_app.ui import paths
from pm_app.ui.format import count, day, dollars, plural
from pm_app.ui.parts.address import (
    Choice,
    Tab,
    choice_filter,
    day_filter,
    filter_bar,
    query_of,
    search_field,
    segments,
)
from pm_app.ui.parts.attention import asked_property
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.books import asked_day
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.export import export_menu
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, day_cell, link_cell, table_row
from pm_app.ui.session import signed_in
from pm_app.ui.theme import tone_of

SORTS = ("received", "household", "unit", "method", "amount")
METHODS = [Choice(method.value, method.value.capitalize()) for method in ReceiptMethod]


@dataclass
class ReceiptLine:
    """One receipt, as text."""

    path: str
    on: str
    household: str
    payer: str
    place: str
    how: str
    reference: str
    state: str
    tone: str
    deposit: str
    amount: str
    struck: str


class ReceiptsState(rx.State):
    """The page of receipts the address asks for."""

    loaded: bool = False
    may_receive: bool = False
    summary: str = ""
    lines: list[ReceiptLine] = []
    total: int = 0
    total_words: str = ""
    amount: str = ""
    counts: dict[str, str] = {state.value: "" for state in ReceiptState}
    properties: list[Choice] = []
    exported: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = paths.listing(query, sorts=SORTS, default_sort="-received")
        found = await run(
            actor,
            receipt_rows,
            listing=Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size),
            narrowed=asked_receipts(query),
        )
        self.properties = [Choice(str(key), name) for key, name in await run(actor, let_properties)]
        self.exported = paths.export_query(query)
        self.may_receive = actor.may(Permission.RECORD_RECEIPTS)
        _sum_up(self, found)
        self.lines = [_line(row) for row in found.rows]
        self.total, self.loaded = found.total, True


def asked_receipts(query: Mapping[str, str]) -> ReceiptFilter:
    """Return what an address narrows a list of receipts to; what makes no sense narrows nothing."""
    return ReceiptFilter(
        starts_on=asked_day(query.get("from", "")),
        ends_on=asked_day(query.get("to", "")),
        method=next((one for one in ReceiptMethod if one.value == query.get("method")), None),
        property_id=asked_property(query),
        state=next((one for one in ReceiptState if one.value == query.get("state")), None),
    )


def _sum_up(state: ReceiptsState, found: ReceiptRows) -> None:
    state.summary = f"{dollars(found.standing_cents)} received"
    gone_cents = found.amount_cents - found.standing_cents
    state.total_words = plural(found.total, "receipt") + (
        f", {dollars(gone_cents)} of them returned or voided" if gone_cents else ""
    )
    state.amount = dollars(found.amount_cents)
    state.counts = {one.value: count(found.counts[one]) for one in ReceiptState}


def _line(row: ReceiptRow) -> ReceiptLine:
    state = row.state.value.capitalize()
    return ReceiptLine(
        path=paths.ledger_row_path(row.tenancy_id, row.receipt_id),
        on=day(row.received_on),
        household=row.tenancy_name,
        payer=f"from {row.payer}" if row.payer and row.payer != row.tenancy_name else "",
        place=f"{row.property_name} {row.unit_name}",
        how=row.method.value.capitalize(),
        reference=row.reference,
        state=state,
        tone=tone_of(state),
        deposit=f"{row.deposit_number}, {day(row.deposited_on)}" if row.deposit_number else "",
        amount=dollars(row.amount_cents),
        struck="struck" if row.state in {ReceiptState.RETURNED, ReceiptState.VOIDED} else "",
    )


def page() -> rx.Component:
    """Return the page."""
    s = ReceiptsState
    return parts_page(
        page_head(
            "Receipts",
            sub=s.summary,
            actions=[rx.cond(s.may_receive, link_button("Bank deposits", paths.BANK_DEPOSITS))],
            primary=rx.cond(s.may_receive, link_button("Enter checks", paths.RECEIPT_ENTRY, kind="primary")),
        ),
        filter_bar(
            search_field("Find household or amount", placeholder="Household, number, amount"),
            segments(
                Tab("All"),
                *[
                    Tab(one.value.capitalize(), one.value, s.counts[one.value])  # pyright: ignore[reportArgumentType]
                    for one in ReceiptState
                ],
                param="state",
                label="Where they are",
            ),
            day_filter("From", "from"),
            day_filter("To", "to"),
            choice_filter("How", "method", METHODS),
            choice_filter("Property", "property", s.properties),
            right=[export_menu("receipts", s.exported)],
        ),
        _table(),
    )


def _table() -> rx.Component:
    s = ReceiptsState
    return data_table(
        "Receipts, newest first",
        [
            Column("Received", sort="-received"),
            Column("Household", sort="household"),
            Column("Unit", sort="unit", fill=True),
            Column("How", sort="method"),
            Column("Reference", hide=True),
            Column("Status"),
            Column("Deposit", hide=True),
            Column("Amount", sort="-amount", num=True),
        ],
        s.lines,
        _row,
        loaded=s.loaded,
        total=s.total,
        noun="receipts",
        default_sort="-received",
        totals=[
            cell(s.total_words, col_span=4),
            cell(hide=True),
            cell(),
            cell(hide=True),
            cell(s.amount, num=True),
        ],
        empty=empty(
            "No receipts here",
            "Money that comes in appears here as soon as it is recorded. Nothing fits what was asked.",
            rx.cond(s.may_receive, link_button("Enter checks", paths.RECEIPT_ENTRY)),
        ),
    )


def _row(line: ReceiptLine) -> rx.Component:
    under = rx.cond(line.payer != "", rx.el.span(" ", line.payer, class_name="pd-small pd-muted"))
    amount = rx.cond(line.struck != "", "pd-amount pd-struck", "pd-amount")
    return table_row(
        day_cell(line.on),
        link_cell(rx.fragment(line.household, under), line.path),
        cell(line.place, fill=True, muted=True, title=line.place),
        cell(line.how),
        cell(line.reference, hide=True),
        cell(status_badge(line.state, line.tone)),
        cell(line.deposit, hide=True, muted=True),
        cell(rx.el.span(line.amount, class_name=amount), num=True),
    )
