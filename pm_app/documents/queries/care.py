"""What else is known of one document: its particulars, its own fields, who sees it, how long it is kept."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.fields import FieldValue, field_values
from pm_app.documents.queries.kinds import kind_facts
from pm_app.documents.queries.retention import Retention, retention_of
from pm_app.documents.queries.scope import seen_document
from pm_app.documents.rules.kinds import KindFacts
from pm_app.documents.rules.retention import deleted_on


@dataclass(frozen=True)
class DocumentCare:
    """What else is known of a document. `deleted_on` is the first day it may be deleted from the trash, if ever."""

    kind: DocumentKind
    facts: KindFacts
    reference: str
    amount_cents: int | None
    signed_on: date | None
    cancel_by_on: date | None
    auto_renews: bool
    fields: tuple[FieldValue, ...]
    is_reviewed: bool
    restricted: bool
    restricted_by_hand: bool | None
    retention: Retention
    trashed_at: datetime | None
    trashed_by: str
    deleted_on: date | None


def document_care(session: Session, actor: Actor, *, document_id: UUID) -> DocumentCare:
    """Return what else is known of a document the actor sees, in the trash or not."""
    actor.must(Permission.VIEW_DOCUMENTS)
    document = seen_document(session, actor, document_id, trashed=True)
    retention = retention_of(session, document)
    trashed_at, held = document.trashed_at, retention.held_at is not None
    return DocumentCare(
        kind=document.kind,
        facts=kind_facts(session)[document.kind],
        reference=document.reference,
        amount_cents=document.amount_cents,
        signed_on=document.signed_on,
        cancel_by_on=document.cancel_by_on,
        auto_renews=document.auto_renews,
        fields=field_values(session, document.kind, document.fields),
        is_reviewed=document.reviewed_at is not None,
        restricted=document.restricted,
        restricted_by_hand=document.restricted_by_hand,
        retention=retention,
        trashed_at=trashed_at,
        trashed_by=document.trashed_by,
        deleted_on=deleted_on(trashed_at, retention.until, held=held) if trashed_at else None,
    )
