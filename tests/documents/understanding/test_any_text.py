"""Whatever a page holds: no exception, places that show what they say, days that exist, work that stays bounded."""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from re import _parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pm_app.documents.enums import DocumentKind, FindingKind, ReadingMethod
from pm_app.documents.rules import understanding
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.texts import PageText
from pm_app.documents.rules.understanding.reading import MOST_DATES_OF_KIND, MOST_OF_KIND, understood
from pm_app.documents.rules.understanding.sheets import FIRST_PAGES, LAST_PAGES, LONGEST_SHEET, LONGEST_VALUE, sheets_of
from tests.documents.understanding.papers import TODAY, pages

LONGEST_MATCH = 1_000
DATES = frozenset(
    (
        FindingKind.EFFECTIVE_ON,
        FindingKind.EXPIRES_ON,
        FindingKind.NOTICE_ON,
        FindingKind.SIGNED_ON,
        FindingKind.DATED_ON,
    )
)
# Pieces of papers in any order find more ways through the reader than letters do.
PIECES = st.sampled_from(
    (
        *("LEASE AGREEMENT", "Invoice No.", "#", "Total", "$1,250.00", "3.949,75", "March 14, 2025", "the 1st day of"),
        *(
            "May, 1995",
            "02/30/2025",
            "99/99/99",
            "expires",
            "effective as of",
            "term of",
            "twelve (12)",
            "months",
            "and",
        ),
        *(
            "commencing on",
            "Tenant:",
            "Renée O'Neil",
            "Dear Mr.",
            "Sincerely,\n",
            "/s/",
            "between",
            "Alder LLC",
            "Inc.",
        ),
        *("1420 Alder Street", ", Riverton, OH 43099", "Unit 4B", "Suite", "\n", "\n\n", " ", "(the “Effective Date”)"),
        *("Bill to:", "Date:", "Due Date:", "notice", "prior to the expiration", "ß", "İ", "\u0130\u0307", "\x00", "�"),
        *(
            "Weena 664\n3012 CN Rotterdam",
            "automatically renew",
            "policy eff policy exp",
            "01/01/2025 01/01/2026",
            "’s",
        ),
    )
)
PAPERS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=60).map(" ".join)


def _check(found: Sequence[Finding], read: Sequence[PageText]) -> None:
    texts = {page.number: page.text for page in read}
    counted: dict[FindingKind, int] = {}
    for one in found:
        counted[one.kind] = counted.get(one.kind, 0) + 1
        assert texts.get(one.page, "")[one.first : one.last] == one.shown
        assert 1 <= one.confidence <= 99
        assert one.reason
        assert 0 < len(one.value) <= LONGEST_VALUE
        assert "\n" not in one.value
        if one.kind in DATES:
            assert date.fromisoformat(one.value).isoformat() == one.value
        if one.kind in (FindingKind.TOTAL, FindingKind.AMOUNT):
            assert one.value.isdigit()
        if one.kind is FindingKind.KIND:
            assert DocumentKind(one.value)
    assert all(count <= MOST_OF_KIND.get(kind, MOST_DATES_OF_KIND) for kind, count in counted.items())
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)


@given(texts=st.lists(PAPERS, max_size=4), filename=st.text(max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_pieces_of_papers_are_understood_or_left_alone(texts: list[str], filename: str) -> None:
    read = pages(*texts)

    _check(understood(read, filename, TODAY), read)


@given(text=st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_text_is_understood_or_left_alone(text: str) -> None:
    read = pages(text)

    _check(understood(read), read)


HOSTILE = (
    *(
        "a",
        " ",
        "\n",
        "1",
        "(",
        "term ",
        "total ",
        "Total: ",
        "1,",
        "1.",
        "1 ",
        "01/",
        "01.01.",
        "March ",
        "the 1st day of ",
    ),
    *(
        "Inc. ",
        "A ",
        "Aa ",
        "A. ",
        "Tenant: ",
        "tenant\n",
        "Tenant:\n",
        "Dear ",
        "sincerely,\n",
        "between ",
        "and ",
        "Aa and ",
    ),
    *(
        "12 Aa St ",
        "1 a a a a ",
        "st ",
        "Riverton, OH ",
        "Aa\n3012 Aa ",
        "Aa 1\n3012 ",
        "apt ",
        "#1 ",
        "unit ",
        "Invoice # ",
    ),
    *(
        "invoice\n",
        "a:\n",
        "a: 1\n",
        "Date:\n",
        "twelve (12) months ",
        "term of one year ",
        "twelve months before expir ",
    ),
    *(
        "effective date ",
        "1/1/25 ",
        "1/1/25-1/1/26 ",
        "policy eff exp\n",
        "lease agreement ",
        "$1",
        "€ 1,1 ",
        "'1 ",
        "-" * 7,
    ),
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_page_of_one_piece_over_and_over_is_no_harm(piece: str) -> None:
    read = pages(*[piece * (100_000 // len(piece))] * 3)

    _check(understood(read), read)


def test_of_the_longest_papers_only_so_much_is_looked_at() -> None:
    read = [PageText(number, "x" * 100_000, ReadingMethod.TEXT_LAYER, 100) for number in range(1, 5_001)]

    sheets = sheets_of(read)

    assert [sheet.page for sheet in sheets] == [*range(1, FIRST_PAGES + 1), *range(5_001 - LAST_PAGES, 5_001)]
    assert {len(sheet.text) for sheet in sheets} == {LONGEST_SHEET}
    assert understood(read) == ()


def _steps(text: str) -> int:
    """Return how many calls of Python functions understanding a page takes."""
    counted = 0

    def count(_frame: FrameType, event: str, _told: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        understood(pages(text))
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("piece", [one for one in HOSTILE if len(one) >= 3])
def test_twice_the_text_takes_about_twice_the_steps(piece: str) -> None:
    half, whole = _steps(piece * (5_000 // len(piece))), _steps(piece * (10_000 // len(piece)))

    assert whole <= 2.6 * half + 2_000


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in pkgutil.iter_modules(understanding.__path__, f"{understanding.__name__}."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value


def test_no_pattern_looks_farther_than_a_few_lines() -> None:
    """What is matched from a place is bounded, so that the whole takes a time in step with the text."""
    widths = {name: _parser.parse(pattern.pattern, pattern.flags).getwidth()[1] for name, pattern in _patterns()}

    assert len(widths) > 20
    assert {name: int(width) for name, width in widths.items() if width > LONGEST_MATCH} == {}
