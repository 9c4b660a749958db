"""What a list of documents can be narrowed to by name: units, households, people; each with how many it would show."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, or_, union
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.documents.queries.counting import within
from pm_app.documents.queries.narrowing import DocumentFilter, chosen
from pm_app.documents.queries.scope import link_seen
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.kernel.listing import like_pattern, search_text
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property, Unit

MOST_CHOICES = 40


class NamedThing(StrEnum):
    """What there are too many of to list: they are looked for by name."""

    UNIT = "unit"
    HOUSEHOLD = "household"
    PERSON = "person"


@dataclass(frozen=True)
class NamedChoice:
    """Something documents belong to. `detail` tells it from others of its name, `count` is how many it would show."""

    thing_id: UUID
    name: str
    detail: str
    count: int


@dataclass(frozen=True)
class ChosenNames:
    """The names of what a list is narrowed to, "" where nothing is chosen or it may not be seen."""

    unit: str
    household: str
    person: str


def choices_of_units(
    session: Session,
    actor: Actor,
    *,
    typed: str,
    today: date,
    narrowed: DocumentFilter,
    among: Sequence[UUID] | None = None,
) -> list[NamedChoice]:
    """Return units within scope that documents belong to, by part of their name or their property's; most first.

    They are counted under the rest of the filter, and among what a search found.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    unit_id = func.coalesce(col(DocumentLink.unit_id), col(Tenancy.unit_id))
    pairs = (
        sql_select(col(DocumentLink.document_id).label("document_id"), unit_id.label("thing_id"))
        .outerjoin(Tenancy, col(Tenancy.id) == col(DocumentLink.tenancy_id))
        .where(unit_id.isnot(None), link_seen(actor, DocumentLink))
        .subquery("pairs")
    )
    place = func.concat_ws(" ", col(Property.name), col(Unit.name))
    things = (
        sql_select(col(Unit.id).label("thing_id"), place.label("name"), literal("").label("detail"))
        .join(Property, col(Property.id) == col(Unit.property_id))
        .where(within_scope(actor, col(Unit.property_id)), *_named(typed, place))
    )
    rest = replace(narrowed, unit_id=None)
    return _counted(session, pairs, things, [*chosen(actor, rest, today), *within(among)])


def choices_of_households(
    session: Session,
    actor: Actor,
    *,
    typed: str,
    today: date,
    narrowed: DocumentFilter,
    among: Sequence[UUID] | None = None,
) -> list[NamedChoice]:
    """Return households within scope that documents belong to, as `choices_of_units` does.

    Refuses who sees no leases.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    actor.must(Permission.VIEW_LEASES)
    pairs = sql_select(
        col(DocumentLink.document_id).label("document_id"), col(DocumentLink.tenancy_id).label("thing_id")
    )
    place = func.concat_ws(" ", col(Property.name), col(Unit.name))
    things = (
        sql_select(col(Tenancy.id).label("thing_id"), col(Tenancy.name).label("name"), place.label("detail"))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .where(within_scope(actor, col(Tenancy.property_id)), *_named(typed, col(Tenancy.name)))
    )
    rest = replace(narrowed, tenancy_id=None)
    return _counted(session, pairs.subquery("pairs"), things, [*chosen(actor, rest, today), *within(among)])


def choices_of_people(
    session: Session,
    actor: Actor,
    *,
    typed: str,
    today: date,
    narrowed: DocumentFilter,
    among: Sequence[UUID] | None = None,
) -> list[NamedChoice]:
    """Return people and organizations that documents, or their leases' documents, belong to; as `choices_of_units`.

    Refuses who sees no people.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    actor.must(Permission.VIEW_PEOPLE)
    document_id, seen = col(DocumentLink.document_id).label("document_id"), link_seen(actor, DocumentLink)
    own = sql_select(document_id, col(DocumentLink.person_id).label("thing_id"))
    of_leases = sql_select(document_id, col(LeaseParty.person_id).label("thing_id")).join(
        LeaseParty, col(LeaseParty.tenancy_id) == col(DocumentLink.tenancy_id)
    )
    pairs = union(own.where(col(DocumentLink.person_id).isnot(None), seen), of_leases.where(seen)).subquery("pairs")
    kind = col(Person.kind)
    things = sql_select(col(Person.id).label("thing_id"), col(Person.name).label("name"), kind.label("detail"))
    things = things.where(*_named(typed, col(Person.name)))
    rest = replace(narrowed, person_id=None)
    return _counted(session, pairs, things, [*chosen(actor, rest, today), *within(among)])


def choices_named(
    session: Session,
    actor: Actor,
    *,
    thing: NamedThing,
    typed: str,
    today: date,
    narrowed: DocumentFilter,
    among: Sequence[UUID] | None = None,
) -> list[NamedChoice]:
    """Return what the one of `choices_of_…` for this kind of thing returns and refuses."""
    actor.must(Permission.VIEW_DOCUMENTS)
    ways = {
        NamedThing.UNIT: choices_of_units,
        NamedThing.HOUSEHOLD: choices_of_households,
        NamedThing.PERSON: choices_of_people,
    }
    return ways[thing](session, actor, typed=typed, today=today, narrowed=narrowed, among=among)


def chosen_names(session: Session, actor: Actor, *, narrowed: DocumentFilter) -> ChosenNames:
    """Return what the unit, the household and the person of a filter are called, as far as the actor sees them."""
    actor.must(Permission.VIEW_DOCUMENTS)
    place = func.concat_ws(" ", col(Property.name), col(Unit.name))
    unit = sql_select(place).select_from(Unit).join(Property, col(Property.id) == col(Unit.property_id))
    unit = unit.where(col(Unit.id) == narrowed.unit_id, within_scope(actor, col(Unit.property_id)))
    household = sql_select(col(Tenancy.name)).where(
        col(Tenancy.id) == narrowed.tenancy_id, within_scope(actor, col(Tenancy.property_id))
    )
    person = sql_select(col(Person.name)).where(col(Person.id) == narrowed.person_id)
    return ChosenNames(
        unit=_name(session, unit) if narrowed.unit_id else "",
        household=_name(session, household) if narrowed.tenancy_id and actor.may(Permission.VIEW_LEASES) else "",
        person=_name(session, person) if narrowed.person_id and actor.may(Permission.VIEW_PEOPLE) else "",
    )


def _name(session: Session, wanted: Any) -> str:
    return session.execute(wanted).scalar() or ""


def _named(typed: str, *names: Any) -> list[ColumnElement[bool]]:
    typed = search_text(typed)
    return [or_(*(name.ilike(like_pattern(typed), escape="\\") for name in names))] if typed else []


def _counted(session: Session, pairs: Any, things: Any, conditions: list[ColumnElement[bool]]) -> list[NamedChoice]:
    named = things.subquery("named")
    documents = sql_select(col(Document.id).label("id")).where(*conditions).subquery("documents")
    many = func.count(pairs.c.document_id.distinct())
    rows = session.execute(
        sql_select(named.c.thing_id, named.c.name, named.c.detail, many)
        .join(pairs, pairs.c.thing_id == named.c.thing_id)
        .join(documents, documents.c.id == pairs.c.document_id)
        .group_by(named.c.thing_id, named.c.name, named.c.detail)
        .order_by(many.desc(), named.c.name, named.c.thing_id)
        .limit(MOST_CHOICES)
    )
    return [NamedChoice(thing_id, name, str(detail), count) for thing_id, name, detail, count in rows]
