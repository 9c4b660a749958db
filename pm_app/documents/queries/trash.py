"""What is in the trash, and what of it may be deleted."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column as TableColumn
from sqlalchemy import ColumnElement, exists, not_, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.queries.retention import may_be_destroyed
from pm_app.documents.rules.retention import TRASH_LASTS
from pm_app.documents.tables.documents import Document, DocumentLink, DocumentVersion, StoredFile
from pm_app.documents.tables.findings import DocumentFinding, DocumentLesson
from pm_app.documents.tables.pages import DocumentPage
from pm_app.kernel.tables import Table
from pm_app.messages.tables import Message, MessageAttachment

# What goes with a document; every other table that points at one keeps it.
GOES_WITH_IT = (DocumentFinding, DocumentLesson, DocumentPage, DocumentLink, DocumentVersion)
_OWN = frozenset({"document", *(table.__tablename__ for table in GOES_WITH_IT)})


def to_delete(session: Session, actor: Actor, *, today: date, now: datetime, limit: int) -> list[UUID]:
    """Return documents that may be deleted from the trash, those thrown away first coming first."""
    actor.must(Permission.RUN_JOBS)
    wanted = sql_select(col(Document.id)).where(deletable(today, now))
    return list(session.execute(wanted.order_by(col(Document.trashed_at), col(Document.id)).limit(limit)).scalars())


def contents_of(session: Session, actor: Actor, *, document_id: UUID) -> list[str]:
    """Return the SHA-256 of every edition of a document, in their order: what is locked while it is deleted."""
    actor.must(Permission.RUN_JOBS)
    rows = session.execute(
        sql_select(col(StoredFile.sha256))
        .join(DocumentVersion, col(DocumentVersion.stored_file_id) == col(StoredFile.id))
        .where(col(DocumentVersion.document_id) == document_id)
        .order_by(col(StoredFile.sha256))
        .distinct()
    )
    return list(rows.scalars())


def deletable(today: date, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a document in the trash may be deleted.

    It has been there for thirty days, need not be kept any more, is on no legal hold, no other record relies on it, and
    no mail that encloses it still waits to be sent.
    """
    return (
        (col(Document.trashed_at) <= now - TRASH_LASTS)
        & may_be_destroyed(today)
        & not_(relied_on())
        & not_(_to_be_sent())
    )


def relied_on() -> ColumnElement[bool]:
    """Return the condition that a record that is no part of the document points at it, such as a deposit statement."""
    return or_(*(exists().where(column == col(Document.id)) for column in _pointing()))


def _pointing() -> list[TableColumn[UUID]]:
    return [
        column
        for table in Table.metadata.tables.values()
        if table.name not in _OWN
        for column in table.columns
        if any(key.target_fullname == "document.id" and key.ondelete != "CASCADE" for key in column.foreign_keys)
    ]


def _to_be_sent() -> ColumnElement[bool]:
    waiting = (
        sql_select(col(MessageAttachment.id))
        .join(Message, col(Message.id) == col(MessageAttachment.message_id))
        .where(
            col(MessageAttachment.document_id) == col(Document.id),
            col(Message.sent_at).is_(None),
            col(Message.failed_at).is_(None),
        )
    )
    return waiting.correlate(Document).exists()
