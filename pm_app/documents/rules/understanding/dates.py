"""What the days of a text are, told by the words around them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pm_app.documents.enums import FindingKind as Kind
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.understanding.columns import column_labels
from pm_app.documents.rules.understanding.date_cues import AFTER, BEFORE, SIGNATURE_WORDS
from pm_app.documents.rules.understanding.day_writings import DayFound
from pm_app.documents.rules.understanding.sheets import on_one_line

BEFORE_LENGTH = 90
_ANY_CUE = re.compile(
    r"(?<![a-z])(?:" + "|".join(re.escape(phrase) for phrase in sorted(BEFORE, key=len, reverse=True)) + r")(?![a-z])"
)
_NAMED_AFTER = re.compile(
    r"[ ,]{0,3}\(?(?:hereinafter|hereafter)?,? ?(?:referred to as |called )?(?:the |as )?[ ]?\"("
    + "|".join(sorted(AFTER, key=len, reverse=True))
    + ")"
)
_RANGE = re.compile(
    r"[ ,]{0,3}(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})? ?[ap]?\.?m?\.?[ ,]{0,2})?"
    r"(?:to|thru|through|until|-|and ending(?: on)?|and ends on|and expir(?:ing|es)(?: on)?|bis|al)[ ,]{0,3}"
)
_TABLE_HEAD = re.compile(
    r"eff[a-z.]{0,9}[^0-9]{0,40}(?:exp|end|thr)|from[^0-9]{1,20}(?:to|through)|start[^0-9]{1,20}end"
)
_ABOVE = 10
_PERIOD = re.compile(r"(?:policy|coverage|lease|license|permit) (?:period|term)|term:?|valid|in force|validity")
_VAGUE = frozenset(("until", "thru", "through", "exp", "exp.", "ends", "effective", "ending"))
_OLDEST_LETTER = 1950


@dataclass(frozen=True)
class _Meaning:
    kind: Kind | None
    confidence: int
    reason: str


def dates_of(days: dict[int, list[DayFound]]) -> Iterator[Finding]:
    """Return what the days found on each sheet are, every one for itself; those that say nothing are left out.

    Days nobody named come back as "dated" only where they stand alone on a line of the first page, or first on it.
    """
    for found in days.values():
        for index, one in enumerate(found):
            previous = found[index - 1] if index else None
            following = found[index + 1] if index + 1 < len(found) else None
            yield from _findings(one, previous, following)


def first_day(days: Iterable[DayFound], *, is_bill: bool) -> Finding | None:
    """Return the first day of the first page as the date of the paper, for one that names none; None without any.

    Bills and receipts seldom have another day before their own.
    """
    for one in days:
        meaning = _named(one, None)
        if one.sheet.is_first and (meaning is None or meaning.kind is not None):
            return _finding(one, _Meaning(Kind.DATED_ON, 66 if is_bill else 52, "the first date on the first page"))
    return None


def _findings(one: DayFound, previous: DayFound | None, following: DayFound | None) -> Iterator[Finding]:
    for meaning in _meanings(one, previous, following):
        if meaning.kind is not None:
            yield _finding(one, meaning)


def _finding(one: DayFound, meaning: _Meaning) -> Finding:
    kind = meaning.kind or Kind.DATED_ON
    sure = meaning.confidence * one.sureness // 100
    return one.sheet.finding(kind, one.first, one.last, sure, meaning.reason, one.day.isoformat())


def _meanings(one: DayFound, previous: DayFound | None, following: DayFound | None) -> list[_Meaning]:
    in_table = _in_table(one, previous, following)
    if in_table is not None:
        return [in_table]
    named = _named(one, previous)
    called = _NAMED_AFTER.match(one.sheet.after(one.last, 60))
    if called:
        meant = _Meaning(AFTER[called[1]], 96, f"called the “{called[1]}”")
        dated = named is not None and named.kind is Kind.DATED_ON
        return [meant, *([named] if dated and named else [])]
    ranged = _in_range(one, previous, following)
    if ranged is not None and (named is None or named.kind in (None, Kind.DATED_ON)):
        return [ranged]
    if named is None:
        return _alone(one)
    return [named, *_also(named)]


def _also(named: _Meaning) -> list[_Meaning]:
    """An agreement entered into on a day mostly begins on it."""
    if named.kind is Kind.DATED_ON and ("entered into" in named.reason or "made effective" in named.reason):
        return [_Meaning(Kind.EFFECTIVE_ON, min(66, named.confidence), named.reason)]
    return []


def _named(one: DayFound, previous: DayFound | None) -> _Meaning | None:
    """Return what the closest words before a day, or in its column, say it is; None when there are none."""
    window = column_labels(one.sheet).get(one.sheet.line_number(one.first), "")
    if not window:
        window = one.sheet.before(one.first, BEFORE_LENGTH, previous.last if previous else 0)
    best: tuple[int, int, str] | None = None
    for found in _ANY_CUE.finditer(window):
        best = (found.end(), found.start(), found[0])
    if best is None:
        return None
    end, _, phrase = best
    kind, strength = BEFORE[phrase]
    between = window[end:]
    if not _belongs(between) or ("commission" in window and kind is Kind.EXPIRES_ON):
        return None
    strength -= _weakness(one, kind, phrase, between)
    if kind is Kind.DATED_ON and phrase.strip(" :-") in ("date", "dated", "datum") and _beside_signature(one):
        return _Meaning(Kind.SIGNED_ON, strength - 4, "the date beside a signature")
    return _Meaning(kind, strength, f"after “{on_one_line(phrase)}”")


def _belongs(between: str) -> bool:
    """Tell whether words reach over what stands between them and the day: no sentence ends, no other number."""
    return not re.search(r"[.;!?] [a-z0-9]|[0-9]{3}", between)


def _weakness(one: DayFound, kind: Kind | None, phrase: str, between: str) -> int:
    letters = sum(sign.isalpha() for sign in between)
    lost = min(30, letters // 2)
    if phrase in ("date", "issued", "through", "until", "from", "signed", "effective", "ending") and letters > 25:
        lost += 15
    if phrase.startswith("dated") and re.search(
        r"(?:lease|agreement|contract|note|letter|deed|plan|amendment)s?,? dated",
        one.sheet.before(one.first, 60),
    ):
        starts = re.search(r"this [a-z ]{0,30}(?:agreement|lease|contract),? dated", one.sheet.before(one.first, 80))
        lost += 0 if starts else 25
    if not one.sheet.is_first:
        lost += 26 if kind is Kind.DATED_ON or phrase in _VAGUE else 6
    return lost


def _beside_signature(one: DayFound) -> bool:
    line, _ = one.sheet.line_span(one.sheet.line_number(one.first))
    if "signature" in one.sheet.flow[max(line, one.first - 120) : one.first]:
        return True
    around = one.sheet.before(one.first, 260)
    return any(word in around for word in SIGNATURE_WORDS) and (not one.sheet.is_first or one.first > 700)


def _in_range(one: DayFound, previous: DayFound | None, following: DayFound | None) -> _Meaning | None:
    """Days joined by "to" or a dash are the first and the last of something."""
    if following is not None and _joined(one, following):
        return _Meaning(Kind.EFFECTIVE_ON, 72 + _of_period(one), f"in “{_both(one, following)}”")
    if previous is not None and _joined(previous, one):
        return _Meaning(Kind.EXPIRES_ON, 74 + _of_period(previous), f"in “{_both(previous, one)}”")
    return None


def _of_period(one: DayFound) -> int:
    """Return how much surer a range is that is called a term, or how much less sure a row of several is."""
    if _PERIOD.search(one.sheet.before(one.first, 40)):
        return 18
    return -18 if sum(map(one.sheet.flow[max(0, one.first - 200) : one.last + 200].count, (" - ", "–"))) > 3 else 0


def _joined(one: DayFound, other: DayFound) -> bool:
    between = one.sheet.flow[one.last : other.first]
    return len(between) < 40 and one.day <= other.day and _RANGE.fullmatch(between) is not None


def _both(one: DayFound, other: DayFound) -> str:
    return on_one_line(one.sheet.text[one.first : other.last])


def _in_table(one: DayFound, previous: DayFound | None, following: DayFound | None) -> _Meaning | None:
    """Two days side by side under a heading like "policy eff, policy exp" are these."""
    if following is not None and _side_by_side(one, following):
        first, second, kind = one, following, Kind.EFFECTIVE_ON
    elif previous is not None and _side_by_side(previous, one):
        first, second, kind = previous, one, Kind.EXPIRES_ON
    else:
        return None
    line = one.sheet.line_number(first.first)
    for above in range(line, max(-1, line - _ABOVE), -1):
        start, last = one.sheet.line_span(above)
        heading = one.sheet.plain[start : min(last, first.first if above == line else last)]
        if _TABLE_HEAD.search(heading[:300]) and second.day > first.day:
            return _Meaning(kind, 90, f"under “{on_one_line(heading)[:60]}”")
    return None


def _side_by_side(one: DayFound, other: DayFound) -> bool:
    return one.sheet.plain[one.last : other.first].strip(" |") == "" and other.first - one.last < 60


def _alone(one: DayFound) -> list[_Meaning]:
    """A day alone on a line at the top of the first page is the date of a letter."""
    first, last = one.sheet.line_span(one.sheet.line_number(one.first))
    rest = (one.sheet.plain[first : one.first] + one.sheet.plain[one.last : last]).strip(" .,|")
    if one.sheet.is_first and not rest and one.first < 1500 and one.day.year >= _OLDEST_LETTER:
        return [_Meaning(Kind.DATED_ON, 74, "alone on a line at the top")]
    return []
