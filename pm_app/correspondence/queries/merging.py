"""The values that fill a template for the people of a list, or for a record that a template is tried out on."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import TemplatePurpose
from pm_app.correspondence.queries.households import household_facts, office_facts
from pm_app.correspondence.rules.audience import Candidate
from pm_app.correspondence.rules.fields import Row, completed
from pm_app.correspondence.rules.values import HouseholdFacts, date_values, household_values, office_values
from pm_app.kernel.errors import NotFound
from pm_app.leasing.queries.states import among
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.leasing.tables import LeaseParty
from pm_app.people.enums import PersonKind
from pm_app.people.tables import Person
from pm_app.portfolio.queries.properties import one_line
from pm_app.portfolio.tables import Property


def values_for(
    session: Session, actor: Actor, *, people: Sequence[Candidate], today: date
) -> dict[UUID, dict[str, str | Sequence[Row]]]:
    """Return by person the values of a mail to many for these people; four or six queries however many they are."""
    actor.must(Permission.VIEW_PEOPLE)
    office = office_facts(session, actor)
    kinds = _kinds(session, [one.person_id for one in people])
    homes = {one.tenancy_id for one in people if one.tenancy_id is not None}
    facts = household_facts(session, actor, tenancy_ids=homes, today=today) if homes else {}
    places = _places(session, {one.property_id for one in people if one.property_id and not one.tenancy_id})
    return {
        one.person_id: completed(
            TemplatePurpose.BULK_MAIL,
            office_values(
                office,
                recipient_name=one.name,
                organization=kinds.get(one.person_id) == PersonKind.ORGANIZATION,
                today=today,
            )
            | household_values(_facts(one, facts, places), today=today),
        )
        for one in people
    }


def values_of_household(
    session: Session, actor: Actor, *, purpose: TemplatePurpose, tenancy_id: UUID, today: date, link: str
) -> dict[str, str | Sequence[Row]]:
    """Return the values a template would have for a household, to try it out; refuses one that is not in scope.

    A reminder is tried out on the end of its lease, or on the day it began where that is open.
    """
    place = tenancy_place(session, actor, tenancy_id=tenancy_id)
    facts = household_facts(session, actor, tenancy_ids=[tenancy_id], today=today).get(tenancy_id)
    if facts is None:
        raise NotFound("This lease does not exist, or it is not yours to see.")
    tenant = session.exec(
        select(Person)
        .join(LeaseParty, col(LeaseParty.person_id) == col(Person.id))
        .where(LeaseParty.tenancy_id == tenancy_id)
        .order_by(col(LeaseParty.position), col(LeaseParty.id))
    ).first()
    to_staff = purpose == TemplatePurpose.REMINDER_TO_STAFF
    name = actor.name if to_staff or tenant is None else tenant.name
    organization = tenant is not None and not to_staff and tenant.kind == PersonKind.ORGANIZATION
    values: dict[str, str | Sequence[Row]] = {
        **office_values(office_facts(session, actor), recipient_name=name, organization=organization, today=today),
        **household_values(facts, today=today),
        **date_values(
            what="Lease ends" if facts.lease_ends_on else "Lease began",
            who=f"{facts.household}, {facts.property_name} {facts.unit_name}",
            falls_on=facts.lease_ends_on or place.starts_on,
            today=today,
            place=facts.property_name,
            unit=facts.unit_name,
        ),
        "link": link,
        "acknowledge_link": link,
        "unsubscribe_link": link,
        "responsible": actor.name,
        "told_because": f"You look after {facts.property_name}.",
    }
    return completed(purpose, values)


def _facts(
    one: Candidate, households: Mapping[UUID, HouseholdFacts], places: Mapping[UUID, tuple[str, str]]
) -> HouseholdFacts:
    if one.tenancy_id is not None:
        return households.get(one.tenancy_id, HouseholdFacts())
    place, address = places.get(one.property_id, ("", "")) if one.property_id else ("", "")
    return HouseholdFacts(property_name=place, property_address=address)


def _kinds(session: Session, person_ids: Sequence[UUID]) -> dict[UUID, PersonKind]:
    rows = session.exec(select(Person.id, Person.kind).where(among(Person.id, person_ids)))
    return {person_id: PersonKind(kind) for person_id, kind in rows}


def _places(session: Session, property_ids: set[UUID]) -> dict[UUID, tuple[str, str]]:
    rows = session.exec(select(Property).where(among(Property.id, property_ids)))
    return {row.id: (row.name, one_line(row.address_line, row.city, row.region, row.postal_code)) for row in rows}
