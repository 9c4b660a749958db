"""The reviewed documents that a paper is most like, as far as the actor may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Text, Uuid, cast, column, func, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.scope import visible
from pm_app.documents.rules.lessons import FIRST_WORDS, LEAST_ALIKE, alikeness, salient_words
from pm_app.documents.tables.documents import Document
from pm_app.documents.tables.findings import DocumentLesson

MOST_LOOKED_UP = 200
MOST_COMPARED = 20
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

    Compared are the newest two thousand that share one of its first words (a letterhead, a title). Documents the
    actor does not see teach nothing: what they are called is not given away.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    words = salient_words(first_page)
    if not words:
        return ()
    sharing = (
        func.lessons_sharing(_texts(words), _texts(words[:FIRST_WORDS]), MOST_LOOKED_UP)
        .table_valued(column("document_id", Uuid), column("shared", Integer))
        .render_derived()
    )
    rows = session.execute(
        sql_select(DocumentLesson, col(Document.title))
        .join(sharing, sharing.c.document_id == col(DocumentLesson.document_id))
        .join(Document, col(Document.id) == col(DocumentLesson.document_id))
        .where(visible(actor), col(Document.id) != besides if besides is not None else true())
        .order_by(sharing.c.shared.desc(), col(DocumentLesson.learned_at).desc())
        .limit(MOST_COMPARED)
    )
    lessons = [_lesson(row, title, alikeness(words, row.words)) for row, title in rows]
    near = [one for one in lessons if one.likeness >= LEAST_ALIKE]
    return tuple(sorted(near, key=lambda one: -one.likeness)[:MOST_NEAREST])


def _texts(words: list[str]) -> Any:
    return cast(words, ARRAY(Text))


def _lesson(row: DocumentLesson, title: str, likeness: int) -> Lesson:
    links = tuple((str(kind), UUID(str(target))) for kind, target in row.links)
    labels: dict[str, Any] = row.labels
    return Lesson(row.document_id, title, row.kind, likeness, {str(k): str(v) for k, v in labels.items()}, links)
