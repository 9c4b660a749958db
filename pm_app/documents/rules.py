"""What is known of a document: its text page by page, its state on a day."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from types import MappingProxyType
from uuid import UUID

from pm_app.documents.enums import DocumentKind, DocumentState, ReadingMethod, ReadingOutcome
from pm_app.kernel.dates import day_before, days_from
from pm_app.kernel.errors import Refused


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


STORED_BELOW = "documents/"
LONGEST_TITLE = 200
LONGEST_FILENAME = 200
LONGEST_NOTES = 10_000
LONGEST_TAG = 40
MOST_TAGS = 20


class NotOneThing(Refused):
    """A link that names nothing, or several things at once."""


class LyingFile(Refused):
    """A file whose name promises one kind of content and whose content is another."""


@dataclass(frozen=True)
class LinkTarget:
    """What a document is to belong to: exactly one property, unit, tenancy or person, else `NotOneThing`."""

    property_id: UUID | None = None
    unit_id: UUID | None = None
    tenancy_id: UUID | None = None
    person_id: UUID | None = None

    def __post_init__(self) -> None:
        named = (self.property_id, self.unit_id, self.tenancy_id, self.person_id)
        if sum(one is not None for one in named) != 1:
            raise NotOneThing("Choose one property, unit, lease or person that the document belongs to.")


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


def document_state(
    valid_from: date | None,
    valid_through: date | None,
    today: date,
    window_days: int,
    archived: bool,
    superseded: bool,
) -> DocumentState:
    """Return where a document stands today.

    `valid_through` is the last good day: on that day the document is still valid. It is expiring from `window_days`
    before it. Archived goes before superseded, and that before what the dates say.
    """
    state = _state_by_dates(valid_from, valid_through, today, window_days)
    if superseded:
        state = DocumentState.SUPERSEDED
    if archived:
        state = DocumentState.ARCHIVED
    return state


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


def stored_key(sha256: str) -> str:
    """Return the key in the object store of a content with this SHA-256 (hexadecimal)."""
    return f"{STORED_BELOW}{sha256}"


def normalized_tags(tags: Iterable[str]) -> list[str]:
    """Return tags in lower case, without doubles and outer blanks, in order; refuses too many and too long ones."""
    normal = list(dict.fromkeys(tag for tag in (" ".join(tag.casefold().split()) for tag in tags) if tag))
    if any(len(tag) > LONGEST_TAG for tag in normal):
        raise Refused(f"A tag has at most {LONGEST_TAG} characters. Please shorten it.", field="tags")
    if len(normal) > MOST_TAGS:
        raise Refused(f"A document has at most {MOST_TAGS} tags. Please leave some out.", field="tags")
    return normal


def title_of_filename(filename: str) -> str:
    """Return a first title for a file: its name without the ending, underscores and hyphens as blanks."""
    stem = re.sub(r"[_\-\s]+", " ", PurePosixPath(filename).stem).strip()
    return (stem[:1].upper() + stem[1:])[:LONGEST_TITLE] or "Untitled document"


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_WORD, _EXCEL = f"{_OFFICE}wordprocessingml.document", f"{_OFFICE}spreadsheetml.sheet"
_SLIDES = f"{_OFFICE}presentationml.presentation"
_ENCRYPTED, _CONTAINER = "application/encrypted", "application/x-ole-storage"
_IMAGES = frozenset(f"image/{kind}" for kind in ("png", "jpeg", "gif", "webp", "tiff", "bmp", "heic"))
_TEXTS = frozenset({"text/plain", "text/csv", "text/markdown", "message/rfc822", "application/json", "application/xml"})
_A_PICTURE, _A_TEXT = ("a picture", _IMAGES), ("a text", _TEXTS)
# What an ending promises in words, and which contents keep the promise. Old Word and Excel files often hold RTF or
# tables of text under their ending, and nobody means harm with that.
_PROMISES: dict[str, tuple[str, frozenset[str]]] = {
    ".pdf": ("a PDF", frozenset({"application/pdf"})),
    ".docx": ("a Word document", frozenset({_WORD, _ENCRYPTED})),
    ".xlsx": ("an Excel workbook", frozenset({_EXCEL, _ENCRYPTED})),
    ".pptx": ("a presentation", frozenset({_SLIDES, _ENCRYPTED})),
    ".doc": ("a Word document", frozenset({"application/msword", "application/rtf", _WORD, _CONTAINER, _ENCRYPTED})),
    ".xls": (
        "an Excel workbook",
        frozenset({"application/vnd.ms-excel", _EXCEL, "text/csv", "text/plain", _CONTAINER, _ENCRYPTED}),
    ),
    ".odt": ("a text document", frozenset({f"{_OPEN}text"})),
    ".ods": ("a spreadsheet", frozenset({f"{_OPEN}spreadsheet"})),
    ".msg": ("an Outlook message", frozenset({"application/vnd.ms-outlook"})),
    ".rtf": ("an RTF document", frozenset({"application/rtf"})),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".heic"), _A_PICTURE),
    **dict.fromkeys((".txt", ".csv", ".md"), _A_TEXT),
}
_CALLED: dict[str, str] = {
    "text/html": "a web page",
    "image/svg+xml": "a drawing that can hold a program",
    "application/xml": "an XML file",
    "application/pdf": "a PDF",
    "application/zip": "a zip archive",
    "application/x-msdownload": "a program",
    "application/x-executable": "a program",
    "application/rtf": "an RTF document",
    "message/rfc822": "an e-mail",
    _WORD: "a Word document",
    _EXCEL: "an Excel workbook",
    **dict.fromkeys(sorted(_IMAGES), "a picture"),
}
_UNKNOWN = "application/octet-stream"


def check_content(filename: str, media_type: str) -> None:
    """Refuse (`LyingFile`) a file whose content is known to be something else than its ending promises.

    Content of no known kind is let through: a damaged file is filed, and the reading says what is wrong with it.
    """
    promised, kept_by = _PROMISES.get(PurePosixPath(filename).suffix.lower(), ("", frozenset[str]()))
    if not promised or media_type in kept_by or media_type == _UNKNOWN:
        return
    found = _CALLED.get(media_type, "plain text" if media_type.startswith("text/") else "another kind of file")
    raise LyingFile(
        f"“{filename}” says it is {promised} but is {found}. Save it under the right ending, or choose another file.",
        field="file",
    )
