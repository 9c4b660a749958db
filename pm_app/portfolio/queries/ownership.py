"""Whose a property is, asked from the owner's side."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.portfolio.queries.properties import one_line
from pm_app.portfolio.tables import Ownership, Property


@dataclass(frozen=True)
class OwnedProperty:
    """A property somebody owns or owned: the share in basis points, from when until when (last day included)."""

    property_id: UUID
    name: str
    address: str
    share_bps: int
    starts_on: date
    ends_on: date | None


def properties_of_owner(session: Session, actor: Actor, *, person_id: UUID) -> list[OwnedProperty]:
    """Return the properties within scope that a person owns or owned, those still owned first, then by name."""
    actor.must(Permission.VIEW_PORTFOLIO)
    rows = session.exec(
        select(Ownership, Property)
        .join(Property, col(Property.id) == col(Ownership.property_id))
        .where(Ownership.person_id == person_id, within_scope(actor, col(Property.id)))
        .order_by(col(Ownership.ends_on).desc().nulls_first(), col(Property.name), col(Ownership.starts_on))
    )
    return [
        OwnedProperty(
            place.id,
            place.name,
            one_line(place.address_line, place.city, place.region, place.postal_code),
            owned.share_bps,
            owned.starts_on,
            owned.ends_on,
        )
        for owned, place in rows
    ]
