"""Households by money: who was charged and paid what in a month."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import first_of_month
from pm_app.kernel.listing import Listing, search_text
from pm_app.leasing.queries.states import among
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.queries.totals import MonthTotals, collected_in_month
from pm_app.reports.rules.places import place_key


@dataclass(frozen=True)
class Household:
    """A household and where it lives or lived."""

    tenancy_id: UUID
    name: str
    property_id: UUID
    property_name: str
    unit_name: str
    moved_out_on: date | None


@dataclass(frozen=True)
class HouseholdMonth:
    """A household, and what was due from it and received from it in a month."""

    household: Household
    charged_cents: int
    collected_cents: int


@dataclass(frozen=True)
class MonthRows:
    """One page of households of a month, how many there are on all pages, and what those add up to."""

    rows: list[HouseholdMonth]
    total: int
    charged_cents: int
    collected_cents: int


def month_rows(
    session: Session,
    actor: Actor,
    *,
    listing: Listing,
    period: date,
    today: date,
    property_id: UUID | None = None,
) -> MonthRows:
    """Return one page of the households that were charged or paid in the month of `period`.

    Sorts: name (the default), unit, charged, collected, open. Deposits are in neither figure.
    """
    actor.must(Permission.VIEW_LEDGER)
    found = collected_in_month(session, actor, period=first_of_month(period), today=today, property_id=property_id)
    summed = {key: each for key, each in found.items() if each.charged_cents or each.collected_cents}
    households = _households(session, actor, summed, listing.search)
    rows = [_of_month(households[key], each) for key, each in summed.items() if key in households]
    orders: dict[str, Callable[[HouseholdMonth], Any]] = {
        "charged": lambda row: row.charged_cents,
        "collected": lambda row: row.collected_cents,
        "open": lambda row: row.charged_cents - row.collected_cents,
    }
    return MonthRows(
        _page(rows, listing, orders),
        len(rows),
        sum(row.charged_cents for row in rows),
        sum(row.collected_cents for row in rows),
    )


def _of_month(household: Household, totals: MonthTotals) -> HouseholdMonth:
    return HouseholdMonth(household, totals.charged_cents, totals.collected_cents)


def _households(session: Session, actor: Actor, tenancy_ids: Iterable[UUID], search: str) -> dict[UUID, Household]:
    """Return who and where these are, of those that have every word of the search in their name or place."""
    actor.must(Permission.VIEW_LEASES)
    rows = session.exec(
        select(Tenancy, Property.name, Unit.name)
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .where(among(Tenancy.id, tenancy_ids))
    )
    words = search_text(search).casefold().split()
    return {
        tenancy.id: Household(tenancy.id, tenancy.name, tenancy.property_id, place, unit, tenancy.moved_out_on)
        for tenancy, place, unit in rows
        if all(word in f"{tenancy.name} {place} {unit}".casefold() for word in words)
    }


def _page(
    rows: list[HouseholdMonth], listing: Listing, orders: dict[str, Callable[[HouseholdMonth], Any]]
) -> list[HouseholdMonth]:
    rows.sort(key=lambda row: (row.household.name.casefold(), row.household.tenancy_id))
    if listing.sort in orders:
        rows.sort(key=orders[listing.sort], reverse=listing.descending)
    elif listing.sort == "unit":
        rows.sort(key=_place, reverse=listing.descending)
    elif listing.sort == "name" and listing.descending:
        rows.reverse()
    return rows[listing.offset : listing.offset + listing.limit]


def _place(row: HouseholdMonth) -> tuple[str, int, str]:
    return place_key(row.household.property_name, row.household.unit_name)
