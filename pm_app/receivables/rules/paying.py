"""Finding the household whose check lies on the desk, by what somebody types of its unit or its name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz import fuzz, process

LIKENESS = 72
_EXACT, _BEGINS, _WITHIN = 0, 1, 2


@dataclass(frozen=True)
class Paying:
    """A household that may pay: its name and its people's, its unit and property; `gone` when it moved out."""

    tenancy_id: UUID
    name: str
    people: str
    unit_name: str
    property_name: str
    gone: bool = False


def paying_fits(typed: str, households: Iterable[Paying], *, limit: int = 8) -> list[Paying]:
    """Return the households that fit what was typed, the likeliest first; nothing typed fits none.

    Every word stands in the unit, a name or the property: the unit itself comes before the beginning of a name, that
    before its middle, and who lives there before who moved out. When no household fits, the most alike ones do.
    """
    words = typed.casefold().split()
    if not words:
        return []
    every = sorted(
        households, key=lambda one: (one.gone, one.unit_name.casefold(), one.name.casefold(), one.tenancy_id)
    )
    ranked = [(_rank(words, one), place) for place, one in enumerate(every)]
    found = sorted(((*rank, every[place].gone), place) for rank, place in ranked if rank)
    return [every[place] for _, place in found[:limit]] or _alike(typed, every, limit)


def _rank(words: Sequence[str], household: Paying) -> tuple[int, ...]:
    """Return how well each word fits, the worst first; empty when one fits nowhere."""
    ranks = [_word_rank(word, household) for word in words]
    return () if None in ranks else tuple(sorted((rank for rank in ranks if rank is not None), reverse=True))


def _word_rank(word: str, household: Paying) -> int | None:
    unit = household.unit_name.casefold()
    texts = (unit, household.name.casefold(), household.people.casefold(), household.property_name.casefold())
    if word == unit:
        return _EXACT
    if any(part.startswith(word) for text in texts for part in text.split()):
        return _BEGINS
    return _WITHIN if any(word in text for text in texts) else None


def _alike(typed: str, households: Sequence[Paying], limit: int) -> list[Paying]:
    names = {place: f"{one.unit_name} {one.name} {one.people}".casefold() for place, one in enumerate(households)}
    found = process.extract(typed.casefold(), names, scorer=fuzz.partial_ratio, score_cutoff=LIKENESS, limit=limit)
    return [households[place] for _, _, place in found] if len(typed.strip()) > 2 else []
