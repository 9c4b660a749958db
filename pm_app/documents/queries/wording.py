"""What a person typed, as the database searches for it; and where on a page it stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pm_app.documents.queries.written import as_word, tokens_in
from pm_app.kernel.listing import LONGEST_SEARCH, search_text

CONFIGURATION = "document_text"
SNIPPET_CHARACTERS = 240
SHORTEST_PREFIX = 2
# Whole sentences are searched for; beyond this many words more of them find nothing else.
MOST_WORDS = 40

# What joins the parts of codes, dates, addresses and hyphenated words. Apart, each part is found as it is written.
_JOINT = str.maketrans({**dict.fromkeys("-‐‑/\\_#@<>&=~+|", " "), "’": "'"})
# Quotes, dashes and bullets of print are letters to a database without a language: “Tenant” would be another word.
_SIGN = re.compile(r"[^\w\x00-\x7f\u0300-\u036f]")
_DOT = re.compile(r"(?<=[^\W\d])\.(?=[^\W\d])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_CENTS = re.compile(r"(?<=\d)\.00(?!\d)")
_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d+\.00(?!\d)")
PIECE = re.compile(r'-?"[^"]*"?|\S+')
PLAIN = re.compile(r"[\w'’.,]+")


@dataclass(frozen=True)
class TextPart:
    """A stretch of text, marked when it is what was searched for."""

    text: str
    hit: bool


@dataclass(frozen=True)
class Asked:
    """A search as text for `websearch_to_tsquery`.

    `every` asks for all of it, `head` for all but the last word, which `prefix` begins ("" when it stands for itself);
    `phrase` is all of it in the order typed; `excluded` asks for any of what must not be in it. `written` are its
    amounts, codes and days as they are written, in lower case.
    """

    typed: str
    every: str
    head: str
    prefix: str
    phrase: str
    excluded: str
    written: tuple[str, ...] = ()


def searchable(text: str) -> str:
    """Return text as it is indexed and asked for: codes in parts, $1,250.00 as 1250, no dot inside joined words.

    The same words come out of "1,250.00", "$1250" and "1250.00"; "LP-2024-0031" is found by 0031.
    """
    return _CENTS.sub("", _THOUSANDS.sub("", spaced(text)))


def spaced(text: str) -> str:
    """Return the text with blanks for what joins words: as long as it was, so that places in it stay places."""
    return _SIGN.sub(" ", _DOT.sub(" ", text.translate(_JOINT)))


def asked_for(text: str) -> Asked:
    """Return what was typed, made safe and understandable: any input of any size gives some search.

    Quotes keep words together, a minus before a word excludes it, OR in capitals is either; joined words are a phrase.
    """
    typed = search_text(text)
    cut = len(typed) == LONGEST_SEARCH  # the last word may have lost its end
    found = list(PIECE.finditer(typed))[:MOST_WORDS]
    pieces = [match.group() for match in found]
    if cut and len(pieces) > 1:
        pieces.pop()
    words = [word for word in map(_asked_word, pieces) if word]
    last = pieces[-1] if pieces else ""
    is_begun = not cut and PLAIN.fullmatch(last) and len(last) >= SHORTEST_PREFIX and words and last == words[-1]
    # In quotes, what is written with signs must stand on the page so.
    quoted = [as_word(token) for piece in pieces if piece.startswith('"') for token, _, _ in tokens_in(piece)]
    quoted = quoted if "OR" not in words else []
    head, prefix = (" ".join([*words[:-1], *quoted]), _bare(last)) if is_begun else ("", "")
    excluded = " OR ".join(word[1:] for word in words if word.startswith("-"))
    phrase = " ".join(word.replace('"', "") for word in words if not word.startswith("-") and word != "OR")
    meant = " ".join(piece for piece in pieces if not piece.startswith('-"') and not re.match(r"-[^\W\d]", piece))
    written = tuple(dict.fromkeys(token for token, _, _ in tokens_in(meant)))
    return Asked(typed, " ".join([*words, *quoted]), head, prefix, phrase, excluded, written)


def _asked_word(piece: str) -> str:
    """Return one piece of a search in the database's words: a phrase in quotes, an excluded word, a word."""
    minus = "-" if re.match(r'-["\w]', piece) and not re.match(r"-\d", piece) else ""
    core = piece.removeprefix(minus)
    if piece == "OR":
        return "OR"
    is_phrase = core.startswith('"')
    words = searchable(core.replace('"', " ")).split()
    words = [word for word in words if re.search(r"\w", word)]
    if not words or (len(words) == 1 and words[0].lower() == "or"):
        return ""
    return f'{minus}"{" ".join(words)}"' if is_phrase or len(words) > 1 else f"{minus}{words[0]}"


def _bare(word: str) -> str:
    """Return the letters and digits a begun word has so far, or nothing when it is made of several."""
    core = word.strip("'’.,")
    return core if re.fullmatch(r"\w+", core) and len(core) >= SHORTEST_PREFIX else ""


def amounts_asked(typed: str, body: str) -> list[tuple[int, int]]:
    """Return where in the body the amounts of a search stand, written with or without commas and cents."""
    wanted = {word for word in re.split(r'[\s$"]+', searchable(typed)) if word and word[0].isdigit()}
    return [match.span() for match in _AMOUNT.finditer(body) if searchable(match.group()) in wanted]


def passages(body: str, spans: list[tuple[int, int]], typed: str, lexemes: Iterable[str]) -> list[tuple[int, int]]:
    """Return the stretches where most words of a search stand together as typed; none when they nowhere do.

    `lexemes` are the stems that are searched for.
    """
    spans = sorted(set(spans))
    # Four letters tell the words of a sentence apart and let their endings differ.
    words = [body[first:last][:4].lower() for first, last in spans]
    wanted = len({lexeme[:4].lower() for lexeme in lexemes})
    asked = [word for word in (word[:4].lower() for word in re.findall(r"\w+", typed)) if word in set(words)]
    if wanted < 2 or not asked:
        return []
    found: list[tuple[int, bool, int, int]] = []
    for start in range(len(spans)):
        stop, told = _stretch(words, start, len(asked))
        length = spans[stop][1] - spans[start][0]
        if told * 10 >= wanted * 8 and told > 1 and length <= len(typed) * 3 // 2:
            found.append((-told, words[start] != asked[0], length, start))
    return _apart([(spans[start][0], spans[start][0] + length) for _, _, length, start in sorted(found)])


def _apart(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches, best first as they come, that do not overlap a better one; in order."""
    kept: list[tuple[int, int]] = []
    for first, last in stretches[:500]:
        if all(last <= a or first >= b for a, b in kept):
            kept.append((first, last))
    return sorted(kept)


def _stretch(words: list[str], start: int, longest: int) -> tuple[int, int]:
    """Return where the stretch from `start` last says something new, and how many different words it says."""
    told: set[str] = set()
    stop = start
    for place in range(start, min(start + longest, len(words))):
        if words[place] not in told:
            told.add(words[place])
            stop = place
    return stop, len(told)


def parted(body: str, spans: list[tuple[int, int]]) -> tuple[TextPart, ...]:
    """Return the text cut into marked and unmarked parts that together are the whole of it."""
    parts: list[TextPart] = []
    at = 0
    for first, last in sorted(spans):
        if first < at:
            continue
        if first > at:
            parts.append(TextPart(body[at:first], hit=False))
        parts.append(TextPart(body[first:last], hit=True))
        at = last
    if at < len(body):
        parts.append(TextPart(body[at:], hit=False))
    return tuple(parts)


def snippet(body: str, spans: list[tuple[int, int]]) -> tuple[TextPart, ...]:
    """Return the stretch of a page that shows most of what was searched for, with the hits marked, on one line."""
    start = _richest(body, spans)
    end = min(len(body), start + SNIPPET_CHARACTERS)
    end = body.find(" ", end) if 0 <= body.find(" ", end) <= end + 20 else end
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if start <= a < end]
    parts = [TextPart(re.sub(r"\s+", " ", part.text), part.hit) for part in parted(body[start:end], inside)]
    before = [TextPart("… ", hit=False)] if start else []
    after = [TextPart(" …", hit=False)] if end < len(body) else []
    return (*before, *parts, *after)


def _richest(body: str, spans: list[tuple[int, int]]) -> int:
    """Return where the snippet begins: a little before the hit that the most different hits follow closely."""
    if not spans:
        return 0
    spans = sorted(spans)[:2_000]
    most, chosen = 0, spans[0][0]
    for place, (first, _) in enumerate(spans):
        near = {body[a:b].lower() for a, b in spans[place : place + 40] if b <= first + SNIPPET_CHARACTERS - 40}
        if len(near) > most:
            most, chosen = len(near), first
    wanted = max(0, chosen - 40)
    return wanted if wanted == 0 else body.find(" ", wanted, chosen) + 1 or chosen
