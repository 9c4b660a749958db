"""Who owes what on any day, by age: all of it together, a page of the households, and what one is made of (§7, §17)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import as_it_was, days_from
from pm_app.kernel.listing import Listing, search_text
from pm_app.leasing.queries.states import among
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.held import held_by_tenancy
from pm_app.receivables.queries.positions import balances, charges_open_on, tenancy_position
from pm_app.receivables.rules.aging import AgeBy
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS
from pm_app.receivables.tables.items import Charge
from pm_app.reports.queries.delinquents import DelinquentRow, Household, delinquents
from pm_app.reports.rules.delinquency import SHOWN, Owed, owed, owed_together
from pm_app.reports.rules.places import place_key


@dataclass(frozen=True)
class Delinquency:
    """How many households are past due, and what all households owe together."""

    households: int
    owed: Owed


@dataclass(frozen=True)
class DelinquencyList:
    """One page of households, how many there are on all pages, and what all of those owe and have deposited."""

    rows: list[DelinquentRow]
    total: int
    owed: Owed
    deposits_held_cents: int


@dataclass(frozen=True)
class OpenChargeRow:
    """A charge that is open: what for, since when, how late, and how much of it. A deposit is late but not aged."""

    charge_id: UUID
    kind: ChargeKind
    description: str
    due_on: date
    days_late: int
    amount_cents: int
    open_cents: int
    is_deposit: bool


def delinquency(
    session: Session,
    actor: Actor,
    *,
    as_of: date,
    property_id: UUID | None = None,
    known_at: datetime | None = None,
    by: AgeBy = AgeBy.DUE_DATE,
    with_deposits: bool = False,
) -> Delinquency:
    """Return how many households owe something that was due before the day, and what all owe by age."""
    found = _owed(session, actor, as_of, property_id, known_at, by=by, with_deposits=with_deposits)
    return Delinquency(
        sum(one.past_due.total_cents > 0 for one in found.values()),
        owed_together(found.values()),
    )


def delinquency_list(
    session: Session,
    actor: Actor,
    *,
    as_of: date,
    listing: Listing,
    known_at: datetime | None = None,
    ends_at: datetime | None = None,
    property_id: UUID | None = None,
    show: str = "",
    by: AgeBy = AgeBy.DUE_DATE,
    with_deposits: bool = False,
) -> DelinquencyList:
    """Return one page of the households that owe something on a day, as far as it was known at a moment.

    `show` is a name of SHOWN: who is past due unless another is given. Unpaid deposits stand apart from the ages unless
    `with_deposits`. `ends_at` is the last moment of the day in the office's time zone. Found by household, unit or
    property. Sorts: owed (the default, most past due first), name, unit, property, or a column of amounts.
    """
    actor.must(Permission.VIEW_LEASES)
    every = _owed(session, actor, as_of, property_id, known_at, by=by, with_deposits=with_deposits)
    wanted = {key: one for key, one in every.items() if SHOWN.get(show, SHOWN[""])(one)}
    homes = _households(session, wanted, listing.search)
    keys = _sorted(homes, wanted, listing)
    held = held_by_tenancy(session, actor, as_of=as_of, known_at=known_at, property_id=property_id)
    page = keys[listing.offset : listing.offset + listing.limit]
    return DelinquencyList(
        rows=delinquents(
            session,
            actor,
            as_of=as_it_was(as_of, known_at, ends_at),
            households=[homes[key] for key in page],
            owed=wanted,
            held=held,
        ),
        total=len(keys),
        owed=owed_together(wanted[key] for key in keys),
        deposits_held_cents=sum(held.get(key, 0) for key in keys),
    )


def open_charges_of(
    session: Session, actor: Actor, *, tenancy_id: UUID, as_of: date, known_at: datetime | None = None
) -> list[OpenChargeRow]:
    """Return what the balance of one household is made of on a day: its open charges, oldest due day first."""
    actor.must(Permission.VIEW_LEDGER)
    tenancy_place(session, actor, tenancy_id=tenancy_id)
    stands = tenancy_position(session, actor, tenancy_id=tenancy_id, as_of=as_of, known_at=known_at)
    rows = session.execute(
        sql_select(col(Charge.id), col(Charge.description), col(Charge.amount_cents)).where(
            among(Charge.id, [one.charge_id for one in stands.open_charges])
        )
    )
    words = {charge_id: (description, int(cents)) for charge_id, description, cents in rows}
    return [
        OpenChargeRow(
            one.charge_id,
            one.kind,
            words[one.charge_id][0],
            one.due_on,
            max(0, days_from(one.due_on, as_of)),
            words[one.charge_id][1],
            one.open_cents,
            one.kind in DEPOSIT_KINDS,
        )
        for one in stands.open_charges
    ]


def _owed(
    session: Session,
    actor: Actor,
    as_of: date,
    property_id: UUID | None,
    known_at: datetime | None,
    *,
    by: AgeBy,
    with_deposits: bool,
) -> dict[UUID, Owed]:
    """What every household with something open or prepaid owes. What is prepaid is what is open beyond the balance."""
    actor.must(Permission.VIEW_LEDGER)
    actor.must_see(property_id)
    opened = charges_open_on(session, actor, as_of=as_of, property_id=property_id, known_at=known_at)
    found: dict[UUID, Owed] = {}
    for key, cents in balances(session, actor, as_of=as_of, property_id=property_id, known_at=known_at).items():
        charges = opened.get(key, [])
        if charges or cents:
            prepaid = sum(one.open_cents for one in charges) - cents
            found[key] = owed(as_of, charges, prepaid, by=by, with_deposits=with_deposits)
    return found


def _households(session: Session, tenancy_ids: Iterable[UUID], search: str) -> dict[UUID, Household]:
    """Who and where these are, of those that have every word of the search in their name or place."""
    rows = session.execute(
        sql_select(
            *(col(Tenancy.id), col(Tenancy.name), col(Tenancy.property_id), col(Property.name)),
            *(col(Tenancy.unit_id), col(Unit.name)),
        )
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .where(among(Tenancy.id, tenancy_ids))
    )
    words = search_text(search).casefold().split()
    found = [Household(*row) for row in rows]
    return {
        one.tenancy_id: one
        for one in found
        if all(word in f"{one.name} {one.property_name} {one.unit_name}".casefold() for word in words)
    }


AMOUNTS: Mapping[str, Callable[[Owed], int]] = {
    "owed": lambda one: one.past_due.total_cents,
    "balance": lambda one: one.balance_cents,
    "not-yet-due": lambda one: one.not_yet_due_cents,
    "0-30": lambda one: one.days_0_30_cents,
    "31-60": lambda one: one.days_31_60_cents,
    "61-90": lambda one: one.days_61_90_cents,
    "over-90": lambda one: one.over_90_cents,
    "deposits": lambda one: one.deposits_unpaid_cents,
    "prepaid": lambda one: one.prepaid_cents,
}


def _sorted(homes: Mapping[UUID, Household], owed: Mapping[UUID, Owed], listing: Listing) -> list[UUID]:
    keys = sorted(homes, key=lambda key: (homes[key].name.casefold(), key))
    texts: dict[str, Callable[[UUID], Any]] = {
        "name": lambda key: homes[key].name.casefold(),
        "unit": lambda key: place_key(homes[key].property_name, homes[key].unit_name),
    }
    if listing.sort in texts:
        return sorted(keys, key=texts[listing.sort], reverse=listing.descending)
    chosen = listing.sort if listing.sort in AMOUNTS else "owed"
    descending = listing.descending if listing.sort == chosen else True
    return sorted(keys, key=lambda key: AMOUNTS[chosen](owed[key]), reverse=descending)
