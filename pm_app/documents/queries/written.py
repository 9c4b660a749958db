"""Amounts, codes and days with the signs they are written with, as one word of the index: $1,250.00, GL-44821."""

import re
import unicodedata

CODE = re.compile(r"[^\W_]+(?:[-‐‑/\\_#:]{1,2}[^\W_]+)+")
LONGEST_CODE = 40
_AMOUNT = re.compile(
    r"(?<![\w.,$])\$?(?:\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d+\.\d\d)(?!\w|[.,]\d)|(?<![\w.,$])\$\d+(?!\w|[.,]\d)"
)
# The database's parser would part a word at its signs: each is written as two letters, and the word marked as such.
_MARK = "qz"
_SIGNS = str.maketrans(
    {"$": "zs", ",": "zc", ".": "zd", "-": "zh", "/": "zf", "\\": "zb", "_": "zu", "#": "zn", ":": "zo"}
)
_HYPHENS = str.maketrans("‐‑", "--")


def written_in(text: str) -> list[str]:
    """Return the words of the index for what a text writes with signs; $1,250.00 is 1,250.00 as well."""
    words: list[str] = []
    for token, _, _ in tokens_in(text):
        words.append(as_word(token))
        if token.startswith("$") and not token[1:].isdigit():
            words.append(as_word(token[1:]))
    return words


def tokens_in(text: str) -> list[tuple[str, int, int]]:
    """Return the amounts, codes and days of a text as they are written, in lower case, and where they stand."""
    lowered = text.lower().translate(_HYPHENS)
    if len(lowered) != len(text):
        lowered = text.translate(_HYPHENS)  # a letter that is longer in lower case would move the places
    found = [*_AMOUNT.finditer(lowered)]
    found += [match for match in CODE.finditer(lowered) if any(letter.isdigit() for letter in match.group())]
    return [(match.group(), *match.span()) for match in found if len(match.group()) <= LONGEST_CODE]


def as_word(token: str) -> str:
    """Return the word of the index that stands for what is written so."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", token) if not unicodedata.combining(letter))
    return _MARK + plain.translate(_SIGNS)


def is_written_word(lexeme: str) -> bool:
    """Return whether a word of the index stands for something written with signs."""
    return lexeme.startswith(_MARK)
