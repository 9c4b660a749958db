"""Units and who is in them on a day, and the leases that are about to end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.leasing.enums import LeaseState, RentLineKind, UnitState
from pm_app.leasing.queries.rows import TenancyList
from pm_app.leasing.queries.states import among, facts_of
from pm_app.leasing.rules import (
    OCCUPYING,
    TenancyFacts,
    last_term_ends_on,
    monthly_cents,
    tenancy_state,
    unit_state,
)
from pm_app.leasing.tables import RentLine, Tenancy
from pm_app.portfolio.tables import Property, Unit


@dataclass(frozen=True)
class UnitOccupancy:
    """A unit on a day. `tenancy_…`, `rent_cents` (by the month) and the days are those of who lives there.

    Where nobody does they are those of who is booked next; `next_…` is who comes after the ones who live there.
    """

    unit_id: UUID
    unit_name: str
    property_id: UUID
    state: UnitState
    market_rent_cents: int | None
    tenancy_id: UUID | None = None
    tenancy_name: str = ""
    tenancy_state: LeaseState | None = None
    rent_cents: int | None = None
    lease_ends_on: date | None = None
    move_in_on: date | None = None
    move_out_on: date | None = None
    next_tenancy_id: UUID | None = None
    next_tenancy_name: str = ""
    next_move_in_on: date | None = None


@dataclass(frozen=True)
class LeaseEnd:
    """A household's latest term and the day it ends; `move_out_on` when a notice stands."""

    tenancy_id: UUID
    lease_id: UUID
    name: str
    property_id: UUID
    property_name: str
    unit_id: UUID
    unit_name: str
    ends_on: date
    state: LeaseState
    move_out_on: date | None
    manager_id: UUID | None


@dataclass(frozen=True)
class _Stay:
    tenancy: Tenancy
    facts: TenancyFacts
    state: LeaseState


def unit_occupancy(
    session: Session,
    actor: Actor,
    *,
    today: date,
    property_id: UUID | None = None,
    unit_ids: Sequence[UUID] | None = None,
) -> list[UnitOccupancy]:
    """Return every unit in use, or those of one property or of a list, as of today; by unit name.

    The units of archived properties are only among those that are asked for. Five queries, however many units.
    """
    actor.must(Permission.VIEW_PORTFOLIO)
    conditions = [within_scope(actor, col(Unit.property_id)), col(Unit.archived_at).is_(None)]
    if property_id is not None:
        conditions.append(col(Unit.property_id) == property_id)
    elif unit_ids is None:
        archived = sql_select(col(Property.id)).where(col(Property.archived_at).isnot(None))
        conditions.append(col(Unit.property_id).not_in(archived))
    if unit_ids is not None:
        conditions.append(among(Unit.id, unit_ids))
    units = session.exec(select(Unit).where(*conditions).order_by(col(Unit.property_id), col(Unit.name))).all()
    stays = _stays(session, conditions, today)
    rents = _rents(session, [stay.tenancy.id for each in stays.values() for stay in each], today)
    return [_occupancy(unit, stays.get(unit.id, []), rents, today) for unit in units]


def lease_ends(
    session: Session, actor: Actor, *, today: date, through: date, since: date | None = None
) -> list[LeaseEnd]:
    """Return the households whose latest term ends from `since` (today, unless given) to `through`, soonest first.

    Whoever moved out, was cancelled or has a later term is not among them; who is under notice says so.
    """
    actor.must(Permission.VIEW_LEASES)
    joined = TenancyList(actor, today)
    last = joined.last_term.c
    rows = session.execute(
        joined.select(
            col(Tenancy.id),
            last.id,
            col(Tenancy.name),
            col(Tenancy.property_id),
            col(Property.name),
            col(Tenancy.unit_id),
            col(Unit.name),
            last.ends_on,
            joined.state,
            col(Tenancy.move_out_planned_on),
            col(Property.manager_id),
        )
        .where(
            last.ends_on.between(since or today, through),
            col(Tenancy.cancelled_at).is_(None),
            col(Tenancy.moved_out_on).is_(None),
        )
        .order_by(last.ends_on, col(Tenancy.id))
    )
    return [
        LeaseEnd(*before, state=LeaseState(state), move_out_on=out, manager_id=manager)
        for *before, state, out, manager in rows
    ]


def _stays(session: Session, conditions: Sequence[ColumnElement[bool]], today: date) -> dict[UUID, list[_Stay]]:
    """The stays that say something about a unit today, earliest first: not cancelled, not over."""
    tenancies = session.exec(
        select(Tenancy)
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .where(
            *conditions,
            col(Tenancy.cancelled_at).is_(None),
            or_(col(Tenancy.moved_out_on).is_(None), col(Tenancy.moved_out_on) >= today),
        )
        .order_by(col(Tenancy.starts_on))
    ).all()
    facts = facts_of(session, tenancies)
    stays: dict[UUID, list[_Stay]] = {}
    for tenancy in tenancies:
        known = facts[tenancy.id]
        stays.setdefault(tenancy.unit_id, []).append(_Stay(tenancy, known, tenancy_state(known, today)))
    return stays


def _rents(session: Session, tenancy_ids: Sequence[UUID], today: date) -> dict[UUID, int]:
    """The monthly rent of each tenancy: of the latest line that has begun, else of the first that will."""
    rents: dict[UUID, int] = {}
    lines = session.exec(
        select(RentLine)
        .where(among(RentLine.tenancy_id, tenancy_ids), RentLine.kind == RentLineKind.RENT)
        .order_by(col(RentLine.starts_on))
    )
    for line in lines:
        if line.starts_on <= today or line.tenancy_id not in rents:
            rents[line.tenancy_id] = monthly_cents(line.amount_cents, line.frequency)
    return rents


def _occupancy(unit: Unit, stays: Sequence[_Stay], rents: dict[UUID, int], today: date) -> UnitOccupancy:
    state = unit_state([stay.facts for stay in stays], today, off_market=unit.off_market, ready_on=unit.ready_on)
    living = [stay for stay in stays if stay.state in OCCUPYING]
    booked = [stay for stay in stays if stay.state == LeaseState.FUTURE]
    shown = next(iter([*living, *booked]), None)
    later = next((stay.tenancy for stay in booked if stay is not shown), None)
    if shown is None:
        return UnitOccupancy(unit.id, unit.name, unit.property_id, state, unit.market_rent_cents)
    tenancy = shown.tenancy
    return UnitOccupancy(
        unit_id=unit.id,
        unit_name=unit.name,
        property_id=unit.property_id,
        state=state,
        market_rent_cents=unit.market_rent_cents,
        tenancy_id=tenancy.id,
        tenancy_name=tenancy.name,
        tenancy_state=shown.state,
        rent_cents=rents.get(tenancy.id),
        lease_ends_on=last_term_ends_on(shown.facts.terms),
        move_in_on=tenancy.starts_on,
        move_out_on=tenancy.moved_out_on or tenancy.move_out_planned_on,
        next_tenancy_id=later.id if later else None,
        next_tenancy_name=later.name if later else "",
        next_move_in_on=later.starts_on if later else None,
    )
