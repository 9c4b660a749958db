"""Pages made of text for the reader, and what it told of them."""

from datetime import date

from pm_app.documents.enums import FindingKind, ReadingMethod
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.texts import PageText
from pm_app.documents.rules.understanding.reading import understood
from pm_app.documents.rules.understanding.sheets import Sheet, sheets_of

TODAY = date(2026, 1, 15)


def pages(*texts: str) -> list[PageText]:
    return [PageText(number, text, ReadingMethod.TEXT_LAYER, 100) for number, text in enumerate(texts, start=1)]


def a_sheet(text: str) -> Sheet:
    return sheets_of(pages(text))[0]


def told(kind: FindingKind, *texts: str, filename: str = "") -> list[str]:
    """Return the values of a kind that the reader tells of these pages, the surest first."""
    return [one.value for one in findings(*texts, filename=filename) if one.kind is kind]


def findings(*texts: str, filename: str = "") -> tuple[Finding, ...]:
    return understood(pages(*texts), filename, TODAY)


def the(kind: FindingKind, *texts: str) -> Finding:
    """Return the surest finding of a kind."""
    return next(one for one in findings(*texts) if one.kind is kind)
