"""What the text of a document tells, all of it: kind, days, amounts, numbers, names, places."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from pm_app.documents.enums import DocumentKind, FindingKind
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.kinds import KIND_FACTS
from pm_app.documents.rules.texts import PageText
from pm_app.documents.rules.understanding.addresses import addresses_of, units_of
from pm_app.documents.rules.understanding.amounts import BILLS, amounts_of
from pm_app.documents.rules.understanding.dates import dates_of, first_day
from pm_app.documents.rules.understanding.day_writings import days_in, writes_day_first
from pm_app.documents.rules.understanding.kinds import kinds_of
from pm_app.documents.rules.understanding.organizations import organizations_of
from pm_app.documents.rules.understanding.people import people_of
from pm_app.documents.rules.understanding.references import references_of
from pm_app.documents.rules.understanding.sheets import Sheet, sheets_of
from pm_app.documents.rules.understanding.terms import terms_of

# A page of proposals is looked through; a list of them is not.
MOST_OF_KIND = MappingProxyType(
    {
        FindingKind.KIND: 3,
        FindingKind.TOTAL: 3,
        FindingKind.AMOUNT: 6,
        FindingKind.REFERENCE: 6,
        FindingKind.PERSON: 8,
        FindingKind.ORGANIZATION: 8,
        FindingKind.ADDRESS: 6,
        FindingKind.UNIT: 4,
    }
)
MOST_DATES_OF_KIND = 4
LEAST_CONFIDENCE = 30
LEAST_KIND = 40
_VALIDITY = frozenset({FindingKind.EFFECTIVE_ON, FindingKind.EXPIRES_ON})


def understood(pages: Sequence[PageText], filename: str = "", today: date | None = None) -> tuple[Finding, ...]:
    """Return what the text tells, the surest first, each with its place on the page and the reason it is believed.

    Looked at are the first 40 and the last 10 pages with text, 12,000 signs of each; a few of every kind of finding
    come back. `today` only decides what two digits of a year mean. A printed expiration is told as printed.
    """
    sheets = sheets_of(pages)
    kinds = list(kinds_of(sheets, filename))
    kind = DocumentKind(kinds[0].value) if kinds else None
    addresses = list(addresses_of(sheets))
    found = [
        *kinds,
        *_dates(sheets, kind, today),
        *amounts_of(sheets, kind),
        *references_of(sheets, kind),
        *organizations_of(sheets, kind),
        *people_of(sheets, addresses),
        *addresses,
        *units_of(sheets, addresses),
    ]
    return tuple(_chosen(found))


def _dates(sheets: list[Sheet], kind: DocumentKind | None, today: date | None) -> list[Finding]:
    day_first = writes_day_first(sheets)
    days = {sheet.page: days_in(sheet, today, day_first=day_first) for sheet in sheets}
    found = list(dates_of(days))
    if sheets and not any(one.kind is FindingKind.DATED_ON for one in found):
        first = first_day(days[sheets[0].page], is_bill=kind in BILLS)
        found.extend([first] if first else [])
    found.extend(terms_of(sheets, days, found))
    if kind is not None and not KIND_FACTS[kind].expires:
        found = [_doubted(one) if one.kind in _VALIDITY else one for one in found]
    if kind is None:
        found = [_doubted(one) if one.kind in _VALIDITY and one.page != sheets[0].page else one for one in found]
    return _of_renewal(found) if kind is DocumentKind.RENEWAL else found


def _of_renewal(found: list[Finding]) -> list[Finding]:
    """Of a renewal the last end counts: the other is that of the term before."""
    latest = max((one.value for one in found if one.kind is FindingKind.EXPIRES_ON), default="")
    ends = [one for one in found if one.kind is FindingKind.EXPIRES_ON and one.value < latest]
    return [replace(one, confidence=max(1, one.confidence - 20)) if one in ends else one for one in found]


def _doubted(finding: Finding) -> Finding:
    """The period of a bill is no validity, nor is a day inside a book: what looks like one is believed less."""
    return replace(finding, confidence=max(1, finding.confidence - 30))


def _chosen(found: Iterable[Finding]) -> list[Finding]:
    """Return the surest of every value, the surest first, as many of each kind as are looked through."""
    best: dict[tuple[FindingKind, str], Finding] = {}
    for one in found:
        key = (one.kind, re.sub(r"[^\w]", "", one.value.casefold()))
        if key not in best or one.confidence > best[key].confidence:
            best[key] = one
    ordered = sorted(best.values(), key=lambda one: (-one.confidence, one.page, one.first, one.last, one.kind.value))
    taken: dict[FindingKind, int] = {}
    chosen: list[Finding] = []
    for one in ordered:
        count = taken.get(one.kind, 0)
        least = LEAST_KIND if one.kind is FindingKind.KIND else LEAST_CONFIDENCE
        if count < MOST_OF_KIND.get(one.kind, MOST_DATES_OF_KIND) and one.confidence >= least:
            taken[one.kind] = count + 1
            chosen.append(one)
    return chosen
