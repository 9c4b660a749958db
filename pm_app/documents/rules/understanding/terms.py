"""Days that a contract does not print but defines: the end of its term, the last day to give notice."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pm_app.documents.enums import FindingKind as Kind
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.understanding.day_writings import DayFound
from pm_app.documents.rules.understanding.sheets import Sheet, on_one_line

MOST_PERIODS = 60
_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_COUNTED = {
    **{word: number for number, word in enumerate(_WORDS, start=1)},
    **{"a": 1, "an": 1, "twenty-four": 24, "thirty": 30, "thirty-six": 36, "forty-five": 45, "sixty": 60},
    **{"ninety": 90, "ninety-nine": 99, "twenty-five": 25, "one hundred eighty": 180},
}
_NUMBER = "|".join(sorted(_COUNTED, key=len, reverse=True))
_PERIOD = (
    rf"(?<![a-z0-9.])(?P<count>{_NUMBER}|[0-9]{{1,3}})(?: ?\((?P<digits>[0-9]{{1,3}})\))?"
    r"(?: full| consecutive| calendar| whole){0,2}[ -]{1,2}(?P<unit>year|month|week|day)(?![a-z]*ly)"
)
_TERM = re.compile(
    r"(?<![a-z])(?P<which>initial term|original term|primary term|lease term|the terms?|a term|term|tenancy)"
    rf"(?P<between>[^.;]{{0,90}}?){_PERIOD}"
)
_BASE = re.compile(
    r"(?:from|after|on|of|commenc|beginn|start)[a-z]{0,8}[^.;0-9]{0,50}?"
    r"(?:(?P<effective>effective date|commencement date)"
    r"|(?P<dated>date (?:first (?:set forth |written |stated )?above|of this|hereof|of execution|of signing)))"
)
_STARTS = re.compile(r"(?:commenc|beginn|start|from)[a-z]{0,5} ?(?:on|as of|at|the)?[^0-9;]{0,40}$")
_RENEWS = re.compile(r"automatic[a-z]{0,4}[^.;]{0,60}(?:renew|extend)|(?:renew|extend)[a-z]{0,6}[^.;]{0,40}automatic")
_NOTICE = re.compile(
    rf"{_PERIOD}[^.;]{{0,60}}?(?:prior to|before|in advance of|preceding)(?P<end>[^.;]{{0,50}}?"
    r"(?:expir|end of|end date|terminat|conclusion|anniversary|renewal))"
)
_NOT_THE_TERM = re.compile(
    r"renew|extend|option|additional|notice|after (?:the )?(?:expir|terminat)|warrant|holdover|confidential|surviv"
    r"|within|every|prior|before|interest|remaining|unexpired|no (?:less|more)|cure|default"
)


@dataclass(frozen=True)
class _Period:
    sheet: Sheet
    first: int
    last: int
    count: int
    unit: str

    @property
    def in_words(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


def terms_of(sheets: Sequence[Sheet], days: dict[int, list[DayFound]], dates: Sequence[Finding]) -> Iterator[Finding]:
    """Return the ends of terms and the last days to give notice, computed from the days already told apart.

    A term of a year from March 1 has February 28 as its last day. What was computed says so in its reason.
    """
    renews = any(_RENEWS.search(sheet.flow) for sheet in sheets)
    ends: list[Finding] = []
    for sheet in sheets:
        for found in _found(_TERM, sheet):
            ends.extend(_end_of_term(sheet, found, days.get(sheet.page, []), dates, renews=renews))
    yield from ends
    expires = best([*dates, *ends], Kind.EXPIRES_ON)
    if expires is not None:
        yield from _notices(sheets, expires)


def best(dates: Sequence[Finding], kind: Kind) -> Finding | None:
    """Return the surest finding of a kind, the first of equals; None without any."""
    return max((one for one in dates if one.kind is kind), key=lambda one: one.confidence, default=None)


def later(day: date, count: int, unit: str) -> date | None:
    """Return the day so many days, weeks, months or years later (earlier when negative); None beyond the calendar."""
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=count * (7 if unit == "week" else 1))
        year, month = divmod(day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1), 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def _found(pattern: re.Pattern[str], sheet: Sheet) -> Iterator[re.Match[str]]:
    for index, found in enumerate(pattern.finditer(sheet.flow)):
        if index >= MOST_PERIODS:
            return
        yield found


def _period(sheet: Sheet, found: re.Match[str]) -> _Period | None:
    written = found["digits"] or found["count"]
    count = _COUNTED[written] if written in _COUNTED else int(written)
    return _Period(sheet, found.start("count"), found.end("unit"), count, found["unit"]) if 0 < count <= 999 else None


def _end_of_term(
    sheet: Sheet, found: re.Match[str], days: Sequence[DayFound], dates: Sequence[Finding], *, renews: bool
) -> Iterator[Finding]:
    period = _period(sheet, found)
    if period is None or period.unit in ("day", "week") or _NOT_THE_TERM.search(found["between"]):
        return
    if _NOT_THE_TERM.search(sheet.before(found.start(), 30)):
        return
    start = _start_of_term(sheet, period, days, dates)
    ends_on = later(start[0], period.count, period.unit) if start else None
    if start is None or ends_on is None:
        return
    sure = start[2] - (0 if found["which"] != "tenancy" else 15) + (4 if found["which"].startswith("initial") else 0)
    reason = f"{period.in_words} from {start[0].isoformat()} ({start[1]})" + (
        "; renews automatically" if renews else ""
    )
    last_day = ends_on - timedelta(days=1)
    yield sheet.finding(Kind.EXPIRES_ON, period.first, period.last, sure, reason, last_day.isoformat())


def _start_of_term(
    sheet: Sheet, period: _Period, days: Sequence[DayFound], dates: Sequence[Finding]
) -> tuple[date, str, int] | None:
    """Return from when a term runs, how that is known, and how sure it is."""
    rest = sheet.after(period.last, 160)
    for one in days:
        if period.last <= one.first <= period.last + 110 and _STARTS.search(sheet.flow[period.last : one.first]):
            return one.day, "as written beside it", 84
    effective, dated = best(dates, Kind.EFFECTIVE_ON), best(dates, Kind.DATED_ON)
    named = _BASE.search(rest) or _BASE.search(sheet.before(period.first, 120))
    if named and named["effective"] and effective:
        return date.fromisoformat(effective.value), "the effective date", min(82, effective.confidence)
    if named and (dated or effective):
        chosen = dated or effective
        return (
            (date.fromisoformat(chosen.value), "the date of the agreement", min(76, chosen.confidence))
            if chosen
            else None
        )
    if effective is not None and effective.confidence >= 60:
        return date.fromisoformat(effective.value), "the effective date", min(60, effective.confidence)
    if dated is not None and dated.confidence >= 70:
        return date.fromisoformat(dated.value), "the date of the agreement", 50
    return None


def _notices(sheets: Sequence[Sheet], expires: Finding) -> Iterator[Finding]:
    for sheet in sheets:
        for found in _found(_NOTICE, sheet):
            period = _period(sheet, found)
            around = sheet.before(found.start(), 160) + found[0] + sheet.after(found.end(), 60)
            if period is None or not re.search(r"noti[cf]|renew", around):
                continue
            on = later(date.fromisoformat(expires.value), -period.count, period.unit)
            if on is None:
                continue
            sure = min(expires.confidence, 62) + (8 if "renew" in around else 0)
            reason = f"{period.in_words} before {expires.value}: “{on_one_line(found['end'])[:40]}”"
            yield sheet.finding(Kind.NOTICE_ON, period.first, period.last, sure, reason, on.isoformat())
