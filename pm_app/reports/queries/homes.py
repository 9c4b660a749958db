"""Units as they stand in a report of a day, with the property they are in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.kernel.dates import AsOf
from pm_app.leasing.queries.states import among
from pm_app.portfolio.enums import OffMarket, PropertyKind
from pm_app.portfolio.tables import Property, Unit
from pm_app.reports.rules.places import place_key
from pm_app.reports.rules.rent_roll import Home


@dataclass(frozen=True, slots=True)
class HomeOn:
    """A unit and how it stands apart from who lives there; `in_use`: neither it nor its property was archived."""

    home: Home
    off_market: OffMarket | None
    ready_on: date | None
    in_use: bool


def homes_on(
    session: Session,
    actor: Actor,
    *,
    as_of: AsOf,
    property_id: UUID | None = None,
    besides: Collection[UUID] = (),
) -> list[HomeOn]:
    """Return the units that were in use on a day, and `besides` whatever became of them; as people count them.

    What was archived later was in use; what was typed after it was known is left out.
    """
    actor.must(Permission.VIEW_PORTFOLIO)
    in_use = and_(
        or_(col(Unit.archived_at).is_(None), col(Unit.archived_at) > as_of.seen_at),
        or_(col(Property.archived_at).is_(None), col(Property.archived_at) > as_of.seen_at),
        true() if as_of.known_at is None else col(Unit.created_at) <= as_of.known_at,
    )
    rows = session.execute(
        sql_select(*_COLUMNS, in_use)
        .join(Property, col(Property.id) == col(Unit.property_id))
        .where(
            within_scope(actor, col(Unit.property_id)),
            true() if property_id is None else col(Unit.property_id) == property_id,
            or_(in_use, among(Unit.id, besides)),
        )
    )
    found = [_home(row) for row in rows]
    return sorted(found, key=lambda one: place_key(one.home.property_name, one.home.unit_name))


def _home(row: Any) -> HomeOn:
    (unit_id, unit, property_id, place, kind, beds, baths_half, area, market_cents, off_market, ready_on, in_use) = row
    home = Home(unit_id, unit, property_id, place, PropertyKind(kind), beds, baths_half, area, market_cents)
    return HomeOn(home, OffMarket(off_market) if off_market else None, ready_on, bool(in_use))


_COLUMNS = (
    *(col(Unit.id), col(Unit.name), col(Property.id), col(Property.name), col(Property.kind)),
    *(col(Unit.beds), col(Unit.baths_half), col(Unit.area_sqft), col(Unit.market_rent_cents)),
    *(col(Unit.off_market), col(Unit.ready_on)),
)
