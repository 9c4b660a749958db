"""Households by money: who is past due, and who was charged and paid what in a month."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import first_of_month
from pm_app.kernel.listing import Listing, search_text
from pm_app.leasing.queries.states import among
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.queries.positions import agings
from pm_app.receivables.queries.totals import MonthTotals, collected_in_month
from pm_app.reports.rules.figures import PastDue, past_due

R = TypeVar("R", "DelinquentHousehold", "HouseholdMonth")


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
class DelinquentHousehold:
    """A household that is past due: how much and how old, and its whole balance."""

    household: Household
    past_due: PastDue
    balance_cents: int


@dataclass(frozen=True)
class Delinquency:
    """How many households are past due, and all of it by age."""

    households: int
    past_due: PastDue


@dataclass(frozen=True)
class DelinquentRows:
    """One page of households that are past due, how many there are on all pages, and what those add up to."""

    rows: list[DelinquentHousehold]
    total: int
    past_due: PastDue
    balance_cents: int


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


# The ages a list of delinquent households can be narrowed to, by their name in an address.
AGES: dict[str, Callable[[PastDue], int]] = {
    "1-30": lambda owed: owed.days_1_30_cents,
    "31-60": lambda owed: owed.days_31_60_cents,
    "61-90": lambda owed: owed.days_61_90_cents,
    "over-90": lambda owed: owed.over_90_cents,
}


def delinquency(session: Session, actor: Actor, *, as_of: date, property_id: UUID | None = None) -> Delinquency:
    """Return how many households owe something that was due before the day, and how much by age."""
    actor.must(Permission.VIEW_LEDGER)
    owed = _past_due(session, actor, as_of, property_id)
    return Delinquency(len(owed), _summed(each for each, _ in owed.values()))


def delinquent_rows(
    session: Session,
    actor: Actor,
    *,
    listing: Listing,
    as_of: date,
    property_id: UUID | None = None,
    age: str = "",
) -> DelinquentRows:
    """Return one page of the households that are past due; `age` keeps those with something of that age.

    Sorts: owed (the default, most first), name, unit, balance, or one of the ages.
    """
    actor.must(Permission.VIEW_LEDGER)
    owed = _past_due(session, actor, as_of, property_id)
    wanted = [key for key, (each, _) in owed.items() if age not in AGES or AGES[age](each)]
    found = _households(session, actor, wanted, listing.search)
    rows = [DelinquentHousehold(found[key], *owed[key]) for key in wanted if key in found]
    orders: dict[str, Callable[[DelinquentHousehold], Any]] = {
        "balance": lambda row: row.balance_cents,
        "owed": lambda row: row.past_due.total_cents,
        **{name: lambda row, cents=cents: cents(row.past_due) for name, cents in AGES.items()},
    }
    shown = _page(rows, listing, orders, default="owed")
    return DelinquentRows(
        shown, len(rows), _summed(row.past_due for row in rows), sum(row.balance_cents for row in rows)
    )


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
        _page(rows, listing, orders, default="name"),
        len(rows),
        sum(row.charged_cents for row in rows),
        sum(row.collected_cents for row in rows),
    )


def _past_due(session: Session, actor: Actor, as_of: date, property_id: UUID | None) -> dict[UUID, tuple[PastDue, int]]:
    """What is past due and the whole balance, by tenancy, of those that owe something that was due before the day."""
    return {
        tenancy_id: (past_due(one.aging, one.overdue_cents), one.aging.balance_cents)
        for tenancy_id, one in agings(session, actor, as_of=as_of, property_id=property_id).items()
        if one.overdue_cents > 0
    }


def _summed(parts: Iterable[PastDue]) -> PastDue:
    return reduce(add, parts, PastDue())


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


def _page(rows: list[R], listing: Listing, orders: dict[str, Callable[[R], Any]], *, default: str) -> list[R]:
    rows.sort(key=lambda row: (row.household.name.casefold(), row.household.tenancy_id))
    asked = listing.sort if listing.sort in {*orders, "name", "unit"} else default
    descending = listing.descending if listing.sort == asked else asked in orders
    if asked in orders:
        rows.sort(key=orders[asked], reverse=descending)
    elif asked == "unit":
        rows.sort(key=lambda row: _place(row.household), reverse=descending)
    elif descending:
        rows.reverse()
    return rows[listing.offset : listing.offset + listing.limit]


def _place(household: Household) -> tuple[str, int, str]:
    """The order in which people count units: by property, then 9 before 10."""
    digits = "".join(sign for sign in household.unit_name if sign.isascii() and sign.isdigit())[:9]
    return household.property_name.casefold(), int(digits or 0), household.unit_name
