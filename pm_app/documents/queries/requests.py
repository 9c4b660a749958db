"""Which document came of a request that was already done."""

from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.queries.scope import seen_document
from pm_app.documents.tables.documents import Document


def document_of_request(session: Session, actor: Actor, *, request_key: UUID) -> tuple[UUID, str] | None:
    """Return the id and the title of the document that was filed with this key, or None when none was yet."""
    actor.must(Permission.FILE_DOCUMENTS)
    known = session.exec(select(Document.id).where(Document.request_key == request_key)).first()
    if known is None:
        return None
    document = seen_document(session, actor, known)
    return document.id, document.title
