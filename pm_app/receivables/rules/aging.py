"""What is open, prepaid and how old on a day: computed from dated facts, so the answer for a past day never changes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from pm_app.kernel.dates import days_from
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.allocation import OpenCharge


class AgeBy(StrEnum):
    """What the age of an open charge is counted from: the days since it was due, or the months since its month."""

    DUE_DATE = "due date"
    CHARGE_MONTH = "charge month"


@dataclass(frozen=True)
class ChargeFact:
    """A charge as it was posted, and the day it was reversed on, if it was."""

    charge_id: UUID
    kind: ChargeKind
    amount_cents: int
    posted_on: date
    due_on: date
    reversed_on: date | None = None


@dataclass(frozen=True)
class SourceFact:
    """A receipt or a credit, the day from which it counts, and the day it was reversed on, if it was."""

    source_id: UUID
    amount_cents: int
    counts_from: date
    reversed_on: date | None = None


@dataclass(frozen=True)
class AllocationFact:
    """A part of a receipt or a credit on a charge; negative where an earlier one was undone."""

    source_id: UUID
    charge_id: UUID
    amount_cents: int
    allocated_on: date


@dataclass(frozen=True)
class Aging:
    """A balance by age. The buckets add up to the balance: `prepaid_cents` is zero or negative here."""

    not_yet_due_cents: int
    days_0_30_cents: int
    days_31_60_cents: int
    days_61_90_cents: int
    over_90_cents: int
    prepaid_cents: int
    balance_cents: int


@dataclass(frozen=True)
class Position:
    """Where a tenancy's money stands on a day. `prepaid_cents` is what is unallocated, zero or positive.

    `open_charges` come oldest due day first; `overdue_cents` is what was due before the day.
    """

    as_of: date
    balance_cents: int
    open_charges: tuple[OpenCharge, ...]
    prepaid_cents: int
    aging: Aging
    overdue_cents: int


def position(
    as_of: date,
    charges: Iterable[ChargeFact],
    sources: Iterable[SourceFact],
    allocations: Iterable[AllocationFact],
) -> Position:
    """Return where the money stood at the end of a day (domain rules §7).

    Facts dated later do not exist yet; an allocation counts while both its charge and its source stand.
    """
    open_charges, left = outstanding_at(as_of, charges, sources, allocations)
    prepaid_cents = sum(left.values())
    ages = aging(as_of, open_charges, prepaid_cents)
    overdue_cents = sum(charge.open_cents for charge in open_charges if charge.due_on < as_of)
    return Position(as_of, ages.balance_cents, open_charges, prepaid_cents, ages, overdue_cents)


def outstanding_at(
    as_of: date,
    charges: Iterable[ChargeFact],
    sources: Iterable[SourceFact],
    allocations: Iterable[AllocationFact],
) -> tuple[tuple[OpenCharge, ...], dict[UUID, int]]:
    """Return the charges open on a day, oldest due first, and the unallocated cents by source where there are any."""
    standing = [charge for charge in charges if _stands(as_of, charge.posted_on, charge.reversed_on)]
    open_cents = {charge.charge_id: charge.amount_cents for charge in standing}
    left = {
        source.source_id: source.amount_cents
        for source in sources
        if _stands(as_of, source.counts_from, source.reversed_on)
    }
    for part in allocations:
        if part.allocated_on <= as_of and part.charge_id in open_cents and part.source_id in left:
            open_cents[part.charge_id] -= part.amount_cents
            left[part.source_id] -= part.amount_cents
    standing.sort(key=lambda charge: (charge.due_on, charge.charge_id))
    still_open = tuple(
        OpenCharge(charge.charge_id, charge.kind, charge.due_on, open_cents[charge.charge_id])
        for charge in standing
        if open_cents[charge.charge_id]
    )
    return still_open, {source_id: cents for source_id, cents in left.items() if cents}


def _stands(as_of: date, began_on: date, reversed_on: date | None) -> bool:
    return began_on <= as_of and (reversed_on is None or reversed_on > as_of)


def aging(as_of: date, open_charges: Iterable[OpenCharge], credit_cents: int, by: AgeBy = AgeBy.DUE_DATE) -> Aging:
    """Return open charges by days since they were due, and unallocated money as a negative bucket (domain rules §7).

    A charge due on the day itself is 0 days old. By charge month, what was due this month stands in the first bucket,
    last month's in the second, and so on; what is due later is not yet due. The balance is the sum of all buckets.
    """
    cents: dict[str, int] = defaultdict(int)
    for charge in open_charges:
        cents[bucket(charge.due_on, as_of, by)] += charge.open_cents
    return Aging(
        not_yet_due_cents=cents["not yet due"],
        days_0_30_cents=cents["0-30"],
        days_31_60_cents=cents["31-60"],
        days_61_90_cents=cents["61-90"],
        over_90_cents=cents["over 90"],
        prepaid_cents=-credit_cents,
        balance_cents=sum(cents.values()) - credit_cents,
    )


def bucket(due_on: date, as_of: date, by: AgeBy = AgeBy.DUE_DATE) -> str:
    """Return which bucket an open charge stands in: "not yet due", "0-30", "31-60", "61-90" or "over 90"."""
    days = days_from(due_on, as_of)
    if days < 0:
        return "not yet due"
    if by == AgeBy.CHARGE_MONTH:
        days = 30 * ((as_of.year - due_on.year) * 12 + as_of.month - due_on.month + 1)
    return next((name for last, name in ((30, "0-30"), (60, "31-60"), (90, "61-90")) if days <= last), "over 90")


def added_up(ages: Iterable[Aging]) -> Aging:
    """Return one aging that is the sum of many, for the last row of a report."""
    every = tuple(ages)
    return Aging(
        not_yet_due_cents=sum(one.not_yet_due_cents for one in every),
        days_0_30_cents=sum(one.days_0_30_cents for one in every),
        days_31_60_cents=sum(one.days_31_60_cents for one in every),
        days_61_90_cents=sum(one.days_61_90_cents for one in every),
        over_90_cents=sum(one.over_90_cents for one in every),
        prepaid_cents=sum(one.prepaid_cents for one in every),
        balance_cents=sum(one.balance_cents for one in every),
    )
