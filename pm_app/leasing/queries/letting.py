"""What letting a unit depends on: the unit, the household that is in the way, the people who are to live there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.leasing.tables import Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property, Unit


@dataclass(frozen=True)
class UnitToLet:
    """A unit and its property as far as letting it is concerned."""

    unit_id: UUID
    unit_name: str
    property_id: UUID
    property_name: str
    market_rent_cents: int | None
    archived_at: datetime | None


@dataclass(frozen=True)
class PersonNamed:
    """A person as a lease names one."""

    person_id: UUID
    name: str
    sort_name: str
    archived_at: datetime | None


@dataclass(frozen=True)
class Occupant:
    """A household that holds a unit: from its first day to the last one known, None when that is not known."""

    tenancy_id: UUID
    name: str
    starts_on: date
    ends_on: date | None
    moved_out_on: date | None


def unit_to_let(session: Session, actor: Actor, *, unit_id: UUID) -> UnitToLet:
    """Return what letting a unit depends on; refuses (`NotFound`) one that is not within scope."""
    actor.must(Permission.VIEW_LEASES)
    row = session.exec(
        select(Unit, Property).join(Property, col(Property.id) == col(Unit.property_id)).where(Unit.id == unit_id)
    ).first()
    if row is None:
        raise NotFound("This unit does not exist, or it is not yours to see.")
    unit, property_ = row
    actor.must_see(property_.id)
    archived_at = unit.archived_at or property_.archived_at
    return UnitToLet(unit.id, unit.name, property_.id, property_.name, unit.market_rent_cents, archived_at)


def people_named(session: Session, actor: Actor, *, person_ids: Collection[UUID]) -> dict[UUID, PersonNamed]:
    """Return those of these persons that exist, by id."""
    actor.must(Permission.VIEW_LEASES)
    people = session.exec(select(Person).where(col(Person.id).in_(person_ids)))
    return {p.id: PersonNamed(p.id, p.name, p.sort_name, p.archived_at) for p in people}


def find_occupant(
    session: Session,
    actor: Actor,
    *,
    unit_id: UUID,
    first_on: date,
    last_on: date | None = None,
    today: date | None = None,
    besides: UUID | None = None,
) -> Occupant | None:
    """Return the first household that holds the unit on any of these days (last included, None for ever), or None.

    With `today`, a household that should have left before today and did not is in the way of whoever begins by then.
    """
    actor.must(Permission.VIEW_LEASES)
    ends_on = func.coalesce(col(Tenancy.moved_out_on), col(Tenancy.move_out_planned_on))
    in_the_way = or_(ends_on.is_(None), ends_on >= first_on)
    if today is not None and first_on <= today:
        stayed_on = and_(col(Tenancy.moved_out_on).is_(None), col(Tenancy.move_out_planned_on) < today)
        in_the_way = or_(in_the_way, stayed_on)
    conditions = [Tenancy.unit_id == unit_id, col(Tenancy.cancelled_at).is_(None), in_the_way]
    if last_on is not None:
        conditions.append(col(Tenancy.starts_on) <= last_on)
    if besides is not None:
        conditions.append(Tenancy.id != besides)
    found = session.exec(select(Tenancy).where(*conditions).order_by(col(Tenancy.starts_on)).limit(1)).first()
    if found is None:
        return None
    return Occupant(
        found.id, found.name, found.starts_on, found.moved_out_on or found.move_out_planned_on, found.moved_out_on
    )
