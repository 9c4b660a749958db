"""Keeping what a reviewed document teaches, for the next one like it."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.documents.enums import DocumentKind, FindingKind
from pm_app.documents.queries.findings import current_edition, kind_of
from pm_app.documents.queries.held_values import final_values, held_by
from pm_app.documents.rules.lessons import salient_words
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.understanding.labels import label_of_day
from pm_app.documents.tables.documents import Document
from pm_app.documents.tables.findings import DocumentLesson
from pm_app.documents.tables.pages import DocumentPage

MOST_PAGES = 60
_DATES = (FindingKind.EFFECTIVE_ON, FindingKind.EXPIRES_ON, FindingKind.SIGNED_ON, FindingKind.NOTICE_ON)


def learn_from(session: Session, document: Document, *, now: datetime) -> None:
    """Keep the words of the first page with what the paper was said to be; nothing of one that nobody reviewed.

    Called within the change itself: what was put right later is learned anew.
    """
    if document.reviewed_at is None or document.kind is DocumentKind.OTHER:
        return
    edition = current_edition(session, document.id)
    pages = session.exec(
        select(DocumentPage)
        .where(DocumentPage.document_version_id == edition)
        .order_by(col(DocumentPage.number))
        .limit(MOST_PAGES)
    ).all()
    bodies = {page.number: page.body for page in pages if page.body.strip()}
    words = salient_words(bodies[min(bodies)]) if bodies else []
    if not words:
        return
    lesson = session.exec(select(DocumentLesson).where(DocumentLesson.document_id == document.id)).first()
    if lesson is None:
        lesson = DocumentLesson(document_id=document.id, words=words, kind=document.kind, learned_at=now)
        session.add(lesson)
    lesson.words, lesson.kind, lesson.learned_at = words, document.kind, now
    lesson.labels = _labels(document, bodies)
    lesson.links = [[kind_of(target), str(_id_of(target))] for target in held_by(session, document)]
    session.flush()


def _labels(document: Document, bodies: dict[int, str]) -> dict[str, str]:
    """Return the words that stand in the text before each day that the document was given."""
    days = {kind: value for kind, value in final_values(document).items() if kind in _DATES and value}
    labels = {kind.value: label_of_day(bodies, date.fromisoformat(value)) for kind, value in days.items()}
    return {kind: label for kind, label in labels.items() if label}


def _id_of(target: LinkTarget) -> UUID | None:
    return target.property_id or target.unit_id or target.tenancy_id or target.person_id
