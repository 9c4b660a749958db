"""Which amounts and days can be meant, and which are a slip of the hand."""

from datetime import date

from pm_app.kernel.dates import add_months
from pm_app.kernel.errors import Refused
from pm_app.kernel.money import AmountTooLarge, check_amount

LARGEST_AT_ONCE_CENTS = 1_000_000_00
EARLIEST_YEAR = 1990
MONTHS_BEFORE_START = 12
MONTHS_AHEAD = 24
YEARS_TAKEN_OVER = 10


class DayImplausible(Refused):
    """A day that lies too far from the tenancy to be meant."""


class ReceiptInFuture(Refused):
    """Money that would be received on a day that has not come."""


class CreditInFuture(Refused):
    """A credit that would be given on a day that has not come."""


class ReversalTooEarly(Refused):
    """Something that would be taken back before it was there."""


class ReversalInFuture(Refused):
    """Something that would be taken back on a day that has not come."""


def check_at_once(amount_cents: int) -> None:
    """Refuse an amount that is not positive, or above what one tenant pays or owes at once: $1,000,000.00."""
    check_amount(amount_cents)
    if amount_cents > LARGEST_AT_ONCE_CENTS:
        raise AmountTooLarge(
            "More than $1,000,000.00 at once cannot be right. Please check the amount.", field="amount"
        )


def check_received_on(received_on: date, *, starts_on: date, today: date) -> None:
    """Refuse a day after today, and one more than a year before the tenancy starts."""
    if received_on > today:
        raise ReceiptInFuture(
            "Money cannot be received in the future. Choose today or an earlier day.", field="received_on"
        )
    _check_not_long_before(received_on, starts_on, "received_on")


def check_credited_on(credited_on: date, *, starts_on: date, today: date) -> None:
    """Refuse a credit after today, and one more than a year before the tenancy starts."""
    if credited_on > today:
        raise CreditInFuture(
            "A credit cannot be given in the future. Choose today or an earlier day.", field="credited_on"
        )
    _check_not_long_before(credited_on, starts_on, "credited_on")


def check_paid_on(paid_on: date, *, starts_on: date, today: date) -> None:
    """Refuse a payment to somebody after today, and one more than a year before the tenancy starts."""
    if paid_on > today:
        raise CreditInFuture("Money cannot be paid in the future. Choose today or an earlier day.", field="paid_on")
    _check_not_long_before(paid_on, starts_on, "paid_on")


def check_original_due_on(due_on: date, *, cut_over_on: date) -> None:
    """Refuse the due day of something taken over that lies more than ten years back or two years ahead."""
    if due_on > add_months(cut_over_on, MONTHS_AHEAD) or due_on < add_months(cut_over_on, -YEARS_TAKEN_OVER * 12):
        raise DayImplausible("This due day cannot be right. Please check the year.", field="due_on")


def check_due_on(due_on: date, *, starts_on: date, today: date) -> None:
    """Refuse a due day more than two years ahead, and one more than a year before the tenancy starts."""
    if due_on > add_months(today, MONTHS_AHEAD):
        raise DayImplausible(
            "A charge cannot be due more than two years from now. Choose an earlier day.", field="due_on"
        )
    _check_not_long_before(due_on, starts_on, "due_on")


def _check_not_long_before(day: date, starts_on: date, field: str) -> None:
    if day.year < EARLIEST_YEAR or day < add_months(starts_on, -MONTHS_BEFORE_START):
        raise DayImplausible(
            "This day lies more than a year before the household moved in. Please check the year.", field=field
        )


def check_service(service_from: date | None, service_to: date | None) -> None:
    """Refuse a service period that ends before it begins, or of which only one end is given."""
    if (service_from is None) != (service_to is None):
        raise DayImplausible("Give both the first and the last day that this pays for, or neither.", field="service_to")
    if service_from is not None and service_to is not None and service_to < service_from:
        raise DayImplausible("The last day that this pays for lies before the first.", field="service_to")


def check_reversed_on(reversed_on: date, *, began_on: date, today: date) -> None:
    """Refuse a day before what is taken back, and one after today unless it only begins later itself."""
    if reversed_on < began_on:
        raise ReversalTooEarly(
            "A reversal cannot be dated before what it reverses. Choose that day or a later one.", field="reversed_on"
        )
    if reversed_on > max(today, began_on):
        raise ReversalInFuture(
            "A reversal cannot be dated in the future. Choose today or an earlier day.", field="reversed_on"
        )
