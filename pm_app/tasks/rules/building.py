"""A rule as a form asks for it: every so many days, weeks, months or years, on weekdays or on a day of the month."""

from dataclasses import dataclass
from datetime import date

from pm_app.tasks.enums import Frequency
from pm_app.tasks.rules.occurring import anchored
from pm_app.tasks.rules.recurring import DayOfWeek, Recurrence, RuleRefused, check_rule, read_rule


@dataclass(frozen=True)
class Builder:
    """What the form holds. `month_day` is 1 to 31, -1 for the last day, None for the day of its first time.

    `month_weekday` is 1 for the month's first day from Monday to Friday, -1 for its last, None for neither.
    """

    every: int = 1
    unit: Frequency = Frequency.MONTHLY
    weekdays: tuple[int, ...] = ()
    month_day: int | None = None
    month_weekday: int | None = None


_WEEKDAYS = tuple(DayOfWeek(number) for number in range(5))


def built_rule(asked: Builder) -> str:
    """Return the rule that a form asks for; refuses (`RuleRefused`) what does not go together."""
    unit, weekdays, month_day = asked.unit, asked.weekdays, asked.month_day
    if weekdays and unit != Frequency.WEEKLY:
        raise RuleRefused("Weekdays go with every so many weeks. For a weekday of the month, write the rule yourself.")
    if (month_day, asked.month_weekday) != (None, None) and unit != Frequency.MONTHLY:
        raise RuleRefused("A day of the month goes with every so many months.")
    if asked.month_weekday is not None:
        rule = Recurrence(unit, asked.every, by_day=_WEEKDAYS, by_set_pos=(asked.month_weekday,))
    else:
        days = tuple(DayOfWeek(number) for number in sorted(set(weekdays)))
        rule = Recurrence(unit, asked.every, by_day=days, by_month_day=() if month_day is None else (month_day,))
    check_rule(rule)
    return rule.text


def builder_of(repeats: str, starts_on: date | None = None) -> Builder | None:
    """Return what a form holds for a kept rule, or None when the rule says more than the form can ask for.

    A year's day that follows from the first day need not be asked for.
    """
    rule = read_rule(repeats)
    plain = Recurrence(rule.frequency, rule.interval)
    if rule == plain or (starts_on and rule.frequency == Frequency.YEARLY and rule == anchored(plain, starts_on)):
        return Builder(rule.interval, rule.frequency)
    if rule.count is not None or rule.until is not None or rule.week_start or rule.by_month:
        return None
    if rule.frequency == Frequency.WEEKLY:
        return Builder(rule.interval, rule.frequency, tuple(day.weekday for day in rule.by_day))
    if rule.frequency == Frequency.MONTHLY and set(rule.by_day) == {*_WEEKDAYS} and rule.by_set_pos in {(1,), (-1,)}:
        return Builder(rule.interval, rule.frequency, month_weekday=rule.by_set_pos[0])
    if rule.frequency == Frequency.MONTHLY and len(rule.by_month_day) == 1 and rule.by_month_day[0] >= -1:
        return Builder(rule.interval, rule.frequency, month_day=rule.by_month_day[0])
    return None
