"""Whole cents: the three ways to lose one, and one function for each (domain rules of money, half a cent up)."""

from collections.abc import Sequence

from pm_app.kernel.errors import Refused

LARGEST_AMOUNT_CENTS = 100_000_000_00


class AmountNotPositive(Refused):
    """An amount of nothing, or less."""


class AmountTooLarge(Refused):
    """An amount that nobody can mean."""


def share(cents: int, numerator: int, denominator: int) -> int:
    """Return `cents` × numerator ÷ denominator, multiplied first and rounded once, half a cent away from zero.

    1,800.00 × 17/31 is 987.10. Refuses a denominator that is not positive.
    """
    if denominator <= 0:
        raise ValueError("A share needs a positive denominator.")
    product = cents * numerator
    magnitude = (2 * abs(product) + denominator) // (2 * denominator)
    return magnitude if product >= 0 else -magnitude


def percentage(cents: int, bps: int) -> int:
    """Return `bps` basis points of `cents`, rounded once, half a cent away from zero."""
    return share(cents, bps, 10_000)


def split(cents: int, weights: Sequence[int]) -> list[int]:
    """Return one part per weight, in order, that together are exactly `cents`.

    Each part is rounded down; the left-over cents go to the largest remainders, ties to the first.
    Refuses negative weights and weights that are all zero.
    """
    total = sum(weights)
    if total <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("Splitting needs weights that are not negative and not all zero.")
    parts = [cents * weight // total for weight in weights]
    remainders = [cents * weight % total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in by_remainder[: cents - sum(parts)]:
        parts[place] += 1
    return parts


def check_amount(cents: int, *, field: str = "amount") -> None:
    """Refuse an amount that is zero, negative, or beyond LARGEST_AMOUNT_CENTS, naming the form field."""
    if cents <= 0:
        raise AmountNotPositive("The amount must be more than $0.00.", field=field)
    if cents > LARGEST_AMOUNT_CENTS:
        raise AmountTooLarge(
            f"More than ${LARGEST_AMOUNT_CENTS // 100:,} at once cannot be right. Please check the amount.", field=field
        )


def in_dollars(cents: int) -> str:
    """Write an amount as it stands in a sentence: `$1,250.00`, `-$45.10`."""
    return f"{'-' if cents < 0 else ''}${abs(cents) // 100:,}.{abs(cents) % 100:02}"
