"""What the text of a document tells, each with the place it was found at: proposals, never facts."""

from dataclasses import dataclass

from pm_app.documents.enums import FindingKind


@dataclass(frozen=True)
class Finding:
    """One thing the text tells.

    `value` is what it means: the value of a `DocumentKind`, a day as 2026-11-20, an amount in cents as digits, a name,
    an address or a number as it is compared (one line, no doubled blanks). `shown` is what the page says; it stands on
    page `page` (from 1) from `first` to `last` (not included) of the page's text. `confidence` is 0–100; `reason` says
    in a few words why it is believed ("after “Expiration date”").
    """

    kind: FindingKind
    value: str
    shown: str
    page: int
    first: int
    last: int
    confidence: int
    reason: str
