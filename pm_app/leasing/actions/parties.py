"""The people of a tenancy: who is named in a lease, who joins, who leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.leasing.actions.stays import note, standing_tenancy
from pm_app.leasing.enums import PartyRole
from pm_app.leasing.queries.letting import PersonNamed, people_named
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.people.actions import add_person, add_role
from pm_app.people.enums import PersonKind, PersonRole
from pm_app.people.rules import Contact

SIGNING = frozenset({PartyRole.TENANT, PartyRole.CO_TENANT})

People = list[tuple[PersonNamed, PartyRole]]


class AlreadyParty(Refused):
    """The person already has this part in the lease."""


class LastTenant(Refused):
    """The only tenant cannot leave a lease that goes on."""


class PersonArchived(Refused):
    """The person is no longer in use."""


@dataclass(frozen=True)
class NewParty:
    """Somebody who is to be named in a lease, and as what: a person that is known, or a new one by name."""

    person_id: UUID | None = None
    role: PartyRole = PartyRole.TENANT
    name: str = ""
    contacts: tuple[Contact, ...] = ()
    kind: PersonKind = PersonKind.PERSON


def people_of(session: Session, actor: Actor, *, parties: Sequence[NewParty], now: datetime) -> People:
    """Return the persons behind these parties, in order, new ones added; refuses one named twice or archived."""
    ids = [party.person_id or _added(session, actor, party, now) for party in parties]
    known = people_named(session, actor, person_ids=ids)
    people: People = []
    for person_id, party in zip(ids, parties, strict=True):
        person = known.get(person_id)
        if person is None:
            raise NotFound("One of these persons does not exist. Choose them again.", field="parties")
        if person.archived_at is not None:
            raise PersonArchived(f"{person.name} is archived. Restore that person first.", field="parties")
        if any(other == person and _same_part(role, party.role) for other, role in people):
            raise AlreadyParty(f"{person.name} is named twice. Leave one out.", field="parties")
        if party.role in SIGNING:
            add_role(session, actor, person_id=person_id, role=PersonRole.TENANT)
        people.append((person, party.role))
    return people


def _added(session: Session, actor: Actor, party: NewParty, now: datetime) -> UUID:
    return add_person(session, actor, kind=party.kind, name=party.name, contacts=party.contacts, now=now)


def add_people(session: Session, tenancy: Tenancy, people: People, *, starts_on: date) -> None:
    """Write the parties of a tenancy from a day on, in this order."""
    for position, (person, role) in enumerate(people):
        session.add(
            LeaseParty(
                tenancy_id=tenancy.id, person_id=person.person_id, role=role, starts_on=starts_on, position=position
            )
        )


def add_party(
    session: Session, actor: Actor, *, tenancy_id: UUID, party: NewParty, starts_on: date, now: datetime
) -> UUID:
    """Add a person to a household from a day on and return the party's id; the balance stays one.

    Refuses a person who has this part already (`AlreadyParty`) and a day before the tenancy.
    """
    tenancy = standing_tenancy(session, actor, tenancy_id=tenancy_id)
    if starts_on < tenancy.starts_on:
        raise Refused("Nobody can join before the lease begins. Choose a later day.", field="starts_on")
    [(person, role)] = people_of(session, actor, parties=[party], now=now)
    present = _parties(session, tenancy_id)
    standing = [p for p in present if p.person_id == person.person_id and _overlap(p, starts_on)]
    if held := next((p.role for p in standing if _same_part(p.role, role)), None):
        raise AlreadyParty(f"{person.name} is already {held.value} on this lease.", field="role")
    added = LeaseParty(
        tenancy_id=tenancy_id, person_id=person.person_id, role=role, starts_on=starts_on, position=len(present)
    )
    session.add(added)
    session.flush()
    note(session, actor, tenancy, f"added {person.name} as {role.value}", now=now, starts_on=starts_on)
    return added.id


def remove_party(
    session: Session, actor: Actor, *, tenancy_id: UUID, party_id: UUID, ends_on: date, now: datetime
) -> None:
    """Let a person leave a household after a day, the last one included; what was owed stays the household's.

    Refuses the last tenant (`LastTenant`): then the lease itself ends.
    """
    tenancy = standing_tenancy(session, actor, tenancy_id=tenancy_id)
    present = _parties(session, tenancy_id)
    leaving = next((party for party in present if party.id == party_id), None)
    if leaving is None:
        raise NotFound("This person is no longer part of the lease. Reload the page and look again.")
    if ends_on < leaving.starts_on:
        raise Refused("The last day cannot lie before the first. Choose a later day.", field="ends_on")
    staying = [
        p for p in present if p.id != party_id and p.role in SIGNING and (p.ends_on is None or p.ends_on > ends_on)
    ]
    if leaving.role in SIGNING and not staying:
        raise LastTenant(
            "Nobody would be left who signed. Add another tenant first, or end the lease.", field="ends_on"
        )
    leaving.ends_on = ends_on
    name = people_named(session, actor, person_ids=[leaving.person_id])[leaving.person_id].name
    note(session, actor, tenancy, f"recorded that {name} leaves as {leaving.role.value}", now=now, ends_on=ends_on)


def _parties(session: Session, tenancy_id: UUID) -> list[LeaseParty]:
    return list(
        session.exec(select(LeaseParty).where(LeaseParty.tenancy_id == tenancy_id).order_by(col(LeaseParty.position)))
    )


def _same_part(held: PartyRole, asked: PartyRole) -> bool:
    """Nobody signs twice; a tenant may well be the billing contact too."""
    return held == asked or {held, asked} <= SIGNING


def _overlap(party: LeaseParty, starts_on: date) -> bool:
    return party.ends_on is None or party.ends_on >= starts_on
