"""The forms a file is kept in beside the original: its pages as a PDF, and the small picture of the first one."""

from dataclasses import dataclass
from pathlib import PurePath
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.queries.conditions import edition_id
from pm_app.documents.queries.scope import seen_document
from pm_app.documents.rules.naming import thumbnail_key, view_key
from pm_app.documents.rules.scanning import held_back
from pm_app.documents.tables.documents import DocumentVersion, StoredFile
from pm_app.kernel.errors import NotFound


@dataclass(frozen=True)
class FileForms:
    """The file of an edition, and which forms of it are in the store.

    `held_back` says why none of it is handed out, its forms included; empty when it may be.
    """

    number: int
    sha256: str
    filename: str
    media_type: str
    has_view: bool
    has_thumbnail: bool
    held_back: str = ""

    @property
    def view_key(self) -> str:
        """The key of its pages as a PDF."""
        return view_key(self.sha256)

    @property
    def thumbnail_key(self) -> str:
        """The key of the picture of its first page."""
        return thumbnail_key(self.sha256)

    @property
    def view_name(self) -> str:
        """The name under which its pages are handed out as a PDF."""
        return f"{PurePath(self.filename).stem or 'document'}.pdf"


def file_forms(session: Session, actor: Actor, *, document_id: UUID, number: int | None = None) -> FileForms:
    """Return the file of a document's current edition, or of the numbered one, and the forms there are of it.

    Refuses (`NotFound`) what is not this actor's to see, and a number that no edition has.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    document = seen_document(session, actor, document_id, trashed=True)
    found = session.exec(
        select(DocumentVersion, StoredFile)
        .join(StoredFile, col(StoredFile.id) == col(DocumentVersion.stored_file_id))
        .where(DocumentVersion.id == edition_id(document.id, number))
    ).first()
    if found is None:
        raise NotFound("This document has no such version.")
    edition, file = found
    locked = held_back(file.scan, file.virus)
    return FileForms(
        edition.number,
        file.sha256,
        edition.filename,
        file.media_type,
        has_view=file.view_at is not None and not locked,
        has_thumbnail=file.thumbnail_at is not None and not locked,
        held_back=locked,
    )
