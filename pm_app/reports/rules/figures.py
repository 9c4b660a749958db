"""The figures of the dashboard, and how each is made of its parts (domain rules §17)."""

from collections.abc import Iterable
from dataclasses import dataclass

from pm_app.leasing.enums import UnitState
from pm_app.leasing.rules import is_occupied, is_rentable
from pm_app.receivables.rules.aging import Aging

ENDING_DAYS = 90
EXPIRING_DAYS = 30


@dataclass(frozen=True)
class Occupancy:
    """How many units could be let, how many are lived in, and how the rest stands."""

    units: int
    rentable: int
    occupied: int
    vacant_ready: int
    vacant_not_ready: int
    vacant_rented: int
    on_notice: int

    @property
    def vacant(self) -> int:
        """Units that could be let and in which nobody lives."""
        return self.rentable - self.occupied

    @property
    def bps(self) -> int:
        """Physical occupancy: occupied over rentable units, in basis points; 0 when there is nothing to let."""
        return self.occupied * 10_000 // self.rentable if self.rentable else 0


@dataclass(frozen=True)
class LeasesEnding:
    """How many leases end within 30, 31 to 60 and 61 to 90 days."""

    within_30: int
    within_60: int
    within_90: int

    @property
    def total(self) -> int:
        """All that end within 90 days."""
        return self.within_30 + self.within_60 + self.within_90


@dataclass(frozen=True)
class DocumentsDue:
    """How many documents in force have expired, and how many expire within 30 days."""

    expired: int
    expiring: int

    @property
    def total(self) -> int:
        """All that somebody must deal with."""
        return self.expired + self.expiring


@dataclass(frozen=True)
class RequiredDocuments:
    """How many required documents are expired, missing, without their date, in the inbox and expiring."""

    expired: int
    missing: int
    no_date: int
    in_inbox: int
    expiring: int

    @property
    def total(self) -> int:
        """All that somebody must deal with."""
        return self.expired + self.missing + self.no_date + self.in_inbox + self.expiring


@dataclass(frozen=True)
class PastDue:
    """What was due before a day and is still open, by how long ago that was, in cents. The ages add up to the total."""

    days_1_30_cents: int = 0
    days_31_60_cents: int = 0
    days_61_90_cents: int = 0
    over_90_cents: int = 0

    @property
    def total_cents(self) -> int:
        """All of it."""
        return self.days_1_30_cents + self.days_31_60_cents + self.days_61_90_cents + self.over_90_cents

    def __add__(self, other: "PastDue") -> "PastDue":
        """Return both together, age by age."""
        return PastDue(
            self.days_1_30_cents + other.days_1_30_cents,
            self.days_31_60_cents + other.days_31_60_cents,
            self.days_61_90_cents + other.days_61_90_cents,
            self.over_90_cents + other.over_90_cents,
        )


def past_due(aging: Aging, overdue_cents: int) -> PastDue:
    """Return what of an aging is past due: what falls due on the day itself is 0 days old, but nobody is late yet."""
    older = aging.days_31_60_cents + aging.days_61_90_cents + aging.over_90_cents
    return PastDue(overdue_cents - older, aging.days_31_60_cents, aging.days_61_90_cents, aging.over_90_cents)


def occupancy(states: Iterable[UnitState]) -> Occupancy:
    """Return the occupancy that these unit states add up to; down, model and owner's units are not rentable."""
    known = list(states)
    return Occupancy(
        units=len(known),
        rentable=sum(is_rentable(state) for state in known),
        occupied=sum(is_occupied(state) for state in known),
        vacant_ready=known.count(UnitState.VACANT_READY),
        vacant_not_ready=known.count(UnitState.VACANT_NOT_READY),
        vacant_rented=known.count(UnitState.VACANT_RENTED),
        on_notice=known.count(UnitState.ON_NOTICE) + known.count(UnitState.ON_NOTICE_RENTED),
    )


def leases_ending(days_left: Iterable[int]) -> LeasesEnding:
    """Return how many of these leases end within 30, 60 and 90 days; today counts, later ones are left out."""
    known = list(days_left)
    return LeasesEnding(
        within_30=sum(0 <= days <= 30 for days in known),
        within_60=sum(30 < days <= 60 for days in known),
        within_90=sum(60 < days <= 90 for days in known),
    )
