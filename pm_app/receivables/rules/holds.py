"""What a hold on a tenancy forbids, and for how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.kernel.errors import Refused
from pm_app.receivables.enums import HoldKind, ReceiptMethod, SuspensionReason

CERTIFIED = frozenset(
    {ReceiptMethod.CASH, ReceiptMethod.CASHIERS_CHECK, ReceiptMethod.MONEY_ORDER},
)


class ReceiptHeld(Refused):
    """Money that a hold forbids to take, unless somebody who may decides otherwise and says why."""


@dataclass(frozen=True)
class Hold:
    """A hold, from a day until another or until it was lifted (last day included; None: without end)."""

    hold_id: UUID
    kind: HoldKind
    reason: str
    starts_on: date
    ends_on: date | None = None
    lifted_on: date | None = None
    because: SuspensionReason | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether it holds on a day; the day it is lifted on is free again."""
        ended = (self.ends_on is not None and day > self.ends_on) or (
            self.lifted_on is not None and day >= self.lifted_on
        )
        return self.starts_on <= day and not ended


def held(holds: Iterable[Hold], kind: HoldKind, day: date) -> Hold | None:
    """Return the hold of a kind that holds on a day, or None."""
    return next((hold for hold in holds if hold.kind == kind and hold.holds_on(day)), None)


def check_receipt_allowed(
    holds: Iterable[Hold], *, method: ReceiptMethod, day: date, override: str, may_override: bool
) -> None:
    """Refuse (`ReceiptHeld`) money under an eviction hold, and uncertified money where only certified is taken.

    `override` is the reason of somebody who takes it in spite of that (domain rules §11, §13).
    """
    every = tuple(holds)
    eviction = held(every, HoldKind.EVICTION, day)
    certified = held(every, HoldKind.CERTIFIED_FUNDS, day)
    if eviction is None and (certified is None or method in CERTIFIED):
        return
    if override and may_override:
        return
    if override:
        raise ReceiptHeld(
            "Only somebody who may override holds can take this money. Ask a manager.", field="hold_override"
        )
    if eviction is not None:
        raise ReceiptHeld(
            "An eviction hold is on this household: taking money can undo the notice. "
            "A manager can take it with a reason.",
            field="hold_override",
        )
    raise ReceiptHeld(
        "Only cash, cashier's checks and money orders are taken from this household since a payment was returned. "
        "A manager can take it with a reason.",
        field="method",
    )
