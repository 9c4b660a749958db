"""Numbers a paper is known by: of an invoice, a policy, a license, a case."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pm_app.documents.enums import DocumentKind, FindingKind
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.kinds import INSURANCE_KINDS
from pm_app.documents.rules.understanding.columns import paired_lines
from pm_app.documents.rules.understanding.sheets import Sheet, on_one_line

MOST_NUMBERS = 200
_WORDS: dict[str, tuple[str, int]] = {
    **dict.fromkeys(("invoice", "inv", "factuur", "rechnung", "facture", "factura", "bill"), ("invoice", 90)),
    **dict.fromkeys(("policy", "police"), ("policy", 90)),
    **dict.fromkeys(
        ("license", "licence", "lic", "registration", "certification", "certificate", "cert"), ("license", 84)
    ),
    **dict.fromkeys(("permit",), ("permit", 88)),
    **dict.fromkeys(("claim",), ("claim", 84)),
    **dict.fromkeys(("case", "docket", "cause", "file", "expediente"), ("case", 84)),
    **dict.fromkeys(("account", "acct", "loan"), ("account", 76)),
    **dict.fromkeys(("receipt", "txn", "transaction", "ticket", "check"), ("receipt", 78)),
    **dict.fromkeys(("estimate", "quote", "proposal", "quotation"), ("estimate", 82)),
    **dict.fromkeys(("contract", "agreement", "lease"), ("contract", 76)),
    **dict.fromkeys(
        ("order", "po", "p.o", "purchase order", "repair order", "work order", "confirmation"), ("order", 64)
    ),
    **dict.fromkeys(
        ("reference", "ref", "customer", "kunden", "klant", "report", "parcel", "violation"), ("other", 60)
    ),
}
_LABEL = "|".join(sorted((re.escape(word) for word in _WORDS), key=len, reverse=True))
_SIGN = r"(?:number|nummer|numero|num|nbr|nr|no|id|n°|#)"
_WRITTEN = r"(?P<number>[a-z0-9][a-z0-9/_.-]{1,30})"
_NUMBER = re.compile(
    rf"(?<![a-z])(?P<label>{_LABEL})(?: |-|\n(?=number|no\b))?"
    rf"(?P<sign>{_SIGN}(?![a-z])\.?|s?(?=[ ]?[:#])|(?=nummer|nr))"
    rf"(?:nummer|nr\.?)?[ ]{{0,2}}[:;#.]{{0,2}}[ ]{{0,2}}[:#*]{{0,2}}[ ]{{0,3}}(?P<ends>\n?)#?[ ]{{0,2}}"
    rf"{_WRITTEN}(?![a-z0-9])"
)
# A heading and its number without any sign: "Invoice INV/2023/03/0008", "INVOICE\n# 23413561D".
_HEADING = re.compile(
    rf"(?m)^[^\n]{{0,30}}?(?<![a-z])(?P<label>invoice|receipt|policy|permit|report|certificate|license)"
    rf"[ \n]{{1,2}}(?P<sign>#?) ?{_WRITTEN}(?=$|:)"
)
# What is long enough to be a number without a sign before it.
_PLAIN = re.compile(
    r"(?<![a-z])(?P<label>work order|purchase order|repair order|permit) (?P<number>[0-9][0-9-]{3,14})(?![0-9a-z/.])"
)
# In the table of a certificate the number of a policy stands before its two days.
_IN_TABLE = re.compile(
    r"(?P<number>(?<![0-9a-z/])[a-z0-9][a-z0-9-]{4,24}) {1,4}"
    r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4} {1,4}[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}"
)
_PREFERRED = {
    DocumentKind.INVOICE: "invoice",
    DocumentKind.RECEIPT: "receipt",
    DocumentKind.ESTIMATE: "estimate",
    DocumentKind.CERTIFICATE_OF_INSURANCE: "policy",
    DocumentKind.PROPERTY_INSURANCE: "policy",
    DocumentKind.RENTERS_INSURANCE: "policy",
    DocumentKind.RENTAL_LICENSE: "license",
    DocumentKind.VENDOR_LICENSE: "license",
    DocumentKind.COMPANY_LICENSE: "license",
    DocumentKind.PERMIT: "permit",
    DocumentKind.BANK_STATEMENT: "account",
    DocumentKind.MORTGAGE_OR_TAX_BILL: "account",
}
_PRIVATE = re.compile(r"social security|ssn|tax id|taxpayer|ein |tin |gst|vat|iban|routing|phone|fax|tel")


def references_of(sheets: Sequence[Sheet], kind: DocumentKind | None) -> Iterator[Finding]:
    """Return the numbers that stand after a word naming them, those of the paper's own kind surest.

    Numbers of persons and of tax offices are never taken up.
    """
    for sheet in sheets:
        seen = 0
        for pattern in (_NUMBER, _HEADING, _PLAIN):
            for found in pattern.finditer(sheet.plain):
                one = _finding(sheet, found, kind)
                seen += 1
                if one is not None:
                    yield one
                if seen >= MOST_NUMBERS:
                    break
        yield from _in_columns(sheet, kind)
        if kind in INSURANCE_KINDS:
            yield from _in_tables(sheet)


def _finding(sheet: Sheet, found: re.Match[str], kind: DocumentKind | None) -> Finding | None:
    number = found["number"].rstrip("./_-")
    if not plausible_number(number) or _PRIVATE.search(sheet.before(found.start("label"), 22)):
        return None
    if not found.groupdict().get("sign", "#") and not re.search(r"[a-z/_-]", number):
        return None
    label, strength = _WORDS[found["label"]]
    own = label == _PREFERRED.get(kind) if kind else False
    sure = strength + (6 if own else -8 if kind in _PREFERRED else -4) - (0 if sheet.is_first else 8)
    sure -= 12 if found.groupdict().get("ends") else 0
    first = found.start("number")
    reason = f"after “{on_one_line(sheet.text[found.start('label') : first])[:40]}”"
    return sheet.finding(FindingKind.REFERENCE, first, first + len(number), sure, reason)


def plausible_number(number: str) -> bool:
    """Tell whether a word can be the number of a paper: three signs or more, a figure among them, not a day or year."""
    figures = sum(sign in "0123456789" for sign in number)
    if figures < 1 or len(number) < 3 or len(number) > 30:
        return False
    if re.fullmatch(r"(?:19|20)[0-9]{2}|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}", number):
        return False
    return figures >= 2 or "_" in number or "-" in number


def _in_tables(sheet: Sheet) -> Iterator[Finding]:
    for found in islice(_IN_TABLE.finditer(sheet.plain), MOST_NUMBERS):
        if plausible_number(found["number"]):
            yield sheet.finding(FindingKind.REFERENCE, *found.span("number"), 88, "before the days of the policy")


def _in_columns(sheet: Sheet, kind: DocumentKind | None) -> Iterator[Finding]:
    for label_line, value_line in paired_lines(sheet):
        label = sheet.line(label_line)
        first, last = sheet.line_span(value_line)
        number = sheet.plain[first:last].strip()
        named = re.match(rf"(?P<label>{_LABEL})[ -]?{_SIGN}", label)
        if named and " " not in number and plausible_number(number):
            start = sheet.plain.index(number, first)
            word, strength = _WORDS[named["label"]]
            sure = strength - 14 + (6 if kind and word == _PREFERRED.get(kind) else 0)
            reason = f"in the column beside “{on_one_line(label)[:40]}”"
            yield sheet.finding(FindingKind.REFERENCE, start, start + len(number), sure, reason)
