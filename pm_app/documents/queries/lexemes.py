"""Words and codes as they are written: in lower case, without accents, codes glued into one."""

import re
import unicodedata
from collections.abc import Iterable

from pm_app.documents.queries.wording import searchable
from pm_app.documents.queries.written import CODE, LONGEST_CODE, written_in

LONGEST_WORD = 60
# As many different words of one document are found; a dictionary has fewer.
MOST_WORDS_KEPT = 60_000
# Letters that are no letter with an accent to Unicode, as the database writes them without.
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"})
WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
_JOINTS = re.compile(r"[^\w]|_")
# What the database's English leaves out, so that it is left out of both.
_LEFT_OUT = """
i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it
its itself they them their theirs themselves what which who whom this that these those am is are was were be been
being have has had having do does did doing a an the and but if or because as until while of at by for with about
against between into through during before after above below to from up down in out on off over under again further
then once here there when where why how all any both each few more most other some such no nor not only own same so
than too very s t can will just don should now
"""
STOP_WORDS = frozenset(_LEFT_OUT.split())


def folded(text: str) -> str:
    """Return the text in lower case and without accents: "Résumé Müller" and "resume muller" are the same."""
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def words_in(text: str) -> list[str]:
    """Return the words and numbers of a text as they are written, in order, those that mean nothing left out."""
    found = WORD.findall(folded(searchable(text)))
    return [word for word in found if word not in STOP_WORDS and len(word) <= LONGEST_WORD]


def codes_in(text: str) -> list[str]:
    """Return the codes and dates of a text, each glued into one word: GL-44821 as gl44821, 03/14/2025 as 03142025."""
    pieces = " ".join(piece for piece in folded(text).split() if not piece.isalpha())
    found = (match for match in CODE.findall(pieces) if len(match) <= LONGEST_CODE)
    return [_JOINTS.sub("", match) for match in found if any(letter.isdigit() for letter in match)]


def page_words(text: str) -> str:
    """Return the text of a page as it is indexed: its words, after them its codes glued, and with their signs."""
    return " ".join([searchable(text), *codes_in(text), *written_in(text)])


def exact_words(texts: Iterable[str]) -> list[str]:
    """Return the different words and codes of texts as they are written, in order, as many as are kept."""
    words: set[str] = set()
    for text in texts:
        words.update(WORD.findall(folded(searchable(text))), codes_in(text), written_in(text))
        if len(words) > MOST_WORDS_KEPT:
            break
    return sorted(word for word in words - STOP_WORDS if len(word) <= LONGEST_WORD)[:MOST_WORDS_KEPT]
