"""What a document has already goes before what is proposed for it: a person set it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.scope import visible
from pm_app.documents.tables.documents import Document

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
