"""What a part of a period costs."""

from datetime import date

from pm_app.kernel.dates import add_months, day_before, days_between, first_of_month
from pm_app.kernel.errors import Refused
from pm_app.kernel.money import share
from pm_app.leasing.enums import Frequency, ProrationMethod
from pm_app.leasing.rules import PERIODS_PER_YEAR

_DAYS_OF_THIRTY_DAY_MONTHS = {
    Frequency.SEMI_MONTHLY: 15,
    Frequency.MONTHLY: 30,
    Frequency.QUARTERLY: 90,
    Frequency.HALF_YEARLY: 180,
    Frequency.YEARLY: 360,
}


def prorated_cents(
    amount_cents: int,
    first_on: date,
    last_on: date,
    *,
    whole_first_on: date,
    whole_last_on: date,
    frequency: Frequency = Frequency.MONTHLY,
    method: ProrationMethod = ProrationMethod.ACTUAL_DAYS,
) -> int:
    """Return what the days from `first_on` to `last_on`, both counted, cost of a whole period's amount (rules §9).

    Multiplied first and rounded once. The whole period is the full amount by any method, and a part is never more.
    """
    days = days_between(max(first_on, whole_first_on), min(last_on, whole_last_on))
    whole_days = days_between(whole_first_on, whole_last_on)
    if days == whole_days:
        return amount_cents
    if method == ProrationMethod.DAYS_OF_YEAR:
        part_cents = share(amount_cents, days * PERIODS_PER_YEAR[frequency], 365)
    elif method == ProrationMethod.THIRTY_DAY_MONTH:
        part_cents = share(amount_cents, days, _DAYS_OF_THIRTY_DAY_MONTHS.get(frequency, whole_days))
    else:
        part_cents = share(amount_cents, days, whole_days)
    return min(part_cents, amount_cents)


def part_of_months(
    amount_cents: int,
    first_on: date | None,
    last_on: date | None,
    *,
    method: ProrationMethod = ProrationMethod.ACTUAL_DAYS,
) -> int:
    """Return what the days from `first_on` to `last_on`, both counted, cost of a monthly amount, month by month.

    Refuses days that are not given, that end before they begin, or that span more than a year.
    """
    if first_on is None or last_on is None:
        raise Refused("Give the first and the last day that this pays for.", field="service_to")
    if not first_on <= last_on < add_months(first_on, 12):
        raise Refused("The days that this pays for end after they begin, and within a year.", field="service_to")
    cents, month_on = 0, first_of_month(first_on)
    while month_on <= last_on:
        month_ends_on = day_before(add_months(month_on, 1))
        cents += prorated_cents(
            amount_cents,
            max(first_on, month_on),
            min(last_on, month_ends_on),
            whole_first_on=month_on,
            whole_last_on=month_ends_on,
            method=method,
        )
        month_on = add_months(month_on, 1)
    return cents
