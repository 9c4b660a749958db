"""Every usual way of writing a day, found in a text and brought to one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pm_app.documents.rules.understanding.sheets import Sheet

FIRST_YEAR = 1900
LAST_YEAR = 2100
MOST_DAYS = 500
# Without knowing today, two digits of a year up to 49 are of this century.
_PIVOT = 50
_AHEAD = 30

_NAMES: tuple[tuple[str, ...], ...] = (
    ("january", "januar", "januari", "janvier", "enero", "jan"),
    ("february", "februar", "februari", "fevrier", "febrero", "feb"),
    ("march", "marz", "maerz", "maart", "mars", "marzo", "mar"),
    ("april", "avril", "abril", "apr"),
    ("may", "mai", "mei", "mayo"),
    ("june", "juni", "juin", "junio", "jun"),
    ("july", "juli", "juillet", "julio", "jul"),
    ("august", "augustus", "aout", "agosto", "aug"),
    ("september", "septembre", "septiembre", "sept", "sep"),
    ("october", "oktober", "octobre", "octubre", "okt", "oct"),
    ("november", "novembre", "noviembre", "nov"),
    ("december", "dezember", "decembre", "diciembre", "dez", "dec"),
)
_MONTH_OF = {name: number for number, names in enumerate(_NAMES, start=1) for name in names}
_MONTH = "(" + "|".join(sorted(_MONTH_OF, key=len, reverse=True)) + r")(?![a-z])\.?"
_UNITS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = (
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth"),
    *("sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"),
)
_ORDINALS = {
    **{word: number for number, word in enumerate((*_UNITS, *_TEENS), start=1)},
    **{f"twenty-{word}": 20 + number for number, word in enumerate(_UNITS, start=1)},
    "thirtieth": 30,
    "thirty-first": 31,
}
# What OCR makes of digits: o for 0; i, l and | for 1.
_D = "[0-9oil|]"
_DAY = f"({_D}{{1,2}}|" + "|".join(sorted(_ORDINALS, key=len, reverse=True)) + ")"
_YEAR = f"([12il|][09o]{_D}{{2}}(?![0-9])|'?[0-9]{{2}}(?![0-9a-z]))"
_GAP = "[ \n]{1,3}"
_START = r"(?<![0-9a-z./-])"
# A range may be written without blanks: 01.05.2014-31.05.2014.
_AFTER_DASH = r"(?<![0-9a-z./])"

_MONTH_DAY_YEAR = re.compile(rf"(?<![a-z]){_MONTH}{_GAP}{_DAY}(?:st|nd|rd|th)?[,.]{{0,2}}[ \n]{{0,3}}{_YEAR}")
_DAY_MONTH_YEAR = re.compile(
    rf"{_START}{_DAY}(?:st|nd|rd|th|er|\.)?[ \n-]{{0,3}}(?:(?:day{_GAP})?(?:of|de|del){_GAP})?"
    rf"{_MONTH},?[ \n-]{{0,3}}(?:(?:in{_GAP}the{_GAP}year|of|de|del){_GAP})?{_YEAR}"
)
_ISO = re.compile(rf"{_START}([12][09][0-9]{{2}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}})(?![0-9])")
_NUMBERS = re.compile(
    rf"{_AFTER_DASH}({_D}{{1,2}}) ?([/-]) ?({_D}{{1,2}}) ?\2 ?([12il|][09o]{_D}{{2}}|[0-9]{{2}})(?![0-9a-z]|\2[0-9])"
)
_DOTTED = re.compile(
    rf"{_AFTER_DASH}([0-9]{{1,2}})\. ?([0-9]{{1,2}})\. ?"
    r"([12][09][0-9]{2}|(?<=[0-9]{2}\.[0-9]{2}\.)[0-9]{2})(?![0-9a-z]|\.[0-9])"
)


@dataclass(frozen=True)
class DayFound:
    """A day as it is written: where, and how sure the writing is by itself (0–100)."""

    sheet: Sheet
    first: int
    last: int
    day: date
    sureness: int


def days_in(sheet: Sheet, today: date | None = None, *, day_first: bool = False) -> list[DayFound]:
    """Return the days written on a sheet, in order, none overlapping; at most 500.

    `day_first` decides 3/4/2025 (the United States write the month first). Two digits of a year are of this century
    up to thirty years from today.
    """
    found: list[DayFound] = []
    for first, last, year, month, day, sureness in _written(sheet.plain, day_first=day_first):
        full = _full_year(year, today)
        if full is not None and (on := _real(full, month, day)) is not None:
            found.append(DayFound(sheet, first, last, on, sureness))
    found.sort(key=lambda one: (one.first, -one.last))
    apart: list[DayFound] = []
    for one in found:
        if not apart or one.first >= apart[-1].last:
            apart.append(one)
    return apart[:MOST_DAYS]


def writes_day_first(sheets: list[Sheet]) -> bool:
    """Tell whether these sheets write the day before the month: some can only be read so, and none the other way."""
    day_first = month_first = False
    for sheet in sheets:
        for found in _NUMBERS.finditer(sheet.plain):
            first, second = _number(found[1]), _number(found[3])
            day_first = day_first or (first > 12 >= second)
            month_first = month_first or (second > 12 >= first)
    return day_first and not month_first


_Written = tuple[int, int, str, int, int, int]


def _written(plain: str, *, day_first: bool) -> Iterator[_Written]:
    for found in _MONTH_DAY_YEAR.finditer(plain):
        yield (*found.span(), found[3], _MONTH_OF[found[1]], _number(found[2]), 100)
    for found in _DAY_MONTH_YEAR.finditer(plain):
        yield (*found.span(), found[3], _MONTH_OF[found[2]], _number(found[1]), 100)
    for found in _ISO.finditer(plain):
        yield (*found.span(), found[1], int(found[2]), int(found[3]), 100)
    for found in _NUMBERS.finditer(plain):
        dashed = found[2] == "-" and plain[found.start() - 1 : found.start()] == "-"
        if sum(sign in "0123456789" for sign in found[0]) >= 3 and not dashed:
            yield _of_numbers(found, day_first=day_first)
    for found in _DOTTED.finditer(plain):
        day, month = int(found[1]), int(found[2])
        yield (*found.span(), found[3], *((day, month) if month > 12 else (month, day)), 92)


def _of_numbers(found: re.Match[str], *, day_first: bool) -> _Written:
    first, second = _number(found[1]), _number(found[3])
    if first > 12 or (day_first and second <= 12):
        day, month = first, second
    else:
        month, day = first, second
    sure = 90 if max(first, second) > 12 or first == second else 85
    return (*found.span(), found[4], month, day, sure - (10 if len(found[4]) == 2 else 0))


def _number(word: str) -> int:
    """Return the number a word of a day means, 0 when none."""
    if word in _ORDINALS:
        return _ORDINALS[word]
    digits = word.translate(str.maketrans("oil|", "0111"))
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _full_year(written: str, today: date | None) -> int | None:
    digits = written.lstrip("'")
    if len(digits) > 2:
        year = _number(digits)
    else:
        pivot = _PIVOT if today is None else today.year - 2000 + _AHEAD
        year = 2000 + int(digits) if int(digits) < pivot else 1900 + int(digits)
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
