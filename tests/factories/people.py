"""Persons and organizations."""

from itertools import count

from sqlmodel import Session

from pm_app.people.enums import PersonKind, PersonRole
from pm_app.people.rules import sort_name
from pm_app.people.tables import Person, PersonRoleHeld
from tests.factories.access import LONG_AGO

_numbers = count(1)


def a_person(
    session: Session, *, name: str = "", kind: PersonKind = PersonKind.PERSON, role: PersonRole | None = None
) -> Person:
    """Add a person."""
    name = name or f"Person {next(_numbers)}"
    person = Person(kind=kind, name=name, sort_name=sort_name(kind, name), created_at=LONG_AGO)
    session.add(person)
    session.flush()
    if role is not None:
        session.add(PersonRoleHeld(person_id=person.id, role=role))
        session.flush()
    return person
