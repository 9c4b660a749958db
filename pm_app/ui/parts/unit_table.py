"""The grid of units: how each stands, who lives there, what it brings, when the lease ends, what is owed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx

from pm_app.leasing.enums import LeaseState, UnitState
from pm_app.leasing.rules import OCCUPYING
from pm_app.receivables.queries.unit_grid import UNIT_SEGMENTS, GridRow, UnitGrid
from pm_app.ui import paths
from pm_app.ui.format import UNKNOWN, count, day, days_left, days_tone, dollars, plural
from pm_app.ui.parts.accepted import Flag, Lines, Text
from pm_app.ui.parts.address import Tab, segments
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.link import link
from pm_app.ui.parts.table import Column, cell, data_table, day_cell, link_cell, money_cell, table_row
from pm_app.ui.parts.unit_form import baths_text
from pm_app.ui.theme import tone_of

SORTS = ("unit", "property", "state", "tenant", "rent", "ends", "balance")
SOON_DAYS = 90
SEGMENT_WORDS = {"": "All", "occupied": "Occupied", "notice": "On notice", "vacant": "Vacant", "off": "Not for rent"}
# Shown only while the address asks for them: figures elsewhere lead here.
PART_WORDS = {
    "rentable": "Rentable",
    "ready": "Vacant, ready",
    "not-ready": "Vacant, not ready",
    "rented": "Vacant, rented",
}


@dataclass
class UnitLine:
    """One unit, as text."""

    path: str
    name: str
    property_name: str
    property_path: str
    rooms: str
    state: str
    tone: str
    tenant: str
    tenant_path: str
    note: str
    rent: str
    rent_tone: str
    ends: str
    left: str
    left_tone: str
    balance: str
    balance_tone: str


@dataclass
class UnitTotals:
    """The foot of the grid, as text."""

    units: str = ""
    occupied: str = ""
    rent: str = ""
    balance: str = ""


def unit_lines(rows: Iterable[GridRow], today: date, *, linked: bool = True) -> list[UnitLine]:
    """Return units as lines; `linked` when the household's page may be opened."""
    return [_line(row, today, linked) for row in rows]


def unit_totals(grid: UnitGrid, *, shows_money: bool) -> UnitTotals:
    """Return the sums of all units that are found, on every page of them."""
    balance = dollars(grid.balance_cents) if shows_money else ""
    return UnitTotals(plural(grid.total, "unit"), f"{grid.occupied:,} occupied", dollars(grid.rent_cents), balance)


def segment_counts(counts: Mapping[UnitState, int]) -> dict[str, str]:
    """Return how many units lie behind each segment; `all` is the one without a word in the address."""
    return {
        name or "all": count(sum(counts.get(state, 0) for state in states)) for name, states in UNIT_SEGMENTS.items()
    }


def unit_segments(counts: Any, asked: Any) -> rx.Component:
    """The segments above the grid; `asked` is the State's variable of the one in the address."""
    return segments(
        *[Tab(words, name, counts[name or "all"]) for name, words in SEGMENT_WORDS.items()],
        *[Tab(words, name, counts[name], shown=asked == name) for name, words in PART_WORDS.items()],
        param="status",
        label="How the unit stands",
    )


def unit_table(
    caption: Text,
    lines: Lines,
    totals: Any,
    *,
    loaded: Flag,
    total: Any,
    nothing: rx.Component,
    with_property: bool = False,
) -> rx.Component:
    """The grid; `with_property` names the property of each unit."""
    place = [Column("Property", sort="property")] if with_property else []
    headings = [
        Column("Unit", sort="unit"),
        *place,
        Column("Beds / baths", hide=True),
        Column("Status", sort="state"),
        Column("Tenant", sort="tenant", fill=True),
        Column("Rent", sort="-rent", num=True),
        Column("Lease end", sort="ends"),
        Column("Balance", sort="-balance", num=True),
    ]
    return data_table(
        caption,
        headings,
        lines,
        lambda line: _row(line, with_property=with_property),
        loaded=loaded,
        total=total,
        noun="units",
        default_sort="property" if with_property else "unit",
        compact=True,
        empty=nothing,
        totals=_foot(totals, with_property=with_property),
    )


def _foot(totals: Any, *, with_property: bool) -> list[rx.Component]:
    return [
        cell(totals.units),
        *([cell()] if with_property else []),
        cell(hide=True),
        cell(totals.occupied, muted=True),
        cell("Rents of who lives there", muted=True, fill=True),
        cell(totals.rent, num=True),
        cell(),
        cell(totals.balance, num=True),
    ]


def _line(row: GridRow, today: date, linked: bool) -> UnitLine:
    unit, state = row.unit, row.state.value.capitalize()
    living = row.tenancy_state in OCCUPYING
    ends, left, left_tone = _end(row, today) if living else (UNKNOWN, "", "")
    rent = row.rent_cents if living else unit.market_rent_cents
    baths = baths_text(unit.baths_half)
    return UnitLine(
        path=paths.unit_path(unit.unit_id),
        name=unit.name,
        property_name=unit.property_name,
        property_path=paths.property_path(unit.property_id),
        rooms=f"{unit.beds if unit.beds is not None else UNKNOWN} / {baths or UNKNOWN}",
        state=state,
        tone=tone_of(state),
        tenant=row.tenancy_name if living else "",
        tenant_path=paths.lease_path(row.tenancy_id) if living and linked and row.tenancy_id else "",
        note="" if living else _note(row),
        rent=dollars(rent),
        rent_tone="" if living else "zero",
        ends=ends,
        left=left,
        left_tone=left_tone,
        balance=dollars(row.balance_cents) if living else UNKNOWN,
        balance_tone=_balance_tone(row) if living else "zero",
    )


def _end(row: GridRow, today: date) -> tuple[str, str, str]:
    """The day that matters: of moving out when that is known, else the last day of the lease."""
    if row.move_out_on is not None:
        return day(row.move_out_on), "moving out", days_tone(row.move_out_on, today)
    if row.tenancy_state == LeaseState.MONTH_TO_MONTH or row.lease_ends_on is None:
        return "Month-to-month", "", ""
    if (row.lease_ends_on - today).days > SOON_DAYS:
        return day(row.lease_ends_on), "", ""
    return day(row.lease_ends_on), days_left(row.lease_ends_on, today), days_tone(row.lease_ends_on, today)


def _note(row: GridRow) -> str:
    if row.tenancy_id is not None and row.move_in_on is not None:
        return f"{row.tenancy_name} from {day(row.move_in_on)}"
    known = [row.unit.off_market_note] if row.unit.off_market else []
    if row.unit.ready_on is not None:
        known.append(f"ready {day(row.unit.ready_on)}")
    return ", ".join(word for word in known if word)


def _balance_tone(row: GridRow) -> str:
    if not row.balance_cents:
        return "zero"
    return "overdue" if row.overdue_cents > 0 else ""


def _row(line: UnitLine, *, with_property: bool) -> rx.Component:
    tenant = rx.cond(
        line.tenant_path != "",
        link(line.tenant, href=line.tenant_path),
        rx.cond(line.tenant != "", rx.el.span(line.tenant), rx.el.span(line.note, class_name="pd-muted")),
    )
    place = [cell(link(line.property_name, href=line.property_path))] if with_property else []
    return table_row(
        link_cell(line.name, line.path),
        *place,
        cell(line.rooms, hide=True, muted=True),
        cell(status_badge(line.state, line.tone)),
        cell(tenant, fill=True),
        money_cell(line.rent, line.rent_tone),
        day_cell(line.ends, line.left, line.left_tone),
        money_cell(line.balance, line.balance_tone),
    )
