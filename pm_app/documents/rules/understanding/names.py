"""What makes a run of words a name: capitals, and none of the words that only headings and sentences have."""

import re

LONGEST_NAME = 90
LEGAL = (
    *("inc", "llc", "l.l.c", "ltd", "limited", "corp", "corporation", "company", "co", "lp", "l.p", "llp", "plc"),
    *("gmbh", "ag", "kg", "s.a", "sarl", "s.a.r.l", "b.v", "bv", "n.v", "sdn bhd", "sdn. bhd", "pty ltd", "n.a"),
    *("bank", "trust", "association", "assn", "insurance", "mutual", "housing authority", "properties", "partners"),
    *("partnership", "property management", "management", "realty", "foundation", "university", "associates"),
    *("plumbing", "electric", "roofing", "services", "group", "holdings", "enterprises", "apartments", "credit union"),
)
# These end a name by law; the others only look like it.
SURE_LEGAL = frozenset(LEGAL[: LEGAL.index("bank")]) - {"limited", "company", "co"}
_NEVER_WORDS = """
    the of and or a an to by for in on at is shall will this that with from as be are was has have not any all if
    your you we our us it its page form date dated signature signed name names title address phone telephone fax
    email tel no yes section article exhibit schedule agreement lease tenant landlord lessor lessee owner agent
    property premises rent rental invoice receipt total amount due balance notice number description quantity
    price unit item items bill ship customer account policy claim case court department state county city street
    avenue road please print type see note notes instructions january february march april may june july august
    september october november december monday tuesday wednesday thursday friday saturday sunday deposit payment
    term terms witness whereas now therefore party parties company distributor vendor supplier effective
    expiration contact manager general vice president director officer secretary treasurer check box application
    information security social insured insurance insurer year make model trim color store finance delivery
    billing office public notary petition cell home work required optional remaining defendant plaintiff
    checklist addendum inspection move-in move-out pet certificate disclosure report statement letter renewal
    proposal estimate quote permit bill license insurance declaration declarations
"""
_NEVER = frozenset(_NEVER_WORDS.split())
_CAPITAL, _SMALL = "[A-ZÀ-Þ]", "[a-zß-ÿ]"
_WORD = re.compile(
    rf"{_CAPITAL}{_SMALL}{{1,20}}(?:[-'’]?{_CAPITAL}{_SMALL}{{1,20}}){{0,2}}\.?"
    rf"|{_CAPITAL}['’]{_CAPITAL}{_SMALL}{{1,20}}|{_CAPITAL}[A-ZÀ-Þ'’-]{{1,20}}|{_CAPITAL}\.?"
)
_MIDDLE = frozenset(("de", "la", "van", "der", "von", "den", "di", "da", "del", "le", "st"))
_TITLES = re.compile(r"(?i)^(?:mr|mrs|ms|miss|dr|prof|sr|sra|herr|frau|hon|attn|attention)\.? ")
_ENDINGS = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "esq", "cpa", "phd"})


def person_in(text: str) -> tuple[int, int] | None:
    """Return where the name of a person is that a text begins with: two to five capitalized words; None for others."""
    start = len(text) - len(text.lstrip(" :*_\t"))
    titled = _TITLES.match(text[start:])
    start += titled.end() if titled else 0
    place, words, last = start, 0, start
    while words < 5 and place < len(text):
        found = _WORD.match(text, place)
        small = re.match(r"[a-z]{2,3}(?= )", text[place : place + 4])
        if found is None and not (small and words and small[0] in _MIDDLE):
            break
        word = (found or small)[0] if found else (small[0] if small else "")
        if found is not None:
            if _bare(word) in _NEVER:
                break
            words += 1
            last = found.end()
        place = (found.end() if found else place + len(word)) + 1
        if text[place - 1 : place] not in (" ", ""):
            break
    return (start, last) if _plausible(text[start:last], words, titled=titled is not None) else None


def _bare(word: str) -> str:
    """Return a word in lower case without its marks and without the s of what belongs to somebody."""
    return word.lower().replace("’", "'").removesuffix("'s").strip(".'")


def _plausible(name: str, words: int, *, titled: bool) -> bool:
    parts = [part.strip(".") for part in name.split()]
    full = [part for part in parts if len(part) > 1 and part.lower() not in _ENDINGS]
    if not full or len(name) > LONGEST_NAME:
        return False
    if titled and words >= 1:
        return True
    return words >= 2 and len(full[-1]) > 1 and not any(part.lower() in LEGAL for part in parts)


def is_heading(line: str) -> bool:
    """Tell whether a line is made of words that head or label papers, not of a name."""
    words = [word.strip(".,:#").lower() for word in line.split()]
    return not words or sum(word in _NEVER for word in words) * 2 >= len(words)


def without_heading(line: str) -> str:
    """Return a line without headings at its end: "Stanford Plumbing INVOICE" names who billed."""
    words = line.split()
    while words and words[-1].strip(".,:#").lower() in _NEVER:
        words.pop()
    return " ".join(words)
