"""Properties and units."""

from itertools import count
from uuid import UUID

from sqlmodel import Session

from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.tables import Property, Unit
from tests.factories.access import LONG_AGO

_numbers = count(1)


def a_property(session: Session, *, name: str = "", manager_id: UUID | None = None) -> Property:
    """Add a property."""
    number = next(_numbers)
    property_ = Property(
        name=name or f"Property {number}",
        kind=PropertyKind.APARTMENTS,
        address_line=f"{number} Alder Street",
        city="Riverton",
        region="OH",
        postal_code="43099",
        manager_id=manager_id,
        created_at=LONG_AGO,
    )
    session.add(property_)
    session.flush()
    return property_


def a_unit(
    session: Session, property_: Property | None = None, *, name: str = "", market_rent_cents: int | None = 1_200_00
) -> Unit:
    """Add a unit, in a property of its own unless one is given."""
    property_ = property_ or a_property(session)
    unit = Unit(
        property_id=property_.id,
        name=name or str(100 + next(_numbers)),
        beds=2,
        baths_half=2,
        area_sqft=800,
        market_rent_cents=market_rent_cents,
        created_at=LONG_AGO,
    )
    session.add(unit)
    session.flush()
    return unit
