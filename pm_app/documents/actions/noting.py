"""Writing down what was done to a document, where the records it belongs to find it."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from pm_app.access.actions.audit import record_audit
from pm_app.access.rules import Actor
from pm_app.documents.queries.scope import links_of
from pm_app.documents.tables.documents import Document


def record_document(
    session: Session, actor: Actor, document: Document, did: str, now: datetime, details: dict[str, Any]
) -> None:
    """Write down what the actor did to a document, with the first property and household it belongs to."""
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
