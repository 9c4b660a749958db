"""Units: those of a property, one of them, choices for forms, the order people count in."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, cast, func
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import like_pattern, search_text
from pm_app.portfolio.enums import OffMarket
from pm_app.portfolio.queries.properties import Choice
from pm_app.portfolio.tables import Property, Unit


@dataclass(frozen=True)
class UnitRow:
    """A unit as it stands on file; who lives there is for leasing to say."""

    unit_id: UUID
    property_id: UUID
    property_name: str
    name: str
    beds: int | None
    baths_half: int | None
    area_sqft: int | None
    market_rent_cents: int | None
    off_market: OffMarket | None
    off_market_note: str
    ready_on: date | None
    notes: str
    archived_at: datetime | None
    version: int


@dataclass(frozen=True)
class UnitPlace:
    """Which unit of which property."""

    unit_id: UUID
    unit_name: str
    property_id: UUID
    property_name: str


def unit_rows(
    session: Session, actor: Actor, *, property_id: UUID | None = None, archived: bool = False
) -> list[UnitRow]:
    """Return the units of one property by name, numbers in their natural order (9 before 10).

    Without a property: those of every property in use within scope, property by property.
    """
    actor.must(Permission.VIEW_PORTFOLIO)
    actor.must_see(property_id)
    if property_id is None:
        place = [within_scope(actor, col(Unit.property_id)), col(Property.archived_at).is_(None)]
    else:
        place = [col(Unit.property_id) == property_id]
    rows = session.exec(
        select(Unit, Property.name)
        .join(Property, col(Property.id) == col(Unit.property_id))
        .where(*place, col(Unit.archived_at).isnot(None) if archived else col(Unit.archived_at).is_(None))
        .order_by(func.lower(Property.name), col(Property.id), *natural_order(col(Unit.name)))
    )
    return [_unit_row(unit, name) for unit, name in rows]


def unit_details(session: Session, actor: Actor, *, unit_id: UUID) -> UnitRow:
    """Return one unit."""
    actor.must(Permission.VIEW_PORTFOLIO)
    row = session.exec(
        select(Unit, Property.name).join(Property, col(Property.id) == col(Unit.property_id)).where(Unit.id == unit_id)
    ).first()
    if row is None or not actor.sees(row[0].property_id):
        raise NotFound("This unit does not exist, or it is not yours to see.")
    return _unit_row(*row)


def unit_place(session: Session, actor: Actor, *, unit_id: UUID) -> UnitPlace:
    """Return which unit of which property this is."""
    unit = unit_details(session, actor, unit_id=unit_id)
    return UnitPlace(unit.unit_id, unit.name, unit.property_id, unit.property_name)


def unit_choices(
    session: Session, actor: Actor, *, search: str = "", property_id: UUID | None = None, limit: int = 20
) -> list[Choice]:
    """Return units found by their name, their property or its address ("alder 204"), by property and name."""
    actor.must(Permission.VIEW_PORTFOLIO)
    conditions = [within_scope(actor, col(Unit.property_id)), col(Unit.archived_at).is_(None)]
    if property_id is not None:
        conditions.append(col(Unit.property_id) == property_id)
    place = func.concat_ws(" ", Property.name, Property.address_line, Unit.name)
    conditions += [place.ilike(like_pattern(word), escape="\\") for word in search_text(search).split()]
    rows = session.exec(
        select(Unit, Property)
        .join(Property, col(Property.id) == col(Unit.property_id))
        .where(*conditions)
        .order_by(func.lower(Property.name), *natural_order(col(Unit.name)))
        .limit(limit)
    )
    return [Choice(unit.id, f"{p.name}, unit {unit.name}", p.address_line) for unit, p in rows]


def natural_order(name: Any) -> tuple[ColumnElement[Any], ...]:
    """Return the order in which people count units: first by the leading number, then as written."""
    number = func.nullif(func.left(func.regexp_replace(name, r"\D.*$", ""), 9), "")
    return cast(number, Integer).asc().nulls_last(), func.lower(name)


def _unit_row(unit: Unit, property_name: str) -> UnitRow:
    return UnitRow(
        unit.id,
        unit.property_id,
        property_name,
        unit.name,
        unit.beds,
        unit.baths_half,
        unit.area_sqft,
        unit.market_rent_cents,
        OffMarket(unit.off_market) if unit.off_market else None,
        unit.off_market_note,
        unit.ready_on,
        unit.notes,
        unit.archived_at,
        unit.version,
    )
