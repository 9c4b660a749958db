"""How an office bills: the order in which money settles charges, and what counts unless somebody set otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from pm_app.kernel.errors import Refused
from pm_app.leasing.enums import ProrationMethod
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.allocation import DEFAULT_PRIORITY, Priority
from pm_app.receivables.rules.recurring import ADVANCE_DAYS

T = TypeVar("T")
Level = tuple[UUID | None, UUID | None]

REFUND_HOLD_DAYS = 10
MOST_DAYS = 60
HIGHEST_NSF_FEE_CENTS = 500_00


@dataclass(frozen=True)
class BillingTerms:
    """What billing needs to know of one tenancy.

    `advance_days`: rent is posted that long before it is due. `refund_hold_days`: so long after its deposit, money may
    be refunded.
    """

    priority: Priority = DEFAULT_PRIORITY
    deposits_automatic: bool = False
    nsf_fee_cents: int = 0
    refund_hold_days: int = REFUND_HOLD_DAYS
    advance_days: int = ADVANCE_DAYS
    proration: ProrationMethod = ProrationMethod.ACTUAL_DAYS


def most_specific(found: Mapping[Level, T], *, property_id: UUID | None, tenancy_id: UUID | None) -> T | None:
    """Return what counts: the tenancy's own, else its property's, else the company's; None when none is set.

    The keys are (property, tenancy); the most specific one counts whole (domain rules §6, §10).
    """
    levels: list[Level] = [(None, tenancy_id)] if tenancy_id else []
    levels += [(property_id, None)] if property_id else []
    return next((found[level] for level in [*levels, (None, None)] if level in found), None)


def checked_priority(groups: Iterable[Iterable[str]]) -> Priority:
    """Return a priority list in words as kinds of charges; refuses unknown kinds and one that is named twice."""
    priority: list[tuple[ChargeKind, ...]] = []
    seen: set[ChargeKind] = set()
    for group in groups:
        kinds = [_kind(word) for word in group]
        for kind in kinds:
            if kind in seen:
                raise Refused(f"{kind.value.capitalize()} is named twice. Name each kind once.", field="priority")
            seen.add(kind)
        if kinds:
            priority.append(tuple(kinds))
    return tuple(priority)


def check_terms(terms: BillingTerms) -> None:
    """Refuse days that are negative or more than sixty, and a fee for a returned payment above $500.00."""
    for field, days in (("advance_days", terms.advance_days), ("refund_hold_days", terms.refund_hold_days)):
        if not 0 <= days <= MOST_DAYS:
            raise Refused(f"Give a number of days from 0 to {MOST_DAYS}.", field=field)
    if not 0 <= terms.nsf_fee_cents <= HIGHEST_NSF_FEE_CENTS:
        raise Refused("The fee for a returned payment is between $0.00 and $500.00.", field="nsf_fee")
    checked_priority([[kind.value for kind in group] for group in terms.priority])


def _kind(word: str) -> ChargeKind:
    if word not in {kind.value for kind in ChargeKind}:
        raise Refused(f"“{word}” is not a kind of charge. Choose from the list.", field="priority")
    return ChargeKind(word)
