"""Companies, banks and authorities in a text: by how their names end, by their label, by their place on the page."""

import re
from collections.abc import Iterator, Sequence

from pm_app.documents.enums import DocumentKind, FindingKind
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.understanding.names import LEGAL, SURE_LEGAL, is_heading, without_heading
from pm_app.documents.rules.understanding.sheets import Sheet, on_one_line

MOST_NAMES = 200
MOST_WORDS = 8
HEAD_LINES = 8
_ENDING = re.compile(
    r"(?<![a-z])(?P<ending>"
    + "|".join(re.escape(one) for one in sorted(LEGAL, key=len, reverse=True))
    + r")(?![a-z'])\.?"
)
_MORE = re.compile(
    r",? (?:" + "|".join(re.escape(one) for one in sorted(SURE_LEGAL, key=len, reverse=True)) + r")(?![a-z'])\.?"
)
_JOINED = frozenset(("of", "and", "&", "the", "de", "la", "for", "d/b/a", "dba"))
_LABEL = re.compile(
    r"(?<![a-z])(?P<label>landlord|tenant|lessor|lessee|owner|vendor|seller|contractor|insured|insurer(?: [a-f])?"
    r"|carrier|producer|certificate holder|remit to|payable to|payee|company|agent|manager|supplier|provider|from"
    r"|issued by|management company|insurance company|bank|agency) ?(?:name)?[: ]{1,3}\n?$"
)
_OWN = frozenset({"remit to", "payable to", "payee", "vendor", "seller", "contractor", "from", "issued by", "company"})
_BUYER = re.compile(r"bill to|billed to|sold to|ship to|customer|bill-to|rechnungsempfanger|insured")
_BILLS = frozenset({DocumentKind.INVOICE, DocumentKind.RECEIPT, DocumentKind.ESTIMATE})
_PARTY = re.compile(r"(?:between|among)(?: and among)?[ :]|by and between|, and \(?[ivx0-9]{0,3}\)? ?$|^ ?and $")
_HEADLINE = re.compile(r"[A-Z0-9][A-Za-z0-9&.,'’ -]{3,50}")


def organizations_of(sheets: Sequence[Sheet], kind: DocumentKind | None) -> Iterator[Finding]:
    """Return names of organizations.

    Who sent a bill stands above "bill to" on its first page and comes first; who gets it comes last. Without a name
    that ends like a company's, the first line of a bill or receipt is taken.
    """
    for sheet in sheets:
        found = list(_ended(sheet, kind))
        yield from found
        if sheet.is_first and kind in _BILLS:
            yield from _headline(sheet, found)


def _ended(sheet: Sheet, kind: DocumentKind | None) -> Iterator[Finding]:
    past = -1
    for count, ending in enumerate(_ENDING.finditer(sheet.plain)):
        if count >= MOST_NAMES:
            return
        if ending.start() < past or not sheet.text[ending.start()].isupper():
            continue
        first = _start_of_name(sheet, ending.start())
        if first is None:
            continue
        more = _MORE.match(sheet.plain, ending.end())
        past = more.end() if more else ending.end()
        last = past - (1 if sheet.text[past - 1] == "." and _ends_sentence(sheet, past) else 0)
        sure = 66 if (more or ending["ending"] in SURE_LEGAL) else 46
        more_sure, why = _place(sheet, first, last, kind)
        reason = f"a name that ends in “{sheet.text[ending.start() : last]}”{why}"
        yield sheet.finding(FindingKind.ORGANIZATION, first, last, sure + more_sure, reason)


def _ends_sentence(sheet: Sheet, place: int) -> bool:
    return sheet.text[place - 3 : place - 1].islower() and sheet.text[place : place + 1] in ("", "\n")


def _start_of_name(sheet: Sheet, ending: int) -> int | None:
    """Return where the capitalized words before an ending begin, on its line; None when there are none."""
    line_first, _ = sheet.line_span(sheet.line_number(ending))
    before = sheet.text[max(line_first, ending - 100) : ending]
    offset = ending - len(before)
    first: int | None = None
    words = list(re.finditer(r"[^ ]{1,40}", before))
    for word in reversed(words[-MOST_WORDS:]):
        bare = word[0].strip("(“\"'")
        if bare.lower() in _JOINED and first is not None:
            continue
        if not (bare[:1].isupper() or (bare[:1].isdigit() and bare.isalnum())) or bare.endswith((":", ";")):
            break
        if (bare.endswith(".") and len(bare) > 4 and bare[1:-1].islower()) or _is_stop(bare):
            break
        first = offset + word.start() + word[0].index(bare)
    return first


def _is_stop(word: str) -> bool:
    return word.lower().strip(".,") in (
        "this",
        "that",
        "each",
        "any",
        "if",
        "no",
        "exhibit",
        "section",
        "to",
        "by",
        "between",
    )


def _place(sheet: Sheet, first: int, last: int, kind: DocumentKind | None) -> tuple[int, str]:
    before = sheet.before(first, 60)
    label = _LABEL.search(before)
    if label:
        own = label["label"] in _OWN or kind not in _BILLS
        return (18 if own else 4), f", after “{label['label']}”"
    if _PARTY.search(before[-24:]):
        return 22, ", a party"
    if kind in _BILLS:
        return _on_a_bill(sheet, first)
    if re.match(
        r"\"?[)]?,? (?:an?|the) [a-z ]{3,40}(?:corporation|company|partnership)|,? ?\(\"", sheet.after(last, 60)
    ):
        return 16, ", defined as a party"
    return (6, "") if sheet.is_first and sheet.line_number(first) < HEAD_LINES else (-4 if sheet.is_first else -12, "")


def _on_a_bill(sheet: Sheet, first: int) -> tuple[int, str]:
    if not sheet.is_first:
        return -14, ""
    if _BUYER.search(sheet.before(first, 90)):
        return -18, ", who is billed"
    if sheet.line_number(first) < HEAD_LINES and not _BUYER.search(sheet.flow[:first][-600:]):
        return 18, ", at the top"
    return 0, ""


def _headline(sheet: Sheet, found: Sequence[Finding]) -> Iterator[Finding]:
    """Return the first line of a bill that can be a name, unless a company was found in its first lines."""
    if any(sheet.line_number(one.first) < HEAD_LINES and one.confidence >= 70 for one in found):
        return
    for number in range(HEAD_LINES):
        first, last = sheet.line_span(number)
        line = sheet.text[first:last]
        name = without_heading(line)
        if not name or is_heading(name) or not _HEADLINE.fullmatch(name) or sum(map(str.isdigit, name)) * 4 > len(name):
            continue
        start = first + line.index(name.split()[0])
        end = start + len(line[start - first :].rstrip())
        end = min(end, start + len(name)) if sheet.text[start : start + len(name)] == name else end
        sure = 58 if number == 0 else 52
        yield sheet.finding(
            FindingKind.ORGANIZATION, start, end, sure, "the first line that can be a name", on_one_line(name)
        )
        return
