"""Who outside the office is written to about a date, where, and why not."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import as_it_was
from pm_app.leasing.enums import PartyRole
from pm_app.leasing.tables import LeaseParty
from pm_app.messages.queries.addresses import undeliverable
from pm_app.messages.rules.addresses import sendable
from pm_app.people.enums import ContactKind, PersonKind
from pm_app.people.queries import contacts_of
from pm_app.people.tables import Person as PersonTable
from pm_app.portfolio.tables import Ownership
from pm_app.receivables.queries.collecting import under_eviction
from pm_app.reminders.enums import Outsider
from pm_app.reminders.rules.telling import Person
from pm_app.reminders.tables import Alert

NO_ADDRESS = "No e-mail address is known. Add one on the person's page."
NOT_SENDABLE = "The e-mail address cannot be sent to. Correct it on the person's page."
EVICTION = "An eviction hold is on the household: nothing is mailed to the tenants."
ARCHIVED = "The person is archived."
_SIGNING = (PartyRole.TENANT, PartyRole.CO_TENANT)


def outsiders_of(
    session: Session, actor: Actor, *, alerts: Sequence[tuple[Alert, Outsider]], today: date
) -> dict[UUID, list[Person]]:
    """Return whom the rules of these alerts write to outside the office, by alert, each person once.

    Somebody to whom no mail can go is among them, with the reason.
    """
    actor.must(Permission.VIEW_PEOPLE)
    tenancies = {alert.tenancy_id for alert, outsider in alerts if outsider == Outsider.TENANT and alert.tenancy_id}
    properties = {alert.property_id for alert, outsider in alerts if outsider == Outsider.OWNER and alert.property_id}
    tenants, owners = _tenants(session, tenancies, today), _owners(session, properties, today)
    held = under_eviction(session, actor, tenancy_ids=tenancies, as_of=as_it_was(today)) if tenancies else set[UUID]()
    wanted: dict[UUID, list[UUID]] = {}
    for alert, outsider in alerts:
        wanted[alert.id] = _wanted(alert, outsider, tenants, owners)
    people = _people(session, actor, {one for ids in wanted.values() for one in ids})
    evicted = {alert.id for alert, outsider in alerts if outsider == Outsider.TENANT and alert.tenancy_id in held}
    return {
        alert_id: [_held(people[one]) if alert_id in evicted else people[one] for one in dict.fromkeys(ids)]
        for alert_id, ids in wanted.items()
    }


def _wanted(
    alert: Alert, outsider: Outsider, tenants: dict[UUID, list[UUID]], owners: dict[UUID, list[UUID]]
) -> list[UUID]:
    if outsider == Outsider.TENANT:
        return tenants.get(alert.tenancy_id, []) if alert.tenancy_id else []
    if outsider == Outsider.OWNER:
        return owners.get(alert.property_id, []) if alert.property_id else []
    return [alert.person_id] if outsider == Outsider.VENDOR and alert.person_id else []


def _tenants(session: Session, tenancy_ids: Collection[UUID], today: date) -> dict[UUID, list[UUID]]:
    rows = session.exec(
        select(LeaseParty.tenancy_id, LeaseParty.person_id)
        .where(
            col(LeaseParty.tenancy_id).in_(tenancy_ids),
            col(LeaseParty.role).in_(_SIGNING),
            or_(col(LeaseParty.ends_on).is_(None), col(LeaseParty.ends_on) >= today),
        )
        .order_by(col(LeaseParty.tenancy_id), col(LeaseParty.position), col(LeaseParty.id))
    )
    return _grouped(rows)


def _owners(session: Session, property_ids: Collection[UUID], today: date) -> dict[UUID, list[UUID]]:
    rows = session.exec(
        select(Ownership.property_id, Ownership.person_id)
        .where(
            col(Ownership.property_id).in_(property_ids),
            col(Ownership.starts_on) <= today,
            or_(col(Ownership.ends_on).is_(None), col(Ownership.ends_on) >= today),
        )
        .order_by(col(Ownership.property_id), col(Ownership.share_bps).desc(), col(Ownership.id))
    )
    return _grouped(rows)


def _grouped(rows: Iterable[tuple[UUID, UUID]]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for key, person_id in rows:
        found.setdefault(key, []).append(person_id)
    return found


def _people(session: Session, actor: Actor, person_ids: Collection[UUID]) -> dict[UUID, Person]:
    contacts = contacts_of(session, actor, person_ids=person_ids)
    emails = {
        person_id: next((way.value for way in ways if way.kind == ContactKind.EMAIL), "")
        for person_id, ways in contacts.items()
    }
    dead = undeliverable(session, actor, addresses=[address for address in emails.values() if address])
    rows = session.exec(select(PersonTable).where(col(PersonTable.id).in_(person_ids)))
    return {row.id: _person(row, emails.get(row.id, ""), dead) for row in rows}


def _person(row: PersonTable, address: str, dead: dict[str, str]) -> Person:
    return Person(
        row.id, row.name, address, _problem(row, address, dead), is_organization=row.kind == PersonKind.ORGANIZATION
    )


def _problem(row: PersonTable, address: str, dead: dict[str, str]) -> str:
    if row.archived_at is not None:
        return ARCHIVED
    if not address:
        return NO_ADDRESS
    return dead.get(address.lower(), "") if sendable(address) else NOT_SENDABLE


def _held(person: Person) -> Person:
    return replace(person, problem=EVICTION)
