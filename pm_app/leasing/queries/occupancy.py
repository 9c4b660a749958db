"""Units and who is in them on a day, and the leases that are about to end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.leasing.enums import Frequency, LeaseState, RentLineKind, UnitState
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
    tenancy: Any
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
    units = session.execute(
        sql_select(*_UNIT_COLUMNS).where(*conditions).order_by(col(Unit.property_id), col(Unit.name))
    ).all()
    standing = _standing(conditions, today)
    stays = _stays(session, standing, today)
    rents = _rents(session, standing, today)
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
            joining=(*joined.behind_state, joined.last_term),
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


# Columns instead of whole rows: a large portfolio has ten thousand units.
_UNIT_COLUMNS = (
    col(Unit.id),
    col(Unit.name),
    col(Unit.property_id),
    col(Unit.off_market),
    col(Unit.ready_on),
    col(Unit.market_rent_cents),
)
_TENANCY_COLUMNS = (
    col(Tenancy.id),
    col(Tenancy.unit_id),
    col(Tenancy.name),
    col(Tenancy.starts_on),
    col(Tenancy.rolls_month_to_month),
    col(Tenancy.move_out_planned_on),
    col(Tenancy.moved_out_on),
    col(Tenancy.cancelled_at),
)


def _standing(conditions: Sequence[ColumnElement[bool]], today: date) -> Select[Any]:
    """Select the ids of the stays that say something about these units today: not cancelled, not over."""
    return (
        sql_select(col(Tenancy.id))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .where(
            *conditions,
            col(Tenancy.cancelled_at).is_(None),
            or_(col(Tenancy.moved_out_on).is_(None), col(Tenancy.moved_out_on) >= today),
        )
    )


def _stays(session: Session, standing: Select[Any], today: date) -> dict[UUID, list[_Stay]]:
    """The stays of each unit, earliest first."""
    tenancies = session.execute(
        sql_select(*_TENANCY_COLUMNS).where(col(Tenancy.id).in_(standing)).order_by(col(Tenancy.starts_on))
    ).all()
    facts = facts_of(session, tenancies, ids=standing)
    stays: dict[UUID, list[_Stay]] = {}
    for tenancy in tenancies:
        known = facts[tenancy.id]
        stays.setdefault(tenancy.unit_id, []).append(_Stay(tenancy, known, tenancy_state(known, today)))
    return stays


def _rents(session: Session, standing: Select[Any], today: date) -> dict[UUID, int]:
    """The monthly rent of each tenancy: of the latest line that has begun, else of the first that will."""
    rents: dict[UUID, int] = {}
    lines = session.execute(
        sql_select(
            col(RentLine.tenancy_id), col(RentLine.starts_on), col(RentLine.amount_cents), col(RentLine.frequency)
        )
        .where(col(RentLine.tenancy_id).in_(standing), col(RentLine.kind) == RentLineKind.RENT)
        .order_by(col(RentLine.starts_on))
    )
    for tenancy_id, starts_on, amount_cents, frequency in lines:
        if starts_on <= today or tenancy_id not in rents:
            rents[tenancy_id] = monthly_cents(amount_cents, Frequency(frequency))
    return rents


def _occupancy(unit: Any, stays: Sequence[_Stay], rents: dict[UUID, int], today: date) -> UnitOccupancy:
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
