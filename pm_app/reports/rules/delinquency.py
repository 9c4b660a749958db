"""What a household owes, by age, with unpaid deposits apart; and all of them together (domain rules §7, §17)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from pm_app.receivables.rules.aging import AgeBy, aging
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS, OpenCharge
from pm_app.reports.rules.figures import PastDue, past_due


@dataclass(frozen=True)
class Owed:
    """A balance by age, in cents. All but `past_due` add up to the balance, always.

    `prepaid_cents` is zero or negative. `deposits_unpaid_cents` are deposits that were charged and not paid: they are
    in no bucket, unless they were asked to be aged like everything else. `past_due` is what was due before the day.
    """

    not_yet_due_cents: int = 0
    days_0_30_cents: int = 0
    days_31_60_cents: int = 0
    days_61_90_cents: int = 0
    over_90_cents: int = 0
    deposits_unpaid_cents: int = 0
    prepaid_cents: int = 0
    balance_cents: int = 0
    past_due: PastDue = field(default_factory=PastDue)


# What a list of households can be narrowed to, by its name in an address: those that owe something of that kind.
# "" is whoever is past due at all; "all" is whoever has something open or prepaid.
SHOWN: Mapping[str, Callable[[Owed], int]] = {
    "": lambda owed: owed.past_due.total_cents,
    "1-30": lambda owed: owed.past_due.days_1_30_cents,
    "31-60": lambda owed: owed.past_due.days_31_60_cents,
    "61-90": lambda owed: owed.past_due.days_61_90_cents,
    "over-90": lambda owed: owed.past_due.over_90_cents,
    "not-yet-due": lambda owed: owed.not_yet_due_cents,
    "deposits": lambda owed: owed.deposits_unpaid_cents,
    "prepaid": lambda owed: -owed.prepaid_cents,
    "all": lambda owed: 1,
}


def owed(
    as_of: date,
    open_charges: Sequence[OpenCharge],
    prepaid_cents: int,
    *,
    by: AgeBy = AgeBy.DUE_DATE,
    with_deposits: bool = False,
) -> Owed:
    """Return what is owed on a day of the charges that are open then, and what is prepaid (zero or positive)."""
    aged = [one for one in open_charges if with_deposits or one.kind not in DEPOSIT_KINDS]
    apart = sum(one.open_cents for one in open_charges) - sum(one.open_cents for one in aged)
    ages = aging(as_of, aged, prepaid_cents, by)
    overdue = sum(one.open_cents for one in aged if one.due_on < as_of)
    return Owed(
        not_yet_due_cents=ages.not_yet_due_cents,
        days_0_30_cents=ages.days_0_30_cents,
        days_31_60_cents=ages.days_31_60_cents,
        days_61_90_cents=ages.days_61_90_cents,
        over_90_cents=ages.over_90_cents,
        deposits_unpaid_cents=apart,
        prepaid_cents=ages.prepaid_cents,
        balance_cents=ages.balance_cents + apart,
        past_due=past_due(ages, overdue),
    )


def owed_together(parts: Iterable[Owed]) -> Owed:
    """Return the sum of many, column by column."""
    every = tuple(parts)
    cents = [sum(getattr(one, column) for one in every) for column in _COLUMNS]
    ages = [sum(getattr(one.past_due, age.name) for one in every) for age in fields(PastDue)]
    return Owed(*cents, past_due=PastDue(*ages))


_COLUMNS = tuple(one.name for one in fields(Owed) if one.name != "past_due")
