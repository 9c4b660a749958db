"""Who a line of a bank names: people written in any order and a little wrong, and payers as the bank wrote them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

ALIKE = 88  # of 100, for names written a little differently
SAME = 97
LOOKED_AT = 100


@dataclass(frozen=True)
class Payer:
    """Somebody who lives there or paid before; `said` is how a bank wrote the name of an earlier payer."""

    tenancy_id: UUID
    name: str
    person_id: UUID | None = None
    said: bool = False


@dataclass(frozen=True)
class Named:
    """How surely a household is named, of 100, why, and which person it is."""

    score: int
    reason: str
    payer_id: UUID | None


class KnownNames:
    """Names made ready once, to be held against one line after another."""

    def __init__(self, payers: Iterable[Payer]) -> None:
        payers = list(payers)
        self._people = [payer for payer in payers if not payer.said]
        self._names = [default_process(payer.name) for payer in self._people]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(self._names):
            for word in set(name.split()):
                self._by_word[word].append(place)
        self._said = _telling(payer for payer in payers if payer.said)

    def named(self, payee: str, words: str) -> dict[UUID, Named]:
        """Return the households that a line names, by the bank's own words of before or by a person's name."""
        found: dict[UUID, Named] = {}
        if before := self._said.get(_bare_words(payee)):
            reason = f"Money from '{before.name}' was for this lease before."
            found[before.tenancy_id] = Named(50, reason, before.person_id)
        hits = process.extract(
            words, self._sharing(words), scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, limit=LOOKED_AT
        )
        for name, alike, place in hits:
            shared = set(name.split()).intersection(words.split())
            if len(name.split()) < 2 or (alike >= SAME and len(shared) < 2):
                continue  # a single word is in too many lines
            payer = self._people[place]
            hit = _by_name(payer, alike)
            if payer.tenancy_id not in found or hit.score > found[payer.tenancy_id].score:
                found[payer.tenancy_id] = hit
        return found

    def _sharing(self, words: str) -> dict[int, str]:
        """Return the names that share a word with the line, by their place: only those can be alike enough."""
        return {place: self._names[place] for word in set(words.split()) for place in self._by_word.get(word, ())}


def _by_name(payer: Payer, alike: float) -> Named:
    if alike >= SAME:
        return Named(45, f"It names {payer.name}.", payer.person_id)
    return Named(30, f"It names somebody written like {payer.name}.", payer.person_id)


def _bare_words(payee: str) -> frozenset[str]:
    """Return the words by which a bank knows a payer, those with digits left off: they change from time to time."""
    return frozenset(word for word in default_process(payee).split() if word.isalpha())


def _telling(said: Iterable[Payer]) -> dict[frozenset[str], Payer]:
    """Return earlier payers by their words; words of one, or that were for several leases, tell nothing."""
    found: dict[frozenset[str], list[Payer]] = defaultdict(list)
    for payer in said:
        found[_bare_words(payer.name)].append(payer)
    return {
        words: payers[-1]
        for words, payers in found.items()
        if len(words) > 1 and len({payer.tenancy_id for payer in payers}) == 1
    }
