"""Keeping what a reader made of a file."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, func, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.actions.indexing import page_vectors, refresh_said
from pm_app.documents.actions.learning import learn_from
from pm_app.documents.actions.proposing import record_findings
from pm_app.documents.enums import ReadingOutcome
from pm_app.documents.queries.details import find_document_place
from pm_app.documents.rules.texts import FileText, PageText, packed
from pm_app.documents.tables.documents import Document, DocumentVersion
from pm_app.documents.tables.pages import DocumentPage, DocumentPageLayout
from pm_app.kernel.errors import NotFound, Refused
from pm_app.outbox.actions import close_dead_work, queue_work
from pm_app.outbox.enums import WorkKind

LONGEST_REASON = 500
MOST_READ_AGAIN = 1_000


def record_text(session: Session, actor: Actor, *, document_version_id: UUID, text: FileText, now: datetime) -> None:
    """Keep the text of an edition, page by page, and how far the reading got; a second reading replaces the first.

    What an edition says that is no longer the current one can be read and compared, but is not found by a search.
    """
    actor.must(Permission.RUN_JOBS)
    document_id = session.exec(
        select(DocumentVersion.document_id).where(DocumentVersion.id == document_version_id)
    ).first()
    if document_id is None:
        raise NotFound("This version of a document does not exist.")
    bodies = [storable(page.text) for page in text.pages]
    # It takes a while for many pages: meanwhile the document can still be changed.
    vectors = page_vectors(session, bodies)
    document = session.exec(select(Document).where(Document.id == document_id).with_for_update()).one()
    editions = session.exec(
        select(DocumentVersion)
        .where(DocumentVersion.document_id == document_id)
        .order_by(col(DocumentVersion.number).desc())
    ).all()
    edition = next(one for one in editions if one.id == document_version_id)
    edition.read_at, edition.outcome = now, text.outcome
    edition.outcome_reason, edition.page_count = storable(text.reason)[:LONGEST_REASON], text.page_count
    is_current = edition is editions[0]
    session.exec(delete(DocumentPage).where(col(DocumentPage.document_version_id) == edition.id))
    found_by = vectors if is_current else [None] * len(bodies)
    _keep_pages(session, [_page(edition, *of) for of in zip(text.pages, bodies, found_by, strict=True)], text.pages)
    if is_current:
        record_findings(session, actor, document_version_id=edition.id, findings=text.findings)
        learn_from(session, document, now=now)
        refresh_said(session, document)
    _record(session, actor, document, text, now=now)


def read_again(session: Session, actor: Actor, *, document_id: UUID, now: datetime) -> None:
    """Queue the reading of a document's current edition once more."""
    actor.must(Permission.CHANGE_DOCUMENTS)
    read_many_again(session, actor, document_ids=[document_id], now=now)


def read_many_again(session: Session, actor: Actor, *, document_ids: Sequence[UUID], now: datetime) -> int:
    """Queue the reading of the current editions of several documents once more; return how many they are.

    Refuses more than 1,000 at once, and (`NotFound`) any that is not within scope; then none is queued.
    """
    actor.must(Permission.CHANGE_DOCUMENTS)
    wanted = list(dict.fromkeys(document_ids))
    if len(wanted) > MOST_READ_AGAIN:
        raise Refused(f"At most {MOST_READ_AGAIN:,} documents are read again at once. Choose fewer.")
    for document_id in wanted:
        find_document_place(session, actor, document_id=document_id)
    newest = select(func.max(DocumentVersion.number)).where(col(DocumentVersion.document_id) == col(Document.id))
    editions = session.exec(
        select(DocumentVersion)
        .join(Document, col(Document.id) == col(DocumentVersion.document_id))
        .where(
            col(Document.id).in_(wanted), col(DocumentVersion.number) == newest.correlate(Document).scalar_subquery()
        )
    ).all()
    for edition in editions:
        edition.outcome, edition.outcome_reason, edition.read_at = None, "", None
        queue_work(session, actor, kind=WorkKind.READ_DOCUMENT, about_id=edition.id, now=now)
    close_dead_work(
        session, actor, kind=WorkKind.READ_DOCUMENT, about_ids=[edition.id for edition in editions], now=now
    )
    return len(editions)


def storable(text: str) -> str:
    """Return text as the database takes it: without NUL and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", errors="ignore").decode("utf-8")


def _keep_pages(session: Session, rows: Sequence[DocumentPage], pages: Sequence[PageText]) -> None:
    """Write the pages, and where the words of those stand that were read from their picture."""
    session.add_all(rows)
    session.flush()
    for page, row in zip(pages, rows, strict=True):
        # The places are those of the text as it was read: where the database takes less of it, they are wrong.
        if page.boxes and row.body == page.text:
            session.add(DocumentPageLayout(document_page_id=row.id, boxes=packed(page.boxes)))


def _page(edition: DocumentVersion, page: PageText, body: str, vector: str | None) -> DocumentPage:
    return DocumentPage(
        document_version_id=edition.id,
        document_id=edition.document_id,
        number=page.number,
        body=body,
        method=page.method,
        quality=page.quality,
        search=vector,
    )


def _record(session: Session, actor: Actor, document: Document, text: FileText, *, now: datetime) -> None:
    did = {
        ReadingOutcome.READ: "read the text of",
        ReadingOutcome.READ_IN_PART: "read part of the text of",
        ReadingOutcome.UNREADABLE: "could not read the text of",
    }[text.outcome]
    place = find_document_place(session, actor, document_id=document.id)
    record_audit(
        session,
        actor,
        did=did,
        about_kind="document",
        about_id=document.id,
        about_name=document.title,
        now=now,
        property_id=place,
        details={"pages": text.page_count, "reason": storable(text.reason)[:LONGEST_REASON]},
    )
