"""How alike a name or an address of a paper is to one of the records."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

SAME = 97
ALIKE = 84
# Words that many names have: alone they make nobody alike.
_COMMON = frozenset(
    (
        *("inc", "llc", "ltd", "corp", "corporation", "company", "co", "lp", "llp", "the", "and", "of", "gmbh", "ag"),
        *("properties", "property", "management", "services", "group", "apartments", "bank", "insurance", "mr", "mrs"),
    )
)
_SHORT = {
    **{"street": "st", "avenue": "ave", "road": "rd", "boulevard": "blvd", "drive": "dr", "lane": "ln", "court": "ct"},
    **{"circle": "cir", "place": "pl", "parkway": "pkwy", "highway": "hwy", "terrace": "ter", "square": "sq"},
    **{"north": "n", "south": "s", "east": "e", "west": "w", "apartment": "apt", "suite": "ste"},
}
_UNIT_WORDS = re.compile(r"^(?:apartment|apt|unit|suite|ste|no|number|room|rm|#)+ ?", re.IGNORECASE)


def telling_words(names: Iterable[str]) -> list[str]:
    """Return the words by which records of these names are looked for: lower case, three signs or more, no common."""
    words = {word for name in names for word in _plain(name).split()}
    return sorted(word for word in words if len(word) >= 3 and word not in _COMMON)


def name_score(written: str, known: str) -> int:
    """Return 0–100, how surely a written name means the known one, whatever the order of its words.

    A name that is only a part of the other is believed less, one word alone not at all, unless both are one word.
    """
    one, other = _bare(written), _bare(known)
    if not one or not other:
        return 0
    whole = fuzz.token_sort_ratio(one, other)
    part = fuzz.token_set_ratio(one, other) if min(len(one.split()), len(other.split())) >= 2 else 0.0
    return round(max(whole, part - 6))


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
        named = fuzz.partial_ratio(_plain(town), one) >= 90
        score += 4 if named else (-14 if len(one) > len(street) + 12 else -4)
    return max(0, min(100, round(score)))


def house_numbers(addresses: Iterable[str]) -> list[str]:
    """Return the numbers that these addresses begin with, by which properties are looked for."""
    firsts = (_address(address).split()[:1] for address in addresses)
    return sorted({first[0] for first in firsts if first and first[0][0].isdigit()})


def unit_key(name: str) -> str:
    """Return the designation of a unit as it is compared: "Apt. 4-B" and "4b" are one."""
    bare = _UNIT_WORDS.sub("", _plain(name))
    return re.sub(r"[^a-z0-9]", "", bare)


def _plain(text: str) -> str:
    """Return words in lower case without accents and marks."""
    folded = unicodedata.normalize("NFKD", text)
    return default_process("".join(sign for sign in folded if not unicodedata.combining(sign)))


def _bare(name: str) -> str:
    words = _plain(name).split()
    telling = [word for word in words if word not in _COMMON]
    return " ".join(telling or words)


def _address(text: str) -> str:
    words = _plain(text).split()
    return " ".join(_SHORT.get(word, word) for word in words)
