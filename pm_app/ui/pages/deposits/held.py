"""The deposits held on a day: their lines, their sums, and whether they are what the books say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.queries.accounts import account_balances
from pm_app.books.rules import DEPOSIT_BANK
from pm_app.kernel.dates import end_of_day
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import Listing
from pm_app.leasing.queries.tenancies import let_properties
from pm_app.receivables.queries.deposits_held import HeldRow, HeldRows, held_rows
from pm_app.receivables.rules.postings import HELD_ACCOUNTS
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import day, dollars, parse_day, plural
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
from pm_app.ui.parts.button import button
from pm_app.ui.parts.export import export_menu
from pm_app.ui.parts.figures import key_figure, key_figures
from pm_app.ui.parts.page import alert_line, empty
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, link_cell, money_cell, table_row
from pm_app.ui.session import signed_in

SORTS = ("name", "unit", "held", "due")


@dataclass
class HeldLine:
    """One kind of deposit of a household, as text; where the money lies stands on the household's first line."""

    tenancy: str
    path: str
    household: str
    place: str
    kind: str
    held: str
    in_bank: str
    lies: str
    due: str
    due_tone: str
    may_move: bool


class DepositsHeldState(rx.State):
    """The page of deposits the address asks for, and the sums of all of them."""

    loaded: bool = False
    as_of_words: str = ""
    lines: list[HeldLine] = []
    total: int = 0
    households: str = ""
    held: str = ""
    in_bank: str = ""
    on_hand: str = ""
    taken_over: str = ""
    has_taken_over: bool = False
    due: str = ""
    due_words: str = ""
    due_tone: str = ""
    differs: str = ""
    properties: list[Choice] = []
    export_query: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query, today = query_of(self), services().clock.today()
        asked = paths.listing(query, sorts=SORTS, default_sort="name")
        as_of, known_at = _days(query.get("as_of", ""), query.get("known_on", ""), today)
        within = asked_property(query)
        found = await run(
            actor,
            held_rows,
            as_of=as_of,
            known_at=known_at,
            listing=Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size),
            property_id=within,
            to_move=query.get("show", "") == "move",
        )
        self.properties = [Choice(str(key), name) for key, name in await run(actor, let_properties)]
        narrowed = bool(asked.text or within or query.get("show"))
        self.differs = "" if narrowed else await _difference(actor, found, as_of, known_at)
        current = as_of >= today and known_at is None
        may_move = actor.may(Permission.PAY_REFUNDS) and current
        self.lines = [_line(row, may_move) for row in found.rows]
        self.as_of_words = day(as_of)
        self.export_query = paths.export_query(query)
        _sum_up(self, found)
        self.total, self.loaded = found.total, True


def _days(as_of: str, known_on: str, today: date) -> tuple[date, datetime | None]:
    """What the address asks for; a day that is none is today, and everything is known."""
    try:
        day_ = parse_day(as_of) if as_of else today
        known_at = end_of_day(parse_day(known_on), installed().settings.time_zone) if known_on else None
    except Refused:
        return today, None
    return day_, known_at


async def _difference(actor: Actor, found: HeldRows, as_of: date, known_at: datetime | None) -> str:
    """Say how the books differ from the sum of the households; empty when they do not, as it always should be."""
    if actor.property_ids is not None:
        return ""
    rows = await run(actor, account_balances, as_of=as_of, known_at=known_at)
    booked = {row.number: row.balance_cents for row in rows}
    held_cents = sum(booked.get(number, 0) for number in HELD_ACCOUNTS.values())
    if (held_cents, booked.get(DEPOSIT_BANK, 0)) == (found.held_cents, found.in_bank_cents):
        return ""
    return (
        f"The books hold {dollars(held_cents)} of deposits and {dollars(booked.get(DEPOSIT_BANK, 0))} in the deposit "
        "bank. Run the checks of the books and look into the journal."
    )


def _sum_up(state: DepositsHeldState, found: HeldRows) -> None:
    state.households = plural(found.households, "household")
    state.held, state.in_bank = dollars(found.held_cents), dollars(found.in_bank_cents)
    state.on_hand, state.taken_over = dollars(found.on_hand_cents), dollars(found.taken_over_cents)
    state.has_taken_over = found.taken_over_cents != 0
    state.due = dollars(found.into_bank_cents - found.out_of_bank_cents)
    state.due_words = _ways(found)
    state.due_tone = "overdue" if found.into_bank_cents or found.out_of_bank_cents else "zero"


def _ways(found: HeldRows) -> str:
    """Say which way the money is to go."""
    ways = ((found.into_bank_cents, "in"), (found.out_of_bank_cents, "out"))
    return ", ".join(f"{dollars(cents)} {way}" for cents, way in ways if cents)


def _line(row: HeldRow, may_move: bool) -> HeldLine:
    home, place = row.household, row.household.place
    due_cents = home.transfer_due_cents
    return HeldLine(
        tenancy=str(place.tenancy_id),
        path=paths.lease_path(place.tenancy_id, "deposit"),
        household=place.name,
        place=f"{place.property_name} {place.unit_name}",
        kind=row.kind.value.capitalize() if row.kind else "Nothing held",
        held=dollars(row.held_cents),
        in_bank=dollars(home.in_bank_cents) if row.first else "",
        lies=_lies(row) if row.first else "",
        due=dollars(due_cents) if row.first else "",
        due_tone="overdue" if due_cents else "zero",
        may_move=may_move and row.first and due_cents != 0,
    )


def _lies(row: HeldRow) -> str:
    """Say where the money lies that is not in the deposit bank."""
    home = row.household
    if home.on_hand_cents:
        return f"{dollars(home.on_hand_cents)} on hand"
    if home.taken_over_cents:
        return "taken over"
    if home.transfer_due_cents < 0:
        return "to move out"
    return "in the operating bank" if home.transfer_due_cents else ""


def panel(*, on_move: Callable[[Any], Any]) -> rx.Component:
    """The tab of what is held; `on_move` asks for the transfer of a household."""
    s = DepositsHeldState
    return rx.fragment(
        rx.cond(s.differs != "", alert_line(s.differs)),
        key_figures(
            key_figure("Held", s.held, beside=s.as_of_words, big=True),
            key_figure("In the deposit bank", s.in_bank),
            key_figure("On hand", s.on_hand),
            rx.cond(s.has_taken_over, key_figure("Taken over", s.taken_over)),
            key_figure("Transfers due", s.due, beside=s.due_words, tone=s.due_tone),
        ),
        filter_bar(
            search_field("Find household, unit or property"),
            segments(Tab("All"), Tab("To move", "move"), param="show", label="Which deposits"),
            choice_filter("Property", "property", s.properties),
            day_filter("As of", "as_of"),
            day_filter("As known on", "known_on"),
            right=[export_menu("deposits", s.export_query)],
        ),
        _table(on_move),
    )


def _table(on_move: Callable[[Any], Any]) -> rx.Component:
    s = DepositsHeldState
    return data_table(
        "Deposits held",
        [
            Column("Household", sort="name"),
            Column("Unit", sort="unit", fill=True),
            Column("Deposit"),
            Column("Held", sort="-held", num=True),
            Column("In deposit bank", num=True),
            Column("Transfer due", sort="-due", num=True),
            Column("Actions", quiet=True),
        ],
        s.lines,
        lambda line: _row(line, on_move),
        loaded=s.loaded,
        total=s.total,
        noun="deposits",
        default_sort="name",
        totals=[
            cell(s.households),
            cell(),
            cell(),
            cell(s.held, num=True),
            cell(s.in_bank, num=True),
            cell(s.due, num=True),
            cell(),
        ],
        empty=empty(
            "No deposits here",
            "A deposit is held from the day a household pays it until it is settled after the move-out.",
        ),
    )


def _row(line: HeldLine, on_move: Callable[[Any], Any]) -> rx.Component:
    lies = rx.cond(line.lies != "", rx.el.span(line.lies, class_name="pd-small pd-muted"))
    move = button(
        "Record transfer",
        on_click=on_move(line.tenancy),
        kind="quiet",
        small=True,
        aria_label=f"Record transfer: {line.household}",
    )
    return table_row(
        link_cell(line.household, line.path),
        cell(line.place, fill=True, muted=True),
        cell(line.kind),
        money_cell(line.held),
        cell(line.in_bank, rx.cond(line.lies != "", rx.el.div(lies)), num=True),
        money_cell(line.due, line.due_tone),
        actions_cell(rx.cond(line.may_move, move)),
    )
