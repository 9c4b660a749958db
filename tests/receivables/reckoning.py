"""Late fees reckoned on made-up facts: charges, policies, and what was decided."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.late_fees.due import DecidedFee, FeeDue, RentCharge, Settlement, fees_due
from pm_app.receivables.rules.late_fees.policy import FeePolicy, FeeRule

HOME = UUID(int=1)
CHARGE = UUID(int=2)
JAN_1, JAN_4, JAN_5, JAN_6 = (date(2026, 1, day) for day in (1, 4, 5, 6))


def policy(*rules: FeeRule, **more: object) -> FeePolicy:
    return FeePolicy(rules, **({"due_from": date(2025, 1, 1)} | more))  # pyright: ignore[reportArgumentType]


def rent(cents: int = 1_000_00, due_on: date = JAN_1, *paid: tuple[date, int], **more: object) -> RentCharge:
    facts = {"kind": ChargeKind.RENT, "posted_on": due_on, "rent_cents": cents} | more
    settled = tuple(Settlement(*one) for one in paid)
    return RentCharge(amount_cents=cents, due_on=due_on, settled=settled, **facts)  # pyright: ignore[reportArgumentType]


def never(_: date) -> bool:
    return False


def due(
    charges: list[RentCharge],
    *policies: FeePolicy,
    today: date,
    decided: list[DecidedFee] | None = None,
    suspended: Callable[[date], bool] = never,
) -> list[FeeDue]:
    return fees_due(HOME, charges, policies, decided or [], suspended=suspended, today=today)


def amounts(found: list[FeeDue]) -> list[tuple[date, int]]:
    return [(fee.fee_on, fee.amount_cents) for fee in found]


def decided(fee: FeeDue) -> DecidedFee:
    return DecidedFee(fee.key, fee.fee_on, fee.amount_cents)
