"""What of a charge pays for days after a household left."""

from dataclasses import dataclass
from datetime import date

from pm_app.kernel.dates import day_after
from pm_app.leasing.enums import Frequency, ProrationMethod
from pm_app.receivables.rules.proration import prorated_cents


@dataclass(frozen=True)
class ServicePeriod:
    """What a charge pays for: its amount and days, both included; `whole` when they are a whole period of its line."""

    amount_cents: int
    first_on: date
    last_on: date
    whole: bool
    frequency: Frequency
    method: ProrationMethod


def unused_cents(period: ServicePeriod, moved_out_on: date) -> int:
    """Return what the days after the move-out cost of a charge, by the method of its line (domain rules §9).

    The move-out day counts as used. A part of a period is prorated by its own days, so that no day is paid twice.
    """
    if moved_out_on >= period.last_on:
        return 0
    if moved_out_on < period.first_on:
        return period.amount_cents
    return period.amount_cents - prorated_cents(
        period.amount_cents,
        period.first_on,
        moved_out_on,
        whole_first_on=period.first_on,
        whole_last_on=period.last_on,
        frequency=period.frequency,
        method=period.method if period.whole else ProrationMethod.ACTUAL_DAYS,
    )


def first_unused_on(period: ServicePeriod, moved_out_on: date) -> date:
    """Return the first day of a charge that was not used."""
    return max(period.first_on, day_after(moved_out_on))
