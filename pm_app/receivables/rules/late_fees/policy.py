"""When rent is late and what that costs, as an office sets it (domain rules §10)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pm_app.kernel.dates import add_months, in_words
from pm_app.kernel.errors import Refused
from pm_app.kernel.money import percentage
from pm_app.receivables.enums import CapChoice, ChargeKind, LateFeeBase, LateFeeFrequency
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS

MOST_RULES = 3
MOST_GRACE_DAYS = 60
MOST_CAP_DAYS = 366
LARGEST_FEE_CENTS = 5_000_00
LARGEST_MINIMUM_CENTS = 10_000_00
WHOLE_BPS = 10_000
MONTHS_BACK = 1

# No fee on a fee, none on money that is held or given back.
NEVER_ELIGIBLE = DEPOSIT_KINDS | {ChargeKind.LATE_FEE, ChargeKind.NSF_FEE, ChargeKind.REFUND}
MAY_BE_ELIGIBLE = tuple(kind for kind in ChargeKind if kind not in NEVER_ELIGIBLE)
USUALLY_ELIGIBLE = frozenset({ChargeKind.RENT, ChargeKind.PREMIUM, ChargeKind.PET_RENT, ChargeKind.PARKING})


class LateFeePolicyRefused(Refused):
    """A late-fee policy that nobody can mean, or that no place would allow."""


@dataclass(frozen=True)
class FeeRule:
    """One rule: what a fee is (`rate_bps` for the bases by percent, `amount_cents` for the fixed one), and how often.

    The day rent is due is no day of grace. Caps hold within any `cap_days` days of one tenancy, or for one rent for
    ever where that is None; `cap_bps` is a part of the recurring rent.
    """

    position: int
    base: LateFeeBase
    grace_days: int
    amount_cents: int = 0
    rate_bps: int = 0
    frequency: LateFeeFrequency = LateFeeFrequency.ONCE
    cap_cents: int | None = None
    cap_bps: int | None = None
    cap_choice: CapChoice = CapChoice.LESSER
    cap_days: int | None = None


@dataclass(frozen=True)
class FeePolicy:
    """When rent is late and what that costs. It counts for rent due on `due_from` or later; no rules: no fees.

    `minimum_cents`: less than this may stay open without a fee. `requires_approval`: somebody looks at each fee before
    it is posted. `notifies`: the household is written to when one is posted.
    """

    rules: tuple[FeeRule, ...]
    due_from: date
    eligible: frozenset[ChargeKind] = USUALLY_ELIGIBLE
    minimum_cents: int = 0
    requires_approval: bool = True
    notifies: bool = False


def fee_day(rule: FeeRule, due_on: date, occurrence: int = 1) -> date:
    """Return the day of a rule's fee, counted from 1: the day after the last day of grace, then as often as it says.

    Due the 1st with 3 days of grace, the 5th: the due day is not counted (domain rules §10).
    """
    first = due_on + timedelta(days=rule.grace_days + 1)
    match rule.frequency:
        case LateFeeFrequency.ONCE | LateFeeFrequency.DAILY:
            return first + timedelta(days=occurrence - 1)
        case LateFeeFrequency.WEEKLY:
            return first + timedelta(weeks=occurrence - 1)
        case LateFeeFrequency.MONTHLY:
            return add_months(first, occurrence - 1)


def fee_cents(rule: FeeRule, *, outstanding_cents: int, rent_cents: int) -> int:
    """Return what one fee is before its cap, of what is open of a rent and of the recurring rent, in cents."""
    match rule.base:
        case LateFeeBase.FIXED:
            return rule.amount_cents
        case LateFeeBase.OUTSTANDING:
            return percentage(outstanding_cents, rule.rate_bps)
        case LateFeeBase.RENT:
            return percentage(rent_cents, rule.rate_bps)


def cap_cents(rule: FeeRule, rent_cents: int) -> int | None:
    """Return the cap of a rule for a recurring rent in cents: the lesser or the greater of two; None without one."""
    caps = [] if rule.cap_cents is None else [rule.cap_cents]
    if rule.cap_bps is not None:
        caps.append(percentage(rent_cents, rule.cap_bps))
    if not caps:
        return None
    return min(caps) if rule.cap_choice == CapChoice.LESSER else max(caps)


def kinds_of(words: Iterable[str]) -> frozenset[ChargeKind]:
    """Return kinds of charges given as words; refuses a word that is none."""
    every = {kind.value: kind for kind in ChargeKind}
    given = list(words)
    for word in given:
        if word not in every:
            raise LateFeePolicyRefused(f"“{word}” is not a kind of charge. Choose from the list.", field="eligible")
    return frozenset(every[word] for word in given)


def checked_policy(policy: FeePolicy, *, today: date, before: FeePolicy | None = None) -> FeePolicy:
    """Return a policy as it is kept, its rules numbered from 1; refuses what cannot be meant.

    A policy that charges otherwise than the one before may reach a month back at most: rent of earlier months was
    judged by what counted then.
    """
    if len(policy.rules) > MOST_RULES:
        raise LateFeePolicyRefused(f"Use at most {MOST_RULES} rules.", field="base_1")
    _check_eligible(policy)
    if not 0 <= policy.minimum_cents <= LARGEST_MINIMUM_CENTS:
        raise LateFeePolicyRefused("The amount that may stay open must lie between $0 and $10,000.", field="minimum")
    rules = tuple(_checked_rule(rule, place) for place, rule in enumerate(policy.rules, 1))
    checked = replace(policy, rules=rules)
    _check_due_from(checked, today, before)
    return checked


def _check_eligible(policy: FeePolicy) -> None:
    if policy.rules and not policy.eligible:
        raise LateFeePolicyRefused("Tick at least one kind of charge that can be late.", field="eligible")
    wrong = sorted(policy.eligible & NEVER_ELIGIBLE)
    if wrong:
        raise LateFeePolicyRefused(
            f"No late fee is charged on a {wrong[0]}: fees, deposits and refunds are left out.", field="eligible"
        )


def _check_due_from(policy: FeePolicy, today: date, before: FeePolicy | None) -> None:
    unchanged = before is not None and _charges(policy) == _charges(before) and policy.due_from >= before.due_from
    earliest = add_months(today, -MONTHS_BACK)
    if policy.rules and not unchanged and policy.due_from < earliest:
        raise LateFeePolicyRefused(
            f"Rent of earlier months was judged by what counted then. Choose {in_words(earliest)} or a later day.",
            field="due_from",
        )


def _charges(policy: FeePolicy) -> tuple[object, ...]:
    return policy.rules, policy.eligible, policy.minimum_cents


def _checked_rule(rule: FeeRule, place: int) -> FeeRule:
    if not 0 <= rule.grace_days <= MOST_GRACE_DAYS:
        raise LateFeePolicyRefused(f"Use 0 to {MOST_GRACE_DAYS} days of grace.", field=f"grace_{place}")
    fixed = rule.base == LateFeeBase.FIXED
    if fixed and not 0 < rule.amount_cents <= LARGEST_FEE_CENTS:
        raise LateFeePolicyRefused("A fixed fee lies between $0.01 and $5,000.00.", field=f"amount_{place}")
    if not fixed and not 0 < rule.rate_bps <= WHOLE_BPS:
        raise LateFeePolicyRefused("Use more than 0 % and at most 100 %.", field=f"rate_{place}")
    kept = replace(rule, position=place, **({"rate_bps": 0} if fixed else {"amount_cents": 0}))
    _check_caps(kept)
    return kept


def _check_caps(rule: FeeRule) -> None:
    place = rule.position
    if rule.cap_cents is not None and not 0 < rule.cap_cents <= LARGEST_FEE_CENTS:
        raise LateFeePolicyRefused("A cap lies between $0.01 and $5,000.00.", field=f"cap_{place}")
    if rule.cap_bps is not None and not 0 < rule.cap_bps <= WHOLE_BPS:
        raise LateFeePolicyRefused("Use more than 0 % and at most 100 %.", field=f"cap_rate_{place}")
    if rule.cap_days is None:
        return
    if not 1 <= rule.cap_days <= MOST_CAP_DAYS:
        raise LateFeePolicyRefused(f"Use 1 to {MOST_CAP_DAYS} days.", field=f"cap_days_{place}")
    if rule.cap_cents is None and rule.cap_bps is None:
        raise LateFeePolicyRefused("Say how much may be charged within these days.", field=f"cap_{place}")
