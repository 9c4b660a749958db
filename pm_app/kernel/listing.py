"""What lists share: a page of rows with the total, and text from outside made safe to search with."""

import re
from dataclasses import dataclass
from typing import Generic, TypeVar
from unicodedata import category

from pm_app.kernel.errors import Refused

T = TypeVar("T")

LONGEST_SEARCH = 200
PAGE_SIZES = (25, 50, 100)
EVERYTHING = 50_000  # an export: all rows as one page, and a bound on what that can take
# Control characters, halves of surrogate pairs, which no database takes, and what turns the way a line is read:
# with those a text looks like another one.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Categories of Unicode that show nothing by themselves, and letters that are drawn as nothing.
_UNSEEN = frozenset({"Cc", "Cf", "Mn", "Zl", "Zp", "Zs"})
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"


@dataclass(frozen=True)
class Rows(Generic[T]):
    """One page of a list, and how many rows the whole list has."""

    rows: list[T]
    total: int


@dataclass(frozen=True)
class Listing:
    """Which part of a list is asked for, and in which order. `page` counts from 1."""

    search: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    size: int = 50

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (max(1, self.page) - 1) * self.limit

    @property
    def limit(self) -> int:
        """How many rows a page has: 25, 50 or 100, whatever was asked; an export asks for EVERYTHING."""
        return self.size if self.size in (*PAGE_SIZES, EVERYTHING) else 50


def cleaned(text: str, *, longest: int, field: str = "", name: str = "This text") -> str:
    """Return the text without control characters, marks that turn the way it is read, and outer blanks.

    A text in which nothing can be seen is empty. Refuses one that is longer than allowed.
    """
    text = _CONTROL.sub("", text).strip()
    if not any(map(_is_visible, text)):
        return ""
    if len(text) > longest:
        raise Refused(f"{name} is too long: use at most {longest:,} characters.", field=field)
    return text


def _is_visible(character: str) -> bool:
    return category(character) not in _UNSEEN and character not in _BLANK


def search_text(text: str) -> str:
    """Return what is searched for: no control characters, single blanks, cut at 200 characters."""
    return " ".join(_CONTROL.sub(" ", text[: LONGEST_SEARCH * 4]).split())[:LONGEST_SEARCH]


def like_pattern(text: str) -> str:
    r"""Return the pattern that finds the text anywhere with `ilike … escape '\'`: %, _ and \ mean themselves."""
    escaped = search_text(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
