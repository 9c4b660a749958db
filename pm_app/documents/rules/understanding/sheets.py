"""The part of a document's text that is looked at, page by page, in a form that is easily compared."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pm_app.documents.enums import FindingKind
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.texts import PageText

# What a paper is about stands on its first pages, who signed it and when on its last ones. Beyond this nothing is
# looked at, so that a book of five thousand full pages costs no more than a long contract.
FIRST_PAGES = 40
LAST_PAGES = 10
LONGEST_SHEET = 12_000
LONGEST_VALUE = 200

_ACCENTED = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöøùúûüýÿ"
_BARE = "aaaaaaceeeeiiiinoooooouuuuyaaaaaaceeeeiiiinoooooouuuuyy"
# One sign for one sign, so that a place in the plain text is a place on the page.
_PLAIN = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + _ACCENTED + "“”„«»‘’´`‐‑‒–—−\u00a0\u2007\u202f\t\r\f\v",
    "abcdefghijklmnopqrstuvwxyz" + _BARE + '"""""\'\'\'\'------       ',
)


@dataclass(frozen=True)
class Sheet:
    """What is looked at of one page.

    `text` is the page's text from its start; `plain` the same in lower case without accents, sign for sign; `flow` is
    `plain` with blanks for ends of lines. `is_first` marks the first page with text.
    """

    page: int
    text: str
    plain: str
    flow: str
    is_first: bool
    line_starts: tuple[int, ...] = field(repr=False)

    def line_number(self, place: int) -> int:
        """Return which line (from 0) the place is in."""
        return bisect_right(self.line_starts, place) - 1

    def line_span(self, number: int) -> tuple[int, int]:
        """Return where a line begins and ends, its end of line not included; empty spans outside the sheet."""
        if not 0 <= number < len(self.line_starts):
            return (0, 0)
        first = self.line_starts[number]
        last = self.line_starts[number + 1] - 1 if number + 1 < len(self.line_starts) else len(self.text)
        return (first, last)

    def line(self, number: int) -> str:
        """Return a line of the plain text, "" outside the sheet."""
        first, last = self.line_span(number)
        return self.plain[first:last]

    def before(self, place: int, length: int, since: int = 0) -> str:
        """Return at most `length` signs of the flow before a place, not further back than `since`."""
        return self.flow[max(since, place - length, 0) : place]

    def after(self, place: int, length: int) -> str:
        """Return at most `length` signs of the flow after a place."""
        return self.flow[place : place + length]

    def finding(
        self, kind: FindingKind, first: int, last: int, confidence: int, reason: str, value: str | None = None
    ) -> Finding:
        """Return a finding at this place; its value is what stands there on one line unless another is given."""
        shown = self.text[first:last]
        return Finding(
            kind=kind,
            value=(on_one_line(shown) if value is None else value)[:LONGEST_VALUE],
            shown=shown,
            page=self.page,
            first=first,
            last=last,
            confidence=max(1, min(99, confidence)),
            reason=reason,
        )


def on_one_line(text: str) -> str:
    """Return a text with single blanks and without marks at its ends."""
    return " ".join(text.split()).strip(" ,;:|*_")


def sheets_of(pages: Sequence[PageText]) -> list[Sheet]:
    """Return what is looked at: the first 40 and the last 10 pages with text, 12,000 signs of each."""
    chosen = list(_chosen([page for page in pages if not page.text.isspace() and page.text]))
    return [_sheet(page, is_first=index == 0) for index, page in enumerate(chosen)]


def _chosen(pages: Sequence[PageText]) -> Iterable[PageText]:
    if len(pages) <= FIRST_PAGES + LAST_PAGES:
        return pages
    return (*pages[:FIRST_PAGES], *pages[-LAST_PAGES:])


def _sheet(page: PageText, *, is_first: bool) -> Sheet:
    text = page.text[:LONGEST_SHEET]
    plain = text.translate(_PLAIN)
    starts = (0, *(found.end() for found in re.finditer("\n", text)))
    return Sheet(page.number, text, plain, plain.replace("\n", " "), is_first, starts)
