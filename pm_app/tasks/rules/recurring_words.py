"""A rule in words: "every 6 months on the 31st, or the last day of a shorter month"."""

from calendar import day_name, month_name

from pm_app.kernel.dates import in_words
from pm_app.tasks.enums import Frequency
from pm_app.tasks.rules.recurring import DayOfWeek, Recurrence, read_rule

_ONE = {Frequency.DAILY: "day", Frequency.WEEKLY: "week", Frequency.MONTHLY: "month", Frequency.YEARLY: "year"}
_PLACES = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last", -2: "second to last", -3: "third to last"}


def rule_in_words(text: str, *, from_last_done: bool = False) -> str:
    """Return a kept rule in words, or "" for no rule."""
    if not text:
        return ""
    rule = read_rule(text)
    said = [_how_often(rule), _on_which_days(rule), _in_which_months(rule), _how_long(rule)]
    if from_last_done:
        said.append(", from the last time it was done")
    return "".join(said)


def _how_often(rule: Recurrence) -> str:
    one = _ONE[rule.frequency]
    return f"every {one}" if rule.interval == 1 else f"every {rule.interval} {one}s"


def _on_which_days(rule: Recurrence) -> str:
    if rule.by_set_pos:
        return f" on the {_joined([_place(number) for number in rule.by_set_pos])} {_one_of(rule.by_day)}"
    if rule.by_day:
        each = "each " if rule.frequency == Frequency.YEARLY and not any(day.place for day in rule.by_day) else ""
        return f" on {each}{_joined([_weekday(day) for day in rule.by_day])}"
    if not rule.by_month_day:
        return ""
    if rule.frequency == Frequency.YEARLY and len(rule.by_month) == 1:
        return _on_a_day_of_the_year(rule)
    late = " or the last day of a shorter month" if max(rule.by_month_day) > 28 else ""
    on = f" on the {_joined([_day(number) for number in rule.by_month_day])}"
    return f"{on},{late}" if late else on


def _on_a_day_of_the_year(rule: Recurrence) -> str:
    month = month_name[rule.by_month[0]]
    if all(number > 0 for number in rule.by_month_day):
        leap = " (the 28th in a common year)" if rule.by_month == (2,) and 29 in rule.by_month_day else ""
        return f" on {month[:3]} {_joined([str(number) for number in rule.by_month_day])}{leap}"
    return f" on the {_joined([_day(number) for number in rule.by_month_day])} of {month}"


def _in_which_months(rule: Recurrence) -> str:
    if not rule.by_month or (rule.frequency == Frequency.YEARLY and len(rule.by_month) == 1 and rule.by_month_day):
        return ""
    return f" in {_joined([month_name[month] for month in rule.by_month])}"


def _how_long(rule: Recurrence) -> str:
    if rule.count is not None:
        return f", {rule.count:,} times" if rule.count > 1 else ", once"
    return f", until {in_words(rule.until)}" if rule.until else ""


def _weekday(day: DayOfWeek) -> str:
    name = day_name[day.weekday]
    if not day.place:
        return name
    return f"the {_PLACES.get(day.place, 'fourth to last')} {name}"


def _place(number: int) -> str:
    return _PLACES.get(number) or (_ordinal(number) if number > 0 else f"{_ordinal(-number)} to last")


def _one_of(days: tuple[DayOfWeek, ...]) -> str:
    """What is counted: "weekday (Monday to Friday)", "Tuesday", "day that is a Tuesday or Thursday"."""
    named = sorted(day.weekday for day in days)
    if named == [0, 1, 2, 3, 4]:
        return "weekday (Monday to Friday)"
    if len(named) == 7:
        return "day"
    words = [day_name[number] for number in named]
    return words[0] if len(words) == 1 else f"day that is a {_joined(words, 'or')}"


def _day(number: int) -> str:
    if number < 0:
        return "last day" if number == -1 else f"{_ordinal(-number)} to last day"
    return _ordinal(number)


def _ordinal(number: int) -> str:
    if 10 < number % 100 < 14:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _joined(words: list[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
