"""Which posted late fees ought to be waived, because the rent was paid in time after all (domain rules §10.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.kernel.dates import day_before, in_words
from pm_app.kernel.money import in_dollars, percentage
from pm_app.receivables.enums import LateFeeBase
from pm_app.receivables.rules.late_fees.due import FeeKey, RentCharge, open_at_start_of, policy_of
from pm_app.receivables.rules.late_fees.policy import FeePolicy


@dataclass(frozen=True)
class PostedFee:
    """A fee that was posted: how much, what was open of the rent then, and what of it was waived since."""

    key: FeeKey
    charge_id: UUID
    fee_on: date
    outstanding_cents: int
    amount_cents: int
    waived_cents: int = 0


@dataclass(frozen=True)
class WaiverDue:
    """A fee of which so much ought to be waived, and what of the rent was open by what is known now."""

    fee: PostedFee
    open_cents: int
    amount_cents: int


def waiver_due(fee: PostedFee, rent: Sequence[RentCharge], policies: Sequence[FeePolicy]) -> WaiverDue | None:
    """Return what ought to be waived of a posted fee, or None.

    All of it when, by the days money was received on, less was open than costs a fee; a part when the fee was a
    percentage of more than was open. `rent` is the charges that fell due on the day of its rent and stand.
    """
    policy = policy_of(fee.key.due_on, policies)
    charges = [charge for charge in rent if policy is None or charge.kind in policy.eligible]
    open_cents = open_at_start_of(fee.fee_on, charges)
    if open_cents >= fee.outstanding_cents:
        return None
    earned_cents = _earned(fee, open_cents, policy)
    waived_cents = fee.amount_cents - earned_cents - fee.waived_cents
    return WaiverDue(fee, open_cents, waived_cents) if waived_cents > 0 else None


def _earned(fee: PostedFee, open_cents: int, policy: FeePolicy | None) -> int:
    if open_cents < max(1, policy.minimum_cents if policy else 0):
        return 0
    rules = policy.rules if policy else ()
    rule = next((rule for rule in rules if rule.position == fee.key.position), None)
    if rule is None or rule.base != LateFeeBase.OUTSTANDING:
        return fee.amount_cents
    return min(fee.amount_cents, percentage(open_cents, rule.rate_bps))


def why_waived(waiver: WaiverDue) -> str:
    """Say why a waiver is proposed, as it stands on the waiver when somebody agrees."""
    due, through = in_words(waiver.fee.key.due_on), in_words(day_before(waiver.fee.fee_on))
    if waiver.open_cents <= 0:
        return f"By money received through {through}, the rent due {due} was paid."
    opened = in_dollars(waiver.open_cents)
    then = in_dollars(waiver.fee.outstanding_cents)
    return f"By money received through {through}, {opened} of the rent due {due} was open, not {then}."
