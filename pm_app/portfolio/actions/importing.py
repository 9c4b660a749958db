"""Importing properties and units from a table: all rows or none."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.queries import user_ids
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.people.actions import add_person
from pm_app.people.enums import PersonKind, PersonRole
from pm_app.people.queries import find_person
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.queries.existing import PROPERTY_FIELDS, import_plan
from pm_app.portfolio.rules.grouping import PropertyInFile
from pm_app.portfolio.rules.importing import FieldChange, ImportPlan, PropertyChange
from pm_app.portfolio.rules.reading import PropertyRow, RefusedRow, UnitValues
from pm_app.portfolio.tables import Ownership, Property, Unit

T = TypeVar("T", Property, Unit)

# One import at a time: two would not see each other's rows and add everything twice.
_IMPORT_LOCK = 7_316_001
_NOT_COLUMNS = frozenset({"manager_email", "owner_name"})


class ImportRefused(Refused):
    """Some rows cannot be imported, so none is."""


def import_properties(
    session: Session, actor: Actor, *, rows: Iterable[PropertyRow | RefusedRow], today: date, now: datetime
) -> ImportPlan:
    """Add and change what the rows say and return what was done; refuses the whole file when one row is refused."""
    actor.must(Permission.IMPORT_PORTFOLIO)
    if actor.property_ids is not None:
        raise NotAllowed("You work on chosen properties only. Ask an administrator to import properties.")
    session.connection().execute(select(func.pg_advisory_xact_lock(_IMPORT_LOCK)))
    plan = import_plan(session, actor, rows=rows)
    if plan.refused:
        problem = plan.refused[0].problems[0]
        raise ImportRefused(f"Nothing was imported: {len(plan.refused):,} rows are refused. The first: {problem}")
    managers = _managers(session, actor, plan)
    added = [(_add(session, actor, one, managers, now), one) for one in plan.to_add]
    session.flush()
    owners: dict[str, UUID] = {}
    for property_id, one in added:
        _add_units(session, property_id, one.units, now)
        if one.values.owner_name:
            owner_id = _owner(session, actor, one.values.owner_name, owners, now)
            session.add(Ownership(property_id=property_id, person_id=owner_id, starts_on=today))
    _change_all(session, actor, plan.to_change, managers, now)
    return plan


def _managers(session: Session, actor: Actor, plan: ImportPlan) -> dict[str, UUID]:
    """Return the users the file names as managers, by e-mail; refuses an address that is nobody's."""
    rows = (*plan.to_add, *plan.to_change)
    wanted = {one.values.manager_email.lower() for one in rows if one.values.manager_email}
    known = user_ids(session, actor, emails=wanted)
    if unknown := sorted(wanted - known.keys()):
        raise ImportRefused(f"Nothing was imported: {unknown[0]} is not a user. Invite that person first.")
    return known


def _add(session: Session, actor: Actor, one: PropertyInFile, managers: dict[str, UUID], now: datetime) -> UUID:
    values = one.values
    known = {field: getattr(values, field) for field in PROPERTY_FIELDS}
    columns: dict[str, Any] = {field: value for field, value in known.items() if value is not None}
    columns.update(name=values.title, address_line=values.address_line or values.title)
    property_ = Property(
        **columns,
        kind=values.kind or PropertyKind.APARTMENTS,
        external_reference=values.external_reference,
        manager_id=managers.get((values.manager_email or "").lower()),
        created_at=now,
    )
    session.add(property_)
    _audit(session, actor, property_, "imported", now, {"row": one.row_numbers[0]})
    return property_.id


def _add_units(session: Session, property_id: UUID, units: Iterable[UnitValues], now: datetime) -> None:
    for unit in units:
        session.add(
            Unit(
                property_id=property_id,
                name=unit.unit,
                beds=unit.beds,
                baths_half=unit.baths_half,
                area_sqft=unit.area_sqft,
                market_rent_cents=unit.market_rent_cents,
                created_at=now,
            )
        )


def _owner(session: Session, actor: Actor, name: str, owners: dict[str, UUID], now: datetime) -> UUID:
    """Return the owner of this name, who is added once when nobody of the name is on file."""
    key = name.casefold()
    if key not in owners:
        owners[key] = find_person(session, actor, name=name) or add_person(
            session, actor, kind=PersonKind.ORGANIZATION, name=name, roles=[PersonRole.OWNER], now=now
        )
    return owners[key]


def _change_all(
    session: Session, actor: Actor, changes: Sequence[PropertyChange], managers: dict[str, UUID], now: datetime
) -> None:
    """Change properties and units, each read once beforehand: thousands of rows, not thousands of questions."""
    properties = {row.id: row for row in _locked(session, Property, [one.property_id for one in changes])}
    units = {row.id: row for row in _locked(session, Unit, [u.unit_id for one in changes for u in one.units_to_change])}
    for change in changes:
        _change(session, actor, change, properties[change.property_id], units, managers, now)


def _locked(session: Session, table: type[T], ids: list[UUID]) -> Sequence[T]:
    """Return the rows of these ids, locked in one order, so that two who change them wait instead of deadlocking."""
    return session.exec(select(table).where(col(table.id).in_(ids)).order_by(col(table.id)).with_for_update()).all()


def _change(
    session: Session,
    actor: Actor,
    change: PropertyChange,
    property_: Property,
    units: dict[UUID, Unit],
    managers: dict[str, UUID],
    now: datetime,
) -> None:
    for one in change.changes:
        if one.field == "manager_email":
            property_.manager_id = managers[str(one.after).lower()]
        elif one.field not in _NOT_COLUMNS:
            setattr(property_, one.field, one.after)
    property_.version += 1
    _add_units(session, property_.id, change.units_to_add, now)
    for unit_change in change.units_to_change:
        unit = units[unit_change.unit_id]
        for one in unit_change.changes:
            setattr(unit, one.field, one.after)
        unit.version += 1
    details: dict[str, Any] = _pairs(change.changes)
    if change.units_to_add or change.units_to_change:
        details["units"] = f"{len(change.units_to_add)} added, {len(change.units_to_change)} changed"
    _audit(session, actor, property_, "changed by import", now, details)


def _pairs(changes: Iterable[FieldChange]) -> dict[str, Any]:
    return {one.field: [_plain(one.before), _plain(one.after)] for one in changes}


def _plain(value: object) -> object:
    return value if isinstance(value, int | str | None) else str(value)


def _audit(
    session: Session, actor: Actor, property_: Property, did: str, now: datetime, details: dict[str, Any]
) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="property",
        about_id=property_.id,
        about_name=property_.name,
        property_id=property_.id,
        now=now,
        details=details,
    )
