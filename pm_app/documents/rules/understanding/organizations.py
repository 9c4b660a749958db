"""Companies, banks and authorities in a text: by how their names end, by their label, by their place on the page."""

import re
from collections.abc import Iterator, Sequence

from pm_app.documents.enums import DocumentKind, FindingKind
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.kinds import INSURANCE_KINDS
from pm_app.documents.rules.understanding.names import LEGAL, SURE_LEGAL, is_heading, without_heading
from pm_app.documents.rules.understanding.sheets import Sheet, on_one_line

MOST_NAMES = 200
MOST_WORDS = 8
LONG_LINE = 40
HEAD_LINES = 8
_ENDING = re.compile(
    r"(?<![a-z.])(?P<ending>"
    + "|".join(re.escape(one) for one in sorted(LEGAL, key=len, reverse=True))
    + r")(?![a-z'])\.?"
)
_MORE = re.compile(
    r"(?:,? (?:" + "|".join(re.escape(one) for one in sorted(LEGAL, key=len, reverse=True)) + r")(?![a-z'])\.?){1,3}"
)
_JOINED = frozenset(("of", "and", "&", "the", "de", "la", "d/b/a", "dba"))
_LABEL = re.compile(
    r"(?<![a-z])(?P<label>landlord|tenant|lessor|lessee|owner|vendor|seller|contractor|insured|insurer(?: [a-f])?"
    r"|carrier|producer|certificate holder|remit to|payable to|payee|company|agent|manager|supplier|provider|from"
    r"|issued by|management company|insurance company|bank|agency) ?(?:name)?[: ]{1,3}\n?$"
)
_OWN = frozenset({"remit to", "payable to", "payee", "vendor", "seller", "contractor", "from", "issued by", "company"})
_BUYER = re.compile(r"bill to|billed to|sold to|ship to|customer|bill-to|rechnungsempfanger|insured")
_BILLS = frozenset({DocumentKind.INVOICE, DocumentKind.RECEIPT, DocumentKind.ESTIMATE})
_PARTY = re.compile(r"(?:between|among)(?: and among)?[ :]|by and between|, and \(?[ivx0-9]{0,3}\)? ?$|^ ?and $")
_STOPS = frozenset(
    (
        *("this", "that", "each", "any", "if", "no", "not", "be", "exhibit", "section", "to", "by", "between", "is"),
        *("president", "cfo", "ceo", "partner", "director", "member", "treasurer", "secretary", "whereas", "limited"),
        *("owner", "agent", "landlord", "tenant", "lessor", "lessee", "insured", "vendor", "contractor", "seller"),
        *("buyer", "for", "and", "delivered", "from", "dear", "attention"),
    )
)
_NO_NAME = re.compile(r"(?:bill|sold|ship|remit) to|name|from:|to:|date|table|order|cashier|phone", re.IGNORECASE)
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
        sure = 66 if _by_law(sheet.plain[ending.start() : past]) else 40
        more_sure, why = _place(sheet, first, last, kind)
        reason = f"a name that ends in “{sheet.text[ending.start() : last]}”{why}"
        yield sheet.finding(FindingKind.ORGANIZATION, first, last, sure + more_sure, reason)


def _by_law(endings: str) -> bool:
    return any(word.strip(",.") in SURE_LEGAL or word.rstrip(",") in SURE_LEGAL for word in endings.split()) or (
        "sdn" in endings or "pty" in endings
    )


def _ends_sentence(sheet: Sheet, place: int) -> bool:
    """Tell whether a dot before a place ends a sentence rather than an abbreviation like "Inc."."""
    return (
        re.search(r"(?:company|corporation|limited|llc|llp|[a-z]{5})\.$", sheet.plain[max(0, place - 14) : place])
        is not None
    )


def _start_of_name(sheet: Sheet, ending: int) -> int | None:
    """Return where the capitalized words before an ending begin; None when there are none.

    In running text the name may have begun on the line above.
    """
    line = sheet.line_number(ending)
    first = _walk_back(sheet, sheet.line_span(line)[0], ending)
    start, last = sheet.line_span(line)
    above, above_last = sheet.line_span(line - 1)
    begins_line = first == start or (first is None and ending == start)
    in_text = line > 0 and last - start >= LONG_LINE and above_last - above >= LONG_LINE
    if begins_line and in_text and sheet.text[above_last - 1].isalnum():
        first = _walk_back(sheet, above, above_last, joined=True) or first
    return first if first is not None and _tells(sheet.text[first:ending]) else None


def _walk_back(sheet: Sheet, line_first: int, end: int, *, joined: bool = False) -> int | None:
    offset = max(line_first, end - 100)
    first: int | None = None
    for word in reversed(list(re.finditer(r"[^ ]{1,40}", sheet.text[offset:end]))[-MOST_WORDS:]):
        bare = word[0].lstrip("(“\"'")
        if bare.lower() in _JOINED and first is not None and not (joined and bare == "and"):
            continue
        if not _is_part(bare, is_last=first is None and not joined):
            break
        first = offset + word.start() + word[0].index(bare)
        if bare != word[0]:
            break
    return first


def _is_part(word: str, *, is_last: bool) -> bool:
    """Tell whether a word can belong to a name whose end was found: capitals, and no mark that ends something else."""
    if not (word[:1].isupper() or (word[:1].isdigit() and word.isalnum() and len(word) < 5)):
        return False
    if word.endswith((":", ";", ")", "”", '"')) or "”" in word or '")' in word or _is_stop(word):
        return False
    if word.endswith(",") and not is_last:
        return False
    return not (word.endswith(".") and ((len(word) > 4 and word[1:-1].islower()) or word.lower()[:-1] in SURE_LEGAL))


def _tells(name: str) -> bool:
    """Tell whether there is more to a name than initials and figures."""
    words = [word.strip(",.").lower() for word in name.split()]
    return any(len(word) >= 3 and word[0].isalpha() and word not in LEGAL for word in words) or "&" in name


def _is_stop(word: str) -> bool:
    return word.lower().strip(".,") in _STOPS


def _place(sheet: Sheet, first: int, last: int, kind: DocumentKind | None) -> tuple[int, str]:
    before = sheet.before(first, 60)
    label = _LABEL.search(before)
    if label:
        return _after_label(label["label"], kind), f", after “{label['label']}”"
    if _PARTY.search(before[-24:]):
        return 26, ", a party"
    if kind is DocumentKind.BANK_STATEMENT and sheet.is_first and "bank" in sheet.plain[first:last]:
        return 40, ", whose statement it is"
    if kind in _BILLS:
        return _on_a_bill(sheet, first)
    if re.match(
        r"\"?[)]?,? (?:an?|the) [a-z ]{3,40}(?:corporation|company|partnership)|,? ?\(\"", sheet.after(last, 60)
    ):
        return 16, ", defined as a party"
    if _is_letterhead(sheet, first, last):
        return 20, ", alone on a line at the top"
    return (6, "") if sheet.is_first and sheet.line_number(first) < HEAD_LINES else (-4 if sheet.is_first else -12, "")


def _after_label(label: str, kind: DocumentKind | None) -> int:
    """Return how much a label speaks for a name: of a bill its sender matters, of insurance who is insured."""
    if kind in INSURANCE_KINDS:
        return 18 if label == "insured" else 4
    return 18 if label in _OWN or kind not in _BILLS else 4


def _is_letterhead(sheet: Sheet, first: int, last: int) -> bool:
    number = sheet.line_number(first)
    return sheet.is_first and number < 3 and sheet.line_span(number) == (first, last)


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
        if (
            not name
            or is_heading(name)
            or _NO_NAME.search(name)
            or not _HEADLINE.fullmatch(name)
            or sum(map(str.isdigit, name)) * 4 > len(name)
        ):
            continue
        start = first + line.index(name.split()[0])
        end = start + len(line[start - first :].rstrip())
        end = min(end, start + len(name)) if sheet.text[start : start + len(name)] == name else end
        sure = 58 - 4 * number
        yield sheet.finding(
            FindingKind.ORGANIZATION, start, end, sure, "the first line that can be a name", on_one_line(name)
        )
        return
