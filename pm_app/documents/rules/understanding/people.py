"""Names of people: after a label, in a salutation, under a signature, as the parties of a contract."""

import re
from collections.abc import Iterator, Sequence

from pm_app.documents.enums import FindingKind
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.understanding.names import person_in
from pm_app.documents.rules.understanding.sheets import Sheet, on_one_line

MOST_NAMES = 200
LONGEST = 90
_LABELS: dict[str, int] = {
    **dict.fromkeys(("tenant", "tenants", "tenant(s)", "resident", "residents", "resident(s)", "lessee", "renter"), 86),
    **dict.fromkeys(
        ("occupant", "occupants", "applicant", "co-applicant", "guarantor", "name of tenant", "tenant name"), 84
    ),
    **dict.fromkeys(("tenant's name", "resident name", "applicant name", "employee", "employee name", "patient"), 84),
    **dict.fromkeys(
        ("landlord", "landlords", "lessor", "owner", "owners", "home owner", "homeowner", "buyer", "seller"), 82
    ),
    **dict.fromkeys(
        ("name", "full name", "insured name", "named insured", "insured", "borrower", "licensee", "holder"), 76
    ),
    **dict.fromkeys(("bill to", "billed to", "sold to", "customer", "customer name", "client", "ship to"), 70),
    **dict.fromkeys(("to", "remit to"), 54),
    **dict.fromkeys(("attention", "attn", "contact", "contact name", "prepared by", "inspector", "estimator"), 62),
    **dict.fromkeys(
        ("printed name", "print name", "by", "/s/", "signed by", "agent", "manager", "property manager"), 68
    ),
    **dict.fromkeys(("plaintiff", "defendant", "petitioner", "respondent", "plaintiff(s)", "defendant(s)"), 78),
    **dict.fromkeys(("mieter", "vermieter", "inquilino", "arrendador", "locataire", "bailleur", "payable by"), 78),
}
_LABEL = re.compile(
    r"(?<![a-z-])(?P<label>"
    + "|".join(re.escape(label) for label in sorted(_LABELS, key=len, reverse=True))
    + r")(?P<sign> ?: ?| - |[ ]?\n|(?<=/s/) | (?=[a-z]))"
)
# Without a colon only these are labels; the others are words of sentences.
_BARE = frozenset(
    {"insured name", "bill to", "billed to", "sold to", "ship to", "customer name", "attn", "/s/", "payable by"}
)
_DEAR = re.compile(r"(?<![a-z])dear (?P<title>(?:mr|mrs|ms|miss|dr)\.? )?")
_CLOSING = re.compile(r"(?<![a-z])(?:sincerely|regards|yours truly|respectfully|cordially)(?: yours)?,? ?\n")
_BETWEEN = re.compile(r"(?<![a-z])(?:by and between|between|by and among)[ :\n]{1,3}")
_ROLE_LINE = re.compile(
    r"\n(?P<role>tenant|landlord|resident|lessee|lessor|owner|guarantor|applicant)(?: signature)?(?=\n|$)"
)
_UNIT_LINE = re.compile(r"(?:unit|apt|apartment|suite|#) ?[a-z0-9#. -]{1,12}$")
_AND = re.compile(r" ?(?:,|;|&| and |\n) ?(?:and )?")


def people_of(sheets: Sequence[Sheet], addresses: Sequence[Finding] = ()) -> Iterator[Finding]:
    """Return names of people; what is plainly a company, a heading or a sentence is left out."""
    for sheet in sheets:
        yield from _labeled(sheet)
        yield from _addressed(sheet)
        yield from _signed(sheet)
        yield from _parties(sheet)
        yield from _above_roles(sheet)
        for address in addresses:
            if address.page == sheet.page and sheet.is_first:
                yield from _above(sheet, sheet.line_number(address.first), 62, "above an address", lines=3)


def _labeled(sheet: Sheet) -> Iterator[Finding]:
    for count, found in enumerate(_LABEL.finditer(sheet.plain)):
        if count >= MOST_NAMES:
            return
        label, sign = found["label"], found["sign"]
        colon = ":" in sign or " - " in sign
        if not colon and label not in _BARE and not ("\n" in sign and _alone(sheet, found)):
            continue
        reason = f"after “{label}”"
        yield from _names_from(sheet, _value_start(sheet, found.end()), _LABELS[label] - (0 if colon else 8), reason)


def _alone(sheet: Sheet, found: re.Match[str]) -> bool:
    first, last = sheet.line_span(sheet.line_number(found.start()))
    return sheet.plain[first:last].strip() == found["label"]


def _value_start(sheet: Sheet, place: int) -> int:
    """Return where the value of a label begins: after it, or on the next line when nothing stands there."""
    after = re.match(r"[ _:*]{0,6}\n?[ ]{0,4}", sheet.plain[place : place + 12])
    return place + (after.end() if after else 0)


def _names_from(sheet: Sheet, place: int, sure: int, reason: str, most: int = 4) -> Iterator[Finding]:
    """Yield the names that stand one after another from a place, joined by commas or "and"."""
    for _ in range(most):
        span = person_in(sheet.text[place : place + LONGEST])
        if span is None:
            return
        first, last = place + span[0], place + span[1]
        if _goes_on_as_company(sheet, last):
            return
        yield sheet.finding(FindingKind.PERSON, first, last, sure - (0 if sheet.is_first else 4), reason)
        joined = _AND.match(sheet.plain, last)
        if joined is None or "\n" in joined[0]:
            return
        place = joined.end()


_COMPANY = re.compile(
    r"[ ,\n]{0,2}(?:&|(?:[a-z.&]{2,14}[ ,\n]{1,2}){0,2}"
    r"(?:inc|llc|ltd|corp|corporation|company|co\.|lp|llp|gmbh|ag|bank|trust|properties|partners)(?![a-z]))"
)


def _goes_on_as_company(sheet: Sheet, last: int) -> bool:
    return _COMPANY.match(sheet.plain, last, last + 48) is not None


def _addressed(sheet: Sheet) -> Iterator[Finding]:
    for count, found in enumerate(_DEAR.finditer(sheet.plain)):
        if count >= MOST_NAMES:
            return
        text = sheet.text[found.end("title") if found["title"] else found.end() :][:LONGEST]
        offset = found.end()
        span = person_in(text)
        if span is None and found["title"]:
            surname = re.match(r"[A-ZÀ-Þ][A-Za-zÀ-ÿ'’-]{1,24}", text)
            span = surname.span() if surname else None
        if span is not None:
            yield sheet.finding(FindingKind.PERSON, offset + span[0], offset + span[1], 66, "after “dear”")


def _signed(sheet: Sheet) -> Iterator[Finding]:
    for count, found in enumerate(_CLOSING.finditer(sheet.plain)):
        if count >= MOST_NAMES:
            return
        line = sheet.line_number(found.end())
        for number in range(line, line + 5):
            first, last = sheet.line_span(number)
            span = person_in(sheet.text[first:last])
            if span is not None and sheet.text[first + span[1] : last].strip(" ,.") == "":
                reason = f"signed after “{on_one_line(found[0])}”"
                yield sheet.finding(FindingKind.PERSON, first + span[0], first + span[1], 70, reason)
                break


def _above_roles(sheet: Sheet) -> Iterator[Finding]:
    """Yield the names above the words that say who signs: a name, and "Tenant" on the next line."""
    for count, role in enumerate(_ROLE_LINE.finditer(sheet.plain)):
        if count >= MOST_NAMES:
            return
        yield from _above(sheet, sheet.line_number(role.start("role")), 76, f"above “{role['role']}”", lines=1)


def _above(sheet: Sheet, line: int, sure: int, reason: str, *, lines: int) -> Iterator[Finding]:
    """Yield names that fill the lines above a line, from below, until one is something else; units are passed over."""
    for number in range(line - 1, max(-1, line - 1 - lines), -1):
        first, last = sheet.line_span(number)
        if _UNIT_LINE.match(sheet.plain, first, last):
            continue
        found = list(_names_from(sheet, first, sure, reason))
        if not found or sheet.text[found[-1].last : last].strip(" .,"):
            return
        yield from found


def _parties(sheet: Sheet) -> Iterator[Finding]:
    if not sheet.is_first:
        return
    for count, found in enumerate(_BETWEEN.finditer(sheet.plain)):
        if count >= 5:
            return
        yield from _names_from(sheet, found.end(), 74, "a party, after “between”", most=3)
        second = re.search(r"[)\"],? (?:and|&) ", sheet.flow[found.end() : found.end() + 260])
        if second:
            yield from _names_from(sheet, found.end() + second.end(), 70, "a party, after “between … and”", most=3)
