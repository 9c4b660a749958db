"""Who a mail to many would reach: the people who are meant, each with household or property, and who is left out."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import AudienceKind
from pm_app.correspondence.queries.households import late_money
from pm_app.correspondence.rules.audience import Audience, Candidate, Sorted, checked_audience, sort_out
from pm_app.kernel.dates import as_it_was, days_from, in_words
from pm_app.kernel.money import in_dollars
from pm_app.leasing.enums import PartyRole
from pm_app.leasing.queries.rows import TenancyList
from pm_app.leasing.queries.states import among
from pm_app.leasing.rules import OCCUPYING
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.messages.queries.addresses import undeliverable
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay, Person
from pm_app.portfolio.tables import Ownership, Property, Unit
from pm_app.receivables.queries.collecting import under_eviction

_SIGNING = (PartyRole.TENANT, PartyRole.CO_TENANT)


def who_gets_it(
    session: Session,
    actor: Actor,
    *,
    audience: Audience,
    today: date,
    speaks_of_debt: bool = False,
    without: Collection[UUID] = (),
) -> Sorted:
    """Return who a mail to this audience would reach within scope, and who is left out and why.

    Households under an eviction hold get no mail that asks for money: none to the late, none that `speaks_of_debt`.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    audience = checked_audience(audience)
    if audience.kind == AudienceKind.LATE or speaks_of_debt:
        actor.must(Permission.VIEW_LEDGER)
    found = _MEANT[audience.kind](session, actor, audience, today)
    asks_for_money = audience.kind == AudienceKind.LATE or speaks_of_debt
    held: set[UUID] = set()
    if asks_for_money:
        households = {one.tenancy_id for one in found if one.tenancy_id is not None}
        held = under_eviction(session, actor, tenancy_ids=households, as_of=as_it_was(today))
    return sort_out(
        found,
        undeliverable=undeliverable(session, actor, addresses={one.address for one in found if one.address}),
        under_eviction=held,
        without=without,
    )


def _late(session: Session, actor: Actor, audience: Audience, today: date) -> list[Candidate]:
    actor.must(Permission.VIEW_LEDGER)
    words: dict[UUID, str] = {}
    for tenancy_id, (_, late_cents, lines) in late_money(session, actor, today=today).items():
        days = days_from(lines[0].due_on, today) if lines else 0
        if late_cents > audience.cents and days > audience.days:
            words[tenancy_id] = f"{in_dollars(late_cents)} past due, {days:,} {'day' if days == 1 else 'days'}"
    return _living_there(session, actor, audience, today, only=words)


def _current(session: Session, actor: Actor, audience: Audience, today: date) -> list[Candidate]:
    return _living_there(session, actor, audience, today)


def _ending(session: Session, actor: Actor, audience: Audience, today: date) -> list[Candidate]:
    return _living_there(session, actor, audience, today, ends_by=today + timedelta(days=audience.days))


def _living_there(
    session: Session,
    actor: Actor,
    audience: Audience,
    today: date,
    *,
    only: Mapping[UUID, str] | None = None,
    ends_by: date | None = None,
) -> list[Candidate]:
    """Return who signed and lives there today, by property, unit and place in the lease."""
    actor.must(Permission.VIEW_LEASES)
    joined = TenancyList(actor, today)
    conditions: list[ColumnElement[bool]] = [
        joined.state.in_([state.value for state in OCCUPYING]),
        _at(audience.property_ids, col(Tenancy.property_id)),
    ]
    if only is not None:
        conditions.append(among(Tenancy.id, only))
    if ends_by is not None:
        conditions.append(joined.last_term.c.ends_on.between(today, ends_by))
    parties = (
        joined.select(
            *_PERSON,
            col(Tenancy.id),
            col(Tenancy.property_id),
            col(Property.name),
            col(Unit.name),
            joined.last_term.c.ends_on,
            joining=[*joined.behind_state, joined.last_term],
        )
        .join(LeaseParty, and_(col(LeaseParty.tenancy_id) == col(Tenancy.id), _there_on(today)))
        .join(Person, col(Person.id) == col(LeaseParty.person_id))
    )
    rows = session.execute(parties.where(*conditions).order_by(*_BY_PLACE)).all()
    details = only or ({row[3]: _ends(row[7]) for row in rows} if ends_by else {})
    found = [(row[:3], row[3], row[4], _where(row[5], row[6], details.get(row[3], ""))) for row in rows]
    return _candidates(session, found)


def _owners(session: Session, actor: Actor, audience: Audience, today: date) -> list[Candidate]:
    actor.must(Permission.VIEW_PORTFOLIO)
    rows = session.execute(
        sql_select(*_PERSON, col(Property.id), col(Property.name))
        .join(Ownership, col(Ownership.person_id) == col(Person.id))
        .join(Property, col(Property.id) == col(Ownership.property_id))
        .where(
            within_scope(actor, col(Property.id)),
            col(Property.archived_at).is_(None),
            col(Ownership.starts_on) <= today,
            or_(col(Ownership.ends_on).is_(None), col(Ownership.ends_on) >= today),
            _at(audience.property_ids, col(Property.id)),
        )
        .order_by(func.lower(Property.name), col(Person.sort_name), col(Person.id))
    ).all()
    return _candidates(session, [(row[:3], None, row[3], row[4]) for row in rows])


def _picked(session: Session, actor: Actor, audience: Audience, today: date) -> list[Candidate]:
    """Return the people picked, each with the household they live in now, where that is within scope."""
    actor.must(Permission.VIEW_PEOPLE)
    people = session.execute(
        sql_select(*_PERSON)
        .where(among(Person.id, audience.person_ids))
        .order_by(col(Person.sort_name), col(Person.id))
    ).all()
    homes = _homes(session, actor, [row[0] for row in people], today)
    nowhere: tuple[UUID | None, UUID | None, str] = (None, None, "")
    return _candidates(session, [(row, *homes.get(row[0], nowhere)) for row in people])


def _homes(
    session: Session, actor: Actor, person_ids: Sequence[UUID], today: date
) -> dict[UUID, tuple[UUID | None, UUID | None, str]]:
    if not actor.may(Permission.VIEW_LEASES):
        return {}
    joined = TenancyList(actor, today)
    rows = session.execute(
        joined.select(
            col(LeaseParty.person_id),
            col(Tenancy.id),
            col(Tenancy.property_id),
            col(Property.name),
            col(Unit.name),
            joining=joined.behind_state,
        )
        .join(LeaseParty, and_(col(LeaseParty.tenancy_id) == col(Tenancy.id), _there_on(today)))
        .where(among(LeaseParty.person_id, person_ids), joined.state.in_([state.value for state in OCCUPYING]))
        .order_by(col(Tenancy.starts_on), col(Tenancy.id))
    )
    return {row[0]: (row[1], row[2], _where(row[3], row[4], "")) for row in rows}


_MEANT: Mapping[AudienceKind, Any] = {
    AudienceKind.LATE: _late,
    AudienceKind.CURRENT: _current,
    AudienceKind.ENDING: _ending,
    AudienceKind.OWNERS: _owners,
    AudienceKind.PEOPLE: _picked,
}
_BY_PLACE = (
    func.lower(Property.name),
    func.lower(Unit.name),
    col(Tenancy.id),
    col(LeaseParty.position),
    case((col(LeaseParty.role) == PartyRole.TENANT, 0), else_=1),
    col(Person.sort_name),
    col(Person.id),
)
_PERSON = (col(Person.id), col(Person.name), col(Person.archived_at))


def _candidates(session: Session, found: Sequence[tuple[Any, UUID | None, UUID | None, str]]) -> list[Candidate]:
    addresses = _addresses(session, {person[0] for person, *_ in found})
    return [
        Candidate(
            person_id=person[0],
            name=person[1],
            address=addresses.get(person[0], ""),
            detail=detail,
            tenancy_id=tenancy_id,
            property_id=property_id,
            archived=person[2] is not None,
        )
        for person, tenancy_id, property_id, detail in found
    ]


def _addresses(session: Session, person_ids: Collection[UUID]) -> dict[UUID, str]:
    rows = session.execute(
        sql_select(col(ContactWay.person_id), col(ContactWay.value))
        .where(among(ContactWay.person_id, person_ids), col(ContactWay.kind) == ContactKind.EMAIL)
        .order_by(col(ContactWay.position).desc(), col(ContactWay.id).desc())
    )
    return {person_id: value.strip() for person_id, value in rows}


def _there_on(today: date) -> ColumnElement[bool]:
    return and_(
        col(LeaseParty.role).in_(_SIGNING),
        or_(col(LeaseParty.ends_on).is_(None), col(LeaseParty.ends_on) >= today),
    )


def _at(property_ids: Collection[UUID], column: Any) -> ColumnElement[bool]:
    return among(column, property_ids) if property_ids else true()


def _where(place: str, unit: str, more: str) -> str:
    return f"{place}, {unit} · {more}" if more else f"{place}, {unit}"


def _ends(day: date | None) -> str:
    return f"lease ends {in_words(day)}" if day else ""
