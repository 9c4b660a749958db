"""How alike a name or an address of a paper is to one of the records."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

SAME = 97
ALIKE = 84
MOST_COMPARED = 1_000
# Words that many names have: alone they make nobody alike.
_COMMON = frozenset(
    (
        *("inc", "llc", "ltd", "corp", "corporation", "company", "co", "lp", "llp", "the", "and", "of", "gmbh", "ag"),
        *("court", "place", "park", "house", "tower", "towers", "village", "street", "building", "residences"),
        *("properties", "property", "management", "services", "group", "apartments", "bank", "insurance", "mr", "mrs"),
    )
)
_SHORT = {
    **{"street": "st", "avenue": "ave", "road": "rd", "boulevard": "blvd", "drive": "dr", "lane": "ln", "court": "ct"},
    **{"circle": "cir", "place": "pl", "parkway": "pkwy", "highway": "hwy", "terrace": "ter", "square": "sq"},
    **{"north": "n", "south": "s", "east": "e", "west": "w", "apartment": "apt", "suite": "ste"},
}
_UNIT_WORDS = re.compile(r"^(?:apartment|apt|unit|suite|ste|no|number|room|rm|#)+ ?", re.IGNORECASE)


def plain(text: str) -> str:
    """Return words in lower case without accents and marks: how names and addresses are compared."""
    folded = unicodedata.normalize("NFKD", text)
    return default_process("".join(sign for sign in folded if not unicodedata.combining(sign)))


class KnownNames:
    """Names of records made ready once, to be held against one written name after another."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = [plain(name) for name in names]
        self._by_word: dict[str, list[int]] = {}
        for place, name in enumerate(self._names):
            for word in set(name.split()) - _COMMON:
                self._by_word.setdefault(word, []).append(place)

    def alike(self, written: str, most: int = 20) -> list[tuple[int, int]]:
        """Return (score, place) of the names alike to a written one, the likeliest first.

        Only names are compared that have one of its two rarest words: half the city may be called something Court.
        """
        one = plain(written)
        known = [self._by_word[word] for word in sorted(set(one.split()) - _COMMON) if word in self._by_word]
        places = {place for several in sorted(known, key=len)[:2] for place in several[:MOST_COMPARED]}
        scored = [(_score(one, self._names[place]), place) for place in sorted(places)]
        return sorted((each for each in scored if each[0] >= ALIKE), key=lambda each: (-each[0], each[1]))[:most]


def telling_words(names: Iterable[str]) -> list[str]:
    """Return the words by which records of these names are looked for: lower case, three signs or more, no common."""
    words = {word for name in names for word in plain(name).split()}
    return sorted(word for word in words if len(word) >= 3 and word not in _COMMON)


def _score(written: str, known: str) -> int:
    one, other = _bare(written), _bare(known)
    if not one or not other:
        return 0
    whole = fuzz.token_sort_ratio(one, other)
    part = fuzz.token_set_ratio(one, other) if min(len(one.split()), len(other.split())) >= 2 else 0.0
    # Another number is another one of a row: Building 4 is not Building 5.
    differ = {word for word in {*one.split()} ^ {*other.split()} if word.isdigit()}
    return max(0, round(max(whole, part - 6)) - (20 if differ else 0))


def address_score(written: str, line: str, town: str, postal_code: str) -> int:
    """Return 0–100, how surely a written address means that street line in that town.

    Another house number is another house: 0. Without town and postal code in the writing the street decides alone.
    """
    one, street = _address(written), _address(line)
    if not one or not street or one.split()[0] != street.split()[0]:
        return 0
    score = fuzz.partial_ratio(street, one)
    code = re.search(r"(?<![0-9])[0-9]{5}(?![0-9])", " ".join(one.split()[1:]))
    if postal_code and code:
        score += 6 if code[0] == postal_code[:5] else -18
    if town:
        named = fuzz.partial_ratio(plain(town), one) >= 90
        score += 4 if named else (-14 if len(one) > len(street) + 12 else -4)
    return max(0, min(100, round(score)))


def house_numbers(addresses: Iterable[str]) -> list[str]:
    """Return the numbers that these addresses begin with, by which properties are looked for."""
    firsts = (_address(address).split()[:1] for address in addresses)
    return sorted({first[0] for first in firsts if first and first[0][0].isdigit()})


def unit_key(name: str) -> str:
    """Return the designation of a unit as it is compared: "Apt. 4-B" and "4b" are one."""
    bare = _UNIT_WORDS.sub("", plain(name))
    return re.sub(r"[^a-z0-9]", "", bare)


def _bare(name: str) -> str:
    words = name.split()
    telling = [word for word in words if word not in _COMMON]
    return " ".join(telling or words)


def _address(text: str) -> str:
    words = plain(text).split()
    return " ".join(_SHORT.get(word, word) for word in words)
