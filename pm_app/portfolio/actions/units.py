"""Adding, changing and archiving units."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused, Stale
from pm_app.kernel.listing import cleaned
from pm_app.kernel.tables import new_id
from pm_app.portfolio.actions.properties import locked_property
from pm_app.portfolio.enums import OffMarket
from pm_app.portfolio.tables import Unit

HIGHEST_RENT_CENTS = 1_000_000_00


class UnitNameTaken(Refused):
    """The property already has a unit of this name."""


@dataclass(frozen=True)
class UnitFacts:
    """What a person enters about a unit. `baths_half` counts half baths; rent is per month."""

    name: str
    beds: int | None = None
    baths_half: int | None = None
    area_sqft: int | None = None
    market_rent_cents: int | None = None
    off_market: OffMarket | None = None
    off_market_note: str = ""
    ready_on: date | None = None
    notes: str = ""


_PLAUSIBLE = {
    "beds": (0, 50, "Write the number of bedrooms, 0 for a studio."),
    "baths_half": (0, 100, "Write the number of baths, such as 1 or 1.5."),
    "area_sqft": (1, 10_000_000, "Write the area in square feet, such as 850."),
    "market_rent_cents": (0, HIGHEST_RENT_CENTS, "Write a monthly rent of at most $1,000,000.00."),
}


def add_unit(
    session: Session,
    actor: Actor,
    *,
    property_id: UUID,
    facts: UnitFacts,
    now: datetime,
    request_key: UUID | None = None,
) -> UUID:
    """Add a unit and return its id; the same key adds it once. Refuses a name that is taken (`UnitNameTaken`)."""
    actor.must(Permission.CHANGE_PORTFOLIO)
    property_ = locked_property(session, actor, property_id)
    if request_key is not None and session.get(Unit, request_key) is not None:
        return request_key
    if property_.archived_at is not None:
        raise Refused("This property is archived. Restore it before adding units.")
    values = checked_unit(facts)
    _must_be_free(session, property_id, values["name"])
    unit = Unit(id=request_key or new_id(), property_id=property_id, **values, created_at=now)
    session.add(unit)
    session.flush()
    _audit(session, actor, unit, "added", now)
    return unit.id


def change_unit(
    session: Session, actor: Actor, *, unit_id: UUID, version: int, facts: UnitFacts, now: datetime
) -> None:
    """Change what is on file about a unit; refused (`Stale`) when somebody else did since it was opened."""
    actor.must(Permission.CHANGE_PORTFOLIO)
    unit = _locked(session, actor, unit_id)
    if unit.version != version:
        raise Stale("Somebody else changed this unit meanwhile. Reload the page, then enter your change again.")
    values = checked_unit(facts)
    if values["name"].lower() != unit.name.lower():
        _must_be_free(session, unit.property_id, values["name"])
    changed: dict[str, Any] = {}
    for field, value in values.items():
        before = getattr(unit, field)
        if before != value:
            changed[field] = [_plain(before), _plain(value)]
            setattr(unit, field, value)
    if changed:
        unit.version += 1
        _audit(session, actor, unit, "changed", now, changed)


def archive_unit(session: Session, actor: Actor, *, unit_id: UUID, now: datetime) -> None:
    """Take a unit out of lists and choices (merged, split, gone); its history stays."""
    actor.must(Permission.CHANGE_PORTFOLIO)
    unit = _locked(session, actor, unit_id)
    if unit.archived_at is None:
        unit.archived_at = now
        _audit(session, actor, unit, "archived", now)


def restore_unit(session: Session, actor: Actor, *, unit_id: UUID, now: datetime) -> None:
    """Bring an archived unit back."""
    actor.must(Permission.CHANGE_PORTFOLIO)
    unit = _locked(session, actor, unit_id)
    if unit.archived_at is not None:
        unit.archived_at = None
        _audit(session, actor, unit, "restored", now)


def checked_unit(facts: UnitFacts) -> dict[str, Any]:
    """Return the facts cleaned, by column; refuses a missing name and implausible numbers."""
    values = asdict(facts)
    values["name"] = cleaned(values["name"], longest=60, field="name", name="The unit's name")
    values["off_market_note"] = cleaned(values["off_market_note"], longest=300, field="off_market_note")
    values["notes"] = cleaned(values["notes"], longest=10_000, field="notes", name="The note")
    if not values["name"]:
        raise Refused("Write the unit's name or number, such as 204.", field="name")
    for field, (low, high, sentence) in _PLAUSIBLE.items():
        if values[field] is not None and not low <= values[field] <= high:
            raise Refused(sentence, field=field.removesuffix("_cents").removesuffix("_half"))
    return values


def _must_be_free(session: Session, property_id: UUID, name: str) -> None:
    taken = session.exec(
        select(Unit.id).where(Unit.property_id == property_id, func.lower(col(Unit.name)) == name.lower())
    ).first()
    if taken:
        raise UnitNameTaken(f"This property already has a unit {name}. Choose another name.", field="name")


def _locked(session: Session, actor: Actor, unit_id: UUID) -> Unit:
    unit = session.exec(select(Unit).where(Unit.id == unit_id).with_for_update()).first()
    if unit is None or not actor.sees(unit.property_id):
        raise NotFound("This unit does not exist, or it is not yours to see.")
    return unit


def _plain(value: object) -> object:
    return value if isinstance(value, int | str | None) else str(value)


def _audit(
    session: Session, actor: Actor, unit: Unit, did: str, now: datetime, details: dict[str, Any] | None = None
) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="unit",
        about_id=unit.id,
        about_name=f"unit {unit.name}",
        property_id=unit.property_id,
        now=now,
        details=details,
    )
