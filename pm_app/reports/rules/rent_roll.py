"""The rent roll: one line per unit or household, the section it stands in, and what all lines add up to (rules §17)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from pm_app.leasing.enums import LeaseState, RentLineKind, UnitState
from pm_app.leasing.rules import OCCUPYING, is_occupied, is_rentable
from pm_app.portfolio.enums import PropertyKind
from pm_app.reports.rules.figures import Occupancy, occupancy


class Section(StrEnum):
    """Where a line of the rent roll stands, in order. Units that are not for rent stand among the vacant ones."""

    CURRENT = "current"
    ON_NOTICE = "on notice"
    VACANT = "vacant"
    FUTURE = "future"
    PAST = "past with balance"


@dataclass(frozen=True, slots=True)
class Home:
    """A unit and the property it is in. `baths_half` counts half baths."""

    unit_id: UUID
    unit_name: str
    property_id: UUID
    property_name: str
    kind: PropertyKind
    beds: int | None
    baths_half: int | None
    area_sqft: int | None
    market_rent_cents: int | None


@dataclass(frozen=True, slots=True)
class RentRollRow:
    """One line: a unit with who lives there, an empty unit, or a household that comes or that left something open.

    Rents are by the month. The market rent and the loss to lease stand on the lines of units alone, so that nothing is
    added up twice. `prepaid_cents` is what of the balance is unapplied money, zero or positive.
    """

    section: Section
    home: Home
    unit_state: UnitState | None
    status: str
    tenancy_id: UUID | None = None
    tenants: str = ""
    market_rent_cents: int | None = None
    lease_rent_cents: int | None = None
    other: Mapping[RentLineKind, int] = field(default_factory=dict[RentLineKind, int])
    recurring_cents: int | None = None
    loss_to_lease_cents: int | None = None
    deposits_cents: int = 0
    move_in_on: date | None = None
    lease_from: date | None = None
    lease_to: date | None = None
    is_month_to_month: bool = False
    notice_on: date | None = None
    move_out_on: date | None = None
    increase_on: date | None = None
    increase_cents: int | None = None
    balance_cents: int = 0
    prepaid_cents: int = 0
    last_receipt_on: date | None = None
    last_receipt_cents: int | None = None


@dataclass(frozen=True)
class RentRollFigures:
    """How the units stand, and what they would and do bring in a month, in cents.

    Gross potential rent: occupied units at the rent of their lease, empty ones that could be let at market rent.
    """

    occupancy: Occupancy
    gross_potential_cents: int
    scheduled_cents: int


@dataclass(frozen=True)
class RentRollSums:
    """What the columns of some lines add up to, in cents."""

    market_rent_cents: int
    lease_rent_cents: int
    other: Mapping[RentLineKind, int]
    recurring_cents: int
    loss_to_lease_cents: int
    deposits_cents: int
    balance_cents: int
    prepaid_cents: int


def beds_and_baths(home: Home) -> str:
    """Return the rooms of a unit in words, as "2 bd / 1.5 ba"; what is unknown is left out."""
    beds = [] if home.beds is None else [f"{home.beds} bd"]
    baths = [] if home.baths_half is None else [f"{home.baths_half / 2:g} ba"]
    return " / ".join([*beds, *baths])


def section_of(state: LeaseState) -> Section:
    """Return the section of a household by where its tenancy stands; one that is over is only shown with a balance."""
    if state in OCCUPYING:
        return Section.ON_NOTICE if state == LeaseState.NOTICE_GIVEN else Section.CURRENT
    return Section.FUTURE if state in {LeaseState.FUTURE, LeaseState.DRAFT} else Section.PAST


def loss_to_lease(market_rent_cents: int | None, lease_rent_cents: int | None) -> int | None:
    """Return by how much the rent of a lease is below the market's (above: negative); None where one is unknown."""
    if market_rent_cents is None or lease_rent_cents is None:
        return None
    return market_rent_cents - lease_rent_cents


def rent_roll_figures(rows: Iterable[RentRollRow]) -> RentRollFigures:
    """Return the figures of the units among these lines, each unit counted once."""
    states: dict[UUID, UnitState] = {}
    market: dict[UUID, int] = {}
    scheduled: dict[UUID, int] = defaultdict(int)
    for row in rows:
        if row.unit_state is None:
            continue
        states[row.home.unit_id] = row.unit_state
        market[row.home.unit_id] = row.home.market_rent_cents or 0
        scheduled[row.home.unit_id] += row.lease_rent_cents or 0
    empty = sum(market[one] for one, state in states.items() if is_rentable(state) and not is_occupied(state))
    rents = sum(scheduled.values())
    return RentRollFigures(occupancy(states.values()), rents + empty, rents)


def rent_roll_sums(rows: Iterable[RentRollRow]) -> RentRollSums:
    """Return the sum of every column of money over these lines."""
    every = tuple(rows)
    other: dict[RentLineKind, int] = defaultdict(int)
    for row in every:
        for kind, cents in row.other.items():
            other[kind] += cents
    return RentRollSums(
        market_rent_cents=sum(row.market_rent_cents or 0 for row in every),
        lease_rent_cents=sum(row.lease_rent_cents or 0 for row in every),
        other=other,
        recurring_cents=sum(row.recurring_cents or 0 for row in every),
        loss_to_lease_cents=sum(row.loss_to_lease_cents or 0 for row in every),
        deposits_cents=sum(row.deposits_cents for row in every),
        balance_cents=sum(row.balance_cents for row in every),
        prepaid_cents=sum(row.prepaid_cents for row in every),
    )
