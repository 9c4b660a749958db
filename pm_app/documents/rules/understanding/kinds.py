"""What kind of document a text is, by the words of its title, its first page and its file name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pm_app.documents.enums import DocumentKind, FindingKind
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.naming import title_of_filename
from pm_app.documents.rules.understanding.kind_cues import CUES
from pm_app.documents.rules.understanding.sheets import Sheet

TITLE_LINES = 14
TITLE_LENGTH = 90
# Hyphens come and go: a move-in inspection is a move in inspection.
_CUES = {cue.replace("-", " "): kinds for cue, kinds in CUES.items()}
_ANY_CUE = re.compile(
    r"(?<![a-z])(?:" + "|".join(re.escape(cue) for cue in sorted(_CUES, key=len, reverse=True)) + r")(?:s|(?![a-z]))"
)
_TITLE, _FILENAME, _FIRST_PAGE, _ELSEWHERE = 30, 22, 10, 3
_LEAST = 60
_MOST_WORDS = 3
_DATA = (".json", ".csv", ".tsv", ".xml")


@dataclass
class _Case:
    """What speaks for a kind: points, and the places that gave most."""

    points: int = 0
    words: dict[str, int] = field(default_factory=lambda: {})
    sheet: Sheet | None = None
    place: tuple[int, int] = (0, 0)
    place_points: int = 0


def kinds_of(sheets: Sequence[Sheet], filename: str) -> Iterator[Finding]:
    """Return the kinds a document may be of, the likeliest first, each with the words that decided; at most three.

    A word of the title counts three times one of the first page. Nothing comes back where too little speaks for any.
    """
    cases = _cases(sheets, filename)
    ranked = sorted(cases.items(), key=lambda item: -item[1].points)[:3]
    for rank, (kind, case) in enumerate(ranked):
        rival = ranked[1 if rank == 0 else 0][1].points if len(ranked) > 1 else 0
        if case.points >= _LEAST and case.points * 2 >= ranked[0][1].points:
            yield _finding(kind, case, rival, sheets, is_data=filename.lower().endswith(_DATA))


def _finding(kind: DocumentKind, case: _Case, rival: int, sheets: Sequence[Sheet], *, is_data: bool) -> Finding:
    sure = min(97, 44 + case.points // 8) - min(34, 28 * rival // max(1, case.points))
    if is_data:
        sure -= 30
    reason = "because of " + ", ".join(f"“{word}”" for word in _deciding(case))
    if case.sheet is None:
        page = sheets[0].page if sheets else 1
        return Finding(FindingKind.KIND, kind.value, "", page, 0, 0, max(1, sure), f"{reason} in the file name")
    return case.sheet.finding(FindingKind.KIND, *case.place, sure, reason, kind.value)


def _deciding(case: _Case) -> list[str]:
    return [word for word, _ in sorted(case.words.items(), key=lambda item: -item[1])[:_MOST_WORDS]]


def _cases(sheets: Sequence[Sheet], filename: str) -> dict[DocumentKind, _Case]:
    cases: dict[DocumentKind, _Case] = {}
    for found in _ANY_CUE.finditer(title_of_filename(filename).lower()):
        _count(cases, found[0], _FILENAME, None, (0, 0))
    for sheet in sheets:
        for found in _ANY_CUE.finditer(sheet.flow.replace("-", " ")):
            if _breaks(sheet, found):
                continue
            _count(cases, found[0], _zone(sheet, found.start(), found.end()), sheet, found.span())
    return cases


def _breaks(sheet: Sheet, found: re.Match[str]) -> bool:
    """Tell whether the words stand on two lines, the first of which ends a sentence or a cell."""
    return "\n\n" in sheet.plain[found.start() : found.end()]


def _count(cases: dict[DocumentKind, _Case], word: str, zone: int, sheet: Sheet | None, place: tuple[int, int]) -> None:
    """Count a word for its kinds, once, where it weighs most."""
    cue = word if word in _CUES else word.removesuffix("s")
    for kind, weight in _CUES.get(cue, ()):
        case = cases.setdefault(kind, _Case())
        points = weight * zone
        case.points += max(0, points - case.words.get(cue, 0))
        case.words[cue] = max(points, case.words.get(cue, 0))
        if sheet is not None and points > case.place_points:
            case.sheet, case.place, case.place_points = sheet, place, points


def _zone(sheet: Sheet, first: int, last: int) -> int:
    if not sheet.is_first:
        return _ELSEWHERE
    number = sheet.line_number(first)
    start, end = sheet.line_span(number)
    line = sheet.text[start:end].strip()
    alone = len(line) <= TITLE_LENGTH and (last - first) * 3 >= len(line) and not line.endswith((".", ",", ";"))
    capitals = sheet.text[first].isupper()
    if number < TITLE_LINES and alone and capitals:
        return _TITLE
    return _FIRST_PAGE + (6 if alone and capitals else 0)
