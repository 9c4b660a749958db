"""Changing what is known of a document; putting it away and taking it out again."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.actions.filing import checked_title
from pm_app.documents.actions.indexing import refresh_search
from pm_app.documents.actions.linking import check_replaced
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.scope import links_of, seen_document
from pm_app.documents.rules.naming import LONGEST_NOTES, normalized_tags
from pm_app.documents.rules.standing import check_validity
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import Stale
from pm_app.kernel.listing import cleaned


def change_document(
    session: Session,
    actor: Actor,
    *,
    document_id: UUID,
    version: int,
    title: str,
    kind: DocumentKind,
    tags: Iterable[str],
    notes: str,
    valid_from: date | None,
    valid_through: date | None,
    replaces_id: UUID | None,
    now: datetime,
) -> None:
    """Change the facts of a document. `valid_through` is the last good day, included.

    Refuses a document somebody else changed meanwhile (`Stale`), and one that would expire before it is valid.
    """
    actor.must(Permission.CHANGE_DOCUMENTS)
    document = seen_document(session, actor, document_id, lock=True)
    if document.version != version:
        raise Stale("Somebody else changed this document meanwhile. Reload the page and look again.")
    check_validity(valid_from, valid_through)
    if replaces_id is not None and replaces_id != document.replaces_id:
        check_replaced(session, actor, replaces_id=replaces_id, document_id=document_id)
    before = _facts(document)
    document.title, document.kind, document.tags = checked_title(title), kind, normalized_tags(tags)
    document.notes = cleaned(notes, longest=LONGEST_NOTES, field="notes", name="The note")
    document.valid_from, document.valid_through, document.replaces_id = valid_from, valid_through, replaces_id
    document.version += 1
    refresh_search(session, document)
    changed = {name: [before[name], fact] for name, fact in _facts(document).items() if before[name] != fact}
    _record(session, actor, document, "changed", now, changed)


def archive_document(session: Session, actor: Actor, *, document_id: UUID, now: datetime) -> None:
    """Put a document away: it leaves lists, search and reminders; file and text are kept."""
    actor.must(Permission.CHANGE_DOCUMENTS)
    document = seen_document(session, actor, document_id, lock=True)
    if document.archived_at is None:
        document.archived_at, document.version = now, document.version + 1
        _record(session, actor, document, "archived", now, {})


def restore_document(session: Session, actor: Actor, *, document_id: UUID, now: datetime) -> None:
    """Take an archived document out again."""
    actor.must(Permission.CHANGE_DOCUMENTS)
    document = seen_document(session, actor, document_id, lock=True)
    if document.archived_at is not None:
        document.archived_at, document.version = None, document.version + 1
        _record(session, actor, document, "restored", now, {})


def _facts(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "kind": document.kind.value,
        "tags": ", ".join(document.tags),
        "notes": document.notes,
        "valid from": document.valid_from.isoformat() if document.valid_from else "",
        "valid through": document.valid_through.isoformat() if document.valid_through else "",
        "replaces": str(document.replaces_id or ""),
    }


def _record(
    session: Session, actor: Actor, document: Document, did: str, now: datetime, details: dict[str, Any]
) -> None:
    links = links_of(session, actor, [document.id]).get(document.id, ())
    record_audit(
        session,
        actor,
        did=did,
        about_kind="document",
        about_id=document.id,
        about_name=document.title,
        now=now,
        property_id=next((link.property_id for link in links if link.property_id), None),
        tenancy_id=next((link.target_id for link in links if link.kind == "lease"), None),
        details=details,
    )
