"""Writing down who looked at a restricted document."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.queries import was_done
from pm_app.access.rules import Actor
from pm_app.documents.actions.noting import record_document
from pm_app.documents.queries.scope import seen_document
from pm_app.documents.tables.documents import Document

VIEWED = "viewed"
DOWNLOADED = "downloaded"


def note_viewing(session: Session, actor: Actor, *, document_id: UUID, now: datetime, saved: bool = False) -> bool:
    """Write down that somebody saw (or saved) a document, if it is restricted, and return whether that was new.

    Once per person, document and hour: loading a page again, or each part of a large file, writes nothing more.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    document = seen_document(session, actor, document_id, trashed=True)
    if not document.restricted or actor.user_id is None:
        return False
    did = DOWNLOADED if saved else VIEWED
    since = now.replace(minute=0, second=0, microsecond=0)
    if was_done(session, actor, about_id=document_id, did=did, since=since):
        return False
    # Of the parts of a file that are asked for at once, one writes it down.
    session.exec(select(Document.id).where(Document.id == document_id).with_for_update())
    if was_done(session, actor, about_id=document_id, did=did, since=since):
        return False
    record_document(session, actor, document, did, now, {})
    return True
