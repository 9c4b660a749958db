"""Lists of tenancies, and one of them: where it is, and all there is to know of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing, Rows, like_pattern, search_text
from pm_app.leasing.enums import LeaseState, PartyRole
from pm_app.leasing.queries.rows import TenancyList, TenancyRow, tenancy_row
from pm_app.leasing.queries.states import among
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay, Person
from pm_app.portfolio.tables import Property, Unit

SHORTEST_PHONE = 4
CHOICES = 20


@dataclass(frozen=True)
class TenancyPlace:
    """Which household a tenancy is, where it lives, and whether the stay still stands."""

    tenancy_id: UUID
    name: str
    property_id: UUID
    property_name: str
    unit_id: UUID
    unit_name: str
    starts_on: date
    move_out_planned_on: date | None
    moved_out_on: date | None
    cancelled_at: datetime | None


@dataclass(frozen=True)
class TenancyChoice:
    """A tenancy to choose from a list of suggestions; `detail` says where."""

    tenancy_id: UUID
    name: str
    detail: str


@dataclass(frozen=True)
class PersonTenancy:
    """A tenancy a person has a part in, and which part, from when until when."""

    tenancy: TenancyRow
    role: PartyRole
    starts_on: date
    ends_on: date | None


def tenancy_rows(
    session: Session,
    actor: Actor,
    *,
    listing: Listing,
    today: date,
    states: Collection[LeaseState] = (),
    property_id: UUID | None = None,
    ends: tuple[date, date] | None = None,
) -> Rows[TenancyRow]:
    """Return one page of the tenancies in any of these states (all, when none is named) and how many there are.

    `ends` keeps those whose latest term ends from the first day to the second, as `lease_ends` knows them.
    Found by household, unit, property, a person's name, e-mail or phone. Sorts: name, unit, state, starts, ends, rent.
    """
    actor.must(Permission.VIEW_LEASES)
    joined = TenancyList(actor, today)
    conditions = [*_conditions(listing.search, property_id), *_ending(joined, ends)]
    if states:
        conditions.append(joined.state.in_([state.value for state in states]))
    narrowing = [*(joined.behind_state if states else ()), *([joined.last_term] if ends else ())]
    total = session.execute(joined.select(func.count(), joining=narrowing).where(*conditions)).scalar_one()
    sorting = [part for part in _sorted_by(joined, listing.sort) if part not in narrowing]
    ids = list(
        session.execute(
            joined.select(col(Tenancy.id), joining=[*narrowing, *sorting])
            .where(*conditions)
            .order_by(*_order(joined, listing), func.lower(Tenancy.name), col(Tenancy.id))
            .limit(listing.limit)
            .offset(listing.offset)
        ).scalars()
    )
    rows = [tenancy_row(row) for row in session.execute(joined.rows().where(among(Tenancy.id, ids)))]
    return Rows(sorted(rows, key=lambda row: ids.index(row.tenancy_id)), int(total))


def tenancy_counts(
    session: Session,
    actor: Actor,
    *,
    today: date,
    search: str = "",
    property_id: UUID | None = None,
    ends: tuple[date, date] | None = None,
) -> dict[LeaseState, int]:
    """Return how many tenancies are in each state, of those the search and the filters leave; none is 0."""
    actor.must(Permission.VIEW_LEASES)
    joined = TenancyList(actor, today)
    conditions = [*_conditions(search, property_id), *_ending(joined, ends)]
    parts = [*joined.behind_state, *([joined.last_term] if ends else ())]
    found = joined.select(joined.state.label("state"), joining=parts).where(*conditions).subquery()
    counted = session.execute(sql_select(found.c.state, func.count()).group_by(found.c.state))
    counts = {LeaseState(state): int(number) for state, number in counted}
    return {state: counts.get(state, 0) for state in LeaseState}


def tenancies_of_unit(session: Session, actor: Actor, *, unit_id: UUID, today: date) -> list[TenancyRow]:
    """Return every stay in a unit, cancelled ones too, latest first."""
    actor.must(Permission.VIEW_LEASES)
    joined = TenancyList(actor, today)
    rows = session.execute(
        joined.rows().where(col(Tenancy.unit_id) == unit_id).order_by(col(Tenancy.starts_on).desc(), col(Tenancy.id))
    )
    return [tenancy_row(row) for row in rows]


def tenancies_of_person(session: Session, actor: Actor, *, person_id: UUID, today: date) -> list[PersonTenancy]:
    """Return every part a person has or had in a tenancy, latest stay first."""
    actor.must(Permission.VIEW_LEASES)
    joined = TenancyList(actor, today)
    rows = session.execute(
        joined.rows()
        .add_columns(col(LeaseParty.role), col(LeaseParty.starts_on), col(LeaseParty.ends_on))
        .join(LeaseParty, col(LeaseParty.tenancy_id) == col(Tenancy.id))
        .where(col(LeaseParty.person_id) == person_id)
        .order_by(col(Tenancy.starts_on).desc(), col(LeaseParty.starts_on))
    )
    return [PersonTenancy(tenancy_row(row[:-3]), row[-3], row[-2], row[-1]) for row in rows]


def tenancy_choices(session: Session, actor: Actor, *, search: str, limit: int = CHOICES) -> list[TenancyChoice]:
    """Return the first households that fit the search and were not cancelled, who still live there first; by name."""
    actor.must(Permission.VIEW_LEASES)
    rows = session.execute(
        sql_select(col(Tenancy.id), col(Tenancy.name), col(Property.name), col(Unit.name))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .where(
            within_scope(actor, col(Tenancy.property_id)),
            col(Tenancy.cancelled_at).is_(None),
            *_conditions(search, None),
        )
        .order_by(col(Tenancy.moved_out_on).isnot(None), func.lower(Tenancy.name), col(Tenancy.id))
        .limit(limit)
    )
    return [TenancyChoice(tenancy_id, name, f"{place}, {unit}") for tenancy_id, name, place, unit in rows]


def let_properties(session: Session, actor: Actor) -> list[tuple[UUID, str]]:
    """Return (property id, name) of the properties that have or had a household, by name; at most 500."""
    actor.must(Permission.VIEW_LEASES)
    held = exists(sql_select(col(Tenancy.id)).where(col(Tenancy.property_id) == col(Property.id)))
    rows = session.execute(
        sql_select(col(Property.id), col(Property.name))
        .where(held, within_scope(actor, col(Property.id)))
        .order_by(func.lower(Property.name), col(Property.id))
        .limit(500)
    )
    return [(property_id, name) for property_id, name in rows]


def tenancy_place(session: Session, actor: Actor, *, tenancy_id: UUID) -> TenancyPlace:
    """Return who and where a tenancy is; refuses (`NotFound`) one that is not there or not within scope."""
    actor.must(Permission.VIEW_LEASES)
    row = session.execute(
        sql_select(
            col(Tenancy.id),
            col(Tenancy.name),
            col(Tenancy.property_id),
            col(Property.name),
            col(Tenancy.unit_id),
            col(Unit.name),
            col(Tenancy.starts_on),
            col(Tenancy.move_out_planned_on),
            col(Tenancy.moved_out_on),
            col(Tenancy.cancelled_at),
        )
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .where(col(Tenancy.id) == tenancy_id)
    ).first()
    if row is None:
        raise NotFound("This lease does not exist, or it is not yours to see.")
    place = TenancyPlace(*row)
    actor.must_see(place.property_id)
    return place


def lock_tenancy(session: Session, actor: Actor, *, tenancy_id: UUID) -> TenancyPlace:
    """Return the tenancy's place and hold its row until the transaction ends: one change of a household at a time."""
    session.execute(sql_select(col(Tenancy.id)).where(col(Tenancy.id) == tenancy_id).with_for_update())
    return tenancy_place(session, actor, tenancy_id=tenancy_id)


def lock_tenancies(session: Session, actor: Actor, *, tenancy_ids: Collection[UUID]) -> None:
    """Hold the rows of many tenancies until the transaction ends, in one order for everybody."""
    actor.must(Permission.VIEW_LEASES)
    among_them = col(Tenancy.id).in_(tenancy_ids)
    session.execute(sql_select(col(Tenancy.id)).where(among_them).order_by(col(Tenancy.id)).with_for_update()).all()


def _conditions(search: str, property_id: UUID | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if property_id is not None:
        conditions.append(col(Tenancy.property_id) == property_id)
    if words := search_text(search):
        pattern = like_pattern(words)
        conditions.append(
            or_(
                col(Tenancy.name).ilike(pattern, escape="\\"),
                col(Unit.name).ilike(pattern, escape="\\"),
                col(Property.name).ilike(pattern, escape="\\"),
                _has_person(words, pattern),
            )
        )
    return conditions


def _ending(joined: TenancyList, ends: tuple[date, date] | None) -> list[ColumnElement[bool]]:
    if ends is None:
        return []
    within = joined.last_term.c.ends_on.between(*ends)
    return [within, col(Tenancy.cancelled_at).is_(None), col(Tenancy.moved_out_on).is_(None)]


def _has_person(words: str, pattern: str) -> ColumnElement[bool]:
    """A party by that name or e-mail, or by a phone number whatever stands between its digits."""
    fits: list[ColumnElement[bool]] = [
        col(Person.name).ilike(pattern, escape="\\"),
        col(ContactWay.value).ilike(pattern, escape="\\"),
    ]
    digits = "".join(sign for sign in words if sign.isascii() and sign.isdigit())
    if len(digits) >= SHORTEST_PHONE and not any(sign.isalpha() for sign in words):
        dialed = func.regexp_replace(ContactWay.value, "[^0-9]", "", "g")
        fits.append((col(ContactWay.kind) == ContactKind.PHONE) & dialed.like(f"%{digits}%"))
    return exists(
        sql_select(col(LeaseParty.id))
        .join(Person, col(Person.id) == col(LeaseParty.person_id))
        .outerjoin(ContactWay, col(ContactWay.person_id) == col(Person.id))
        .where(col(LeaseParty.tenancy_id) == col(Tenancy.id), or_(*fits))
    )


def _sorted_by(joined: TenancyList, sort: str) -> tuple[Any, ...]:
    parts = {"state": joined.behind_state, "ends": (joined.last_term,), "rent": (joined.rent,)}
    return parts.get(sort, ())


def _order(joined: TenancyList, listing: Listing) -> list[ColumnElement[Any]]:
    sorts: dict[str, list[ColumnElement[Any]]] = {
        "unit": [func.lower(Property.name), func.lower(Unit.name)],
        "state": [joined.state],
        "starts": [func.coalesce(Tenancy.starts_on)],
        "ends": [joined.last_term.c.ends_on],
        "rent": [joined.rent.c.amount_cents],
    }
    chosen = sorts.get(listing.sort, [func.lower(Tenancy.name)])
    return [key.desc().nulls_last() if listing.descending else key.asc().nulls_last() for key in chosen]
