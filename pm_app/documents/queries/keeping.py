"""Which contents the office keeps, for whoever looks after the objects behind them."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.rules.naming import stored_key, thumbnail_key, view_key
from pm_app.documents.tables.documents import Document, DocumentVersion, StoredFile


@dataclass(frozen=True)
class KeptContent:
    """A content on record: its SHA-256 in hexadecimal, its size, and which forms of it are said to be in the store."""

    sha256: str
    size_bytes: int
    has_thumbnail: bool
    has_view: bool

    @property
    def keys(self) -> dict[str, int | None]:
        """The keys of all its objects, each with its size where that is known."""
        keys: dict[str, int | None] = {stored_key(self.sha256): self.size_bytes}
        if self.has_thumbnail:
            keys[thumbnail_key(self.sha256)] = None
        if self.has_view:
            keys[view_key(self.sha256)] = None
        return keys


def kept_contents(session: Session, actor: Actor, *, after: str = "", limit: int) -> list[KeptContent]:
    """Return the next contents on record, those of the trash too, in the order of their SHA-256."""
    actor.must(Permission.RUN_JOBS)
    found = session.exec(
        select(StoredFile).where(col(StoredFile.sha256) > after).order_by(col(StoredFile.sha256)).limit(limit)
    )
    return [_kept(file) for file in found]


def contents_among(session: Session, actor: Actor, *, sha256s: list[str]) -> dict[str, KeptContent]:
    """Return those of these contents that are on record, by their SHA-256."""
    actor.must(Permission.RUN_JOBS)
    found = session.exec(select(StoredFile).where(col(StoredFile.sha256).in_(sha256s)))
    return {file.sha256: _kept(file) for file in found}


def documents_having(session: Session, actor: Actor, *, sha256s: list[str]) -> dict[UUID, str]:
    """Return the documents with an edition of any of these contents: the title by the id, at most a hundred."""
    actor.must(Permission.RUN_JOBS)
    found = session.exec(
        select(Document.id, Document.title)
        .join(DocumentVersion, col(DocumentVersion.document_id) == col(Document.id))
        .join(StoredFile, col(StoredFile.id) == col(DocumentVersion.stored_file_id))
        .where(col(StoredFile.sha256).in_(sha256s))
        .order_by(col(Document.title), col(Document.id))
        .distinct()
        .limit(100)
    )
    return {document_id: title for document_id, title in found.all()}  # noqa: C416 - rows are no pairs to a type checker


def _kept(file: StoredFile) -> KeptContent:
    return KeptContent(file.sha256, file.size_bytes, file.thumbnail_at is not None, file.view_at is not None)
