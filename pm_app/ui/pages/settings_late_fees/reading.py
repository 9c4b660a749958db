"""What the form of late fees says, as a policy; and a policy as the form shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pm_app.kernel.dates import first_of_month
from pm_app.kernel.errors import Refused
from pm_app.receivables.enums import CapChoice, LateFeeBase, LateFeeFrequency
from pm_app.receivables.rules.late_fees.policy import MAY_BE_ELIGIBLE, USUALLY_ELIGIBLE, FeePolicy, FeeRule
from pm_app.receivables.rules.late_fees.words import example_words, rule_words
from pm_app.ui.format import dollars, parse_day, parse_dollars, parse_percent, parse_whole, typed_percent
from pm_app.ui.parts.address import Choice

T = TypeVar("T", LateFeeBase, LateFeeFrequency, CapChoice)

PLACES = ("1", "2", "3")
BASES = [
    Choice(LateFeeBase.FIXED.value, "A fixed amount"),
    Choice(LateFeeBase.OUTSTANDING.value, "Percent of what is open"),
    Choice(LateFeeBase.RENT.value, "Percent of the rent"),
]
FREQUENCIES = [
    Choice(LateFeeFrequency.ONCE.value, "Once"),
    Choice(LateFeeFrequency.DAILY.value, "Every day"),
    Choice(LateFeeFrequency.WEEKLY.value, "Every week"),
    Choice(LateFeeFrequency.MONTHLY.value, "Every month"),
]
CAP_CHOICES = [
    Choice(CapChoice.LESSER.value, "The lesser counts"),
    Choice(CapChoice.GREATER.value, "The greater counts"),
]


@dataclass
class RuleDraft:
    """One rule as its fields show it."""

    base: str = ""
    amount: str = ""
    rate: str = ""
    grace: str = ""
    frequency: str = LateFeeFrequency.ONCE.value
    cap: str = ""
    cap_rate: str = ""
    cap_choice: str = CapChoice.LESSER.value
    cap_days: str = ""


def draft_of(rule: FeeRule) -> RuleDraft:
    """Return a rule as its fields show it."""
    fixed = rule.base == LateFeeBase.FIXED
    return RuleDraft(
        base=rule.base.value,
        amount=_bare(rule.amount_cents) if fixed else "",
        rate="" if fixed else typed_percent(rule.rate_bps),
        grace=str(rule.grace_days),
        frequency=rule.frequency.value,
        cap=_bare(rule.cap_cents) if rule.cap_cents is not None else "",
        cap_rate=typed_percent(rule.cap_bps) if rule.cap_bps is not None else "",
        cap_choice=rule.cap_choice.value,
        cap_days=str(rule.cap_days or ""),
    )


def policy_in(form: Mapping[str, str]) -> FeePolicy:
    """Return the policy that the form says; refuses what is not a number, an amount or a day, beside its field."""
    minimum = form.get("minimum", "").strip()
    return FeePolicy(
        rules=tuple(_rule(form, place) for place in PLACES if form.get(f"base_{place}", "")),
        due_from=parse_day(form.get("due_from", ""), "due_from"),
        eligible=frozenset(kind for kind in MAY_BE_ELIGIBLE if form.get(f"kind {kind.value}", "")),
        minimum_cents=parse_dollars(minimum, "minimum") if minimum else 0,
        requires_approval=bool(form.get("requires_approval", "")),
        notifies=bool(form.get("notifies", "")),
    )


def examples_of(policy: FeePolicy, today: date) -> list[str]:
    """Say of each rule what it charges, and which day it means for rent due on the first of this month."""
    month = first_of_month(today)
    return [f"{rule_words(rule)}. {example_words(rule, month)}" for rule in policy.rules]


def usual_policy(today: date) -> FeePolicy:
    """Return what the form shows where nothing is set: no rules, and the charges that are usually late."""
    return FeePolicy((), today, USUALLY_ELIGIBLE)


def _rule(form: Mapping[str, str], place: str) -> FeeRule:
    base = _choice(LateFeeBase, form, f"base_{place}")
    fixed = base == LateFeeBase.FIXED
    cap, cap_rate = form.get(f"cap_{place}", "").strip(), form.get(f"cap_rate_{place}", "").strip()
    grace = parse_whole(form.get(f"grace_{place}", ""), f"grace_{place}", example="3")
    if grace is None:
        raise Refused("Say how many days of grace there are; 0 for none.", field=f"grace_{place}")
    return FeeRule(
        position=int(place),
        base=base,
        grace_days=grace,
        amount_cents=parse_dollars(form.get(f"amount_{place}", ""), f"amount_{place}") if fixed else 0,
        rate_bps=0 if fixed else parse_percent(form.get(f"rate_{place}", ""), f"rate_{place}"),
        frequency=_choice(LateFeeFrequency, form, f"frequency_{place}"),
        cap_cents=parse_dollars(cap, f"cap_{place}") if cap else None,
        cap_bps=parse_percent(cap_rate, f"cap_rate_{place}") if cap_rate else None,
        cap_choice=_choice(CapChoice, form, f"cap_choice_{place}"),
        cap_days=parse_whole(form.get(f"cap_days_{place}", ""), f"cap_days_{place}", example="30"),
    )


def _choice(kinds: type[T], form: Mapping[str, str], field: str) -> T:
    try:
        return kinds(form.get(field, ""))
    except ValueError:
        raise Refused("Choose one from the list.", field=field) from None


def _bare(cents: int) -> str:
    return dollars(cents).removeprefix("$")
