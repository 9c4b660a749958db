"""What is known of a document: its text page by page, its state on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from pm_app.documents.enums import DocumentKind, DocumentState, ReadingMethod, ReadingOutcome
from pm_app.kernel.dates import day_before, days_from
from pm_app.kernel.errors import Refused
from pm_app.kernel.tones import Tone


@dataclass(frozen=True)
class PageText:
    """The text of one page. `number` counts from 1; `quality` is 0–100, what share of it looks like language."""

    number: int
    text: str
    method: ReadingMethod
    quality: int


@dataclass(frozen=True)
class FileText:
    """What a reader made of a file: its pages in order, and why some or all could not be read."""

    outcome: ReadingOutcome
    reason: str
    page_count: int
    pages: tuple[PageText, ...]


class ValidityOutOfOrder(Refused):
    """A document that would stop being valid before it starts."""


@dataclass(frozen=True)
class KindFacts:
    """What an office expects of a kind of document.

    `ladder` lists the days before the last good day on which to remind, the farthest first; a negative number is that
    many days after it, and again every so many days. `usual_months` is how long such a document mostly holds.
    """

    expires: bool
    ladder: tuple[int, ...] = ()
    usual_months: int | None = None


DEFAULT_LADDER = (60, 30, 7, 0)
LASTING = KindFacts(expires=False, ladder=DEFAULT_LADDER)
INSURANCE_KINDS = frozenset(
    {DocumentKind.RENTERS_INSURANCE, DocumentKind.PROPERTY_INSURANCE, DocumentKind.CERTIFICATE_OF_INSURANCE}
)

_EXPIRING_KINDS: dict[DocumentKind, KindFacts] = {
    DocumentKind.LEASE: KindFacts(True, (120, 90, 60, 30, 7, 0), 12),
    DocumentKind.RENEWAL: KindFacts(True, (90, 60, 30), 12),
    DocumentKind.MONTH_TO_MONTH_AGREEMENT: KindFacts(True, (30, 0), 12),
    DocumentKind.ADDENDUM: KindFacts(True, (30, 7, 0), 12),
    DocumentKind.PET_RECORD: KindFacts(True, (30, 7, 0), 12),
    DocumentKind.LEAD_CERTIFICATE: KindFacts(True, (90, 60, 30), 24),
    DocumentKind.DISCLOSURE: KindFacts(True, (30, 7), 12),
    DocumentKind.PERIODIC_INSPECTION: KindFacts(True, (30, 7, 0), 12),
    DocumentKind.RENTERS_INSURANCE: KindFacts(True, (30, 15, 7, 0, -7), 12),
    DocumentKind.IDENTIFICATION: KindFacts(True, (60, 30)),
    DocumentKind.NOTICE: KindFacts(True, (1, 0)),
    DocumentKind.SUBSIDY_CONTRACT: KindFacts(True, (120, 90, 60, 30), 12),
    DocumentKind.MANAGEMENT_AGREEMENT: KindFacts(True, (90, 60, 30), 12),
    DocumentKind.TAX_FORM: KindFacts(True, (60, 30), 36),
    DocumentKind.PROPERTY_INSURANCE: KindFacts(True, (60, 30, 15, 7, 0, -1), 12),
    DocumentKind.MORTGAGE_OR_TAX_BILL: KindFacts(True, (30, 7, 0), 12),
    DocumentKind.RENTAL_LICENSE: KindFacts(True, (90, 60, 30, 7, 0, -7), 12),
    DocumentKind.PERMIT: KindFacts(True, (60, 30, 7), 12),
    DocumentKind.FIRE_SAFETY_INSPECTION: KindFacts(True, (60, 30, 7, 0, -7), 12),
    DocumentKind.ELEVATOR_OR_BOILER_CERTIFICATE: KindFacts(True, (60, 30, 7, 0, -7), 12),
    DocumentKind.BACKFLOW_TEST: KindFacts(True, (45, 30, 7), 12),
    DocumentKind.SMOKE_DETECTOR_TEST: KindFacts(True, (30, 7), 12),
    DocumentKind.SERVICE_RECORD: KindFacts(True, (30, 7), 12),
    DocumentKind.ENERGY_CERTIFICATE: KindFacts(True, (180, 90), 120),
    DocumentKind.WARRANTY: KindFacts(True, (60, 30, 0), 12),
    DocumentKind.UTILITY_AGREEMENT: KindFacts(True, (180, 120, 90, 60)),
    DocumentKind.CERTIFICATE_OF_INSURANCE: KindFacts(True, (60, 45, 30, 15, 7, 0, -7), 12),
    DocumentKind.VENDOR_LICENSE: KindFacts(True, (60, 30, 7, 0), 12),
    DocumentKind.VENDOR_CONTRACT: KindFacts(True, (60, 30)),
    DocumentKind.COMPANY_LICENSE: KindFacts(True, (120, 90, 60, 30, 7, 0), 12),
}

KIND_FACTS: Mapping[DocumentKind, KindFacts] = MappingProxyType(
    {kind: _EXPIRING_KINDS.get(kind, LASTING) for kind in DocumentKind}
)

DOCUMENT_TONES: Mapping[DocumentState, Tone] = MappingProxyType(
    {
        DocumentState.NO_EXPIRATION: Tone.QUIET,
        DocumentState.NOT_YET_VALID: Tone.BLUE,
        DocumentState.VALID: Tone.GREEN,
        DocumentState.EXPIRING: Tone.AMBER,
        DocumentState.EXPIRED: Tone.RED,
        DocumentState.SUPERSEDED: Tone.GRAY,
        DocumentState.ARCHIVED: Tone.GRAY,
    }
)


def document_state(
    valid_from: date | None,
    valid_through: date | None,
    today: date,
    window_days: int,
    archived: bool,
    superseded: bool,
) -> tuple[DocumentState, Tone]:
    """Return where a document stands today and the tone of the word.

    `valid_through` is the last good day: on that day the document is still valid. It is expiring from `window_days`
    before it. Archived goes before superseded, and that before what the dates say.
    """
    state = _state_by_dates(valid_from, valid_through, today, window_days)
    if superseded:
        state = DocumentState.SUPERSEDED
    if archived:
        state = DocumentState.ARCHIVED
    return state, DOCUMENT_TONES[state]


def _state_by_dates(
    valid_from: date | None, valid_through: date | None, today: date, window_days: int
) -> DocumentState:
    if valid_through is not None and valid_through < today:
        return DocumentState.EXPIRED
    if valid_from is not None and valid_from > today:
        return DocumentState.NOT_YET_VALID
    if valid_through is None:
        return DocumentState.NO_EXPIRATION
    return DocumentState.EXPIRING if days_from(today, valid_through) <= window_days else DocumentState.VALID


def expiring_window_days(kind: DocumentKind) -> int:
    """Return how many days before its last good day a document of this kind is called expiring: its first rung."""
    return max(KIND_FACTS[kind].ladder)


def insurance_valid_through(printed_expiration_on: date) -> date:
    """Return the last good day of a policy: the day before the one printed, as policies end just after midnight."""
    return day_before(printed_expiration_on)


def check_validity(valid_from: date | None, valid_through: date | None) -> None:
    """Refuse a document that would stop being valid before it starts."""
    if valid_from is not None and valid_through is not None and valid_through < valid_from:
        raise ValidityOutOfOrder(
            "The document would expire before it becomes valid. Please check both dates.", field="valid_through"
        )
