"""Where on a page the words of a search stand: the database's own stems decide, so that every form is marked."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ARRAY, Text, bindparam, text
from sqlmodel import Session

from pm_app.documents.queries.lexemes import WORD, codes_in, folded
from pm_app.documents.queries.wording import Asked, amounts_asked, passages, searchable
from pm_app.documents.queries.written import CODE, is_written_word, tokens_in

K = TypeVar("K", bound=Hashable)

LONGEST_MARKED = 100_000
_SAYING = text(
    "select word from unnest(cast(:words as text[])) as told (word)"
    " where ts_lexize('english_stem', word) && cast(:lexemes as text[])"
).bindparams(bindparam("words", type_=ARRAY(Text)), bindparam("lexemes", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Marker:
    """A search, as typed and as the database understands it."""

    asked: Asked
    query: str

    @property
    def beginnings(self) -> list[str]:
        """The stems that a searched word may only begin with."""
        return re.findall(r"'((?:[^']|'')+)':\*", self.query)

    @property
    def lexemes(self) -> list[str]:
        """The stems that are searched for; excluded ones among them do no harm."""
        return [one for one in re.findall(r"'((?:[^']|'')+)'", self.query) if not is_written_word(one)]


def page_marks(
    session: Session, marker: Marker, bodies: Mapping[K, str], *, one_document: bool = False
) -> dict[K, list[tuple[int, int]]]:
    """Return for each text where the searched words stand, as places (from, to) in it, in order.

    Where they stand together as typed, only that is marked, and in one document nothing else on any of its pages.
    Nothing is marked after 100,000 characters.
    """
    keys = list(bodies)
    if not keys or not marker.query:
        return {}
    firsts = {lexeme[0] for lexeme in marker.lexemes}
    words = {key: _words(bodies[key][:LONGEST_MARKED], firsts) for key in keys}
    asked = _said_by(session, marker, {word for found in words.values() for word, _ in found})
    typed = marker.asked.typed
    spans: dict[K, list[tuple[int, int]]] = {}
    together: dict[K, list[tuple[int, int]]] = {}
    for key in keys:
        body = bodies[key][:LONGEST_MARKED]
        places = [place for word, place in words[key] if word in asked] + amounts_asked(typed, body)
        places += _codes(body, asked)
        together[key] = passages(bodies[key], places, typed, marker.lexemes)
        spans[key] = _as_written(body, sorted(set(places)), marker.asked.written)
    if one_document and any(together.values()):
        return together
    return {key: together[key] or spans[key] for key in keys}


def _as_written(body: str, places: list[tuple[int, int]], written: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places, those of amounts and codes only where they are written as typed, if the text does that."""
    found: list[tuple[str, int, int]] = []
    for token, first, last in tokens_in(body) if written else ():
        if token in written:
            found.append((token, first, last))
        elif token.startswith("$") and token[1:] in written:
            found.append((token[1:], first + 1, last))
    if not found:
        return places
    parts = {word for token, _, _ in found for word in (*searchable(token).strip("$").split(), *codes_in(token))}
    others = [(first, last) for first, last in places if not set(searchable(body[first:last].lower()).split()) <= parts]
    return sorted({*others, *((first, last) for _, first, last in found)})


def _words(body: str, firsts: set[str]) -> list[tuple[str, tuple[int, int]]]:
    """Return the words that begin with one of the letters, folded, and where they stand."""
    if body.isascii():
        beginning = "".join(sorted(first for first in firsts if first.isascii() and first.isalnum()))
        found = re.finditer(rf"(?<![^\W_])[{beginning}](?:[^\W_]|(?<=\d)\.(?=\d))*", body.lower()) if beginning else ()
        return [(match.group(), match.span()) for match in found]
    return [(folded(match.group()), match.span()) for match in WORD.finditer(body)]


def _codes(body: str, asked: set[str]) -> list[tuple[int, int]]:
    """Return where codes stand that were typed without what joins their parts."""
    if not any(word[0].isalpha() and word[-1].isdigit() for word in asked):
        return []
    found = ((match, codes_in(match.group())) for match in CODE.finditer(body))
    return [match.span() for match, codes in found if codes and codes[0] in asked]


def _said_by(session: Session, marker: Marker, words: set[str]) -> set[str]:
    """Return those of the words that the search asks for: as they are, by their beginning, or by their stem."""
    lexemes = set(marker.lexemes)
    begun = tuple(marker.beginnings)
    asked = {word for word in words if word in lexemes or (begun and word.startswith(begun))}
    # A stem begins with the first letter of all its words, so that few need be asked for.
    firsts = tuple({lexeme[0] for lexeme in lexemes})
    unsure = sorted(word for word in words - asked if word.startswith(firsts) and word.isalpha())
    if unsure:
        asked.update(session.execute(_SAYING, {"words": unsure, "lexemes": sorted(lexemes)}).scalars())
    return asked | lexemes
