"""Amounts of money in a text, in whole cents, and which of them is the total."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pm_app.documents.enums import DocumentKind as D
from pm_app.documents.enums import FindingKind as Kind
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.understanding.columns import column_labels
from pm_app.documents.rules.understanding.sheets import Sheet

MOST_AMOUNTS = 400
LARGEST_CENTS = 1_000_000_000_00
_CURRENCY = r"(?:us\$|cad|usd|eur|chf|gbp|rm|[$€£])"
_AMOUNT = re.compile(
    rf"(?P<before>{_CURRENCY} ?)?(?<![0-9a-z.,/%#-])(?P<digits>[0-9]{{1,3}}(?:[,.'° ][0-9]{{3}}){{1,4}}|[0-9]{{1,9}})"
    rf"(?P<cents>[.,] ?[0-9]{{2}})?(?![0-9a-z]|[.,/'°-][0-9]|° )(?P<after> ?(?:usd|eur|euro|chf|rm|€)(?![a-z]))?(?! ?%)"
)
# What stands before the total of a paper, the most decided first.
_TOTALS: tuple[tuple[str, int], ...] = (
    ("total amount due", 96),
    ("total due", 96),
    ("total tax due", 95),
    ("tax due", 90),
    ("balance due", 95),
    ("amount due", 94),
    ("amount payable", 94),
    ("total payable", 94),
    ("amount owed", 93),
    ("total owed", 94),
    ("bill amount", 92),
    ("grand total", 93),
    ("invoice total", 93),
    ("rounded total", 94),
    ("nett total", 92),
    ("net total", 84),
    ("total amount", 88),
    ("gesamtbetrag", 90),
    ("rechnungsbetrag", 92),
    ("zu zahlen", 90),
    ("importe total", 90),
    ("total a pagar", 94),
    ("montant total", 90),
    ("total ttc", 92),
    ("totaal", 86),
    ("gesamt", 80),
    ("total charges", 80),
    ("total", 84),
    ("you pay", 78),
    ("consideration paid of", 70),
)
_OTHERS: tuple[tuple[str, str], ...] = (
    ("security deposit", "security deposit"),
    ("pet deposit", "pet deposit"),
    ("deposit of", "deposit"),
    ("monthly rent", "monthly rent"),
    ("rent per month", "monthly rent"),
    ("monthly installments of", "monthly rent"),
    ("base rent", "base rent"),
    ("monthly base rent", "monthly rent"),
    ("annual rent", "annual rent"),
    ("new rent", "new rent"),
    ("rental amount", "rent"),
    ("rent is", "rent"),
    ("rent of", "rent"),
    ("rent shall be", "rent"),
    ("rent:", "rent"),
    ("past due rent", "rent owed"),
    ("late fee", "late fee"),
    ("late charge", "late fee"),
    ("each occurrence", "each occurrence"),
    ("general aggregate", "general aggregate"),
    ("coverage amount", "coverage"),
    ("limit of liability", "limit of liability"),
    ("premium", "premium"),
    ("purchase price", "purchase price"),
    ("contract price", "contract price"),
    ("contract sum", "contract price"),
    ("management fee", "management fee"),
    ("application fee", "application fee"),
    ("annual fee", "fee"),
)
_NOT_TOTAL = re.compile(
    r"sub[- ]?(?:s?total)?|s?ubtotal|previous|excl|qty|quantity|items?|points|discount|hours|tax(?:able)?"
    r"|vat|gst|paid|savings?|deposits?|withdrawals?|checks|accepted|page|before|units|sq|withheld|fees? of"
)
_STRONG: dict[str, int] = dict(_TOTALS)
_OTHER: dict[str, str] = dict(_OTHERS)
_LABEL = re.compile(
    r"(?<![a-z])(?:"
    + "|".join(re.escape(label) for label in sorted((*_STRONG, *_OTHER), key=len, reverse=True))
    + r")(?![a-z])"
)
_WINDOW = 60
BILLS = frozenset(
    (
        *(D.INVOICE, D.RECEIPT, D.ESTIMATE, D.MORTGAGE_OR_TAX_BILL, D.DEPOSIT_STATEMENT, D.TENANT_STATEMENT),
        *(D.DEPOSIT_SLIP, D.LIEN_WAIVER),
    )
)


@dataclass(frozen=True)
class _Written:
    sheet: Sheet
    first: int
    last: int
    cents: int
    sure: bool


def amounts_of(sheets: Sequence[Sheet], kind: D | None) -> Iterator[Finding]:
    """Return the totals and the other named amounts of a text, in cents; amounts nobody named are left out.

    1.234,50 and 1'234.50 are read like 1,234.50. What is neither marked with a currency nor written with cents is
    only taken beside the word that names it. A paper that is no bill of any sort has no total that matters.
    """
    for sheet in sheets:
        written = _amounts(sheet)
        beside = column_labels(sheet)
        for index, one in enumerate(written):
            since = written[index - 1].last if index else 0
            found = _finding(one, since, beside.get(sheet.line_number(one.first), ""))
            if found is not None:
                is_bill = kind in BILLS or (kind is None and sheet.is_first)
                yield found if is_bill else _doubted(found)


def _doubted(found: Finding) -> Finding:
    if found.kind is not Kind.TOTAL:
        return found
    return replace(found, confidence=max(1, found.confidence - (14 if "due" in found.reason else 36)))


def cents_written(digits: str, cents: str) -> int:
    """Return the cents of an amount's digits, with whatever marks group them, and its part after the decimal mark."""
    whole = int(re.sub(r"[^0-9]", "", digits) or "0")
    return whole * 100 + int(re.sub(r"[^0-9]", "", cents) or "0")


def _amounts(sheet: Sheet) -> list[_Written]:
    written: list[_Written] = []
    for found in _AMOUNT.finditer(sheet.flow):
        if len(written) >= MOST_AMOUNTS:
            break
        cents = cents_written(found["digits"], found["cents"] or "")
        marked = bool(found["before"] or found["after"])
        if 0 < cents <= LARGEST_CENTS and _plausible(found, marked=marked):
            written.append(_Written(sheet, found.start(), found.end(), cents, marked or bool(found["cents"])))
    return written


def _plausible(found: re.Match[str], *, marked: bool) -> bool:
    """Tell whether figures can be money: blanks and dots group them only where cents or a currency follow."""
    grouped = re.sub(r"[0-9]", "", found["digits"])
    if found["cents"] and found["cents"][:1] in grouped:
        return False
    if len(set(grouped)) > 1:
        return False
    return marked or bool(found["cents"]) or set(grouped) <= {","}


def _finding(one: _Written, since: int, column: str) -> Finding | None:
    named = _named(one, since) or _named_in(column)
    if named is None:
        return None
    label, between = named
    strength = _STRONG.get(label)
    # "Total" far from a bare number is a heading, not a label.
    if not one.sure and (strength is None or len(between.strip(" :.$*=-")) > 3 or one.cents < 100_00):
        return None
    lost = min(30, len(between.strip(" :.$*=-")))
    if strength is not None:
        return one.sheet.finding(
            Kind.TOTAL, one.first, one.last, strength - lost - (0 if one.sure else 20), _after(label), str(one.cents)
        )
    return one.sheet.finding(Kind.AMOUNT, one.first, one.last, 78 - lost, _after(_OTHER[label]), str(one.cents))


def _after(label: str) -> str:
    return f"after “{label}”"


def _named(one: _Written, since: int) -> tuple[str, str] | None:
    window = one.sheet.before(one.first, _WINDOW, since)
    best = _last_label(window)
    if best is None:
        return None
    label, end = best
    between = window[end:]
    around = window[max(0, end - len(label) - 18) : end - len(label)] + between
    if label in _STRONG and not label.endswith("tax due") and _NOT_TOTAL.search(_own_line(one, around)):
        return None
    return None if re.search(r"[.;] [a-z]|[0-9]{2}", between) else (label, between)


def _own_line(one: _Written, around: str) -> str:
    """Return of the words around a label those on its own line, where the amount stands on the same."""
    first, _ = one.sheet.line_span(one.sheet.line_number(one.first))
    own = one.sheet.flow[first : one.first]
    return own[-_WINDOW:] if _LABEL.search(own) else around


def _named_in(column: str) -> tuple[str, str] | None:
    best = _last_label(column)
    if best is None or _NOT_TOTAL.search(column):
        return None
    return best[0], ""


def _last_label(window: str) -> tuple[str, int] | None:
    best: tuple[str, int] | None = None
    for found in _LABEL.finditer(window):
        best = (found[0], found.end())
    return best
