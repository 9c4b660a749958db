"""Handing several documents out together, written down for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.conditions import current_version_id
from pm_app.documents.queries.scope import LinkRow, links_of, visible
from pm_app.documents.rules.exporting import check_export
from pm_app.documents.rules.naming import stored_key
from pm_app.documents.rules.scanning import held_back
from pm_app.documents.tables.documents import Document, DocumentVersion, StoredFile


@dataclass(frozen=True)
class ExportedDocument:
    """A document that leaves: what the index says of it, and where its current edition is.

    `held_back` says why its file does not leave with it; empty when it does.
    """

    document_id: UUID
    title: str
    kind: DocumentKind
    reference: str
    valid_from: date | None
    valid_through: date | None
    filed_at: datetime
    belongs_to: tuple[str, ...]
    filename: str
    sha256: str
    size_bytes: int
    held_back: str = ""

    @property
    def key(self) -> str:
        """The key of its content in the store."""
        return stored_key(self.sha256)


def export_documents(
    session: Session, actor: Actor, *, document_ids: Sequence[UUID], now: datetime
) -> list[ExportedDocument]:
    """Return those of the documents that the actor sees, in the order asked for, and write down that they left.

    What is not there, in the trash, or not the actor's to see is left out. Refuses none at all, more than 1,000, and
    more than 5 GB.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    wanted = list(dict.fromkeys(document_ids))
    check_export(len(wanted), 0)
    rows = session.exec(
        select(Document, DocumentVersion, StoredFile)
        .select_from(Document)
        .join(DocumentVersion, col(DocumentVersion.id) == current_version_id())
        .join(StoredFile, col(StoredFile.id) == col(DocumentVersion.stored_file_id))
        .where(visible(actor), col(Document.id).in_(wanted))
    ).all()
    found = {document.id: (document, version, file) for document, version, file in rows}
    check_export(len(wanted), sum(file.size_bytes for _, _, file in found.values()))
    links = links_of(session, actor, list(found))
    exported: list[ExportedDocument] = []
    for document, version, file in (found[document_id] for document_id in wanted if document_id in found):
        of_it = links.get(document.id, ())
        one = _exported(document, version, file, of_it)
        exported.append(one)
        if not one.held_back:
            _note(session, actor, document, of_it, len(found), now)
    return exported


def _exported(
    document: Document, version: DocumentVersion, file: StoredFile, links: tuple[LinkRow, ...]
) -> ExportedDocument:
    return ExportedDocument(
        document.id,
        document.title,
        document.kind,
        document.reference,
        document.valid_from,
        document.valid_through,
        document.filed_at,
        tuple(f"{link.name}, {link.detail}" if link.detail not in ("", link.name) else link.name for link in links),
        version.filename,
        file.sha256,
        file.size_bytes,
        held_back(file.scan, file.virus),
    )


def _note(
    session: Session, actor: Actor, document: Document, links: tuple[LinkRow, ...], together: int, now: datetime
) -> None:
    record_audit(
        session,
        actor,
        did="exported",
        about_kind="document",
        about_id=document.id,
        about_name=document.title,
        now=now,
        property_id=next((link.property_id for link in links if link.property_id), None),
        tenancy_id=next((link.target_id for link in links if link.kind == "lease"), None),
        details={"together with": together - 1} if together > 1 else {},
    )
