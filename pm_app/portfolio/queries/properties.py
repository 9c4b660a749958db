"""Properties: lists, one of them, choices for forms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing, Rows, like_pattern, search_text
from pm_app.people.tables import Person
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.tables import Ownership, Property, Unit


@dataclass(frozen=True)
class PropertyRow:
    """A property in a list. `units` counts the units on file; `unit_count` is what a register says."""

    property_id: UUID
    name: str
    kind: PropertyKind
    address: str
    units: int
    unit_count: int | None
    year_built: int | None
    manager_name: str
    archived_at: datetime | None

    @property
    def known_units(self) -> int | None:
        """How many units there are: those on file, or what a register says while none is."""
        return self.units or self.unit_count


@dataclass(frozen=True)
class OwnerShare:
    """Whose a property is: the share in basis points, from when until when (last day included)."""

    person_id: UUID
    name: str
    share_bps: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class PropertyDetails:
    """Everything on file about one property."""

    property_id: UUID
    name: str
    kind: PropertyKind
    address_line: str
    city: str
    region: str
    postal_code: str
    country: str
    year_built: int | None
    storeys: int | None
    unit_count: int | None
    notes: str
    manager_id: UUID | None
    manager_name: str
    management_company: str
    requires_renters_insurance: bool
    photo_sha256: str | None
    photo_media_type: str
    external_reference: str | None
    owners: tuple[OwnerShare, ...]
    archived_at: datetime | None
    version: int

    @property
    def address(self) -> str:
        """The address in one line."""
        return one_line(self.address_line, self.city, self.region, self.postal_code)


@dataclass(frozen=True)
class Choice:
    """A record offered in a form; `detail` tells two of the same name apart."""

    id: UUID
    name: str
    detail: str


def one_line(address_line: str, city: str, region: str, postal_code: str) -> str:
    """Return an address in one line: "1420 Alder Street, Riverton, OH 43099"."""
    region_and_code = " ".join(part for part in (region, postal_code) if part)
    return ", ".join(part for part in (address_line, city, region_and_code) if part)


def property_rows(
    session: Session,
    actor: Actor,
    *,
    listing: Listing,
    kind: PropertyKind | None = None,
    manager_id: UUID | None = None,
    archived: bool = False,
) -> Rows[PropertyRow]:
    """Return one page of properties; sorts by name (default), units, built or address."""
    actor.must(Permission.VIEW_PORTFOLIO)
    conditions = [within_scope(actor, col(Property.id)), *_matching(listing.search)]
    conditions.append(col(Property.archived_at).isnot(None) if archived else col(Property.archived_at).is_(None))
    if kind is not None:
        conditions.append(col(Property.kind) == kind)
    if manager_id is not None:
        conditions.append(col(Property.manager_id) == manager_id)
    total = session.exec(select(func.count()).select_from(Property).where(*conditions)).one()
    units = (
        select(func.count())
        .select_from(Unit)
        .where(col(Unit.property_id) == col(Property.id), col(Unit.archived_at).is_(None))
        .correlate(Property)
        .scalar_subquery()
    )
    orders: dict[str, Any] = {
        "units": func.coalesce(func.nullif(units, 0), col(Property.unit_count)),
        "built": col(Property.year_built),
        "address": func.lower(Property.address_line),
    }
    order = orders.get(listing.sort, func.lower(Property.name))
    rows = session.exec(
        select(Property, units, User.name)
        .outerjoin(User, col(User.id) == col(Property.manager_id))
        .where(*conditions)
        .order_by(order.desc().nulls_last() if listing.descending else order.asc().nulls_last(), col(Property.id))
        .offset(listing.offset)
        .limit(listing.limit)
    )
    return Rows([_property_row(p, count, manager) for p, count, manager in rows], total)


def kind_counts(session: Session, actor: Actor, *, search: str = "", archived: bool = False) -> dict[PropertyKind, int]:
    """Return how many properties within scope there are of each kind: those in use, or those archived."""
    actor.must(Permission.VIEW_PORTFOLIO)
    shelved = col(Property.archived_at).isnot(None) if archived else col(Property.archived_at).is_(None)
    rows = session.exec(
        select(Property.kind, func.count())
        .where(within_scope(actor, col(Property.id)), shelved, *_matching(search))
        .group_by(col(Property.kind))
    )
    return {PropertyKind(kind): count for kind, count in rows}


def property_details(session: Session, actor: Actor, *, property_id: UUID) -> PropertyDetails:
    """Return one property with its owners of every time, the present ones first."""
    actor.must(Permission.VIEW_PORTFOLIO)
    actor.must_see(property_id)
    row = session.exec(
        select(Property, User.name)
        .outerjoin(User, col(User.id) == col(Property.manager_id))
        .where(Property.id == property_id)
    ).first()
    if row is None:
        raise NotFound("This property does not exist, or it is not yours to see.")
    p, manager_name = row
    return PropertyDetails(
        property_id=p.id,
        name=p.name,
        kind=PropertyKind(p.kind),
        address_line=p.address_line,
        city=p.city,
        region=p.region,
        postal_code=p.postal_code,
        country=p.country,
        year_built=p.year_built,
        storeys=p.storeys,
        unit_count=p.unit_count,
        notes=p.notes,
        manager_id=p.manager_id,
        manager_name=manager_name or "",
        management_company=p.management_company,
        requires_renters_insurance=p.requires_renters_insurance,
        photo_sha256=p.photo_sha256,
        photo_media_type=p.photo_media_type,
        external_reference=p.external_reference,
        owners=_owners(session, property_id),
        archived_at=p.archived_at,
        version=p.version,
    )


def _owners(session: Session, property_id: UUID) -> tuple[OwnerShare, ...]:
    rows = session.exec(
        select(Ownership, Person.name)
        .join(Person, col(Person.id) == col(Ownership.person_id))
        .where(Ownership.property_id == property_id)
        .order_by(col(Ownership.ends_on).desc().nulls_first(), col(Ownership.share_bps).desc(), col(Person.sort_name))
    )
    return tuple(OwnerShare(o.person_id, name, o.share_bps, o.starts_on, o.ends_on) for o, name in rows)


def property_choices(session: Session, actor: Actor, *, search: str = "", limit: int = 20) -> list[Choice]:
    """Return properties whose name or address has the text in it, by name."""
    actor.must(Permission.VIEW_PORTFOLIO)
    rows = session.exec(
        select(Property)
        .where(within_scope(actor, col(Property.id)), col(Property.archived_at).is_(None), *_matching(search))
        .order_by(func.lower(Property.name), col(Property.id))
        .limit(limit)
    )
    return [Choice(p.id, p.name, one_line(p.address_line, p.city, p.region, p.postal_code)) for p in rows]


def names_of(session: Session, actor: Actor, *, property_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of several properties at once; those out of scope are left out."""
    actor.must(Permission.VIEW_PORTFOLIO)
    rows = session.exec(
        select(Property.id, Property.name).where(
            col(Property.id).in_(list(property_ids)), within_scope(actor, col(Property.id))
        )
    )
    return dict(rows.all())


def _matching(search: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for word in search_text(search).split():
        pattern = like_pattern(word)
        named_unit = exists().where(
            col(Unit.property_id) == col(Property.id), col(Unit.name).ilike(pattern, escape="\\")
        )
        place = func.concat_ws(
            " ", Property.name, Property.address_line, Property.city, Property.postal_code, Property.external_reference
        )
        conditions.append(or_(place.ilike(pattern, escape="\\"), named_unit))
    return conditions


def _property_row(p: Property, units: int, manager_name: str | None) -> PropertyRow:
    address = one_line(p.address_line, p.city, p.region, p.postal_code)
    kind = PropertyKind(p.kind)
    return PropertyRow(
        p.id, p.name, kind, address, units, p.unit_count, p.year_built, manager_name or "", p.archived_at
    )
