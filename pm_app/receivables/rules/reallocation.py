"""Moving money from charge to charge after it was recorded: what comes off which, and what goes onto which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from pm_app.kernel.errors import Refused
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.allocation import DEFAULT_PRIORITY, DEPOSIT_KINDS, OpenCharge, Priority, allocate


class NotMovable(Refused):
    """Money that stays where it is."""


@dataclass(frozen=True)
class Moves:
    """Cents by charge that come off it, and that go onto it."""

    off: Mapping[UUID, int]
    on: Mapping[UUID, int]


def reallocated(
    amount_cents: int,
    settles: Mapping[UUID, int],
    charges: Iterable[OpenCharge],
    *,
    designated: Mapping[UUID, int],
    money: bool = True,
    include_deposits: bool = False,
    priority: Priority = DEFAULT_PRIORITY,
) -> Moves:
    """Return how a receipt or credit moves when it is spread anew (domain rules §6).

    `settles`: cents by charge now; `charges`: all that it may settle, each with what is open when this money is taken
    off. First what is designated, the rest in the order of the terms; what pays a refund out stays. Refuses
    (`NotMovable`) to move that, and deposits settled by what is not money; and what `allocate` refuses.
    """
    every = {charge.charge_id: charge for charge in charges}
    paid_out = {charge_id: cents for charge_id, cents in settles.items() if _is_refund(every, charge_id)}
    for charge_id, cents in paid_out.items():
        if designated.get(charge_id, cents) != cents:
            raise NotMovable("What was paid back stays where it is. Leave it as it stands.", field="designated")
    asked = {charge_id: cents for charge_id, cents in designated.items() if charge_id not in paid_out}
    eligible = [one for one in every.values() if one.charge_id not in paid_out and _may_settle(money, one.kind)]
    if not money and any(charge_id in every and every[charge_id].kind in DEPOSIT_KINDS for charge_id in asked):
        raise NotMovable("A credit is not money and settles no deposit. Choose another charge.", field="designated")
    left_cents = amount_cents - sum(paid_out.values())
    parts = (
        allocate(left_cents, eligible, designated=asked, include_deposits=include_deposits, priority=priority)
        if left_cents
        else []
    )
    after = {part.charge_id: part.amount_cents for part in parts} | paid_out
    return Moves(_above(settles, after), _above(after, settles))


def _above(these: Mapping[UUID, int], those: Mapping[UUID, int]) -> dict[UUID, int]:
    return {key: cents - those.get(key, 0) for key, cents in these.items() if cents > those.get(key, 0)}


def _may_settle(money: bool, kind: ChargeKind) -> bool:
    return money or kind not in DEPOSIT_KINDS


def _is_refund(charges: Mapping[UUID, OpenCharge], charge_id: UUID) -> bool:
    return charge_id in charges and charges[charge_id].kind == ChargeKind.REFUND
