"""Units as a manager reads them: how they stand, who lives there, what they bring and what is owed."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.listing import Listing, search_text
from pm_app.leasing.enums import LeaseState, UnitState
from pm_app.leasing.queries.occupancy import UnitOccupancy, unit_occupancy
from pm_app.leasing.rules import NOT_FOR_RENT, OCCUPYING
from pm_app.portfolio.queries.units import UnitRow, unit_rows
from pm_app.receivables.queries.positions import TenancyAging, agings

# What lists of units are narrowed to, by the word in their address; "" is all of them.
UNIT_SEGMENTS: Mapping[str, frozenset[UnitState]] = {
    "": frozenset(UnitState),
    "occupied": frozenset({UnitState.OCCUPIED}),
    "notice": frozenset({UnitState.ON_NOTICE, UnitState.ON_NOTICE_RENTED}),
    "vacant": frozenset({UnitState.VACANT_READY, UnitState.VACANT_NOT_READY, UnitState.VACANT_RENTED}),
    "off": NOT_FOR_RENT,
    # Parts of the above that figures elsewhere lead to.
    "rentable": frozenset(UnitState) - NOT_FOR_RENT,
    "ready": frozenset({UnitState.VACANT_READY}),
    "not-ready": frozenset({UnitState.VACANT_NOT_READY}),
    "rented": frozenset({UnitState.VACANT_RENTED}),
}


@dataclass(frozen=True)
class GridRow:
    """One unit on a day. `tenancy_…` are of who lives there, or is booked next where nobody does.

    `rent_cents` is what the tenancy pays by the month; `balance_cents` is None for those who may not see it.
    """

    unit: UnitRow
    state: UnitState
    tenancy_id: UUID | None
    tenancy_name: str
    tenancy_state: LeaseState | None
    rent_cents: int | None
    lease_ends_on: date | None
    move_in_on: date | None
    move_out_on: date | None
    balance_cents: int | None
    overdue_cents: int


@dataclass(frozen=True)
class UnitGrid:
    """A page of units, the counts and sums of all that the search and the states leave.

    `counts` has every state of the units the search leaves, whatever states were asked for. Rents of units that
    nobody pays for are not in `rent_cents`.
    """

    rows: list[GridRow]
    total: int
    counts: dict[UnitState, int]
    occupied: int
    rent_cents: int
    balance_cents: int


def unit_grid(
    session: Session,
    actor: Actor,
    *,
    today: date,
    listing: Listing,
    property_id: UUID | None = None,
    states: Collection[UnitState] = (),
) -> UnitGrid:
    """Return one page of the units of a property, or of all, in any of these states (all, when none is named).

    Found by unit, property or household, every word of the search in one of them. Sorts: unit (the default, as people
    count), property, state, tenant, rent, ends, balance; what is unknown stands last.
    """
    actor.must(Permission.VIEW_PORTFOLIO)
    units = unit_rows(session, actor, property_id=property_id)
    stays = {one.unit_id: one for one in unit_occupancy(session, actor, today=today, property_id=property_id)}
    owed = _owed(session, actor, today, property_id)
    rows = [_row(unit, stays[unit.unit_id], owed) for unit in units if unit.unit_id in stays]
    found = [row for row in rows if _fits(row, search_text(listing.search).casefold().split())]
    counts = Counter(row.state for row in found)
    shown = _sorted([row for row in found if not states or row.state in states], listing)
    return UnitGrid(
        rows=shown[listing.offset : listing.offset + listing.limit],
        total=len(shown),
        counts={state: counts.get(state, 0) for state in UnitState},
        occupied=sum(row.tenancy_state in OCCUPYING for row in shown),
        rent_cents=sum(row.rent_cents or 0 for row in shown if row.tenancy_state in OCCUPYING),
        balance_cents=sum(row.balance_cents or 0 for row in shown),
    )


def _owed(session: Session, actor: Actor, today: date, property_id: UUID | None) -> dict[UUID, TenancyAging] | None:
    if not actor.may(Permission.VIEW_LEDGER):
        return None
    return agings(session, actor, as_of=today, property_id=property_id)


def _row(unit: UnitRow, stay: UnitOccupancy, owed: dict[UUID, TenancyAging] | None) -> GridRow:
    found = owed.get(stay.tenancy_id) if owed and stay.tenancy_id else None
    balance_cents = found.aging.balance_cents if found else 0
    return GridRow(
        unit=unit,
        state=stay.state,
        tenancy_id=stay.tenancy_id,
        tenancy_name=stay.tenancy_name,
        tenancy_state=stay.tenancy_state,
        rent_cents=stay.rent_cents,
        lease_ends_on=stay.lease_ends_on,
        move_in_on=stay.move_in_on,
        move_out_on=stay.move_out_on,
        balance_cents=balance_cents if owed is not None and stay.tenancy_id else None,
        overdue_cents=found.overdue_cents if found else 0,
    )


def _fits(row: GridRow, words: list[str]) -> bool:
    text = f"{row.unit.name} {row.unit.property_name} {row.tenancy_name}".casefold()
    return all(word in text for word in words)


def _sorted(rows: list[GridRow], listing: Listing) -> list[GridRow]:
    """Rows come in the order people count in, which stays the order among equals."""
    keys: dict[str, Any] = {
        "property": lambda row: row.unit.property_name.casefold(),
        "state": lambda row: list(UnitState).index(row.state),
        "tenant": lambda row: row.tenancy_name.casefold() or None,
        "rent": lambda row: row.rent_cents if row.rent_cents is not None else row.unit.market_rent_cents,
        "ends": lambda row: row.lease_ends_on,
        "balance": lambda row: row.balance_cents,
    }
    key = keys.get(listing.sort)
    if key is None:
        return rows[::-1] if listing.descending else rows
    known = [row for row in rows if key(row) is not None]
    return [
        *sorted(known, key=key, reverse=listing.descending),
        *(row for row in rows if key(row) is None),
    ]
