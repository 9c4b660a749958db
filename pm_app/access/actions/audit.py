"""Writing down who did what."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.access.tables import AuditEntry


def record_audit(
    session: Session,
    actor: Actor,
    *,
    did: str,
    about_kind: str,
    about_id: UUID,
    about_name: str,
    now: datetime,
    property_id: UUID | None = None,
    tenancy_id: UUID | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Write down who did what to which record, in the transaction of the change itself.

    `details` holds what a colleague would ask for: {"field": [before, after]} or plain facts; JSON values only.
    """
    session.add(
        AuditEntry(
            happened_at=now,
            user_id=actor.user_id,
            actor_name=actor.name,
            did=did,
            about_kind=about_kind,
            about_id=about_id,
            about_name=about_name,
            property_id=property_id,
            tenancy_id=tenancy_id,
            details=details or {},
        )
    )
