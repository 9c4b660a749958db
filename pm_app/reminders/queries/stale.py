"""What was saved since its dates were last looked at, and whose dates that concerns."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.tables.documents import DocumentLink
from pm_app.leasing.queries.states import among
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.rules.dates import EVERYTHING, Scope, Things
from pm_app.reminders.rules.stale import ALL_MISSING, Source
from pm_app.reminders.tables import Alert, StaleDate
from pm_app.tasks.tables import RecurringDate, Task

Noted = Mapping[Source, Collection[UUID]]


def stale_count(session: Session, actor: Actor, *, most: int) -> int:
    """Return how many notes wait, counted up to `most`."""
    actor.must(Permission.RUN_JOBS)
    some = sql_select(col(StaleDate.id)).limit(most).subquery()
    return session.execute(sql_select(func.count()).select_from(some)).scalar_one()


def scope_of(session: Session, actor: Actor, *, noted: Noted) -> Scope:
    """Return whose dates are to be looked at because these records changed.

    Among them is everything that alerts stand for already, wherever it is now: what left a property is looked at
    because it was in it. After a change of the rules everything is.
    """
    actor.must(Permission.RUN_JOBS)
    if noted.get(Source.RULE):
        return EVERYTHING
    properties, units, people = (set(noted.get(one, ())) for one in (Source.PROPERTY, Source.UNIT, Source.PERSON))
    tenancies = {*noted.get(Source.TENANCY, ()), *_tenancies(session, properties, units, people)}
    documents = {*noted.get(Source.DOCUMENT, ()), *_documents(session, properties, units, people, tenancies)}
    links = _links(session, documents)
    tenancies |= {row.tenancy_id for row in links if row.tenancy_id}
    tasks = {*noted.get(Source.TASK, ()), *_of(session, Task, properties, K.TASK)}
    recurring = {*noted.get(Source.RECURRING_DATE, ()), *_of(session, RecurringDate, properties, K.RECURRING_DATE)}
    return Scope(
        tenancy_ids=frozenset(tenancies),
        document_ids=frozenset(documents),
        task_ids=frozenset(tasks),
        recurring_ids=frozenset(recurring),
        things=ALL_MISSING
        if noted.get(Source.REQUIREMENT)
        else Things(
            whole_property_ids=frozenset(properties),
            property_ids=frozenset(row.property_id for row in links if row.property_id),
            unit_ids=frozenset(
                {*units, *_units_of(session, tenancies), *(row.unit_id for row in links if row.unit_id)}
            ),
            person_ids=frozenset({*people, *(row.person_id for row in links if row.person_id)}),
            company=bool(noted.get(Source.DOCUMENT)),
        ),
    )


def _tenancies(session: Session, properties: set[UUID], units: set[UUID], people: set[UUID]) -> set[UUID]:
    if not (properties or units or people):
        return set()
    parts = sql_select(col(LeaseParty.tenancy_id)).where(among(LeaseParty.person_id, people))
    here = or_(among(Tenancy.property_id, properties), among(Tenancy.unit_id, units), col(Tenancy.id).in_(parts))
    stand = sql_select(col(Alert.tenancy_id)).where(
        col(Alert.closed_at).is_(None), among(Alert.property_id, properties), col(Alert.tenancy_id).isnot(None)
    )
    return set(session.execute(sql_select(col(Tenancy.id)).where(here).union(stand)).scalars())


def _documents(
    session: Session, properties: set[UUID], units: set[UUID], people: set[UUID], tenancies: set[UUID]
) -> set[UUID]:
    """The documents of these things: whether they matter, and what is read of them, depends on them."""
    if not (properties or units or people or tenancies):
        return set()
    linked = sql_select(col(DocumentLink.document_id)).where(
        or_(
            among(DocumentLink.scope_property_id, properties),
            among(DocumentLink.unit_id, units),
            among(DocumentLink.person_id, people),
            among(DocumentLink.tenancy_id, tenancies),
        )
    )
    stand = sql_select(col(Alert.document_id)).where(
        col(Alert.closed_at).is_(None), among(Alert.property_id, properties), col(Alert.document_id).isnot(None)
    )
    return set(session.execute(linked.union(stand)).scalars())


def _links(session: Session, documents: set[UUID]) -> list[Any]:
    columns = (DocumentLink.property_id, DocumentLink.unit_id, DocumentLink.tenancy_id, DocumentLink.person_id)
    if not documents:
        return []
    rows = sql_select(*(col(one) for one in columns)).where(among(DocumentLink.document_id, documents)).distinct()
    return list(session.execute(rows))


def _units_of(session: Session, tenancies: set[UUID]) -> set[UUID]:
    """What a household has counts for its unit too, and a unit is looked at with its households."""
    if not tenancies:
        return set()
    return set(session.exec(select(Tenancy.unit_id).where(among(Tenancy.id, tenancies))))


def _of(session: Session, table: type[Task] | type[RecurringDate], properties: set[UUID], kind: K) -> set[UUID]:
    if not properties:
        return set()
    stand = sql_select(col(Alert.item_id)).where(
        col(Alert.closed_at).is_(None), col(Alert.item_kind) == kind, among(Alert.property_id, properties)
    )
    here = sql_select(col(table.id)).where(among(table.property_id, properties))
    return set(session.execute(here.union(stand)).scalars())
