"""The inbox: the papers nobody has looked at yet."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentSource, ReadingOutcome
from pm_app.documents.queries.conditions import current, in_use
from pm_app.documents.queries.scope import visible
from pm_app.documents.tables.documents import Document
from pm_app.kernel.listing import Listing, Rows, like_pattern, search_text


@dataclass(frozen=True)
class InboxRow:
    """A paper that waits to be filed. `outcome` is None while its text is still being read."""

    document_id: UUID
    title: str
    filename: str
    source: DocumentSource
    filed_at: datetime
    filed_by: str
    outcome: ReadingOutcome | None


def inbox_rows(session: Session, actor: Actor, *, listing: Listing) -> Rows[InboxRow]:
    """Return a page of the papers that wait, what waits longest first; the search looks at titles and file names."""
    actor.must(Permission.FILE_DOCUMENTS)
    conditions = _waiting(actor)
    if search_text(listing.search):
        pattern = like_pattern(listing.search)
        names = (col(Document.title), current("filename"))
        conditions.append(names[0].ilike(pattern, escape="\\") | names[1].ilike(pattern, escape="\\"))
    total = session.execute(sql_select(func.count()).select_from(Document).where(*conditions)).scalar_one()
    found = session.execute(
        sql_select(Document, current("filename"), current("outcome"))
        .where(*conditions)
        .order_by(col(Document.filed_at), col(Document.id))
        .limit(listing.limit)
        .offset(listing.offset)
    )
    rows = [
        InboxRow(one.id, one.title, filename, one.source, one.filed_at, one.filed_by, outcome)
        for one, filename, outcome in found
    ]
    return Rows(rows, total)


def inbox_count(session: Session, actor: Actor) -> int:
    """Return how many papers wait to be filed."""
    actor.must(Permission.FILE_DOCUMENTS)
    return session.execute(sql_select(func.count()).select_from(Document).where(*_waiting(actor))).scalar_one()


def next_in_inbox(session: Session, actor: Actor, *, document_id: UUID) -> UUID | None:
    """Return the paper that waits next after this one, from the beginning when it was the last; None when none does."""
    actor.must(Permission.FILE_DOCUMENTS)
    here = session.exec(select(Document.filed_at).where(Document.id == document_id)).first()
    others = sql_select(col(Document.id)).where(*_waiting(actor), col(Document.id) != document_id)
    is_earlier = func.row(col(Document.filed_at), col(Document.id)) <= func.row(here, document_id)
    return session.execute(
        others.order_by(is_earlier, col(Document.filed_at), col(Document.id)).limit(1)
    ).scalar_one_or_none()


def _waiting(actor: Actor) -> list[ColumnElement[bool]]:
    return [col(Document.reviewed_at).is_(None), in_use(), visible(actor)]
