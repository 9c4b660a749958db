"""What a newer text of a document says otherwise than an older one: page by page, word by word."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Pages beyond this are told as a whole: comparing words takes time with the square of them.
MOST_WORDS = 4_000
MOST_PAGES = 2_000
# So many words of changed pages are compared in one call, which then takes about a second at most.
MOST_COMPARED = 20_000
_WORD = re.compile(r"\s*\S+")


class Change(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Stretch:
    """A stretch of text, and what became of it."""

    text: str
    change: Change


@dataclass(frozen=True)
class ComparedPage:
    """A page of both texts; a number of None: the page is only in the other one.

    `added` and `removed` count words. The stretches together are all that either page says, and empty where the pages
    are the same.
    """

    older: int | None
    newer: int | None
    stretches: tuple[Stretch, ...]
    added: int
    removed: int

    @property
    def is_same(self) -> bool:
        """Whether both pages say the same."""
        return not self.added and not self.removed


def compared(older: Mapping[int, str], newer: Mapping[int, str]) -> list[ComparedPage]:
    """Return the pages of two texts side by side, in order, with what was added and removed.

    Pages that say the same find each other wherever they stand; what lies between them is compared in order. At most
    2,000 pages of each are looked at; changed pages after the first 20,000 words are told as a whole.
    """
    left = MOST_COMPARED
    before, after = sorted(older)[:MOST_PAGES], sorted(newer)[:MOST_PAGES]
    matcher = SequenceMatcher(
        None, [_plain(older[page]) for page in before], [_plain(newer[page]) for page in after], autojunk=False
    )
    pages: list[ComparedPage] = []
    for _, a, b, c, d in matcher.get_opcodes():
        for place in range(max(b - a, d - c)):
            old = before[a + place] if a + place < b else None
            new = after[c + place] if c + place < d else None
            page = _compared_page(old, new, older.get(old or 0, ""), newer.get(new or 0, ""), most=left)
            left -= 0 if page.is_same else _length(page)
            pages.append(page)
    return pages


def _length(page: ComparedPage) -> int:
    return sum(len(one.text.split()) for one in page.stretches)


def _compared_page(old: int | None, new: int | None, before: str, after: str, *, most: int) -> ComparedPage:
    if _plain(before) == _plain(after):
        return ComparedPage(old, new, (), 0, 0)
    stretches = tuple(changes(before, after, most=min(most, MOST_WORDS)))
    return ComparedPage(old, new, stretches, _count(stretches, Change.ADDED), _count(stretches, Change.REMOVED))


def changes(before: str, after: str, *, most: int = MOST_WORDS) -> list[Stretch]:
    """Return the words of both texts in the order of reading, each with what became of it; breaks do not count.

    Texts of more than `most` words are told as a whole.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > most:
        whole = Stretch(before, Change.REMOVED), Stretch(after, Change.ADDED)
        return [one for one in whole if one.text.strip()]
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=True)
    stretches: list[Stretch] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            stretches.append(Stretch("".join(new[c:d]), Change.SAME))
            continue
        if a < b:
            stretches.append(Stretch("".join(old[a:b]), Change.REMOVED))
        if c < d:
            stretches.append(Stretch("".join(new[c:d]), Change.ADDED))
    return stretches


def _count(stretches: tuple[Stretch, ...], change: Change) -> int:
    return sum(len(one.text.split()) for one in stretches if one.change == change)


def _plain(text: str) -> str:
    return " ".join(text.split())
