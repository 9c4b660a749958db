"""What a document has already goes before what is proposed for it: a person set it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind, FindingKind
from pm_app.documents.queries.scope import visible
from pm_app.documents.rules.kinds import printed_expiration
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document, DocumentLink

CERTAIN = 100
SET_ALREADY = "Set already"
HIDDEN_PREDECESSOR = "As before (in the trash, or not yours to see)"


@dataclass(frozen=True)
class Proposed:
    """A value for one field: as it is stored (a kind, an ISO day, cents, a text), how sure (0–100), and why.

    `page`, `first` and `last` say where the text tells it; page 0: it comes from elsewhere. What somebody set is
    `CERTAIN`.
    """

    value: str
    confidence: int
    reason: str
    page: int = 0
    first: int = 0
    last: int = 0


def held_first(held: date | int | str | None, proposed: Proposed | None) -> Proposed | None:
    """Return what a document has; what is proposed where it has nothing, or where that is the same, for its reason."""
    written = held.isoformat() if isinstance(held, date) else "" if held is None else str(held)
    if not written or (proposed is not None and proposed.value == written):
        return proposed
    return Proposed(written, CERTAIN, SET_ALREADY)


def held_kind(document: Document, proposed: Proposed | None) -> Proposed | None:
    """Return the kind a document was given, or the proposed one where it was given none."""
    return held_first(None if document.kind is DocumentKind.OTHER else document.kind.value, proposed)


def held_predecessor(session: Session, actor: Actor, document: Document) -> tuple[UUID, str] | None:
    """Return (id, title) of the document this one replaces, whatever became of that, or None."""
    if document.replaces_id is None:
        return None
    title = select(Document.title).where(col(Document.id) == document.replaces_id, visible(actor))
    return document.replaces_id, session.exec(title).first() or HIDDEN_PREDECESSOR


def final_values(document: Document) -> dict[FindingKind, str]:
    """Return what the fields say, as findings write it: a printed expiration of insurance is the day after."""
    last = document.valid_through
    return {
        FindingKind.KIND: document.kind.value,
        FindingKind.EFFECTIVE_ON: _iso(document.valid_from),
        FindingKind.EXPIRES_ON: _iso(last and printed_expiration(document.kind, last)),
        FindingKind.SIGNED_ON: _iso(document.signed_on),
        FindingKind.NOTICE_ON: _iso(document.cancel_by_on),
        FindingKind.TOTAL: "" if document.amount_cents is None else str(document.amount_cents),
        FindingKind.REFERENCE: document.reference,
    }


def held_by(session: Session, document: Document) -> set[LinkTarget]:
    """Return all a document belongs to, whoever may see it: for comparing, never for a screen."""
    rows = session.exec(select(DocumentLink).where(DocumentLink.document_id == document.id))
    return {LinkTarget(row.property_id, row.unit_id, row.tenancy_id, row.person_id) for row in rows}


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()
