"""How documents came in: by which way, with which message, and what came of a request that was already done."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentSource
from pm_app.documents.queries.scope import seen_document, visible
from pm_app.documents.tables.documents import Document

MOST_SHOWN = 100


@dataclass(frozen=True)
class CameTogether:
    """A document by its name, which came in a message, or is the message."""

    document_id: UUID
    title: str


@dataclass(frozen=True)
class Arrival:
    """The way a document came in; the message it was enclosed in, if any; what was enclosed in it, in order."""

    source: DocumentSource
    message: CameTogether | None
    enclosed: tuple[CameTogether, ...]


def arrival_of(session: Session, actor: Actor, *, document_id: UUID) -> Arrival:
    """Return how a document came in; what came together with it is told as far as this actor sees it."""
    actor.must(Permission.VIEW_DOCUMENTS)
    document = seen_document(session, actor, document_id, trashed=True)
    named = select(Document.id, Document.title).where(visible(actor))
    message = session.exec(named.where(Document.id == document.came_with_id)).first()
    enclosed = session.exec(
        named.where(Document.came_with_id == document.id)
        .order_by(col(Document.filed_at), col(Document.id))
        .limit(MOST_SHOWN)
    )
    return Arrival(
        document.source, CameTogether(*message) if message else None, tuple(CameTogether(*one) for one in enclosed)
    )


def document_of_request(session: Session, actor: Actor, *, request_key: UUID) -> tuple[UUID, str] | None:
    """Return the id and the title of the document that was filed with this key, or None when none was yet."""
    actor.must(Permission.FILE_DOCUMENTS)
    known = session.exec(select(Document.id).where(Document.request_key == request_key)).first()
    if known is None:
        return None
    document = seen_document(session, actor, known)
    return document.id, document.title
