"""The ledger of a household: aging, filters in the address, rows that open, the running balance."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import end_of_day
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import EVERYTHING, Listing
from pm_app.receivables.queries.ledger import LedgerPage, ledger
from pm_app.receivables.queries.ledger_items import ledger_item
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.queries.recurring import earlier_rent
from pm_app.receivables.rules.ledger import RowKind
from pm_app.runtime import installed, run, services
from pm_app.ui.format import day, dollars, plural
from pm_app.ui.pages.lease.ledger_lines import (
    LedgerLine,
    RowDetail,
    aging_cells,
    ledger_line,
    row_detail,
)
from pm_app.ui.pages.lease.ledger_rows import COLUMNS, RowActions, ledger_row
from pm_app.ui.parts.address import address_link, check_filter, day_filter, filter_bar, query_of
from pm_app.ui.parts.books import asked_day
from pm_app.ui.parts.button import button
from pm_app.ui.parts.export import export_menu
from pm_app.ui.parts.figures import AgingCell, aging_strip
from pm_app.ui.parts.page import empty, note_line
from pm_app.ui.parts.table import cell, data_table
from pm_app.ui.paths import export_query, ledger_row_path, listing
from pm_app.ui.session import route_id, signed_in


@dataclass(frozen=True)
class Asked:
    """What the address asks of the ledger."""

    as_of: date
    starts_on: date | None
    ends_on: date | None
    known_at: datetime | None
    hide_reversed: bool
    listing: Listing


class LedgerState(rx.State):
    """What the tab shows."""

    loaded: bool = False
    refused: str = ""
    aging: list[AgingCell] = []
    lines: list[LedgerLine] = []
    total: int = 0
    counted: str = ""
    charged: str = ""
    paid: str = ""
    balance: str = ""
    before: str = ""
    before_on: str = ""
    export: str = ""
    earlier: str = ""
    may_post: bool = False
    filtered: bool = False

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        tenancy_id = route_id(self, "tenancy_id")
        asked = _asked(self)
        try:
            page = await run(actor, ledger, tenancy_id=tenancy_id, **_filters(asked), listing=asked.listing)
        except Refused as refusal:
            self.refused, self.loaded = refusal.message, True
            return None
        stands = await run(actor, tenancy_position, tenancy_id=tenancy_id, as_of=asked.as_of, known_at=asked.known_at)
        self.aging = aging_cells(stands)
        self.lines = [ledger_line(row, actor) for row in page.rows]
        self.export = export_query(query_of(self), tenancy=str(tenancy_id))
        self.may_post = actor.may(Permission.POST_CHARGES)
        self.earlier = await _earlier(actor, tenancy_id)
        _show_totals(self, page, asked)
        self.refused, self.loaded = "", True
        return await _open_asked(self, actor, tenancy_id)

    @rx.event
    async def open_line(self, key: str):
        actor = await signed_in(self)
        key = str(key)
        line = next((line for line in self.lines if line.key == key), None)
        if line is None:
            return
        detail = line.detail
        if not line.opened:
            detail = await _detail(self, actor, line)
        self.lines = [
            replace(one, opened=not one.opened, detail=detail) if one.key == key else one for one in self.lines
        ]


def _asked(state: LedgerState) -> Asked:
    query = query_of(state)
    page = listing(query, sorts=(), default_sort="")
    known_on = asked_day(query.get("known_on", ""))
    return Asked(
        as_of=asked_day(query.get("as_of", "")) or services().clock.today(),
        starts_on=asked_day(query.get("from", "")),
        ends_on=asked_day(query.get("to", "")),
        known_at=end_of_day(known_on, installed().settings.time_zone) if known_on else None,
        hide_reversed=query.get("hide_reversed") == "1",
        listing=Listing(page=page.page, size=page.size),
    )


async def _open_asked(state: LedgerState, actor: Actor, tenancy_id: UUID) -> Any:
    """Open the row that the address names, or go to the page on which it stands."""
    source = query_of(state).get("open", "")
    if not source:
        return None
    here = next((line for line in reversed(state.lines) if line.source == source), None)
    if here is not None:
        detail = await _detail(state, actor, here)
        state.lines = [replace(one, opened=True, detail=detail) if one.key == here.key else one for one in state.lines]
        return None
    asked = _asked(state)
    whole = await run(actor, ledger, tenancy_id=tenancy_id, **_filters(asked), listing=Listing(size=EVERYTHING))
    place = next((at for at, row in enumerate(whole.rows) if str(row.source_id) == source), None)
    if place is None:
        return None
    number = str(place // asked.listing.limit + 1)
    return rx.redirect(f"{ledger_row_path(tenancy_id, source)}&page={number}", replace=True)


def _filters(asked: Asked) -> dict[str, Any]:
    return {
        "as_of": asked.as_of,
        "starts_on": asked.starts_on,
        "ends_on": asked.ends_on,
        "known_at": asked.known_at,
        "hide_reversed": asked.hide_reversed,
    }


async def _earlier(actor: Actor, tenancy_id: UUID) -> str:
    due = await run(actor, earlier_rent, tenancy_id=tenancy_id, today=services().clock.today())
    if not due:
        return ""
    first, last = due[0].period.starts_on, due[-1].period.ends_on
    amount = dollars(sum(one.amount_cents for one in due))
    return (
        f"This stay was taken over: what was due from {day(first)} to {day(last)} ({plural(len(due), 'charge')}, "
        f"{amount}) was not charged here."
    )


def _show_totals(state: LedgerState, page: LedgerPage, asked: Asked) -> None:
    state.total, state.counted = page.total, plural(page.total, "entry", "entries")
    state.charged, state.paid = dollars(page.charged_cents), dollars(page.paid_cents)
    state.balance = dollars(page.balance_cents)
    last_page = asked.listing.offset + asked.listing.limit >= page.total
    brought = asked.starts_on is not None and last_page
    state.before = dollars(page.brought_forward_cents) if brought else ""
    state.before_on = day(asked.starts_on) if brought else ""
    narrowed = (asked.starts_on, asked.ends_on, asked.known_at)
    state.filtered = any(narrowed) or asked.hide_reversed or asked.as_of != services().clock.today()


async def _detail(state: LedgerState, actor: Actor, line: LedgerLine) -> RowDetail:
    asked = _asked(state)
    last_on = asked.as_of if asked.ends_on is None else min(asked.as_of, asked.ends_on)
    item = await run(
        actor,
        ledger_item,
        tenancy_id=route_id(state, "tenancy_id"),
        source_id=UUID(line.source),
        as_of=last_on,
        known_at=asked.known_at,
    )
    takes_back = line.key.endswith((RowKind.CHARGE_REVERSAL, RowKind.RECEIPT_REVERSAL, RowKind.CREDIT_REVERSAL))
    return row_detail(item, actor, takes_back=takes_back, zone=installed().settings.time_zone)


def panel(*, actions: RowActions, on_receive: Any, on_earlier: Any) -> rx.Component:
    """Return the tab."""
    return rx.cond(
        LedgerState.refused != "",
        empty("The ledger is not yours to see", LedgerState.refused),
        rx.fragment(
            aging_strip(LedgerState.aging),
            rx.cond(
                LedgerState.earlier != "",
                note_line(
                    LedgerState.earlier,
                    " ",
                    rx.cond(LedgerState.may_post, button("Charge it now…", on_click=on_earlier, small=True)),
                ),
            ),
            _filter_bar(),
            _table(actions, on_receive),
        ),
    )


def _filter_bar() -> rx.Component:
    return filter_bar(
        day_filter("From", "from"),
        day_filter("To", "to"),
        day_filter("As of", "as_of"),
        day_filter("As known on", "known_on"),
        check_filter("Hide reversed", "hide_reversed"),
        right=[export_menu("ledger", LedgerState.export)],
    )


def _table(actions: RowActions, on_receive: Any) -> rx.Component:
    s = LedgerState
    nothing_fits = empty(
        "Nothing in these days",
        "No charge or receipt fits what was asked.",
        address_link("Show everything", set_={"tab": "ledger"}, drop=["*"], class_name="pd-btn"),
    )
    nothing_yet = empty(
        "No entries yet",
        "Charges and receipts appear here, each with the balance after it. Rent charges itself when it falls due.",
        button("Record receipt", on_click=on_receive),
    )
    return rx.fragment(
        data_table(
            "Ledger, newest first",
            COLUMNS,
            s.lines,
            lambda line: ledger_row(line, on_toggle=LedgerState.open_line, actions=actions),
            loaded=s.loaded,
            total=s.total,
            noun="entries",
            compact=True,
            empty=rx.cond(s.filtered, nothing_fits, nothing_yet),
            totals=[
                cell(),
                cell(s.counted, col_span=3),
                cell(s.charged, num=True),
                cell(s.paid, num=True),
                cell(s.balance, num=True),
            ],
        ),
        rx.cond(
            s.before != "",
            rx.el.p("Brought forward to ", s.before_on, ": ", rx.el.b(s.before), class_name="pd-hint"),
        ),
    )
