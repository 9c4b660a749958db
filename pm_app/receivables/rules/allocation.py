"""Which charges a receipt settles, and in what order."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.kernel.errors import Refused
from pm_app.kernel.money import check_amount
from pm_app.receivables.enums import ChargeKind

Priority = Sequence[Collection[ChargeKind]]

DEPOSIT_KINDS = frozenset(
    {
        ChargeKind.SECURITY_DEPOSIT,
        ChargeKind.PET_DEPOSIT,
        ChargeKind.KEY_DEPOSIT,
        ChargeKind.LAST_MONTHS_RENT,
    }
)

DEFAULT_PRIORITY: Priority = (
    (ChargeKind.RENT,),
    (ChargeKind.PREMIUM, ChargeKind.PET_RENT, ChargeKind.PARKING, ChargeKind.LAUNDRY),
    (ChargeKind.UTILITY,),
    (ChargeKind.DAMAGES, ChargeKind.CLEANING),
    (ChargeKind.LEASE_BREAK_FEE, ChargeKind.APPLICATION_FEE, ChargeKind.OTHER, ChargeKind.REFUND),
    tuple(sorted(DEPOSIT_KINDS)),
    (ChargeKind.NSF_FEE,),
    (ChargeKind.LATE_FEE,),
)


class DesignatedAboveOpen(Refused):
    """More was designated to a charge than is open on it."""


class DesignatedAboveReceipt(Refused):
    """More was designated in all than was received."""


class DesignatedNotOpen(Refused):
    """A charge was designated that is not open, or not of this tenancy."""


@dataclass(frozen=True)
class OpenCharge:
    """A charge that is not fully settled, and what of it is open."""

    charge_id: UUID
    kind: ChargeKind
    due_on: date
    open_cents: int


@dataclass(frozen=True)
class Allocation:
    """The part of a receipt that settles a charge."""

    charge_id: UUID
    amount_cents: int


@dataclass(frozen=True)
class Prepayment:
    """A receipt or a credit that is not fully allocated, and what of it is left. Only money settles deposits."""

    source_id: UUID
    counts_from: date
    open_cents: int
    money: bool = True


@dataclass(frozen=True)
class AppliedPrepayment:
    """The part of an earlier receipt or credit that settles a charge."""

    source_id: UUID
    charge_id: UUID
    amount_cents: int


def allocate(
    receipt_cents: int,
    charges: Iterable[OpenCharge],
    *,
    designated: Mapping[UUID, int] | None = None,
    include_deposits: bool = False,
    priority: Priority = DEFAULT_PRIORITY,
) -> list[Allocation]:
    """Spread a receipt over open charges (domain rules §6); what settles nothing is left as a prepayment.

    First what is designated (cents by charge), then by priority of kind, oldest due day, oldest charge. Deposits are
    left out unless designated or included, or unless the receipt is exactly one of them and no other charge.
    Refuses an amount that is not positive and a designation beyond the charge or the receipt.
    """
    check_amount(receipt_cents)
    open_charges = [charge for charge in charges if charge.open_cents > 0]
    if not designated:
        exact = _deposit_meant(receipt_cents, open_charges)
        designated = {exact.charge_id: receipt_cents} if exact else {}
    amounts = _designated_amounts(receipt_cents, open_charges, designated)
    left = receipt_cents - sum(amounts.values())
    for charge in in_order(open_charges, include_deposits=include_deposits, priority=priority):
        amount = min(left, charge.open_cents - amounts.get(charge.charge_id, 0))
        if amount > 0:
            amounts[charge.charge_id] = amounts.get(charge.charge_id, 0) + amount
            left -= amount
    return [Allocation(charge_id, amount) for charge_id, amount in amounts.items()]


def in_order(
    charges: Iterable[OpenCharge], *, include_deposits: bool = False, priority: Priority = DEFAULT_PRIORITY
) -> list[OpenCharge]:
    """Return the charges in the order in which money settles them; kinds that the priority leaves out come last."""
    rank = {kind: place for place, kinds in enumerate(priority) for kind in kinds}
    eligible = [charge for charge in charges if include_deposits or charge.kind not in DEPOSIT_KINDS]
    return sorted(eligible, key=lambda charge: (rank.get(charge.kind, len(priority)), charge.due_on, charge.charge_id))


def _deposit_meant(receipt_cents: int, charges: Iterable[OpenCharge]) -> OpenCharge | None:
    """Return the deposit that the receipt pays to the cent, unless another charge is open for the same amount."""
    equal = sorted(
        (charge for charge in charges if charge.open_cents == receipt_cents),
        key=lambda charge: (charge.kind in DEPOSIT_KINDS, charge.due_on, charge.charge_id),
    )
    return equal[0] if equal and equal[0].kind in DEPOSIT_KINDS else None


def _designated_amounts(
    receipt_cents: int, charges: Iterable[OpenCharge], designated: Mapping[UUID, int]
) -> dict[UUID, int]:
    open_cents = {charge.charge_id: charge.open_cents for charge in charges}
    for charge_id, amount_cents in designated.items():
        check_amount(amount_cents, field="designated")
        if charge_id not in open_cents:
            raise DesignatedNotOpen(
                "One of the chosen charges is no longer open. Look at the ledger again.", field="designated"
            )
        if amount_cents > open_cents[charge_id]:
            raise DesignatedAboveOpen("More is given to a charge than is open on it. Lower it.", field="designated")
    if sum(designated.values()) > receipt_cents:
        raise DesignatedAboveReceipt(
            "More is given to charges than was received. Lower one of them.", field="designated"
        )
    return dict(designated)


def apply_prepayments(
    prepayments: Iterable[Prepayment],
    charges: Iterable[OpenCharge],
    *,
    include_deposits: bool = False,
    priority: Priority = DEFAULT_PRIORITY,
) -> list[AppliedPrepayment]:
    """Settle open charges with what came in earlier, the oldest first; deposits are left alone unless included.

    Last month's rent is never settled by itself, nor any deposit by what is not money (domain rules §6).
    """
    automatic = [charge for charge in charges if charge.open_cents > 0 and charge.kind != ChargeKind.LAST_MONTHS_RENT]
    waiting = in_order(automatic, include_deposits=include_deposits, priority=priority)
    open_cents = {charge.charge_id: charge.open_cents for charge in waiting}
    applied: list[AppliedPrepayment] = []
    for prepayment in sorted(prepayments, key=lambda one: (one.counts_from, one.source_id)):
        left = prepayment.open_cents
        for charge in waiting:
            amount = min(left, open_cents[charge.charge_id])
            if amount > 0 and (prepayment.money or charge.kind not in DEPOSIT_KINDS):
                applied.append(AppliedPrepayment(prepayment.source_id, charge.charge_id, amount))
                open_cents[charge.charge_id] -= amount
                left -= amount
    return applied
