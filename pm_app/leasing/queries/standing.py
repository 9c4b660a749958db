"""Stays as they stood at the end of a day, past days included, as far as it was known at a moment."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.kernel.dates import AsOf
from pm_app.leasing.enums import Frequency, LeaseState, PartyRole, RentLineKind, TermKind
from pm_app.leasing.queries.states import among
from pm_app.leasing.rules import (
    TenancyFacts,
    TermFacts,
    household_name,
    is_month_to_month,
    monthly_total_cents,
    tenancy_state,
    term_on,
)
from pm_app.leasing.tables import Lease, LeaseNotice, LeaseParty, RentLine, Tenancy
from pm_app.people.tables import Person

_SIGNING = (PartyRole.TENANT, PartyRole.CO_TENANT)
_OVER = frozenset({LeaseState.ENDED, LeaseState.CANCELLED})


# Reports make thousands of these at once: slots keep them small.
@dataclass(frozen=True, slots=True)
class Stay:
    """A household on a day. `term_…` is the term that runs, or the first of a stay that has not begun.

    `tenants` are those who signed and were there then, `person_ids` the same in order. `recurring` is what was charged
    again and again, by the month; nothing once the stay is over. `move_out_on` is the last day as planned then.
    """

    tenancy_id: UUID
    unit_id: UUID
    property_id: UUID
    facts: TenancyFacts
    state: LeaseState
    tenants: str
    person_ids: tuple[UUID, ...]
    move_in_on: date
    term_starts_on: date | None
    term_ends_on: date | None
    is_month_to_month: bool
    notice_on: date | None
    move_out_on: date | None
    moved_out_on: date | None
    recurring: Mapping[RentLineKind, int]
    increase_on: date | None
    increase_cents: int | None

    @property
    def rent_cents(self) -> int | None:
        """The rent by the month; None where none is charged."""
        return self.recurring.get(RentLineKind.RENT)


@dataclass(frozen=True, slots=True)
class _Line:
    kind: RentLineKind
    amount_cents: int
    frequency: Frequency
    starts_on: date
    ends_on: date | None

    def runs_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


def stays_on(
    session: Session,
    actor: Actor,
    *,
    as_of: AsOf,
    property_id: UUID | None = None,
    besides: Collection[UUID] = (),
    tenancy_ids: Collection[UUID] | None = None,
) -> list[Stay]:
    """Return the stays that were not over on a day, future ones included, and `besides` whatever became of them.

    Of `tenancy_ids` alone when they are given. The first to move in comes first. Five queries, however many stays.
    """
    actor.must(Permission.VIEW_LEASES)
    wanted = among(Tenancy.id, tenancy_ids) if tenancy_ids is not None else _standing(as_of, besides)
    rows = session.execute(
        sql_select(*_COLUMNS)
        .where(
            within_scope(actor, col(Tenancy.property_id)),
            true() if property_id is None else col(Tenancy.property_id) == property_id,
            wanted,
        )
        .order_by(col(Tenancy.starts_on), col(Tenancy.id))
    ).all()
    ids = [row.id for row in rows]
    terms = _terms(session, ids, as_of)
    notices = _notices(session, ids)
    lines = _lines(session, ids)
    people = _people(session, ids)
    return [
        _stay(row, _facts(row, terms.get(row.id, ()), notices.get(row.id, ()), as_of), lines, people, as_of.day)
        for row in rows
    ]


_COLUMNS = (
    col(Tenancy.id),
    col(Tenancy.unit_id),
    col(Tenancy.property_id),
    col(Tenancy.name),
    col(Tenancy.starts_on),
    col(Tenancy.rolls_month_to_month),
    col(Tenancy.move_out_planned_on),
    col(Tenancy.moved_out_on),
    col(Tenancy.cancelled_at),
)


def _standing(as_of: AsOf, besides: Collection[UUID]) -> ColumnElement[bool]:
    cancelled = col(Tenancy.cancelled_at).is_(None)
    if as_of.known_at is not None:
        cancelled = or_(cancelled, col(Tenancy.cancelled_at) > as_of.known_at)
    typed = true() if as_of.known_at is None else col(Tenancy.created_at) <= as_of.known_at
    there = or_(col(Tenancy.moved_out_on).is_(None), col(Tenancy.moved_out_on) >= as_of.day)
    return or_(and_(cancelled, there, typed), among(Tenancy.id, besides))


def _terms(session: Session, ids: list[UUID], as_of: AsOf) -> dict[UUID, list[TermFacts]]:
    found: dict[UUID, list[TermFacts]] = defaultdict(list)
    rows = session.execute(
        sql_select(col(Lease.tenancy_id), col(Lease.kind), col(Lease.starts_on), col(Lease.ends_on)).where(
            among(Lease.tenancy_id, ids),
            true() if as_of.known_at is None else col(Lease.created_at) <= as_of.known_at,
        )
    )
    for tenancy_id, kind, starts_on, ends_on in rows:
        found[tenancy_id].append(TermFacts(TermKind(kind), starts_on, ends_on))
    return found


def _notices(session: Session, ids: list[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    rows = session.execute(
        sql_select(
            col(LeaseNotice.tenancy_id),
            col(LeaseNotice.given_on),
            col(LeaseNotice.move_out_on),
            col(LeaseNotice.recorded_at),
            col(LeaseNotice.withdrawn_at),
        )
        .where(among(LeaseNotice.tenancy_id, ids))
        .order_by(col(LeaseNotice.recorded_at))
    )
    for row in rows:
        found[row.tenancy_id].append(row)
    return found


def _lines(session: Session, ids: list[UUID]) -> dict[UUID, list[_Line]]:
    found: dict[UUID, list[_Line]] = defaultdict(list)
    rows = session.execute(
        sql_select(
            col(RentLine.tenancy_id),
            col(RentLine.kind),
            col(RentLine.amount_cents),
            col(RentLine.frequency),
            col(RentLine.starts_on),
            col(RentLine.ends_on),
        ).where(among(RentLine.tenancy_id, ids))
    )
    for tenancy_id, kind, amount_cents, frequency, starts_on, ends_on in rows:
        line = _Line(RentLineKind(kind), amount_cents, Frequency(frequency), starts_on, ends_on)
        found[tenancy_id].append(line)
    return found


def _people(session: Session, ids: list[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    rows = session.execute(
        sql_select(
            col(LeaseParty.tenancy_id),
            col(LeaseParty.person_id),
            col(LeaseParty.starts_on),
            col(LeaseParty.ends_on),
            col(Person.name),
            col(Person.sort_name),
        )
        .join(Person, col(Person.id) == col(LeaseParty.person_id))
        .where(among(LeaseParty.tenancy_id, ids), col(LeaseParty.role).in_(_SIGNING))
        .order_by(col(LeaseParty.position), col(LeaseParty.starts_on), col(LeaseParty.id))
    )
    for row in rows:
        found[row.tenancy_id].append(row)
    return found


def _facts(row: Any, terms: Iterable[TermFacts], notices: Collection[Any], as_of: AsOf) -> TenancyFacts:
    """What a notice plans counts while it stands; a plan without any notice on record is taken as it is."""
    notice = None
    for one in notices:
        recorded = one.recorded_at <= as_of.known_at if as_of.known_at else True
        withdrawn = one.withdrawn_at is not None and one.withdrawn_at <= as_of.seen_at
        if one.given_on <= as_of.day and recorded and not withdrawn:
            notice = one
    planned_on = None if notices else row.move_out_planned_on
    out_on = row.moved_out_on
    cancelled = row.cancelled_at is not None and (as_of.known_at is None or row.cancelled_at <= as_of.known_at)
    return TenancyFacts(
        terms=tuple(terms),
        rolls_month_to_month=row.rolls_month_to_month,
        notice_on=notice.given_on if notice else None,
        move_out_planned_on=notice.move_out_on if notice else planned_on,
        moved_out_on=out_on if out_on is not None and out_on <= as_of.day else None,
        # What was cancelled never took effect, whichever day it is asked for.
        cancelled_on=date.min if cancelled else None,
    )


def _stay(
    row: Any,
    facts: TenancyFacts,
    lines: Mapping[UUID, Collection[_Line]],
    people: Mapping[UUID, Collection[Any]],
    day: date,
) -> Stay:
    state = tenancy_state(facts, day)
    term = term_on(facts.terms, day)
    on = max(row.starts_on, min(day, facts.moved_out_on or day))
    there = [
        one for one in people.get(row.id, ()) if one.starts_on <= on and (one.ends_on is None or one.ends_on >= on)
    ]
    recurring, increase_on, increase_cents = _recurring(() if state in _OVER else lines.get(row.id, ()), on)
    return Stay(
        tenancy_id=row.id,
        unit_id=row.unit_id,
        property_id=row.property_id,
        facts=facts,
        state=state,
        tenants=household_name([(one.name, one.sort_name) for one in there]) if there else row.name,
        person_ids=tuple(one.person_id for one in there),
        move_in_on=row.starts_on,
        term_starts_on=term.starts_on if term else None,
        term_ends_on=term.ends_on if term else None,
        is_month_to_month=is_month_to_month(facts, day),
        notice_on=facts.notice_on,
        move_out_on=facts.move_out_planned_on,
        moved_out_on=facts.moved_out_on,
        recurring=recurring,
        increase_on=increase_on,
        increase_cents=increase_cents,
    )


def _recurring(lines: Collection[_Line], on: date) -> tuple[dict[RentLineKind, int], date | None, int | None]:
    """What is charged by the month on a day, by kind; then the day of the next change of rent, and the rent then."""
    monthly = _monthly([line for line in lines if line.runs_on(on)])
    changes = [line.starts_on for line in lines if line.kind == RentLineKind.RENT and line.starts_on > on]
    if not changes:
        return monthly, None, None
    next_on = min(changes)
    then = [line for line in lines if line.kind == RentLineKind.RENT and line.runs_on(next_on)]
    return monthly, next_on, _monthly(then)[RentLineKind.RENT]


def _monthly(lines: Iterable[_Line]) -> dict[RentLineKind, int]:
    amounts: dict[RentLineKind, list[tuple[int, Frequency]]] = defaultdict(list)
    for line in lines:
        amounts[line.kind].append((line.amount_cents, line.frequency))
    return {kind: monthly_total_cents(known) for kind, known in amounts.items()}
