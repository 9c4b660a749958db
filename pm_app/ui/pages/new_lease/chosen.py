"""What the address of a new lease says: the unit and the people, as `?unit_id=…&people=…,…`; and finding them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pm_app.leasing.enums import PartyRole
from pm_app.ui import paths

MOST_PEOPLE = 20


@dataclass
class FoundLine:
    """A unit or person that was found: `chosen` is what the address holds once it is chosen; units have a state."""

    chosen: str
    name: str
    detail: str
    state: str = ""
    tone: str = ""


@dataclass
class PersonLine:
    """Somebody who is to be named in the lease; `field` is what the form calls that person's part."""

    name: str
    field: str
    role: str
    without: str


def unit_id_of(query: Mapping[str, str]) -> UUID | None:
    """Return the unit the address names, None when it names none."""
    return _id(query.get("unit_id", ""))


def people_of(query: Mapping[str, str]) -> list[UUID]:
    """Return the persons the address names, in order, each once."""
    ids = [_id(part) for part in query.get("people", "").split(",")]
    return list(dict.fromkeys(person_id for person_id in ids if person_id is not None))[:MOST_PEOPLE]


def written(person_ids: Sequence[UUID]) -> str:
    """Return how the address names these persons."""
    return ",".join(str(person_id) for person_id in person_ids)


def address(unit_id: UUID | None, person_ids: Sequence[UUID]) -> str:
    """Return the address of a new lease with this unit and these people."""
    return paths.with_query(paths.NEW_LEASE, unit_id=str(unit_id or ""), people=written(person_ids))


def role_field(person_id: UUID) -> str:
    """Return what the form calls the part of a person."""
    return f"role_{person_id}"


def role_of(form: Mapping[str, str], person_id: UUID, place: int) -> PartyRole:
    """Return the part chosen for a person; the first is a tenant, the others co-tenants, unless chosen otherwise."""
    word = form.get(role_field(person_id), "")
    if word in list(PartyRole):
        return PartyRole(word)
    return PartyRole.CO_TENANT if place else PartyRole.TENANT


def _id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
