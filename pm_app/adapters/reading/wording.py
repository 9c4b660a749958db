"""Text as it may be kept and searched: cleaned, measured for quality, cut into pages."""

import re
import unicodedata
from functools import cache

PAGE_CHARACTERS = 3_000
_ENOUGH_TOKENS = 500

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
# NUL cannot be stored; U+0002, U+FFFE and U+00AD stand where a word was parted at the end of a line
_DROPPED = [*range(9), *range(14, 32), 0x7F, 0xAD, 0x200B, 0x200C, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF]
_CLEANED: dict[int, str | None] = {
    **_LIGATURES,
    **dict.fromkeys(_DROPPED),
    0x0B: "\n",
    0x2028: "\n",
    0x2029: "\n\n",
    0xA0: " ",
    0x202F: " ",
}
_NEUTRAL = set("_.-–—•·*|/&+=…:;,‐‑−○●□■☐☑☒✓✔►▪")
_NUMBER = re.compile(r"[#№$€£¥(+\-−]*\d[\d.,:/%\-–()'’]*(?:st|nd|rd|th|am|pm|%)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:[’'\-–/.&@_·][^\W_]+)*[’']?")
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-/_.:#@&+=?%][A-Za-z0-9]+)*")
_EDGES = "\"'“”‘’«»()[]{}<>.,;:!?*•·_-–—|…/\\"
_FEW_LETTERS = {"a", "i", "o", "y", "e", "u", "s", "x", "p", "d", "b", "c", "n", "m", "t"}


def clean(text: str) -> str:
    """Return the text without what cannot be stored or is no text, with plain line ends and no trailing blanks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEANED)
    text = text.encode("utf-8", errors="ignore").decode("utf-8")
    text = re.sub(r"[ \t]+\n", "\n", text)
    return re.sub(r"\n{4,}", "\n\n\n", text).strip("\n ")


def letters_in(text: str) -> int:
    """Return how many letters and digits the text has."""
    return sum(character.isalnum() for character in text)


def quality(text: str) -> int:
    """Return, 0–100, what share of the tokens look like words, numbers or codes; rules and dots do not count."""
    tokens = text.split()
    # some hundred tokens, taken evenly, tell as much as all of a long page
    some = tokens[:: 1 + len(tokens) // _ENOUGH_TOKENS]
    counted = [token for token in some if not _NEUTRAL.issuperset(token)]
    return round(100 * sum(map(_looks_like_language, counted)) / len(counted)) if counted else 0


@cache
def _looks_like_language(token: str) -> bool:
    if _NUMBER.fullmatch(token):
        return True
    core = token.strip(_EDGES)
    if not core or any(unicodedata.category(character) in ("Co", "Cn") for character in core) or "\ufffd" in core:
        return False
    if len(core) == 1:
        return core.lower() in _FEW_LETTERS or ord(core) > 0x2E80
    if not core.isascii():
        return bool(_WORD.fullmatch(core)) or letters_in(core) * 3 >= len(core) * 2
    if _WORD.fullmatch(core):
        return _is_spoken(core)
    return bool(_NUMBER.fullmatch(core) or _CODE.fullmatch(core)) and len(core) <= 60


def _is_spoken(word: str) -> bool:
    """A Latin word of some length has vowels and a sane length; short ones are often abbreviations."""
    longest = max(len(part) for part in re.split(r"[^A-Za-z]", word))
    if longest > 28:
        return False
    if longest < 5:
        return True
    return bool(re.search(r"[aeiouyAEIOUY]", word)) and not re.search(r"[bcdfghjklmnpqrstvwxz]{6}", word.lower())


def split_pages(text: str) -> list[str]:
    """Cut a long text into pages: at form feeds, else after about 3,000 characters at the end of a line."""
    pages: list[str] = []
    for part in text.split("\f"):
        pages.extend(_by_length(part.strip("\r\n")))
    return pages


def _by_length(text: str) -> list[str]:
    pages = []
    start = 0
    while len(text) - start > PAGE_CHARACTERS * 4 // 3:
        end = _break_near(text, start + PAGE_CHARACTERS)
        pages.append(text[start:end])
        start = end
    rest = text[start:]
    return [*pages, rest] if rest.strip() else pages


def _break_near(text: str, wanted: int) -> int:
    """Return where to cut: at a paragraph, a line, a blank near the wanted place, else right there."""
    for mark, reach in (("\n\n", 500), ("\n", 1_000), (" ", 300)):
        found = text.find(mark, wanted, wanted + reach)
        if found < 0:
            found = text.rfind(mark, wanted - reach, wanted)
        if found >= 0:
            return found + len(mark)
    return wanted
