"""The reviewed documents that a paper is most like, as far as the actor may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.scope import visible
from pm_app.documents.rules.lessons import FIRST_WORDS, LEAST_ALIKE, alikeness, salient_words
from pm_app.documents.tables.documents import Document
from pm_app.documents.tables.findings import DocumentLesson

MOST_COMPARED = 1_000
MOST_NEAREST = 5


@dataclass(frozen=True)
class Lesson:
    """What a reviewed document teaches. `likeness` is 0–100, the share of words it has in common with the paper."""

    document_id: UUID
    title: str
    kind: DocumentKind
    likeness: int
    labels: Mapping[str, str]
    links: tuple[tuple[str, UUID], ...]


def nearest_lessons(
    session: Session, actor: Actor, *, first_page: str, besides: UUID | None = None
) -> tuple[Lesson, ...]:
    """Return the reviewed documents most like a first page, the nearest first, at most five.

    Compared are the newest thousand that share one of its first words (a letterhead, a title). Documents the actor
    does not see teach nothing: what they are called is not given away.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    words = salient_words(first_page)
    if not words:
        return ()
    rows = session.execute(
        sql_select(DocumentLesson, col(Document.title))
        .join(Document, col(Document.id) == col(DocumentLesson.document_id))
        .where(
            col(DocumentLesson.words).overlap(words[:FIRST_WORDS]),  # type: ignore[attr-defined]
            visible(actor),
            col(Document.id) != besides if besides is not None else col(Document.id).isnot(None),
        )
        .order_by(col(DocumentLesson.learned_at).desc(), col(DocumentLesson.id))
        .limit(MOST_COMPARED)
    )
    lessons = [_lesson(row, title, alikeness(words, row.words)) for row, title in rows]
    near = [one for one in lessons if one.likeness >= LEAST_ALIKE]
    return tuple(sorted(near, key=lambda one: -one.likeness)[:MOST_NEAREST])


def _lesson(row: DocumentLesson, title: str, likeness: int) -> Lesson:
    links = tuple((str(kind), UUID(str(target))) for kind, target in row.links)
    labels: dict[str, Any] = row.labels
    return Lesson(row.document_id, title, row.kind, likeness, {str(k): str(v) for k, v in labels.items()}, links)
