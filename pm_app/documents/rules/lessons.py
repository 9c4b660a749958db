"""What reviewed documents teach: the words a paper is known by, and what stood before the values people accepted."""

import re
from collections.abc import Collection, Iterable, Sequence

MOST_WORDS = 60
LOOKED_AT = 4_000
FIRST_WORDS = 15
LEAST_ALIKE = 45
LABEL_WORDS = 3
_WORD = re.compile(r"[a-zà-ÿ]{4,24}")
# What sentences are made of, and what every paper has, tells no paper apart.
_EVERYWHERE = frozenset(
    (
        *("this", "that", "with", "from", "have", "will", "shall", "such", "your", "their", "which", "been", "other"),
        *("date", "page", "name", "address", "number", "phone", "email", "total", "amount", "street", "avenue", "city"),
        *("state", "please", "january", "february", "march", "april", "june", "july", "august", "september"),
        *("october", "november", "december", "under", "these", "there", "upon", "herein", "thereof", "made", "into"),
    )
)


def salient_words(first_page: str) -> list[str]:
    """Return the words a paper is known by, at most 60, as they come on its first page; figures do not count."""
    words = dict.fromkeys(_WORD.findall(first_page[:LOOKED_AT].casefold()))
    return [word for word in words if word not in _EVERYWHERE][:MOST_WORDS]


def alikeness(words: Collection[str], others: Collection[str]) -> int:
    """Return 0–100, what share of their words two papers have in common."""
    mine, theirs = set(words), set(others)
    return 200 * len(mine & theirs) // (len(mine) + len(theirs)) if mine and theirs else 0


def label_before(body: str, first: int) -> str:
    """Return the last words before a place of a page, lower case: what a form calls what follows; "" without any."""
    before = re.sub(r"[^a-zà-ÿ]+", " ", body[max(0, first - 60) : first].casefold()).split()
    return " ".join(before[-LABEL_WORDS:])


def shared(links: Iterable[Sequence[tuple[str, str]]]) -> dict[tuple[str, str], int]:
    """Return in how many of several lists of links each link is, the most frequent first."""
    counted: dict[tuple[str, str], int] = {}
    for several in links:
        for link in dict.fromkeys(several):
            counted[link] = counted.get(link, 0) + 1
    return dict(sorted(counted.items(), key=lambda item: -item[1]))
