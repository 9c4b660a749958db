"""Which late fees are due on the dated facts of a tenancy, each once, and never above its cap (domain rules §10)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from uuid import UUID

from pm_app.kernel.dates import add_months, day_before
from pm_app.receivables.enums import ChargeKind, LateFeeFrequency
from pm_app.receivables.rules.late_fees.policy import FeePolicy, FeeRule, cap_cents, fee_cents, fee_day

# What nobody decided for so long is not proposed any more.
MONTHS_LOOKED_BACK = 12


@dataclass(frozen=True)
class FeeKey:
    """Which late fee: of whose rent, due when, by which rule, and how many times already, this one included."""

    tenancy_id: UUID
    due_on: date
    position: int
    occurrence: int


@dataclass(frozen=True)
class Settlement:
    """What stands of a receipt or a credit on a charge, and the day from which that counts: when it was received."""

    counts_from: date
    amount_cents: int


@dataclass(frozen=True)
class RentCharge:
    """A standing charge that can be late. `rent_cents`: the recurring rent that fell due on the same day, whole also
    where only a part of a month was charged."""

    kind: ChargeKind
    amount_cents: int
    due_on: date
    posted_on: date
    rent_cents: int
    settled: tuple[Settlement, ...] = ()


@dataclass(frozen=True)
class DecidedFee:
    """A fee that was posted, or dismissed (`amount_cents` is then 0)."""

    key: FeeKey
    fee_on: date
    amount_cents: int


@dataclass(frozen=True)
class FeeDue:
    """A fee that is due and not decided, and what it was computed from.

    `uncapped_cents` is what it would be without the cap; `outstanding_cents` is what was open of the rent when the day
    of the fee began.
    """

    key: FeeKey
    rule: FeeRule
    fee_on: date
    outstanding_cents: int
    rent_cents: int
    uncapped_cents: int
    amount_cents: int

    @property
    def grace_ends_on(self) -> date:
        """The last day on which the rent could be paid without the rule."""
        return day_before(fee_day(self.rule, self.key.due_on))


def open_at_start_of(day: date, charges: Iterable[RentCharge]) -> int:
    """Return what was open of charges when a day began, by the days on which money was received, not typed.

    A charge counts from its posting day: one taken over from earlier books owed its fees there.
    """
    return sum(
        charge.amount_cents - sum(part.amount_cents for part in charge.settled if part.counts_from < day)
        for charge in charges
        if charge.posted_on <= day
    )


def oldest_fee_day(today: date) -> date:
    """Return the first day of which fees are still proposed: a year back."""
    return add_months(today, -MONTHS_LOOKED_BACK)


def policy_of(due_on: date, policies: Iterable[FeePolicy]) -> FeePolicy | None:
    """Return the policy that counts for rent due on a day: the first of these that had begun by then, whole."""
    return next((policy for policy in policies if policy.due_from <= due_on), None)


def fees_due(
    tenancy_id: UUID,
    charges: Iterable[RentCharge],
    policies: Sequence[FeePolicy],
    decided: Iterable[DecidedFee],
    *,
    suspended: Callable[[date], bool],
    today: date,
) -> list[FeeDue]:
    """Return the fees of a tenancy that are due by today and not decided, the oldest first.

    Charges due on one day are one rent. `policies` come most specific first; `suspended` says of a day whether fees
    rest. Nights that were missed are made up, each fee with its own day, within the caps.
    """
    every = list(decided)
    known = {fee.key for fee in every}
    oldest = oldest_fee_day(today)
    candidates = [
        fee
        for rent, policy in _rents(charges, policies)
        for fee in _of_rent(tenancy_id, rent, policy, today)
        if fee.key not in known and fee.fee_on >= oldest and not suspended(fee.fee_on)
    ]
    candidates.sort(key=lambda fee: (fee.fee_on, fee.key.due_on, fee.key.position, fee.key.occurrence))
    taken = _Taken(every)
    due: list[FeeDue] = []
    for fee in candidates:
        kept = replace(fee, amount_cents=min(fee.uncapped_cents, taken.room(fee)))
        if kept.amount_cents > 0:
            taken.add(kept.key, kept.fee_on, kept.amount_cents)
            due.append(kept)
    return due


def _rents(
    charges: Iterable[RentCharge], policies: Sequence[FeePolicy]
) -> Iterator[tuple[list[RentCharge], FeePolicy]]:
    by_day: dict[date, list[RentCharge]] = defaultdict(list)
    for charge in charges:
        by_day[charge.due_on].append(charge)
    for due_on, rent in by_day.items():
        policy = policy_of(due_on, policies)
        if policy is not None:
            yield [charge for charge in rent if charge.kind in policy.eligible], policy


def _of_rent(tenancy_id: UUID, rent: list[RentCharge], policy: FeePolicy, today: date) -> Iterator[FeeDue]:
    """Yield every fee that the rules would charge on one rent by today, before caps; none after it was paid."""
    rent_cents = max((charge.rent_cents for charge in rent), default=0)
    all_posted_on = max((charge.posted_on for charge in rent), default=today)
    for rule in policy.rules if rent else ():
        due_on = rent[0].due_on
        for occurrence in (1,) if rule.frequency == LateFeeFrequency.ONCE else count(1):
            fee_on = fee_day(rule, due_on, occurrence)
            if fee_on > today:
                break
            open_cents = open_at_start_of(fee_on, rent)
            if open_cents < max(1, policy.minimum_cents):
                if fee_on >= all_posted_on:
                    break
            else:
                cents = fee_cents(rule, outstanding_cents=open_cents, rent_cents=rent_cents)
                key = FeeKey(tenancy_id, due_on, rule.position, occurrence)
                yield FeeDue(key, rule, fee_on, open_cents, rent_cents, cents, cents)


class _Taken:
    """What was charged by each rule already, to see how much room a cap leaves."""

    def __init__(self, decided: Iterable[DecidedFee]) -> None:
        self._by_rule: dict[int, list[tuple[date, date, int]]] = defaultdict(list)
        for fee in decided:
            self.add(fee.key, fee.fee_on, fee.amount_cents)

    def add(self, key: FeeKey, fee_on: date, amount_cents: int) -> None:
        self._by_rule[key.position].append((fee_on, key.due_on, amount_cents))

    def room(self, fee: FeeDue) -> int:
        """Return how many cents the cap leaves for a fee; what it costs anyway when there is no cap."""
        cap = cap_cents(fee.rule, fee.rent_cents)
        if cap is None:
            return fee.uncapped_cents
        charged = self._by_rule[fee.key.position]
        if fee.rule.cap_days is None:
            return max(0, cap - sum(cents for _, due_on, cents in charged if due_on == fee.key.due_on))
        return max(0, cap - _fullest(fee.fee_on, fee.rule.cap_days, [(on, cents) for on, _, cents in charged]))


def _fullest(fee_on: date, days: int, charged: Sequence[tuple[date, int]]) -> int:
    """Return the most that any stretch of so many days with this day in it has been charged already."""
    reach = timedelta(days=days - 1)
    ends = {fee_on, *(on for on, _ in charged if fee_on <= on <= fee_on + reach)}
    return max(sum(cents for on, cents in charged if end - reach <= on <= end) for end in ends)
