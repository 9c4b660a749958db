"""What a recurring date of the office is made of, and what its marks must say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused
from pm_app.tasks.rules.occurring import anchored, first_day
from pm_app.tasks.rules.recurring import Recurrence, check_from_done, read_rule

SHIPPED_LADDER = (30, 14, 7, 0, -7)


class DoneInFuture(Refused):
    """Something cannot have been done on a day that is still to come."""


class DoneOutOfOrder(Refused):
    """It was done later than that already."""


@dataclass(frozen=True)
class RecurringFacts:
    """What a recurring date is: what is done, by which rule from which day, where, by whom, and when to speak of it.

    `repeats` is a rule of RFC 5545 as it was typed; `ladder` the days before the date, the farthest first.
    """

    title: str
    repeats: str
    starts_on: date
    from_last_done: bool = False
    notes: str = ""
    ladder: Sequence[int] = SHIPPED_LADDER
    property_id: UUID | None = None
    unit_id: UUID | None = None
    responsible_id: UUID | None = None


def checked_rule(repeats: str, starts_on: date, *, from_last_done: bool) -> Recurrence:
    """Return the rule with its days written out; refuses (`RuleRefused`) one that cannot be read or never comes."""
    rule = read_rule(repeats)
    if from_last_done:
        check_from_done(rule)
    first_day(rule, starts_on, from_last_done=from_last_done)
    return rule if from_last_done else anchored(rule, starts_on)


def check_done_on(done_on: date, today: date, last_done_on: date | None, *, from_last_done: bool) -> None:
    """Refuse a day to come, and one that is before the last time it was done (not after it, counted from there)."""
    if done_on > today:
        raise DoneInFuture("It cannot have been done on a day that is still to come.", field="done_on")
    if last_done_on is None:
        return
    if done_on < last_done_on or (from_last_done and done_on == last_done_on):
        raise DoneOutOfOrder(f"It was done on {in_words(last_done_on)} already.", field="done_on")
