"""Writing down calls, letters, visits and notes, and striking out what was wrong; nothing is ever deleted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import ContactLogKind, Direction
from pm_app.correspondence.rules.log import check_moment, checked_body, direction_of
from pm_app.correspondence.tables import ContactLogEntry
from pm_app.kernel.errors import NotFound, Refused
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.people.queries import person_details


def log_contact(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    kind: ContactLogKind,
    direction: Direction,
    body: str,
    happened_at: datetime,
    now: datetime,
    person_id: UUID | None = None,
    tenancy_id: UUID | None = None,
) -> UUID:
    """Write down a contact with a person, a household or a person of a household, and return the entry's id.

    Sent twice with one key it is there once. Refuses what has not happened yet, an empty text, and records that are
    not there or not within scope.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    if before := _before(session, actor, request_key):
        return before
    body = checked_body(body)
    check_moment(happened_at, now)
    name, property_id = _about(session, actor, person_id, tenancy_id)
    entry = ContactLogEntry(
        request_key=request_key,
        person_id=person_id,
        tenancy_id=tenancy_id,
        property_id=property_id,
        kind=kind,
        direction=direction_of(kind, direction),
        happened_at=happened_at,
        body=body,
        recorded_at=now,
        recorded_by=actor.name,
    )
    if not _is_first(session, entry):
        return _before(session, actor, request_key) or entry.id
    _record(session, actor, entry, f"logged: {kind.value}", name, now)
    return entry.id


def strike_entry(session: Session, actor: Actor, *, entry_id: UUID, now: datetime) -> None:
    """Strike an entry out: it stays, marked as wrong, with who struck it."""
    _strike(session, actor, entry_id, now, out=True)


def unstrike_entry(session: Session, actor: Actor, *, entry_id: UUID, now: datetime) -> None:
    """Let an entry that was struck out count again."""
    _strike(session, actor, entry_id, now, out=False)


def _strike(session: Session, actor: Actor, entry_id: UUID, now: datetime, *, out: bool) -> None:
    actor.must(Permission.CHANGE_PEOPLE)
    entry = session.exec(select(ContactLogEntry).where(ContactLogEntry.id == entry_id).with_for_update()).first()
    if entry is None or not actor.sees(entry.property_id):
        raise NotFound("This entry does not exist, or it is not yours to see.")
    if (entry.struck_at is not None) == out:
        return
    entry.struck_at, entry.struck_by = (now, actor.name) if out else (None, "")
    name, _ = _about(session, actor, entry.person_id, entry.tenancy_id)
    did = f"{'struck out' if out else 'took back in'}: {entry.kind.value}"
    _record(session, actor, entry, did, name, now)


def _before(session: Session, actor: Actor, request_key: UUID) -> UUID | None:
    before = session.exec(select(ContactLogEntry).where(ContactLogEntry.request_key == request_key)).first()
    if before is not None:
        actor.must_see(before.property_id)
    return before.id if before else None


def _is_first(session: Session, entry: ContactLogEntry) -> bool:
    """Write down the entry, unless the same form was sent twice at once and the other one came first."""
    written = session.connection().execute(
        insert(ContactLogEntry)
        .values(**entry.model_dump(exclude={"organization_id"}))
        .on_conflict_do_nothing(index_elements=["request_key"])
        .returning(col(ContactLogEntry.id))
    )
    return written.scalar_one_or_none() is not None


def _record(session: Session, actor: Actor, entry: ContactLogEntry, did: str, name: str, now: datetime) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="tenancy" if entry.tenancy_id else "person",
        about_id=entry.tenancy_id or entry.person_id or entry.id,
        about_name=name,
        now=now,
        property_id=entry.property_id,
        tenancy_id=entry.tenancy_id,
    )


def _about(session: Session, actor: Actor, person_id: UUID | None, tenancy_id: UUID | None) -> tuple[str, UUID | None]:
    """Return the name of whom a contact was with and the property of the household, where there is one."""
    if tenancy_id is not None:
        place = tenancy_place(session, actor, tenancy_id=tenancy_id)
        if person_id is not None:
            person_details(session, actor, person_id=person_id)
        return place.name, place.property_id
    if person_id is None:
        raise Refused("Say whom the contact was with.", field="person_id")
    return person_details(session, actor, person_id=person_id).name, None
