"""Adding, changing, archiving a property; its photo and its owners."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues
from pm_app.access.rules import Actor
from pm_app.kernel.dates import day_before
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.kernel.listing import cleaned
from pm_app.kernel.tables import new_id
from pm_app.people.actions import add_role
from pm_app.people.enums import PersonRole
from pm_app.people.queries import person_details
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.tables import Ownership, Property


@dataclass(frozen=True)
class PropertyFacts:
    """What a person enters about a property."""

    name: str
    kind: PropertyKind
    address_line: str
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    year_built: int | None = None
    storeys: int | None = None
    unit_count: int | None = None
    notes: str = ""
    manager_id: UUID | None = None
    management_company: str = ""
    requires_renters_insurance: bool = False


@dataclass(frozen=True)
class Share:
    """Whose a property is, in basis points of the whole."""

    person_id: UUID
    share_bps: int


_LONGEST = {
    "name": 200,
    "address_line": 300,
    "city": 120,
    "region": 120,
    "postal_code": 20,
    "country": 80,
    "notes": 10_000,
    "management_company": 200,
}
_PLAUSIBLE = {
    "year_built": (1500, 2200, "Write the year it was built with four digits, such as 1964."),
    "storeys": (0, 300, "Write the number of storeys, such as 3."),
    "unit_count": (0, 100_000, "Write the number of units, such as 24."),
}


def add_property(
    session: Session, actor: Actor, *, facts: PropertyFacts, now: datetime, request_key: UUID | None = None
) -> UUID:
    """Add a property and return its id; the same key adds it once.

    Refuses one without an address; someone with a scope cannot widen it by adding.
    """
    actor.must(Permission.CHANGE_PORTFOLIO)
    if actor.property_ids is not None:
        raise NotAllowed("You work on chosen properties only. Ask an administrator to add a property.")
    if request_key is not None and session.get(Property, request_key) is not None:
        return request_key
    _check_manager(session, actor, facts.manager_id)
    property_ = Property(id=request_key or new_id(), **checked_facts(facts), created_at=now)
    session.add(property_)
    session.flush()
    _audit(session, actor, property_, "added", now)
    return property_.id


def change_property(
    session: Session, actor: Actor, *, property_id: UUID, version: int, facts: PropertyFacts, now: datetime
) -> None:
    """Change what is on file about a property; refused (`Stale`) when somebody else did since it was opened."""
    actor.must(Permission.CHANGE_PORTFOLIO)
    property_ = locked_property(session, actor, property_id)
    if property_.version != version:
        raise Stale("Somebody else changed this property meanwhile. Reload the page, then enter your change again.")
    if facts.manager_id != property_.manager_id:
        _check_manager(session, actor, facts.manager_id)
    changed: dict[str, Any] = {}
    for field, value in checked_facts(facts).items():
        before = getattr(property_, field)
        if before != value:
            changed[field] = [_plain(before), _plain(value)]
            setattr(property_, field, value)
    if changed:
        property_.version += 1
        _audit(session, actor, property_, "changed", now, changed)


def archive_property(session: Session, actor: Actor, *, property_id: UUID, now: datetime) -> None:
    """Take a property out of lists and choices; its units, leases, documents and money stay as they are."""
    actor.must(Permission.CHANGE_PORTFOLIO)
    property_ = locked_property(session, actor, property_id)
    if property_.archived_at is None:
        property_.archived_at = now
        _audit(session, actor, property_, "archived", now)


def restore_property(session: Session, actor: Actor, *, property_id: UUID, now: datetime) -> None:
    """Bring an archived property back."""
    actor.must(Permission.CHANGE_PORTFOLIO)
    property_ = locked_property(session, actor, property_id)
    if property_.archived_at is not None:
        property_.archived_at = None
        _audit(session, actor, property_, "restored", now)


def set_photo(
    session: Session, actor: Actor, *, property_id: UUID, sha256: str, media_type: str, now: datetime
) -> None:
    """Show the stored picture on the property's page. Refuses what is not a PNG, JPEG or WebP."""
    actor.must(Permission.CHANGE_PORTFOLIO)
    if media_type not in {"image/png", "image/jpeg", "image/webp"}:
        raise Refused("A photo must be a JPEG, PNG or WebP picture.", field="photo")
    property_ = locked_property(session, actor, property_id)
    property_.photo_sha256, property_.photo_media_type = sha256, media_type
    property_.version += 1
    _audit(session, actor, property_, "changed the photo", now)


def set_owners(
    session: Session, actor: Actor, *, property_id: UUID, shares: Sequence[Share], starts_on: date, now: datetime
) -> None:
    """Say whose a property is from a day on; what was before ends the day before. Shares must add up to 100 %."""
    actor.must(Permission.CHANGE_PORTFOLIO)
    property_ = locked_property(session, actor, property_id)
    if len({share.person_id for share in shares}) != len(shares) or any(share.share_bps <= 0 for share in shares):
        raise Refused("Name every owner once, each with a share above 0 %.", field="owners")
    if sum(share.share_bps for share in shares) != 10_000:
        raise Refused("The shares of the owners must add up to 100 %.", field="owners")
    for row in session.exec(select(Ownership).where(Ownership.property_id == property_id)):
        if row.starts_on >= starts_on:
            session.delete(row)
        elif row.ends_on is None or row.ends_on >= starts_on:
            row.ends_on = day_before(starts_on)
    session.flush()
    for share in shares:
        person_details(session, actor, person_id=share.person_id)
        add_role(session, actor, person_id=share.person_id, role=PersonRole.OWNER)
        session.add(
            Ownership(
                property_id=property_id, person_id=share.person_id, share_bps=share.share_bps, starts_on=starts_on
            )
        )
    _audit(session, actor, property_, "changed the owners", now, {"owners": len(shares)})


def checked_facts(facts: PropertyFacts) -> dict[str, Any]:
    """Return the facts cleaned, by column; refuses missing names and addresses and implausible numbers."""
    values = asdict(facts)
    for field, longest in _LONGEST.items():
        values[field] = cleaned(values[field], longest=longest, field=field)
    if not values["address_line"]:
        raise Refused("Write the street address.", field="address_line")
    values["name"] = values["name"] or values["address_line"]
    for field, (low, high, sentence) in _PLAUSIBLE.items():
        if values[field] is not None and not low <= values[field] <= high:
            raise Refused(sentence, field=field)
    return values


def _check_manager(session: Session, actor: Actor, manager_id: UUID | None) -> None:
    if manager_id is not None and all(user_id != manager_id for user_id, _, _ in colleagues(session, actor)):
        raise Refused("This person may no longer sign in. Choose another manager.", field="manager_id")


def locked_property(session: Session, actor: Actor, property_id: UUID) -> Property:
    """Return the property's row, locked until the transaction ends; refuses one that is out of scope."""
    actor.must_see(property_id)
    property_ = session.exec(select(Property).where(Property.id == property_id).with_for_update()).first()
    if property_ is None:
        raise NotFound("This property does not exist, or it is not yours to see.")
    return property_


def _plain(value: object) -> object:
    return value if isinstance(value, int | str | None) else str(value)


def _audit(
    session: Session,
    actor: Actor,
    property_: Property,
    did: str,
    now: datetime,
    details: dict[str, Any] | None = None,
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
