"""How many documents a filter leaves, by kind and by tag: what choosing another one would show."""

from dataclasses import replace
from datetime import date

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.queries.narrowing import DocumentFilter, chosen
from pm_app.documents.tables.documents import Document

MOST_TAGS = 100


def kind_counts(session: Session, actor: Actor, *, today: date, narrowed: DocumentFilter) -> dict[str, int]:
    """Return how many documents of each kind the filter lists when its own kind is left out."""
    actor.must(Permission.VIEW_DOCUMENTS)
    rows = session.execute(
        sql_select(col(Document.kind), func.count())
        .where(*chosen(actor, replace(narrowed, kind=None), today))
        .group_by(col(Document.kind))
    )
    return {kind.value: count for kind, count in rows}


def tag_counts(session: Session, actor: Actor, *, today: date, narrowed: DocumentFilter) -> dict[str, int]:
    """Return the most frequent tags of what the filter lists when its own tag is left out, with how often."""
    actor.must(Permission.VIEW_DOCUMENTS)
    tag = func.unnest(col(Document.tags)).label("tag")
    tags = sql_select(tag).where(*chosen(actor, replace(narrowed, tag=""), today)).subquery()
    rows = session.execute(
        sql_select(tags.c.tag, func.count())
        .group_by(tags.c.tag)
        .order_by(func.count().desc(), tags.c.tag)
        .limit(MOST_TAGS)
    )
    return {str(word): int(count) for word, count in rows}
