"""What the office notes about a household that is behind, and who follows it up; every note is kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues
from pm_app.access.rules import Actor
from pm_app.kernel.dates import as_it_was
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import cleaned
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.queries.collecting import notes_on
from pm_app.receivables.tables.arrangements import DelinquencyNote

LONGEST_NOTE = 1_000


def note_delinquency(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    note: str,
    now: datetime,
    assigned_to_id: UUID | None = None,
    in_collections: bool = False,
) -> None:
    """Note something about a household, who follows it up, and whether it was handed to collectors: the newest counts.

    The same as before is not noted again. Refuses a person who is not one of the office, and a note that is too long.
    """
    if not actor.may(Permission.HANDLE_ALERTS):
        actor.must(Permission.POST_CHARGES)
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    written = cleaned(note, longest=LONGEST_NOTE, field="note", name="The note")
    known = {user_id: name for user_id, name, _ in colleagues(session, actor)}
    was = _noted_before(session, actor, tenancy_id, now)
    if was == (written, assigned_to_id, in_collections):
        return
    if assigned_to_id is not None and assigned_to_id not in {*known, was[1]}:
        raise NotFound("This person is no longer one of the office. Choose another one.", field="assigned_to_id")
    session.add(
        DelinquencyNote(
            tenancy_id=tenancy_id,
            note=written,
            assigned_to_id=assigned_to_id,
            in_collections=in_collections,
            noted_at=now,
            noted_by=actor.name,
        )
    )
    session.flush()
    handed = {"in_collections": [was[2], in_collections]} if was[2] != in_collections else {}
    assigned = {"assigned_to": known.get(assigned_to_id, "")} if assigned_to_id else {}
    _record(session, actor, place, now, {"note": written, **assigned, **handed})


def _noted_before(session: Session, actor: Actor, tenancy_id: UUID, now: datetime) -> tuple[str, UUID | None, bool]:
    known = as_it_was(now.date(), known_at=now)
    before = notes_on(session, actor, tenancy_ids=[tenancy_id], as_of=known).get(tenancy_id)
    return (before.note, before.assigned_to_id, before.in_collections) if before else ("", None, False)


def _record(session: Session, actor: Actor, place: TenancyPlace, now: datetime, details: dict[str, Any]) -> None:
    record_audit(
        session,
        actor,
        did="noted on what is owed",
        about_kind="tenancy",
        about_id=place.tenancy_id,
        about_name=place.name,
        property_id=place.property_id,
        tenancy_id=place.tenancy_id,
        now=now,
        details=details,
    )
