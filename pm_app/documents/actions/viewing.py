"""Writing down who looked at a restricted document, also where several are handed out to be read together."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import was_done
from pm_app.access.rules import Actor
from pm_app.documents.actions.noting import record_document
from pm_app.documents.queries.details import DocumentFile
from pm_app.documents.queries.scope import seen_document, visible
from pm_app.documents.rules.naming import stored_key
from pm_app.documents.rules.scanning import check_handed_out
from pm_app.documents.tables.documents import Document, DocumentVersion, StoredFile

PDF = "application/pdf"
VIEWED = "viewed"
DOWNLOADED = "downloaded"


def note_viewing(session: Session, actor: Actor, *, document_id: UUID, now: datetime, saved: bool = False) -> bool:
    """Write down that somebody saw (or saved) a document, if it is restricted, and return whether that was new.

    Once per person, document and hour: loading a page again, or each part of a large file, writes nothing more.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    document = seen_document(session, actor, document_id, trashed=True)
    if not document.restricted or actor.user_id is None:
        return False
    did = DOWNLOADED if saved else VIEWED
    since = now.replace(minute=0, second=0, microsecond=0)
    if was_done(session, actor, about_id=document_id, did=did, since=since):
        return False
    # Of the parts of a file that are asked for at once, one writes it down.
    session.exec(select(Document.id).where(Document.id == document_id).with_for_update())
    if was_done(session, actor, about_id=document_id, did=did, since=since):
        return False
    record_document(session, actor, document, did, now, {})
    return True


def view_together(
    session: Session, actor: Actor, *, document_ids: Sequence[UUID], now: datetime
) -> dict[UUID, DocumentFile]:
    """Return the newest PDF of each of the documents that the actor sees, and write down who saw the restricted ones.

    What is not there, in the trash, not the actor's to see or no PDF is left out. Refuses (`HeldBack`) what is still
    to be scanned for viruses or holds one.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    rows = session.exec(
        select(Document, DocumentVersion, StoredFile)
        .select_from(Document)
        .join(DocumentVersion, col(DocumentVersion.document_id) == col(Document.id))
        .join(StoredFile, col(StoredFile.id) == col(DocumentVersion.stored_file_id))
        .where(visible(actor), col(Document.id).in_(document_ids), col(StoredFile.media_type) == PDF)
        .order_by(col(DocumentVersion.number))
    ).all()
    newest = {document.id: (document, version, file) for document, version, file in rows}
    for document, _, file in newest.values():
        check_handed_out(file.scan, file.virus)
        if document.restricted:
            note_viewing(session, actor, document_id=document.id, now=now)
    return {
        document_id: DocumentFile(stored_key(file.sha256), file.sha256, version.filename, PDF, file.size_bytes)
        for document_id, (_, version, file) in newest.items()
    }
