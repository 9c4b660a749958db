"""What is on file already, as an import compares it."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.rules.importing import ExistingProperty, ExistingUnit, ImportPlan, plan_import
from pm_app.portfolio.rules.reading import PropertyRow, RefusedRow
from pm_app.portfolio.tables import Property, Unit

PROPERTY_FIELDS = (
    "name",
    "address_line",
    "city",
    "region",
    "postal_code",
    "country",
    "year_built",
    "storeys",
    "unit_count",
    "notes",
    "management_company",
)
UNIT_FIELDS = ("beds", "baths_half", "area_sqft", "market_rent_cents")


def existing_properties(session: Session, actor: Actor) -> list[ExistingProperty]:
    """Return every property within scope with its units, as far as an import can compare and change them."""
    actor.must(Permission.IMPORT_PORTFOLIO)
    units: dict[UUID, list[ExistingUnit]] = {}
    for unit in session.exec(select(Unit).where(within_scope(actor, col(Unit.property_id)))):
        values = {field: getattr(unit, field) for field in UNIT_FIELDS}
        units.setdefault(unit.property_id, []).append(ExistingUnit(unit.id, unit.name, values))
    rows = session.exec(
        select(Property, User.email)
        .outerjoin(User, col(User.id) == col(Property.manager_id))
        .where(within_scope(actor, col(Property.id)))
    )
    return [
        ExistingProperty(
            property_.id,
            property_.external_reference,
            {
                **{field: getattr(property_, field) for field in PROPERTY_FIELDS},
                "kind": PropertyKind(property_.kind),
                "manager_email": email,
            },
            tuple(units.get(property_.id, ())),
        )
        for property_, email in rows
    ]


def import_plan(session: Session, actor: Actor, *, rows: Iterable[PropertyRow | RefusedRow]) -> ImportPlan:
    """Return what importing these rows would do; nothing is written."""
    actor.must(Permission.IMPORT_PORTFOLIO)
    return plan_import(rows, existing_properties(session, actor))
