"""How something comes again: the part of RFC 5545 that an office needs, read strictly and kept in one spelling.

A rule that is taken always comes again: parts that could exclude each other for ever are refused when it is read, so
that no rule, however hostile, makes the computation run on. Two things are read as an office means them, not as the
RFC does: days 29, 30 and 31 mean the last day in a month that is shorter, and so does February 29 in a common year.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from pm_app.kernel.errors import Refused
from pm_app.tasks.enums import Frequency

LONGEST_RULE = 200
LONGEST_INTERVAL = {Frequency.DAILY: 1_000, Frequency.WEEKLY: 200, Frequency.MONTHLY: 120, Frequency.YEARLY: 25}
MOST_TIMES = 1_000
LAST_YEAR = 2199
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PARTS = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST")
# So often each weekday comes in every month, and in every year.
_IN_A_MONTH, _IN_A_YEAR = 4, 52
_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY = re.compile(r"([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{8})(?:T\d{6}Z?)?")


class RuleRefused(Refused):
    """The rule cannot be read, asks for something absurd, or would never come."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="repeats")


@dataclass(frozen=True)
class DayOfWeek:
    """A weekday, Monday being 0. `place`: the first (1) to fourth, or counted from the end (-1); 0: each of them."""

    weekday: int
    place: int = 0

    @property
    def text(self) -> str:
        """How RFC 5545 writes it: `MO`, `-1FR`."""
        return f"{self.place or ''}{WEEKDAYS[self.weekday]}"


@dataclass(frozen=True)
class Recurrence:
    """A rule that was read. `until` is the last day on which it may come; weeks begin on `week_start` (Monday is 0).

    `by_set_pos` takes of a period's weekdays only some, counted from its start (1) or its end (-1).
    """

    frequency: Frequency
    interval: int = 1
    by_day: tuple[DayOfWeek, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None
    week_start: int = 0

    @property
    def text(self) -> str:
        """The rule in the one spelling that is kept."""
        parts = {
            "FREQ": self.frequency.value,
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "BYMONTH": ",".join(map(str, self.by_month)),
            "BYMONTHDAY": ",".join(map(str, self.by_month_day)),
            "BYDAY": ",".join(day.text for day in self.by_day),
            "BYSETPOS": ",".join(map(str, self.by_set_pos)),
            "COUNT": str(self.count or ""),
            "UNTIL": f"{self.until:%Y%m%d}" if self.until else "",
            "WKST": WEEKDAYS[self.week_start] if self.week_start else "",
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)


def read_rule(text: str) -> Recurrence:
    """Read a rule such as `FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=-1`; refuses (`RuleRefused`) what it cannot hold to."""
    if len(text) > LONGEST_RULE:
        raise RuleRefused(f"This rule is too long: use at most {LONGEST_RULE} characters.")
    parts = _parts(text.strip().upper().removeprefix("RRULE:"))
    rule = Recurrence(
        frequency=_frequency(parts.get("FREQ", "")),
        interval=_whole("INTERVAL", parts.get("INTERVAL", "1")),
        by_day=tuple(dict.fromkeys(_day(one) for one in _listed(parts, "BYDAY"))),
        by_month_day=tuple(sorted({_whole("BYMONTHDAY", one, signed=True) for one in _listed(parts, "BYMONTHDAY")})),
        by_month=tuple(sorted({_whole("BYMONTH", one) for one in _listed(parts, "BYMONTH")})),
        by_set_pos=tuple(sorted({_whole("BYSETPOS", one, signed=True) for one in _listed(parts, "BYSETPOS")})),
        count=_whole("COUNT", parts["COUNT"]) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        week_start=_week_start(parts.get("WKST", "MO")),
    )
    check_rule(rule)
    return rule


def check_rule(rule: Recurrence) -> None:
    """Refuse (`RuleRefused`) a rule of absurd size, or whose parts do not go together."""
    most = LONGEST_INTERVAL[rule.frequency]
    if not 1 <= rule.interval <= most:
        raise RuleRefused(f"Use an interval between 1 and {most:,}.")
    if rule.count is not None and rule.until is not None:
        raise RuleRefused("Say either how many times (COUNT) or until when (UNTIL), not both.")
    if rule.count is not None and not 1 <= rule.count <= MOST_TIMES:
        raise RuleRefused(f"It may come between 1 and {MOST_TIMES:,} times.")
    if not all(1 <= month <= 12 for month in rule.by_month):
        raise RuleRefused("Months are counted from 1 to 12.")
    _check_weekdays(rule)
    _check_month_days(rule)
    if rule.by_set_pos:
        _check_set_positions(rule)


def check_from_done(rule: Recurrence) -> None:
    """Refuse a rule that cannot be counted from the last time done: it may only say how often, and until when."""
    if rule.by_day or rule.by_month_day or rule.by_month:
        raise RuleRefused("Counted from the last time it was done, a rule says only how often: leave the days out.")
    if rule.count is not None:
        raise RuleRefused("Counted from the last time it was done, a rule has no number of times.")


def without_count(rule: Recurrence) -> Recurrence:
    """Return the rule as if it came for ever, or until its last day."""
    return replace(rule, count=None)


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for piece in text.split(";"):
        name, sign, value = piece.partition("=")
        if not sign or not value:
            raise RuleRefused("Write a rule like FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=15.")
        if name not in _PARTS:
            raise RuleRefused(f"{name[:20]} is not used here. Use {', '.join(_PARTS)}.")
        if name in parts:
            raise RuleRefused(f"The rule says {name} twice.")
        parts[name] = value
    return parts


def _frequency(text: str) -> Frequency:
    if not text:
        raise RuleRefused("The rule says not how often: begin with FREQ=, for example FREQ=MONTHLY.")
    if text not in list(Frequency):
        raise RuleRefused("Something comes again after days, weeks, months or years, not more often.")
    return Frequency(text)


def _listed(parts: dict[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _whole(name: str, text: str, *, signed: bool = False) -> int:
    digits = text.removeprefix("-").removeprefix("+") if signed else text
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 5):
        raise RuleRefused(f"{name}={text[:20]} is not a number this can use.")
    return -int(digits) if text.startswith("-") else int(digits)


def _day(text: str) -> DayOfWeek:
    found = _DAY.fullmatch(text)
    if found is None:
        raise RuleRefused(f"{text[:20]} is not a weekday. Write MO, TU, WE, TH, FR, SA or SU.")
    return DayOfWeek(WEEKDAYS.index(found[2]), int(found[1] or 0))


def _until(text: str) -> date:
    found = _UNTIL.fullmatch(text)
    try:
        day = datetime.strptime(found[1], "%Y%m%d").date() if found else None  # noqa: DTZ007  a day has no zone
    except ValueError:
        day = None
    if day is None or not 1970 <= day.year <= LAST_YEAR:
        raise RuleRefused("Write the last day like UNTIL=20301231.")
    return day


def _week_start(text: str) -> int:
    if text not in WEEKDAYS:
        raise RuleRefused("Write the day on which weeks begin like WKST=SU.")
    return WEEKDAYS.index(text)


def _check_weekdays(rule: Recurrence) -> None:
    places = [day.place for day in rule.by_day if day.place]
    if places and rule.frequency in {Frequency.DAILY, Frequency.WEEKLY}:
        raise RuleRefused("The first or last weekday of something goes with FREQ=MONTHLY or FREQ=YEARLY.")
    if places and len(places) < len(rule.by_day):
        raise RuleRefused("Say of every weekday which one it is (1MO), or of none.")
    if any(abs(place) > 4 for place in places):
        raise RuleRefused("Not every month has a fifth one of a weekday. Use -1 for the last.")
    if rule.by_day and rule.by_month_day:
        raise RuleRefused("Say either weekdays (BYDAY) or days of the month (BYMONTHDAY), not both.")


def _check_month_days(rule: Recurrence) -> None:
    if rule.by_month_day and rule.frequency in {Frequency.DAILY, Frequency.WEEKLY}:
        raise RuleRefused("Days of the month go with FREQ=MONTHLY or FREQ=YEARLY.")
    if not all(1 <= day <= 31 or -28 <= day <= -1 for day in rule.by_month_day):
        raise RuleRefused("Days of the month are 1 to 31, or counted from its end -1 (the last) to -28.")
    longest = max((_LONGEST_MONTH[month - 1] for month in rule.by_month), default=31)
    if any(day > longest for day in rule.by_month_day):
        raise RuleRefused(f"None of these months has a day {max(rule.by_month_day)}. Use -1 for the last day.")


def _check_set_positions(rule: Recurrence) -> None:
    """Refuse what would count through more than a year's weekdays, or come only in some periods, or never."""
    if rule.frequency in {Frequency.DAILY, Frequency.WEEKLY}:
        raise RuleRefused("BYSETPOS goes with FREQ=MONTHLY or FREQ=YEARLY. Of a week, say the weekday itself.")
    if not rule.by_day or any(day.place for day in rule.by_day):
        raise RuleRefused("BYSETPOS counts weekdays: write them plainly, like BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1.")
    months = len(rule.by_month) if rule.frequency == Frequency.YEARLY else 1
    most = len(rule.by_day) * (_IN_A_MONTH * months if months else _IN_A_YEAR)
    if not all(1 <= abs(place) <= most for place in rule.by_set_pos):
        raise RuleRefused(f"Use a BYSETPOS between 1 and {most}, or -1 and -{most}: so many of these days always come.")
