"""What the required documents are required of: one row per rule and property, unit, lease, owner, vendor or company."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Uuid,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    true,
)
from sqlalchemy import select as sql_select
from sqlmodel import col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.documents.enums import KindLevel, RequirementCondition
from pm_app.documents.tables.kinds import DocumentRequirement as Rule
from pm_app.leasing.enums import RentLineKind
from pm_app.leasing.tables import RentLine, Tenancy
from pm_app.people.enums import PersonRole
from pm_app.people.tables import Person, PersonRoleHeld
from pm_app.portfolio.tables import Ownership, Property, Unit

# What stands for the company where a thing is named by its id.
NOTHING = UUID(int=0)


@dataclass(frozen=True)
class ThingFilter:
    """Which things are looked at; what is left out does not narrow. A property is looked at with its units and leases,
    a unit with its leases."""

    level: KindLevel | None = None
    property_id: UUID | None = None
    unit_id: UUID | None = None
    tenancy_id: UUID | None = None
    person_id: UUID | None = None


EVERY_THING = ThingFilter()


def required_things(actor: Actor, today: date, narrowed: ThingFilter) -> Any:
    """Return the rows (rule_id, kind, level, thing_id, property_id, unit_id, name, place, due_on) as one select.

    Of the levels and records the actor sees; `thing_id` is NOTHING for the company.
    """
    parts = [make(actor, today, narrowed) for make in _wanted(actor, narrowed)]
    return parts[0].union_all(*parts[1:]) if parts else None


def _wanted(actor: Actor, narrowed: ThingFilter) -> list[Any]:
    """Which levels can have rows: those one may see, and that the filter does not rule out."""
    places, leases = actor.may(Permission.VIEW_PORTFOLIO), actor.may(Permission.VIEW_LEASES)
    people = actor.may(Permission.VIEW_PEOPLE)
    of_person, of_lease = narrowed.person_id is not None, narrowed.tenancy_id is not None
    of_place = narrowed.property_id is not None or narrowed.unit_id is not None
    shown = {
        KindLevel.PROPERTY: places and not (of_person or of_lease or narrowed.unit_id),
        KindLevel.UNIT: places and not (of_person or of_lease),
        KindLevel.LEASE: leases and not of_person,
        KindLevel.OWNER: people and not (of_lease or of_place),
        KindLevel.VENDOR: people and not (of_lease or of_place),
        KindLevel.COMPANY: not (of_person or of_lease or of_place),
    }
    return [_MAKERS[level] for level, on in shown.items() if on and narrowed.level in (None, level)]


def _properties(actor: Actor, today: date, narrowed: ThingFilter) -> Any:
    since_on = _added_on(Property.created_at)
    places = _places(actor, narrowed, Property.id, null(), Property.name, literal(""), since_on)
    return _in_buildings(KindLevel.PROPERTY, places)


def _units(actor: Actor, today: date, narrowed: ThingFilter) -> Any:
    places = _places(actor, narrowed, Unit.id, Unit.id, Unit.name, Property.name, _added_on(Unit.created_at))
    held = and_(col(Unit.property_id) == col(Property.id), col(Unit.archived_at).is_(None))
    return _in_buildings(KindLevel.UNIT, places.join(Unit, held).where(*_is(Unit.id, narrowed.unit_id)))


def _leases(actor: Actor, today: date, narrowed: ThingFilter) -> Any:
    """Leases that run or are to start: what is over needs nothing more."""
    with_pet = col(Tenancy.id).in_(
        sql_select(col(RentLine.tenancy_id)).where(
            col(RentLine.kind) == RentLineKind.PET_RENT,
            or_(col(RentLine.ends_on).is_(None), col(RentLine.ends_on) >= today),
        )
    )
    place = col(Property.name) + ", " + col(Unit.name)
    places = _places(actor, narrowed, Tenancy.id, Unit.id, Tenancy.name, place, col(Tenancy.starts_on), with_pet)
    homes = (
        places.join(Tenancy, and_(col(Tenancy.property_id) == col(Property.id), stays(today)))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .where(*_is(Unit.id, narrowed.unit_id), *_is(Tenancy.id, narrowed.tenancy_id))
    )
    return _in_buildings(KindLevel.LEASE, homes)


def _owners(actor: Actor, today: date, narrowed: ThingFilter) -> Any:
    owns = exists().where(
        col(Ownership.person_id) == col(Person.id),
        col(Ownership.property_id) == col(Rule.property_id),
        col(Ownership.starts_on) <= today,
        or_(col(Ownership.ends_on).is_(None), col(Ownership.ends_on) >= today),
    )
    of_theirs = or_(col(Rule.property_id).is_(None), and_(within_scope(actor, col(Rule.property_id)), owns))
    return _people(KindLevel.OWNER, PersonRole.OWNER, narrowed).where(of_theirs)


def _vendors(actor: Actor, today: date, narrowed: ThingFilter) -> Any:
    return _people(KindLevel.VENDOR, PersonRole.VENDOR, narrowed)


def _people(level: KindLevel, role: PersonRole, narrowed: ThingFilter) -> Any:
    holds = exists().where(col(PersonRoleHeld.person_id) == col(Person.id), col(PersonRoleHeld.role) == role)
    return (
        _columns(level, col(Person.id), null(), null(), col(Person.name), literal(""), _added_on(Person.created_at))
        .join(Person, and_(col(Person.archived_at).is_(None), holds))
        .where(*_is(Person.id, narrowed.person_id))
    )


def _company(actor: Actor, today: date, narrowed: ThingFilter) -> Any:
    since_on = _added_on(Rule.added_at)
    return _columns(KindLevel.COMPANY, literal(NOTHING), null(), null(), literal("Company"), literal(""), since_on)


def stays(today: date) -> ColumnElement[bool]:
    """Return that a tenancy takes effect and is not over before the day."""
    there = or_(col(Tenancy.moved_out_on).is_(None), col(Tenancy.moved_out_on) >= today)
    return and_(col(Tenancy.cancelled_at).is_(None), there)


def _columns(
    level: KindLevel, thing_id: Any, property_id: Any, unit_id: Any, name: Any, place: Any, since_on: Any
) -> Any:
    return (
        sql_select(
            col(Rule.id).label("rule_id"),
            col(Rule.kind).label("kind"),
            col(Rule.level).label("level"),
            cast(thing_id, Uuid).label("thing_id"),
            cast(property_id, Uuid).label("property_id"),
            cast(unit_id, Uuid).label("unit_id"),
            name.label("name"),
            place.label("place"),
            cast(since_on + col(Rule.within_days), Date).label("due_on"),
        )
        .select_from(Rule)
        .where(col(Rule.removed_at).is_(None), col(Rule.level) == level)
    )


def _places(
    actor: Actor,
    narrowed: ThingFilter,
    thing_id: Any,
    unit_id: Any,
    name: Any,
    place: Any,
    since_on: Any,
    with_pet: ColumnElement[bool] | None = None,
) -> Any:
    """Things of buildings in use, with what the conditions of rules look at."""
    return (
        sql_select(
            col(thing_id).label("thing_id"),
            col(Property.id).label("property_id"),
            cast(unit_id, Uuid).label("unit_id"),
            col(name).label("name"),
            place.label("place"),
            since_on.label("since_on"),
            col(Property.year_built).label("year_built"),
            col(Property.kind).label("building"),
            (false() if with_pet is None else with_pet).label("with_pet"),
            col(Property.requires_renters_insurance).label("insurance_asked"),
        )
        .select_from(Property)
        .where(
            col(Property.archived_at).is_(None),
            within_scope(actor, col(Property.id)),
            *_is(Property.id, narrowed.property_id),
        )
    )


def _in_buildings(level: KindLevel, places: Any) -> Any:
    """What the rules of a level ask of these things, each of which is looked up once and not once per rule."""
    at = places.cte(f"things_of_{level.value}").prefix_with("MATERIALIZED").c
    value = col(Rule.condition_value)
    # The value is a number only where the condition says so: nothing else may be read as one.
    older = case((col(Rule.condition) == RequirementCondition.BUILT_BEFORE, cast(value, Integer)))
    met = case(
        {
            RequirementCondition.ALWAYS: true(),
            RequirementCondition.BUILT_BEFORE: func.coalesce(at.year_built < older, false()),
            RequirementCondition.PROPERTY_KIND: at.building == value,
            RequirementCondition.HAS_PET: at.with_pet,
            RequirementCondition.INSURANCE_ASKED: at.insurance_asked,
        },
        value=col(Rule.condition),
    )
    asked = _columns(level, at.thing_id, at.property_id, at.unit_id, at.name, at.place, at.since_on)
    return asked.where(met, or_(col(Rule.property_id).is_(None), col(Rule.property_id) == at.property_id))


def _added_on(moment: Any) -> ColumnElement[date]:
    return cast(func.timezone("UTC", col(moment)), Date)


def _is(column: Any, wanted: UUID | None) -> list[ColumnElement[bool]]:
    return [] if wanted is None else [col(column) == wanted]


_MAKERS = {
    KindLevel.PROPERTY: _properties,
    KindLevel.UNIT: _units,
    KindLevel.LEASE: _leases,
    KindLevel.OWNER: _owners,
    KindLevel.VENDOR: _vendors,
    KindLevel.COMPANY: _company,
}
