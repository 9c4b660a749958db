"""The text of a file as a reader hands it over: page by page, and how far the reading got."""

from collections.abc import Iterable
from dataclasses import dataclass
from struct import Struct
from typing import NamedTuple

from pm_app.documents.enums import ReadingMethod, ReadingOutcome
from pm_app.documents.rules.findings import Finding

WHOLE_PAGE = 10_000
_PACKED = Struct("<IIHHHH")
_LONGEST = 2**32 - 1


class WordBox(NamedTuple):
    """Where a word stands: `first` and `last` are its place in the page's text (`last` not included).

    The rest is its box on the page as it is shown, from the left and the top, in ten-thousandths of the page's width
    and height.
    """

    first: int
    last: int
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class PageText:
    """The text of one page. `number` counts from 1; `quality` is 0–100, what share of it looks like language.

    `boxes` say where the words of a page stand that was read from its picture; a text layer needs none.
    """

    number: int
    text: str
    method: ReadingMethod
    quality: int
    boxes: tuple[WordBox, ...] = ()


@dataclass(frozen=True)
class FileText:
    """What a reader made of a file: its pages in order, and why some or all could not be read.

    `thumbnail` is a small WebP picture of the first page, `view` the whole as a PDF where the file is not one that
    browsers show; both are empty where there is none. `findings` are what the text tells, proposed.
    """

    outcome: ReadingOutcome
    reason: str
    page_count: int
    pages: tuple[PageText, ...]
    thumbnail: bytes = b""
    view: bytes = b""
    findings: tuple[Finding, ...] = ()


def packed(boxes: Iterable[WordBox]) -> bytes:
    """Return the boxes as few bytes; what reaches beyond the page is cut at its edge."""
    parts: list[bytes] = []
    for first, last, *place in boxes:
        left, top, width, height = (max(0, min(figure, WHOLE_PAGE)) for figure in place)
        if 0 <= first < last <= _LONGEST:
            parts.append(_PACKED.pack(first, last, left, top, width, height))
    return b"".join(parts)


def unpacked(content: bytes) -> list[WordBox]:
    """Return the boxes that `packed` packed, in their order; an unfinished end is left out."""
    whole = len(content) - len(content) % _PACKED.size
    return [WordBox(*figures) for figures in _PACKED.iter_unpack(content[:whole])]
