"""Adding, changing and archiving persons and organizations."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused, Stale
from pm_app.kernel.listing import cleaned
from pm_app.kernel.tables import new_id
from pm_app.people.enums import PersonKind, PersonRole
from pm_app.people.rules import Contact, checked_contact, sort_name
from pm_app.people.tables import ContactWay, Person, PersonRoleHeld


class NameMissing(Refused):
    """A person needs a name."""


def add_person(
    session: Session,
    actor: Actor,
    *,
    kind: PersonKind,
    name: str,
    now: datetime,
    roles: Iterable[PersonRole] = (),
    contacts: Sequence[Contact] = (),
    notes: str = "",
    request_key: UUID | None = None,
) -> UUID:
    """Add a person or an organization with roles and contacts (the first of a kind is the preferred one).

    Returns the id; the same key adds the person once.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    if request_key is not None and session.get(Person, request_key) is not None:
        return request_key
    name = _checked_name(name)
    person = Person(
        id=request_key or new_id(),
        kind=kind,
        name=name,
        sort_name=sort_name(kind, name),
        notes=cleaned(notes, longest=10_000, field="notes", name="The note"),
        created_at=now,
    )
    session.add(person)
    session.flush()
    _write_details(session, person.id, roles, contacts)
    _audit(session, actor, person, "added", now)
    return person.id


def change_person(
    session: Session,
    actor: Actor,
    *,
    person_id: UUID,
    version: int,
    kind: PersonKind,
    name: str,
    roles: Iterable[PersonRole],
    contacts: Sequence[Contact],
    notes: str,
    now: datetime,
) -> None:
    """Change a person as a whole; refused (`Stale`) when somebody else changed it since it was opened."""
    actor.must(Permission.CHANGE_PEOPLE)
    person = _locked(session, person_id)
    if person.version != version:
        raise Stale("Somebody else changed this person meanwhile. Reload the page, then enter your change again.")
    before = _on_file(session, person)
    person.kind, person.name = kind, _checked_name(name)
    person.sort_name = sort_name(kind, person.name)
    person.notes = cleaned(notes, longest=10_000, field="notes", name="The note")
    for row in session.exec(select(ContactWay).where(ContactWay.person_id == person_id)):
        session.delete(row)
    for held in session.exec(select(PersonRoleHeld).where(PersonRoleHeld.person_id == person_id)):
        session.delete(held)
    session.flush()
    _write_details(session, person_id, roles, contacts)
    session.flush()
    after = _on_file(session, person)
    changed = {field: [before[field], after[field]] for field in before if before[field] != after[field]}
    if changed:
        person.version += 1
        _audit(session, actor, person, "changed", now, details=changed)


def archive_person(session: Session, actor: Actor, *, person_id: UUID, now: datetime) -> None:
    """Take a person out of lists and choices; nothing that names the person changes."""
    actor.must(Permission.CHANGE_PEOPLE)
    person = _locked(session, person_id)
    if person.archived_at is None:
        person.archived_at = now
        _audit(session, actor, person, "archived", now)


def restore_person(session: Session, actor: Actor, *, person_id: UUID, now: datetime) -> None:
    """Bring an archived person back into lists and choices."""
    actor.must(Permission.CHANGE_PEOPLE)
    person = _locked(session, person_id)
    if person.archived_at is not None:
        person.archived_at = None
        _audit(session, actor, person, "restored", now)


def add_role(session: Session, actor: Actor, *, person_id: UUID, role: PersonRole) -> None:
    """Note that a person plays a role, if that is not known yet: whoever signs a lease is a tenant."""
    actor.must(Permission.CHANGE_PEOPLE)
    known = session.exec(
        select(PersonRoleHeld.id).where(PersonRoleHeld.person_id == person_id, PersonRoleHeld.role == role)
    ).first()
    if known is None:
        session.add(PersonRoleHeld(person_id=person_id, role=role))


def _checked_name(name: str) -> str:
    name = " ".join(cleaned(name, longest=200, field="name", name="The name").split())
    if not name:
        raise NameMissing("Write a name.", field="name")
    return name


def _write_details(session: Session, person_id: UUID, roles: Iterable[PersonRole], contacts: Sequence[Contact]) -> None:
    for role in sorted(set(roles)):
        session.add(PersonRoleHeld(person_id=person_id, role=role))
    for position, contact in enumerate(checked_contact(contact) for contact in contacts):
        session.add(
            ContactWay(
                person_id=person_id, kind=contact.kind, label=contact.label, value=contact.value, position=position
            )
        )


def _on_file(session: Session, person: Person) -> dict[str, str]:
    """What is on file, in words that can be compared and read in a history."""
    roles = session.exec(select(PersonRoleHeld.role).where(PersonRoleHeld.person_id == person.id))
    ways = session.exec(
        select(ContactWay).where(ContactWay.person_id == person.id).order_by(col(ContactWay.position))
    ).all()
    return {
        "name": person.name,
        "kind": person.kind.value,
        "roles": ", ".join(sorted(roles)),
        "contacts": ", ".join(way.value for way in ways),
        "notes": person.notes,
    }


def _locked(session: Session, person_id: UUID) -> Person:
    person = session.exec(select(Person).where(Person.id == person_id).with_for_update()).first()
    if person is None:
        raise NotFound("This person does not exist.")
    return person


def _audit(
    session: Session,
    actor: Actor,
    person: Person,
    did: str,
    now: datetime,
    details: dict[str, list[str]] | None = None,
) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="person",
        about_id=person.id,
        about_name=person.name,
        now=now,
        details=dict(details or {}),
    )
