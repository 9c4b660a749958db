"""The rent roll of any day: every unit, who lives there on which terms, and what they owe (domain rules §17)."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import AsOf, as_it_was
from pm_app.kernel.listing import Listing, search_text
from pm_app.leasing.enums import LeaseState, RentLineKind, UnitState
from pm_app.leasing.queries.standing import Stay, stays_on
from pm_app.leasing.rules import OCCUPYING, unit_state
from pm_app.receivables.queries.held import held_by_tenancy
from pm_app.receivables.queries.paid_late import last_payments
from pm_app.receivables.queries.positions import balances, charges_open_on
from pm_app.reports.queries.homes import HomeOn, homes_on
from pm_app.reports.rules.places import place_key
from pm_app.reports.rules.rent_roll import (
    Home,
    RentRollFigures,
    RentRollRow,
    RentRollSums,
    Section,
    loss_to_lease,
    rent_roll_figures,
    rent_roll_sums,
    section_of,
)

_ORDER = list(Section)


@dataclass(frozen=True)
class RentRoll:
    """One page of a rent roll, and how many lines there are in all.

    `counts` and `figures` are of everything the search leaves, whatever section was asked for; `sums` of the lines on
    all pages.
    """

    rows: list[RentRollRow]
    total: int
    counts: dict[Section, int]
    figures: RentRollFigures
    sums: RentRollSums


@dataclass(frozen=True, slots=True)
class _Money:
    """Of a tenancy, in cents: the balance, what of it is prepaid, the deposits held."""

    balance: int = 0
    prepaid: int = 0
    held: int = 0

    @property
    def left(self) -> bool:
        """Whether the tenancy owes or is owed something, or a deposit of it is held."""
        return bool(self.balance or self.prepaid or self.held)


_NOTHING = _Money()


def rent_roll(
    session: Session,
    actor: Actor,
    *,
    as_of: date,
    listing: Listing,
    known_at: datetime | None = None,
    ends_at: datetime | None = None,
    property_id: UUID | None = None,
    section: Section | None = None,
) -> RentRoll:
    """Return the rent roll as of a day, as far as it was known at a moment; of a property or a section when named.

    `ends_at` is the last moment of the day in the office's time zone. A unit stands in it with each household that
    lives there, or empty; then who is to come, and who left with a balance or a deposit. Found by unit, property or
    tenant. Sorts: unit (the default, by section and then as people count) or a name of SORTS; unknown values last.
    """
    actor.must(Permission.VIEW_LEASES)
    actor.must(Permission.VIEW_LEDGER)
    actor.must_see(property_id)
    asked = as_it_was(as_of, known_at, ends_at)
    money = _money(session, actor, asked, property_id)
    stays = stays_on(
        session,
        actor,
        as_of=asked,
        property_id=property_id,
        besides=[one for one, its in money.items() if its.left],
    )
    units = homes_on(session, actor, as_of=asked, property_id=property_id, besides=[stay.unit_id for stay in stays])
    rows = [row for row in _rows(units, stays, money, as_of) if _fits(row, search_text(listing.search))]
    shown = _sorted([row for row in rows if section in {None, row.section}], listing)
    return RentRoll(
        rows=_with_receipts(session, actor, asked, shown[listing.offset : listing.offset + listing.limit]),
        total=len(shown),
        counts={one: sum(row.section == one for row in rows) for one in Section},
        figures=rent_roll_figures(rows),
        sums=rent_roll_sums(shown),
    )


def _money(session: Session, actor: Actor, asked: AsOf, property_id: UUID | None) -> dict[UUID, _Money]:
    when = {"as_of": asked.day, "known_at": asked.known_at, "property_id": property_id}
    opened = {
        one: sum(charge.open_cents for charge in charges)
        for one, charges in charges_open_on(session, actor, **when).items()
    }
    held = held_by_tenancy(session, actor, **when)
    return {
        one: _Money(cents, opened.get(one, 0) - cents, held.get(one, 0))
        for one, cents in balances(session, actor, **when).items()
    }


def _rows(homes: Sequence[HomeOn], stays: Sequence[Stay], money: Mapping[UUID, _Money], day: date) -> list[RentRollRow]:
    """Every unit in use with who lives there, or empty; then who comes, and who left something open or is owed it."""
    of_unit: dict[UUID, list[Stay]] = defaultdict(list)
    for stay in stays:
        of_unit[stay.unit_id].append(stay)
    rows: list[RentRollRow] = []
    for one in homes:
        here = of_unit.get(one.home.unit_id, [])
        state = unit_state((s.facts for s in here), day, off_market=one.off_market, ready_on=one.ready_on)
        living = [stay for stay in here if stay.state in OCCUPYING]
        rows += [_household(one.home, stay, money.get(stay.tenancy_id, _NOTHING), state) for stay in living]
        if not living and one.in_use:
            rows.append(_empty(one.home, state))
        rows += [
            _household(one.home, stay, money.get(stay.tenancy_id, _NOTHING), None)
            for stay in here
            if stay.state == LeaseState.FUTURE or (stay not in living and money.get(stay.tenancy_id, _NOTHING).left)
        ]
    return rows


def _empty(home: Home, state: UnitState) -> RentRollRow:
    return RentRollRow(Section.VACANT, home, state, state.value, market_rent_cents=home.market_rent_cents)


def _household(home: Home, stay: Stay, money: _Money, state: UnitState | None) -> RentRollRow:
    """The line of a household, with the state of the unit when it lives there."""
    section = section_of(stay.state)
    market_cents = home.market_rent_cents if state else None
    return RentRollRow(
        section=section,
        home=home,
        unit_state=state,
        status=state.value if state and section == Section.ON_NOTICE else stay.state.value,
        tenancy_id=stay.tenancy_id,
        tenants=stay.tenants,
        market_rent_cents=market_cents,
        loss_to_lease_cents=loss_to_lease(market_cents, stay.rent_cents),
        lease_rent_cents=stay.rent_cents,
        other={kind: cents for kind, cents in stay.recurring.items() if kind != RentLineKind.RENT},
        recurring_cents=sum(stay.recurring.values()) if stay.recurring else None,
        deposits_cents=money.held,
        move_in_on=stay.move_in_on,
        lease_from=stay.term_starts_on,
        lease_to=stay.term_ends_on,
        is_month_to_month=stay.is_month_to_month,
        notice_on=stay.notice_on,
        move_out_on=stay.moved_out_on or stay.move_out_on,
        increase_on=stay.increase_on,
        increase_cents=stay.increase_cents,
        balance_cents=money.balance,
        prepaid_cents=money.prepaid,
    )


def _with_receipts(session: Session, actor: Actor, asked: AsOf, rows: Sequence[RentRollRow]) -> list[RentRollRow]:
    ids = [row.tenancy_id for row in rows if row.tenancy_id]
    paid = last_payments(session, actor, tenancy_ids=ids, as_of=asked.day, known_at=asked.known_at)
    return [
        replace(row, last_receipt_on=last.received_on, last_receipt_cents=last.amount_cents) if last else row
        for row in rows
        for last in [paid.get(row.tenancy_id) if row.tenancy_id else None]
    ]


def _fits(row: RentRollRow, words: str) -> bool:
    text = f"{row.home.unit_name} {row.home.property_name} {row.tenants}".casefold()
    return all(word in text for word in words.casefold().split())


SORTS: Mapping[str, Callable[[RentRollRow], Any]] = {
    "property": lambda row: place_key(row.home.property_name, row.home.unit_name),
    "status": lambda row: row.status,
    "tenants": lambda row: row.tenants.casefold() or None,
    "market": lambda row: row.market_rent_cents,
    "rent": lambda row: row.lease_rent_cents,
    "recurring": lambda row: row.recurring_cents,
    "loss": lambda row: row.loss_to_lease_cents,
    "deposits": lambda row: row.deposits_cents,
    "moved-in": lambda row: row.move_in_on,
    "from": lambda row: row.lease_from,
    "to": lambda row: row.lease_to,
    "notice": lambda row: row.notice_on,
    "moves-out": lambda row: row.move_out_on,
    "increase": lambda row: row.increase_on,
    "balance": lambda row: row.balance_cents,
    "prepaid": lambda row: row.prepaid_cents,
}


def _sorted(rows: list[RentRollRow], listing: Listing) -> list[RentRollRow]:
    """The rows come as people count their units, which stays the order among equals."""
    key = SORTS.get(listing.sort)
    if key is None:
        return sorted(rows, key=lambda row: _ORDER.index(row.section), reverse=listing.descending)
    known = [row for row in rows if key(row) is not None]
    return [*sorted(known, key=key, reverse=listing.descending), *(row for row in rows if key(row) is None)]
