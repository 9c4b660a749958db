"""Writing down what was found when a file was scanned for viruses."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import ScanState
from pm_app.documents.queries.details import find_document_place
from pm_app.documents.rules.scanning import virus_name
from pm_app.documents.tables.documents import Document, DocumentVersion, StoredFile
from pm_app.kernel.errors import NotFound


def record_scan(session: Session, actor: Actor, *, document_version_id: UUID, virus: str, now: datetime) -> str:
    """Write down that the file of an edition is clean (`virus` is empty) or what was found, and return its name.

    What is found counts for every document with this content: none of them is handed out any more.
    """
    actor.must(Permission.RUN_JOBS)
    file, document = _found(session, document_version_id)
    file.virus = virus_name(virus) if virus else ""
    file.scan, file.scanned_at = ScanState.INFECTED if virus else ScanState.CLEAN, now
    record_audit(
        session,
        actor,
        did="found a virus in the file of" if virus else "scanned the file of",
        about_kind="document",
        about_id=document.id,
        about_name=document.title,
        now=now,
        property_id=find_document_place(session, actor, document_id=document.id),
        details={"virus": file.virus} if virus else {},
    )
    return file.virus


def give_up_scanning(session: Session, actor: Actor, *, document_version_id: UUID, now: datetime) -> None:
    """Let go a file that waits to be scanned, since files are scanned no more; one that was scanned stays as it is."""
    actor.must(Permission.RUN_JOBS)
    file, document = _found(session, document_version_id)
    if file.scan != ScanState.WAITING:
        return
    file.scan = ScanState.NOT_SCANNED
    record_audit(
        session,
        actor,
        did="did not scan the file of",
        about_kind="document",
        about_id=document.id,
        about_name=document.title,
        now=now,
        property_id=find_document_place(session, actor, document_id=document.id),
    )


def _found(session: Session, document_version_id: UUID) -> tuple[StoredFile, Document]:
    found = session.exec(
        select(StoredFile, Document)
        .join(DocumentVersion, col(DocumentVersion.stored_file_id) == col(StoredFile.id))
        .join(Document, col(Document.id) == col(DocumentVersion.document_id))
        .where(DocumentVersion.id == document_version_id)
        .with_for_update(of=StoredFile)
    ).first()
    if found is None:
        raise NotFound("This version of a document does not exist.")
    return found
