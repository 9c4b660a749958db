"""Throwing documents away, taking them out of the trash again, and deleting what has been there long enough."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, delete, select, update

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.actions.noting import record_document
from pm_app.documents.queries.scope import seen_document
from pm_app.documents.queries.trash import GOES_WITH_IT, deletable
from pm_app.documents.rules.retention import OnLegalHold
from pm_app.documents.tables.documents import Document, DocumentVersion, StoredFile
from pm_app.messages.actions import forget_document


def trash_document(session: Session, actor: Actor, *, document_id: UUID, now: datetime) -> None:
    """Move a document to the trash: it leaves lists, search and reminders at once, and is deleted later.

    Refuses (`OnLegalHold`) one that must not go.
    """
    actor.must(Permission.CHANGE_DOCUMENTS)
    document = seen_document(session, actor, document_id, lock=True, trashed=True)
    if document.legal_hold_at is not None:
        raise OnLegalHold(f"This document is on legal hold ({document.legal_hold_reason}). Release it first.")
    if document.trashed_at is None:
        document.trashed_at, document.trashed_by = now, actor.name
        document.version += 1
        record_document(session, actor, document, "moved to the trash", now, {})


def restore_from_trash(session: Session, actor: Actor, *, document_id: UUID, now: datetime) -> None:
    """Take a document out of the trash: it is listed, found and watched again at once."""
    actor.must(Permission.CHANGE_DOCUMENTS)
    document = seen_document(session, actor, document_id, lock=True, trashed=True)
    if document.trashed_at is not None:
        document.trashed_at, document.trashed_by = None, ""
        document.version += 1
        record_document(session, actor, document, "restored from the trash", now, {})


def delete_from_trash(session: Session, actor: Actor, *, document_id: UUID, today: date, now: datetime) -> list[str]:
    """Delete a document that may go, with its pages, findings, links and editions; the audit entry stays.

    Returns the SHA-256 of the contents no other document has: their objects can be deleted once this is committed.
    Nothing happens to a document that was restored, held or relied on meanwhile: the list is empty.
    """
    actor.must(Permission.RUN_JOBS)
    wanted = select(Document).where(Document.id == document_id, deletable(today, now)).with_for_update()
    document = session.exec(wanted).first()
    if document is None:
        return []
    files = _files(session, document_id)
    record_document(session, actor, document, "deleted for good", now, _last_words(document, files))
    _let_go(session, actor, document)
    for table in GOES_WITH_IT:
        session.exec(delete(table).where(col(table.document_id) == document_id))
    earlier = document.replaces_id
    later = session.exec(select(Document).where(Document.replaces_id == document_id).with_for_update()).first()
    if later is not None:
        later.replaces_id = None
        session.flush()
    session.delete(document)
    session.flush()
    if later is not None:
        # What came before it and after it are still one chain.
        later.replaces_id = earlier
    return _freed(session, files)


def _files(session: Session, document_id: UUID) -> dict[UUID, tuple[str, str]]:
    """Return content and last name of every file of a document, by the file's id, locked against a new filing."""
    rows = session.exec(
        select(StoredFile.id, StoredFile.sha256, DocumentVersion.filename)
        .join(DocumentVersion, col(DocumentVersion.stored_file_id) == col(StoredFile.id))
        .where(DocumentVersion.document_id == document_id)
        .order_by(col(DocumentVersion.number))
        .with_for_update(of=StoredFile)
    )
    return {file_id: (sha256, filename) for file_id, sha256, filename in rows}


def _last_words(document: Document, files: dict[UUID, tuple[str, str]]) -> dict[str, object]:
    return {
        "kind": document.kind.value,
        "files": [f"{filename} (SHA-256 {sha256})" for sha256, filename in files.values()],
        "filed": f"{document.filed_at:%Y-%m-%d} by {document.filed_by}",
        "thrown away": f"{document.trashed_at:%Y-%m-%d} by {document.trashed_by}",
        "valid through": str(document.valid_through or ""),
        "reference": document.reference,
    }


def _let_go(session: Session, actor: Actor, document: Document) -> None:
    """Part it from what only mentions it: mails that enclosed it, papers that came with it."""
    forget_document(session, actor, document_id=document.id)
    session.exec(update(Document).where(col(Document.came_with_id) == document.id).values(came_with_id=None))


def _freed(session: Session, files: dict[UUID, tuple[str, str]]) -> list[str]:
    freed: list[str] = []
    for file_id, (sha256, _) in files.items():
        used = select(DocumentVersion.id).where(DocumentVersion.stored_file_id == file_id).limit(1)
        if session.exec(used).first() is None:
            session.exec(delete(StoredFile).where(col(StoredFile.id) == file_id))
            freed.append(sha256)
    return freed
