"""From what a bank writes as a day to a day; what is not in the calendar is never bent into it."""

import re
from collections.abc import Iterable
from datetime import date

LONGEST_DAY = 40
FIRST_YEAR = 1950
LAST_YEAR = 2100
_PIVOT = 70  # two digits of a year: 69 is 2069, 70 is 1970

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{4}(?:[0-9]{2})?(?:\.[0-9]+)?)?(?:\s*\[[^\]]*\])?")
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?")
_NUMBERS = re.compile(r"([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})\s*[-/.' ]\s*([0-9]{4}|[0-9]{1,2})(?:\s+[0-9]{1,2}:.*)?")
_DAY_NAME = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{3,9})\.?[-/., ]+([0-9]{4}|[0-9]{2})")
_NAME_DAY = re.compile(r"([A-Za-z]{3,9})\.?[-/. ]+([0-9]{1,2})(?:st|nd|rd|th)?[-/., ]+([0-9]{4}|[0-9]{2})")


class DayUnreadable(ValueError):
    """The text is no day; the message says why, as the end of a sentence."""


def day_of(text: str, *, day_first: bool = False) -> date:
    """Return the day a text means: ISO, compact, `1/31/2026`, `31 Jan 2026`, `Jan 31, 2026`, time of day left off.

    `day_first` decides `1/2/2026`. Raises `DayUnreadable` for anything else and for days that do not exist.
    """
    shown = text.strip()
    if not shown:
        raise DayUnreadable("no date")
    year, month, day = _parts(shown, day_first=day_first)
    try:
        found = date(year, month, day)
    except ValueError as problem:
        raise DayUnreadable(f"the date '{shown}', which is not in the calendar") from problem
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise DayUnreadable(f"the date '{shown}', whose year cannot be right")
    return found


def _parts(shown: str, *, day_first: bool) -> tuple[int, int, int]:
    if len(shown) > LONGEST_DAY:
        raise DayUnreadable("a date longer than any date is")
    if found := _COMPACT.fullmatch(shown) or _ISO.fullmatch(shown):
        year, month, day = found.groups()
        return int(year), int(month), int(day)
    if found := _NUMBERS.fullmatch(shown):
        first, second, year = found.groups()
        day, month = (first, second) if day_first else (second, first)
        return _full_year(year), int(month), int(day)
    if found := _DAY_NAME.fullmatch(shown):
        return _full_year(found[3]), _month(found[2], shown), int(found[1])
    if found := _NAME_DAY.fullmatch(shown):
        return _full_year(found[3]), _month(found[1], shown), int(found[2])
    raise DayUnreadable(f"'{shown}', which is no date")


def _month(name: str, shown: str) -> int:
    if name[:3].lower() not in _MONTHS:
        raise DayUnreadable(f"'{shown}', which is no date")
    return _MONTHS.index(name[:3].lower()) + 1


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < _PIVOT else 1900 + year


def day_comes_first(texts: Iterable[str]) -> bool | None:
    """Tell whether these dates are written day before month: the majority that can be read only one way decides.

    Returns None when every date can be read both ways (or names its month, or begins with the year).
    """
    evidence = undecided = 0
    for text in texts:
        found = _NUMBERS.fullmatch(text.strip()[:LONGEST_DAY])
        if not found:
            continue
        first, second = int(found[1]), int(found[2])
        undecided += 1
        evidence += (first > 12) - (second > 12)
    if evidence:
        return evidence > 0
    return None if undecided else False


def is_day(text: str) -> bool:
    """Tell whether a cell is written as a day, whichever way round."""
    try:
        _parts(text.strip(), day_first=False)
    except DayUnreadable:
        return False
    return True
