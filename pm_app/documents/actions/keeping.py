"""How long a document is kept, who sees it, and that it must not go: decided by hand, each written down."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.actions.noting import record_document
from pm_app.documents.actions.restricting import restrict_as_its_kind
from pm_app.documents.queries.scope import seen_document
from pm_app.documents.rules.retention import LONGEST_REASON
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import Refused, Stale
from pm_app.kernel.listing import cleaned


def set_retention(
    session: Session, actor: Actor, *, document_id: UUID, version: int, until: date | None, now: datetime
) -> None:
    """Set the last day a document is kept by hand, or (None) let its kind say it again."""
    actor.must(Permission.CHANGE_DOCUMENTS)
    document = _looked_at(session, actor, document_id, version)
    before = document.retention_until_by_hand
    if before != until:
        document.retention_until_by_hand, document.version = until, version + 1
        details = {"kept until": [str(before or "as its kind"), str(until or "as its kind")]}
        record_document(session, actor, document, "set how long it is kept", now, details)


def hold_document(
    session: Session, actor: Actor, *, document_id: UUID, version: int, reason: str, now: datetime
) -> None:
    """Put a document on legal hold, for a reason: it is not deleted, whatever its dates say, until it is released."""
    actor.must(Permission.SET_POLICIES)
    document = _looked_at(session, actor, document_id, version)
    reason = _reason(reason, "Say why it must not be deleted: the case, or who asked for it.")
    if document.legal_hold_at is not None:
        raise Refused(f"It is on legal hold already: {document.legal_hold_reason}", field="reason")
    document.legal_hold_at, document.legal_hold_by, document.legal_hold_reason = now, actor.name, reason
    document.version += 1
    record_document(session, actor, document, "put on legal hold", now, {"reason": reason})


def release_document(
    session: Session, actor: Actor, *, document_id: UUID, version: int, reason: str, now: datetime
) -> None:
    """Release a document from its legal hold, for a reason."""
    actor.must(Permission.SET_POLICIES)
    document = _looked_at(session, actor, document_id, version)
    reason = _reason(reason, "Say why it may be deleted again.")
    if document.legal_hold_at is None:
        raise Refused("It is on no legal hold any more. Reload the page.", field="reason")
    details = {"reason": reason, "was held for": document.legal_hold_reason}
    document.legal_hold_at, document.legal_hold_by, document.legal_hold_reason = None, "", ""
    document.version += 1
    record_document(session, actor, document, "released from legal hold", now, details)


def set_restricted(
    session: Session, actor: Actor, *, document_id: UUID, version: int, restricted: bool | None, now: datetime
) -> None:
    """Restrict one document to those who may view sensitive ones, open it, or (None) let its kind decide again."""
    actor.must(Permission.CHANGE_DOCUMENTS)
    actor.must(Permission.VIEW_SENSITIVE_DOCUMENTS)
    document = _looked_at(session, actor, document_id, version)
    before = _access_words(document.restricted_by_hand)
    document.restricted_by_hand = restricted
    restrict_as_its_kind(session, document)
    after = _access_words(restricted)
    if before != after:
        document.version += 1
        record_document(session, actor, document, "changed who sees it", now, {"who sees it": [before, after]})


def _looked_at(session: Session, actor: Actor, document_id: UUID, version: int) -> Document:
    document = seen_document(session, actor, document_id, lock=True, trashed=True)
    if document.version != version:
        raise Stale("Somebody else changed this document meanwhile. Reload the page and look again.")
    return document


def _reason(written: str, wanted: str) -> str:
    reason = cleaned(written, longest=LONGEST_REASON, field="reason", name="The reason")
    if not reason:
        raise Refused(wanted, field="reason")
    return reason


def _access_words(by_hand: bool | None) -> str:
    return "as its kind" if by_hand is None else "restricted" if by_hand else "not restricted"
