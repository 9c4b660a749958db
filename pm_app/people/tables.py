"""Persons, how to reach them, the roles they play."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from pm_app.kernel.tables import Table, chosen, moment
from pm_app.people.enums import ContactKind, PersonKind, PersonRole


class Person(Table, table=True):
    """A person or an organization. `sort_name` is how lists order it: "Castellano, Renee"."""

    __table_args__ = (
        CheckConstraint("name <> ''", name="name_given"),
        Index("ix_person_sort_name", "sort_name"),
    )

    kind: PersonKind = chosen(PersonKind)
    name: str
    sort_name: str
    notes: str = ""
    created_at: datetime = moment()
    archived_at: datetime | None = moment(default=None)
    version: int = 1


class ContactWay(Table, table=True):
    """One e-mail address, phone number or postal address of a person; the first of a kind is the preferred one."""

    person_id: UUID = Field(foreign_key="person.id", index=True)
    kind: ContactKind = chosen(ContactKind)
    label: str = ""
    value: str
    position: int = 0


class PersonRoleHeld(Table, table=True):
    """A role a person plays for the office."""

    __table_args__ = (UniqueConstraint("person_id", "role"),)

    person_id: UUID = Field(foreign_key="person.id", index=True)
    role: PersonRole = chosen(PersonRole)
