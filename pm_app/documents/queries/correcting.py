"""What may have been meant, where words of a search are found nowhere."""

from collections.abc import Callable, Generator
from itertools import islice, product

from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy import Text, column, func
from sqlalchemy import select as sql_select
from sqlmodel import Session

from pm_app.documents.queries.lexemes import WORD, folded
from pm_app.documents.queries.question import Term

SHORTEST_CORRECTED = 4
MOST_WORDS = 6
MOST_NEAR = 40
MOST_TRIED = 4
# How many letters of a word may be wrong: a quarter of them.
LETTERS_PER_ERROR = 4


def corrections(
    session: Session, groups: list[list[Term]], typed: str, is_found: Callable[[str], bool]
) -> Generator[str]:
    """Yield the search with each word that is found nowhere replaced by a known one near to it, the nearest first.

    `is_found` tells whether this person finds a word; a word that only others may see is as unknown as any. Whether a
    correction may be told, what it finds decides: the known words are those of all documents.
    """
    words = dict.fromkeys(word for group in groups for term in group for word in term.exact if not term.excluded)
    mendable = [word for word in words if len(word) >= SHORTEST_CORRECTED and word.isalpha()]
    near = {word: _near(session, word) for word in mendable[:MOST_WORDS] if not is_found(word)}
    near = {word: instead for word, instead in near.items() if instead}
    for chosen in islice(product(*near.values()), MOST_TRIED if near else 0):
        yield _replaced(typed, dict(zip(near, chosen, strict=True)))


def _near(session: Session, word: str) -> list[str]:
    """Return the known words that differ from this one by a quarter of its letters at most, the nearest first."""
    told = func.known_words_near(word, MOST_NEAR).table_valued(column("word", Text)).render_derived(name="told")
    found = session.execute(sql_select(told.c.word)).scalars().all()
    most = max(1, len(word) // LETTERS_PER_ERROR)
    measured = [(DamerauLevenshtein.distance(word, one), at, one) for at, one in enumerate(found) if one != word]
    return [one for distance, _, one in sorted(measured) if distance <= most][:MOST_TRIED]


def _replaced(typed: str, instead: dict[str, str]) -> str:
    return WORD.sub(lambda match: instead.get(folded(match.group()), match.group()), typed)
