"""Filing a document, and giving it a new edition."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select, update

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.actions.indexing import refresh_said, refresh_search
from pm_app.documents.actions.linking import add_link, check_replaced
from pm_app.documents.actions.restricting import restrict_as_its_kind
from pm_app.documents.enums import DocumentKind, DocumentSource, ScanState
from pm_app.documents.queries.details import find_document_of_content
from pm_app.documents.queries.scope import Target, seen_document, target_named
from pm_app.documents.rules.naming import (
    LONGEST_FILENAME,
    LONGEST_NOTES,
    LONGEST_TITLE,
    LinkTarget,
    normalized_tags,
    shown_name,
    title_of_filename,
)
from pm_app.documents.rules.standing import check_validity
from pm_app.documents.tables.documents import Document, DocumentVersion, StoredFile
from pm_app.documents.tables.pages import DocumentPage
from pm_app.kernel.errors import Refused, Stale
from pm_app.kernel.listing import cleaned
from pm_app.kernel.tables import new_id
from pm_app.outbox.actions import queue_work
from pm_app.outbox.enums import WorkKind


@dataclass(frozen=True)
class Content:
    """A file that is kept in the object store: SHA-256 (hexadecimal), size, media type by content, its name.

    One `to_be_scanned` is handed out to nobody before it was scanned for viruses.
    """

    sha256: str
    size_bytes: int
    media_type: str
    filename: str
    to_be_scanned: bool = False


class AlreadyFiled(Refused):
    """The office has a document with exactly this content; `document_id` says which."""

    def __init__(self, document_id: UUID, title: str) -> None:
        super().__init__(f"This file is already filed, as “{title}”.", field="file")
        self.document_id = document_id
        self.title = title


def file_document(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    sha256: str,
    size_bytes: int,
    media_type: str,
    filename: str,
    now: datetime,
    title: str = "",
    kind: DocumentKind = DocumentKind.OTHER,
    links: Sequence[LinkTarget] = (),
    tags: Iterable[str] = (),
    valid_from: date | None = None,
    valid_through: date | None = None,
    notes: str = "",
    replaces_id: UUID | None = None,
    source: DocumentSource = DocumentSource.UPLOAD,
    came_with_id: UUID | None = None,
    reference: str = "",
    to_be_scanned: bool = False,
) -> UUID:
    """File a document whose content is already kept, queue its reading, and return its id.

    It waits in the inbox unless the office made it, or it comes with a kind and what it belongs to. The same key once
    more gives the same document. Content a document in use has is refused (`AlreadyFiled`): it belongs to several.
    """
    actor.must(Permission.FILE_DOCUMENTS)
    known = session.exec(select(Document.id).where(Document.request_key == request_key)).first()
    if known is not None:
        return seen_document(session, actor, known).id
    content = Content(sha256, size_bytes, media_type, _filename(filename), to_be_scanned)
    stored_file_id = _new_content(session, actor, content, now=now)
    check_validity(valid_from, valid_through)
    document = _document(actor, title or title_of_filename(content.filename), tags, notes, now)
    document.kind, document.valid_from, document.valid_through = kind, valid_from, valid_through
    document.request_key, document.replaces_id = request_key, replaces_id
    document.source, document.came_with_id, document.reference = source, came_with_id, reference
    return _add(session, actor, document, stored_file_id, content, links)


def add_version(
    session: Session,
    actor: Actor,
    *,
    document_id: UUID,
    sha256: str,
    size_bytes: int,
    media_type: str,
    filename: str,
    version: int,
    now: datetime,
    to_be_scanned: bool = False,
) -> int:
    """Give a document a new edition, queue its reading, and return the edition's number.

    What the edition before said is no longer found; its file and its text are kept. Refuses the file the document
    already has.
    """
    actor.must(Permission.CHANGE_DOCUMENTS)
    document = seen_document(session, actor, document_id, lock=True)
    if document.version != version:
        raise Stale("Somebody else changed this document meanwhile. Reload the page and look again.")
    content = Content(sha256, size_bytes, media_type, _filename(filename), to_be_scanned)
    stored_file_id = _stored_file(session, content, now=now)
    current = session.exec(
        select(DocumentVersion)
        .where(DocumentVersion.document_id == document_id)
        .order_by(col(DocumentVersion.number).desc())
        .limit(1)
    ).one()
    if current.stored_file_id == stored_file_id:
        raise Refused("This is the file the document already has. Choose the new one.", field="file")
    session.exec(update(DocumentPage).where(col(DocumentPage.document_id) == document_id).values(search=None))
    number = current.number + 1
    _add_edition(session, actor, document, stored_file_id, content, number=number, now=now)
    document.version += 1
    refresh_search(session, document)
    refresh_said(session, document)
    _record(session, actor, document, [], did=f"added version {number}", filename=content.filename, now=now)
    return number


def _new_content(session: Session, actor: Actor, content: Content, *, now: datetime) -> UUID:
    stored_file_id = _stored_file(session, content, now=now)
    held = find_document_of_content(session, actor, sha256=content.sha256)
    if held is not None:
        raise AlreadyFiled(*held)
    return stored_file_id


def _document(actor: Actor, title: str, tags: Iterable[str], notes: str, now: datetime) -> Document:
    return Document(
        request_key=new_id(),
        title=checked_title(title),
        tags=normalized_tags(tags),
        notes=cleaned(notes, longest=LONGEST_NOTES, field="notes", name="The note"),
        filed_at=now,
        filed_by_id=actor.user_id,
        filed_by=actor.name,
    )


def _add(
    session: Session,
    actor: Actor,
    document: Document,
    stored_file_id: UUID,
    content: Content,
    links: Sequence[LinkTarget],
) -> UUID:
    """Write the document with its first edition and what it belongs to, and return its id."""
    targets = [target_named(session, actor, target=link) for link in dict.fromkeys(links)]
    if document.replaces_id is not None:
        check_replaced(session, actor, replaces_id=document.replaces_id, now=document.filed_at)
    if document.source is DocumentSource.OFFICE or (links and document.kind is not DocumentKind.OTHER):
        document.reviewed_at, document.reviewed_by = document.filed_at, actor.name
    restrict_as_its_kind(session, document)
    session.add(document)
    session.flush()
    _add_edition(session, actor, document, stored_file_id, content, number=1, now=document.filed_at)
    for target in targets:
        add_link(session, document, target)
    refresh_search(session, document)
    _record(session, actor, document, targets, did="filed", filename=content.filename, now=document.filed_at)
    return document.id


def checked_title(title: str) -> str:
    """Return the title on one line; refuses one that is empty or too long."""
    one_line = shown_name(cleaned(title, longest=LONGEST_TITLE, field="title", name="The title"))
    if not one_line:
        raise Refused("Give the document a title.", field="title")
    return one_line


def _filename(filename: str) -> str:
    """Return the file's own name, without folders and control characters, its ending kept when it must be cut."""
    name = shown_name(filename[-2_000:].replace("\\", "/").rpartition("/")[2])
    if len(name) > LONGEST_FILENAME:
        stem, dot, suffix = name.rpartition(".")
        name = stem[: LONGEST_FILENAME - 10] + dot + suffix[:9] if dot else name[:LONGEST_FILENAME]
    return name if name.strip(". ") else "file"


def _stored_file(session: Session, content: Content, *, now: datetime) -> UUID:
    """Return the row of a content, made when it is new, and locked: two people filing the same wait for each other."""
    row = {"id": new_id(), "sha256": content.sha256, "size_bytes": content.size_bytes, "stored_at": now}
    session.exec(
        insert(StoredFile)
        .values(**row, media_type=content.media_type)
        .on_conflict_do_nothing(index_elements=["organization_id", "sha256"])
    )
    file = session.exec(select(StoredFile).where(StoredFile.sha256 == content.sha256).with_for_update()).one()
    if content.to_be_scanned and file.scan == ScanState.NOT_SCANNED:
        file.scan = ScanState.WAITING
    return file.id


def _add_edition(
    session: Session,
    actor: Actor,
    document: Document,
    stored_file_id: UUID,
    content: Content,
    *,
    number: int,
    now: datetime,
) -> None:
    edition = DocumentVersion(
        document_id=document.id,
        number=number,
        stored_file_id=stored_file_id,
        filename=content.filename,
        added_at=now,
        added_by=actor.name,
    )
    session.add(edition)
    session.flush()
    queue_work(session, actor, kind=WorkKind.READ_DOCUMENT, about_id=edition.id, now=now)


def _record(
    session: Session, actor: Actor, document: Document, targets: list[Target], *, did: str, filename: str, now: datetime
) -> None:
    place = next((target for target in targets if target.property_id), None)
    record_audit(
        session,
        actor,
        did=did,
        about_kind="document",
        about_id=document.id,
        about_name=document.title,
        now=now,
        property_id=place.property_id if place else None,
        tenancy_id=next((t.target.tenancy_id for t in targets if t.target.tenancy_id), None),
        details={"file": filename},
    )
