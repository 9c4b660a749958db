"""Required documents that are missing since the day they were due."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import ComplianceState, DocumentKind, KindLevel
from pm_app.documents.queries.kinds import kind_facts
from pm_app.documents.queries.required_standing import ComplianceFilter, required_standing
from pm_app.documents.queries.required_things import EVERY_THING, ThingFilter
from pm_app.documents.tables.kinds import DocumentRequirement
from pm_app.leasing.queries.states import among
from pm_app.portfolio.tables import Property
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.rules.dates import CriticalDate, Scope, Things, missing_words
from pm_app.reminders.rules.rulebook import RuleBook

# Of more things than this it is quicker to look at all of them once.
FEW_THINGS = 12
_OF_UNITS, _OF_PEOPLE = frozenset({KindLevel.UNIT, KindLevel.LEASE}), frozenset({KindLevel.OWNER, KindLevel.VENDOR})
_OF_PLACES = _OF_UNITS | {KindLevel.PROPERTY}


def missing_dates(session: Session, actor: Actor, book: RuleBook, today: date, only: Scope) -> list[CriticalDate]:
    """Return the required documents that are not there although they are due, in no promised order.

    Its day is the one it was due on. Those that are in the inbox, waived or only expired are not among them.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    levels = _levels(session)
    found = {row: None for things in _filters(only, levels) for row in _missing(session, actor, today, things)}
    managers = _managers(session, {row.property_id for row in found if row.property_id})
    return [_date(row, managers.get(row.property_id), book) for row in found]


def item_of(requirement_id: UUID, thing_id: UUID) -> UUID:
    """Return the name of what one thing lacks by one requirement; `thing_id` NOTHING stands for the company."""
    return uuid5(requirement_id, str(thing_id))


def _levels(session: Session) -> set[KindLevel]:
    """The levels at which anything is required at all."""
    rows = session.exec(
        select(DocumentRequirement.level).where(col(DocumentRequirement.removed_at).is_(None)).distinct()
    )
    return {KindLevel(level) for level in rows}


def _filters(only: Scope, levels: set[KindLevel]) -> Iterator[ThingFilter]:
    things = Things(everything=True) if only.everything else only.things
    if not levels:
        return
    if things.everything or len(things) > FEW_THINGS:
        yield EVERY_THING
        return
    if levels & _OF_PLACES:
        yield from (ThingFilter(property_id=one) for one in things.whole_property_ids)
    if KindLevel.PROPERTY in levels:
        yield from (ThingFilter(level=KindLevel.PROPERTY, property_id=one) for one in things.property_ids)
    if levels & _OF_UNITS:
        yield from (ThingFilter(unit_id=one) for one in things.unit_ids)
    if levels & _OF_PEOPLE:
        yield from (ThingFilter(person_id=one) for one in things.person_ids)
    if things.company and KindLevel.COMPANY in levels:
        yield ThingFilter(level=KindLevel.COMPANY)


def _missing(session: Session, actor: Actor, today: date, things: ThingFilter) -> list[Any]:
    facts = kind_facts(session)
    standing = required_standing(session, actor, today, facts, ComplianceFilter(things=things), "")
    if standing is None:
        return []
    missing = standing.c.state == ComplianceState.MISSING.value
    return list(session.execute(sql_select(standing).where(missing)))


def _managers(session: Session, property_ids: set[UUID]) -> dict[UUID | None, UUID | None]:
    rows = sql_select(col(Property.id), col(Property.manager_id)).where(among(Property.id, property_ids))
    return {row[0]: row[1] for row in session.execute(rows)}


def _date(row: Any, manager_id: UUID | None, book: RuleBook) -> CriticalDate:
    kind, level = DocumentKind(row.kind), KindLevel(row.level)
    return CriticalDate(
        kind=K.MISSING_DOCUMENT,
        item_id=item_of(row.rule_id, row.thing_id),
        falls_on=row.due_on,
        what=missing_words(kind),
        who=_who(row, level),
        ladder=book.ladder(K.MISSING_DOCUMENT, kind),
        document_kind=kind,
        property_id=row.property_id,
        property_name=row.property_name,
        unit_id=row.unit_id,
        tenancy_id=row.thing_id if level == KindLevel.LEASE else None,
        person_id=row.thing_id if level in _OF_PEOPLE else None,
        manager_id=manager_id,
    )


def _who(row: Any, level: KindLevel) -> str:
    return f"Unit {row.name}" if level == KindLevel.UNIT else str(row.name)
