"""One document: all that is known of it, its text, and the file behind it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind, DocumentState, ReadingMethod, ReadingOutcome, ScanState
from pm_app.documents.queries.conditions import edition_id
from pm_app.documents.queries.kinds import kind_facts
from pm_app.documents.queries.scope import LinkRow, links_of, seen_document, visible
from pm_app.documents.queries.standing import standing_of
from pm_app.documents.rules.naming import stored_key
from pm_app.documents.rules.scanning import check_handed_out, held_back
from pm_app.documents.tables.documents import Document, DocumentLink, DocumentVersion, StoredFile
from pm_app.documents.tables.pages import DocumentPage
from pm_app.kernel.errors import NotFound


@dataclass(frozen=True)
class VersionRow:
    """One edition of a document; `is_current` is true of the highest number alone."""

    document_version_id: UUID
    number: int
    is_current: bool
    filename: str
    media_type: str
    size_bytes: int
    added_at: datetime
    added_by: str
    read_at: datetime | None
    outcome: ReadingOutcome | None
    outcome_reason: str
    page_count: int | None
    scan: ScanState
    virus: str
    scanned_at: datetime | None

    @property
    def held_back(self) -> str:
        """Why its file is handed out to nobody, as a sentence; empty when it may be."""
        return held_back(self.scan, self.virus)


@dataclass(frozen=True)
class Neighbor:
    """A document that this one replaces, or that replaces it."""

    document_id: UUID
    title: str
    valid_from: date | None
    valid_through: date | None


@dataclass(frozen=True)
class DocumentDetails:
    """All that is known of a document, but for its text. `versions` are newest first and never empty.

    `replaces` is None where the document `replaces_id` names is in the trash or not this actor's to see.
    """

    document_id: UUID
    title: str
    kind: DocumentKind
    tags: tuple[str, ...]
    notes: str
    valid_from: date | None
    valid_through: date | None
    state: DocumentState
    links: tuple[LinkRow, ...]
    versions: tuple[VersionRow, ...]
    replaces_id: UUID | None
    replaces: Neighbor | None
    replaced_by: Neighbor | None
    filed_at: datetime
    filed_by: str
    archived_at: datetime | None
    version: int

    @property
    def current(self) -> VersionRow:
        """The edition in use."""
        return self.versions[0]


@dataclass(frozen=True)
class DocumentFile:
    """The file behind an edition of a document: where it is kept, and under which name it is handed out."""

    key: str
    sha256: str
    filename: str
    media_type: str
    size_bytes: int


@dataclass(frozen=True)
class PageRow:
    """The text of one page, and how it was come by. `quality` is 0–100."""

    number: int
    body: str
    method: ReadingMethod
    quality: int


@dataclass(frozen=True)
class UnreadFile:
    """A file whose text is still to be read, for the job that reads it."""

    document_version_id: UUID
    file: DocumentFile
    waits_for_scan: bool = False


def document_details(session: Session, actor: Actor, *, document_id: UUID, today: date) -> DocumentDetails:
    """Return all that is known of a document; refuses (`NotFound`) one that is not there or not within scope."""
    actor.must(Permission.VIEW_DOCUMENTS)
    document = seen_document(session, actor, document_id, trashed=True)
    successor = _neighbor(session, actor, col(Document.replaces_id) == document.id, col(Document.archived_at).is_(None))
    state = standing_of(document, kind_facts(session), today, superseded=successor is not None)
    return DocumentDetails(
        document_id=document.id,
        title=document.title,
        kind=document.kind,
        tags=tuple(document.tags),
        notes=document.notes,
        valid_from=document.valid_from,
        valid_through=document.valid_through,
        state=state,
        links=links_of(session, actor, [document.id]).get(document.id, ()),
        versions=_versions(session, document.id),
        replaces_id=document.replaces_id,
        replaces=_neighbor(session, actor, col(Document.id) == document.replaces_id) if document.replaces_id else None,
        replaced_by=successor,
        filed_at=document.filed_at,
        filed_by=document.filed_by,
        archived_at=document.archived_at,
        version=document.version,
    )


def document_file(session: Session, actor: Actor, *, document_id: UUID, number: int | None = None) -> DocumentFile:
    """Return the file of a document's current edition, or of the numbered one, to hand it out.

    Refuses what is not this actor's, and (`HeldBack`) what is still to be scanned for viruses or holds one.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    seen_document(session, actor, document_id, trashed=True)
    wanted = (
        select(DocumentVersion, StoredFile)
        .join(StoredFile, col(StoredFile.id) == col(DocumentVersion.stored_file_id))
        .where(DocumentVersion.document_id == document_id)
    )
    if number is not None:
        wanted = wanted.where(DocumentVersion.number == number)
    found = session.exec(wanted.order_by(col(DocumentVersion.number).desc()).limit(1)).first()
    if found is None:
        raise NotFound("This document has no such version.")
    check_handed_out(found[1].scan, found[1].virus)
    return _file(*found)


def document_title(session: Session, actor: Actor, *, document_id: UUID) -> str:
    """Return the title of a document the actor sees."""
    actor.must(Permission.VIEW_DOCUMENTS)
    return seen_document(session, actor, document_id, trashed=True).title


def page_texts(
    session: Session,
    actor: Actor,
    *,
    document_id: UUID,
    first: int = 1,
    last: int | None = None,
    edition: int | None = None,
) -> list[PageRow]:
    """Return the text of the pages `first` to `last` (included; None: to the end) in order.

    They are those of the current edition, or of the one with this number.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    document = seen_document(session, actor, document_id, trashed=True)
    wanted = select(DocumentPage).where(
        DocumentPage.document_version_id == edition_id(document.id, edition), col(DocumentPage.number) >= first
    )
    if last is not None:
        wanted = wanted.where(col(DocumentPage.number) <= last)
    pages = session.exec(wanted.order_by(col(DocumentPage.number)))
    return [PageRow(page.number, page.body, page.method, page.quality) for page in pages]


def unread_file(session: Session, actor: Actor, *, document_version_id: UUID) -> UnreadFile | None:
    """Return the file of an edition that is to be read, or None when it has been read meanwhile or is not there."""
    actor.must(Permission.RUN_JOBS)
    found = session.exec(
        select(DocumentVersion, StoredFile)
        .join(StoredFile, col(StoredFile.id) == col(DocumentVersion.stored_file_id))
        .where(DocumentVersion.id == document_version_id, col(DocumentVersion.outcome).is_(None))
    ).first()
    if found is None:
        return None
    return UnreadFile(document_version_id, _file(*found), found[1].scan == ScanState.WAITING)


def find_document_of_content(session: Session, actor: Actor, *, sha256: str) -> tuple[UUID, str] | None:
    """Return (document id, title) of the document in use whose current file has this content, or None."""
    actor.must(Permission.VIEW_DOCUMENTS)
    newer = sql_select(col(DocumentVersion.document_id), col(DocumentVersion.number)).subquery()
    found = session.execute(
        sql_select(col(Document.id), col(Document.title))
        .join(DocumentVersion, col(DocumentVersion.document_id) == col(Document.id))
        .join(StoredFile, col(StoredFile.id) == col(DocumentVersion.stored_file_id))
        .where(
            visible(actor),
            col(StoredFile.sha256) == sha256,
            col(Document.archived_at).is_(None),
            ~sql_select(newer.c.number)
            .where(newer.c.document_id == col(Document.id), newer.c.number > col(DocumentVersion.number))
            .exists(),
        )
        .order_by(col(Document.filed_at), col(Document.id))
        .limit(1)
    ).first()
    return (found[0], found[1]) if found else None


def find_document_place(session: Session, actor: Actor, *, document_id: UUID) -> UUID | None:
    """Return the id of the property a document is counted under, or None; refuses a document out of scope."""
    seen_document(session, actor, document_id, trashed=True)
    return session.exec(
        select(DocumentLink.scope_property_id)
        .where(DocumentLink.document_id == document_id, col(DocumentLink.scope_property_id).isnot(None))
        .order_by(col(DocumentLink.id))
        .limit(1)
    ).first()


def _neighbor(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> Neighbor | None:
    found = session.exec(select(Document).where(visible(actor), *conditions).limit(1)).first()
    return Neighbor(found.id, found.title, found.valid_from, found.valid_through) if found else None


def _versions(session: Session, document_id: UUID) -> tuple[VersionRow, ...]:
    found = session.exec(
        select(DocumentVersion, StoredFile)
        .join(StoredFile, col(StoredFile.id) == col(DocumentVersion.stored_file_id))
        .where(DocumentVersion.document_id == document_id)
        .order_by(col(DocumentVersion.number).desc())
    ).all()
    return tuple(
        VersionRow(
            document_version_id=edition.id,
            number=edition.number,
            is_current=place == 0,
            filename=edition.filename,
            media_type=file.media_type,
            size_bytes=file.size_bytes,
            added_at=edition.added_at,
            added_by=edition.added_by,
            read_at=edition.read_at,
            outcome=edition.outcome,
            outcome_reason=edition.outcome_reason,
            page_count=edition.page_count,
            scan=file.scan,
            virus=file.virus,
            scanned_at=file.scanned_at,
        )
        for place, (edition, file) in enumerate(found)
    )


def _file(edition: DocumentVersion, file: StoredFile) -> DocumentFile:
    return DocumentFile(stored_key(file.sha256), file.sha256, edition.filename, file.media_type, file.size_bytes)
