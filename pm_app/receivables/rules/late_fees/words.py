"""Late fees in words: how a rule reads, what day it means, and how a fee was computed."""

from datetime import date

from pm_app.kernel.dates import day_before, in_words
from pm_app.kernel.money import in_dollars
from pm_app.receivables.enums import CapChoice, LateFeeBase, LateFeeFrequency
from pm_app.receivables.rules.late_fees.due import FeeDue
from pm_app.receivables.rules.late_fees.policy import FeeRule, fee_day

_OFTEN = {
    LateFeeFrequency.ONCE: "once",
    LateFeeFrequency.DAILY: "every day",
    LateFeeFrequency.WEEKLY: "every week",
    LateFeeFrequency.MONTHLY: "every month",
}


def percent_words(bps: int) -> str:
    """Write basis points as people write a percentage: 500 is `5 %`, 750 `7.5 %`."""
    whole, part = divmod(bps, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") + " %"


def rule_words(rule: FeeRule) -> str:
    """Say what a rule charges: `$50.00 once`, `5 % of what is open, every day, at most $100.00 for one rent`."""
    said = f"{_fee_words(rule)}, {_OFTEN[rule.frequency]}"
    cap = cap_words(rule)
    return f"{said}, at most {cap}" if cap else said


def _fee_words(rule: FeeRule) -> str:
    match rule.base:
        case LateFeeBase.FIXED:
            return in_dollars(rule.amount_cents)
        case LateFeeBase.OUTSTANDING:
            return f"{percent_words(rule.rate_bps)} of what is open"
        case LateFeeBase.RENT:
            return f"{percent_words(rule.rate_bps)} of the rent"


def cap_words(rule: FeeRule) -> str:
    """Say the cap of a rule: `the lesser of $50.00 and 5 % of the rent, within 30 days`; empty without one."""
    caps = [in_dollars(rule.cap_cents)] if rule.cap_cents is not None else []
    if rule.cap_bps is not None:
        caps.append(f"{percent_words(rule.cap_bps)} of the rent")
    if not caps:
        return ""
    choice = "lesser" if rule.cap_choice == CapChoice.LESSER else "greater"
    amount = caps[0] if len(caps) == 1 else f"the {choice} of {caps[0]} and {caps[1]}"
    return f"{amount} within {rule.cap_days} days" if rule.cap_days else f"{amount} for one rent"


def example_words(rule: FeeRule, due_on: date) -> str:
    """Say what the days of grace mean for rent due on a day: through when it may be paid, and when the fee comes."""
    fee_on = fee_day(rule, due_on)
    return (
        f"Rent due {in_words(due_on)} can be paid through {in_words(day_before(fee_on))}; "
        f"the fee is dated {in_words(fee_on)}."
    )


def computed_words(fee: FeeDue) -> str:
    """Say how a fee was computed: `5 % of $1,000.00 open = $50.00`, and whether its cap held it down."""
    rule = fee.rule
    match rule.base:
        case LateFeeBase.FIXED:
            said = f"{in_dollars(rule.amount_cents)}, {in_dollars(fee.outstanding_cents)} was open"
        case LateFeeBase.OUTSTANDING:
            of = f"{in_dollars(fee.outstanding_cents)} open"
            said = f"{percent_words(rule.rate_bps)} of {of} = {in_dollars(fee.uncapped_cents)}"
        case LateFeeBase.RENT:
            of = f"the rent of {in_dollars(fee.rent_cents)}"
            said = f"{percent_words(rule.rate_bps)} of {of} = {in_dollars(fee.uncapped_cents)}"
    if rule.frequency != LateFeeFrequency.ONCE:
        said = f"{said}; number {fee.key.occurrence}"
    if fee.amount_cents < fee.uncapped_cents:
        said = f"{said}; capped at {in_dollars(fee.amount_cents)}"
    return said
