"""Persons and organizations: lists, one of them, choices for forms, how to reach them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing, Rows, like_pattern, search_text
from pm_app.people.enums import ContactKind, PersonKind, PersonRole
from pm_app.people.rules import Contact, phone_digits
from pm_app.people.tables import ContactWay, Person, PersonRoleHeld


@dataclass(frozen=True)
class PersonRow:
    """A person in a list, with the preferred e-mail address and phone number."""

    person_id: UUID
    kind: PersonKind
    name: str
    roles: tuple[PersonRole, ...]
    email: str
    phone: str
    archived_at: datetime | None


@dataclass(frozen=True)
class PersonDetails:
    """Everything about one person that belongs to the person."""

    person_id: UUID
    kind: PersonKind
    name: str
    roles: tuple[PersonRole, ...]
    contacts: tuple[Contact, ...]
    notes: str
    created_at: datetime
    archived_at: datetime | None
    version: int

    @property
    def email(self) -> str:
        """The preferred e-mail address, or an empty text."""
        return next((contact.value for contact in self.contacts if contact.kind == ContactKind.EMAIL), "")

    @property
    def phone(self) -> str:
        """The preferred phone number, or an empty text."""
        return next((contact.value for contact in self.contacts if contact.kind == ContactKind.PHONE), "")


@dataclass(frozen=True)
class PersonChoice:
    """A person offered in a form; `detail` tells two of the same name apart."""

    person_id: UUID
    name: str
    detail: str


def person_rows(
    session: Session, actor: Actor, *, listing: Listing, role: PersonRole | None = None, archived: bool = False
) -> Rows[PersonRow]:
    """Return one page of persons by name; the search looks at names and every contact."""
    actor.must(Permission.VIEW_PEOPLE)
    conditions = _matching(listing.search)
    conditions.append(col(Person.archived_at).isnot(None) if archived else col(Person.archived_at).is_(None))
    if role is not None:
        conditions.append(_holds(role))
    total = session.exec(select(func.count()).select_from(Person).where(*conditions)).one()
    order: Any = col(Person.created_at) if listing.sort == "added" else col(Person.sort_name)
    persons = session.exec(
        select(Person)
        .where(*conditions)
        .order_by(order.desc() if listing.descending else order, col(Person.id))
        .offset(listing.offset)
        .limit(listing.limit)
    ).all()
    return Rows(_rows(session, persons), total)


def role_counts(
    session: Session, actor: Actor, *, search: str = "", archived: bool = False
) -> dict[PersonRole | None, int]:
    """Return how many persons, in use or archived, play each role; None counts everybody."""
    actor.must(Permission.VIEW_PEOPLE)
    shelved = col(Person.archived_at).isnot(None) if archived else col(Person.archived_at).is_(None)
    conditions = [*_matching(search), shelved]
    counts: dict[PersonRole | None, int] = {
        None: session.exec(select(func.count()).select_from(Person).where(*conditions)).one()
    }
    rows = session.exec(
        select(PersonRoleHeld.role, func.count())
        .join(Person, col(Person.id) == col(PersonRoleHeld.person_id))
        .where(*conditions)
        .group_by(col(PersonRoleHeld.role))
    )
    for role, count in rows:
        counts[PersonRole(role)] = count
    return counts


def person_details(session: Session, actor: Actor, *, person_id: UUID) -> PersonDetails:
    """Return one person with roles and contacts, the preferred contact of each kind first."""
    actor.must(Permission.VIEW_PEOPLE)
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("This person does not exist.")
    return PersonDetails(
        person.id,
        person.kind,
        person.name,
        _roles(session, [person.id]).get(person.id, ()),
        contacts_of(session, actor, person_ids=[person.id]).get(person.id, ()),
        person.notes,
        person.created_at,
        person.archived_at,
        person.version,
    )


def contacts_of(session: Session, actor: Actor, *, person_ids: Iterable[UUID]) -> dict[UUID, tuple[Contact, ...]]:
    """Return the contacts of several persons at once, each in the order of preference."""
    actor.must(Permission.VIEW_PEOPLE)
    rows = session.exec(
        select(ContactWay)
        .where(col(ContactWay.person_id).in_(list(person_ids)))
        .order_by(col(ContactWay.person_id), col(ContactWay.position), col(ContactWay.id))
    )
    found: dict[UUID, tuple[Contact, ...]] = {}
    for row in rows:
        found[row.person_id] = (*found.get(row.person_id, ()), Contact(row.kind, row.value, row.label))
    return found


def person_choices(
    session: Session, actor: Actor, *, search: str, role: PersonRole | None = None, limit: int = 20
) -> list[PersonChoice]:
    """Return persons whose name or contact has the text in it, those that begin with it first."""
    actor.must(Permission.VIEW_PEOPLE)
    conditions = [*_matching(search), col(Person.archived_at).is_(None)]
    if role is not None:
        conditions.append(_holds(role))
    begins = func.starts_with(func.lower(Person.name), search_text(search).lower())
    persons = session.exec(
        select(Person).where(*conditions).order_by(begins.desc(), col(Person.sort_name)).limit(limit)
    ).all()
    return [
        PersonChoice(row.person_id, row.name, row.email or row.phone or row.kind.value)
        for row in _rows(session, persons)
    ]


def find_person(session: Session, actor: Actor, *, name: str) -> UUID | None:
    """Return the person or organization of exactly this name, capitals aside and the oldest first, or None."""
    actor.must(Permission.VIEW_PEOPLE)
    return session.exec(
        select(Person.id)
        .where(func.lower(Person.name) == name.lower(), col(Person.archived_at).is_(None))
        .order_by(col(Person.created_at), col(Person.id))
        .limit(1)
    ).first()


def _matching(search: str) -> list[ColumnElement[bool]]:
    text = search_text(search)
    if not text:
        return []
    pattern = like_pattern(text)
    ways: list[ColumnElement[bool]] = [col(ContactWay.value).ilike(pattern, escape="\\")]
    digits = phone_digits(text)
    if len(digits) >= 4:
        ways.append(func.regexp_replace(ContactWay.value, r"\D", "", "g").contains(digits, autoescape=True))
    reached = exists().where(col(ContactWay.person_id) == col(Person.id), or_(*ways))
    return [or_(col(Person.name).ilike(pattern, escape="\\"), reached)]


def _holds(role: PersonRole) -> ColumnElement[bool]:
    return exists().where(col(PersonRoleHeld.person_id) == col(Person.id), col(PersonRoleHeld.role) == role)


def _roles(session: Session, person_ids: list[UUID]) -> dict[UUID, tuple[PersonRole, ...]]:
    held: dict[UUID, tuple[PersonRole, ...]] = {}
    for person_id, role in session.exec(
        select(PersonRoleHeld.person_id, PersonRoleHeld.role)
        .where(col(PersonRoleHeld.person_id).in_(person_ids))
        .order_by(col(PersonRoleHeld.role))
    ):
        held[person_id] = (*held.get(person_id, ()), PersonRole(role))
    return held


def _rows(session: Session, persons: Iterable[Person]) -> list[PersonRow]:
    persons = list(persons)
    ids = [person.id for person in persons]
    roles = _roles(session, ids)
    preferred: dict[tuple[UUID, ContactKind], str] = {}
    for way in session.exec(
        select(ContactWay)
        .where(col(ContactWay.person_id).in_(ids))
        .order_by(col(ContactWay.position).desc(), col(ContactWay.id).desc())
    ):
        preferred[way.person_id, way.kind] = way.value
    return [
        PersonRow(
            person.id,
            person.kind,
            person.name,
            roles.get(person.id, ()),
            preferred.get((person.id, ContactKind.EMAIL), ""),
            preferred.get((person.id, ContactKind.PHONE), ""),
            person.archived_at,
        )
        for person in persons
    ]
