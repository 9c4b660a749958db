"""Recurring dates: those that come up, one page of them, and one with its past and its next days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.portfolio.tables import Property, Unit
from pm_app.tasks.tables import RecurringDate


@dataclass(frozen=True)
class RecurringDateDue:
    """A recurring date that comes up: `falls_on` is the day it is to be done, `ladder` the days before it to speak.

    `responsible_id` answers for it, else whoever manages its property (`manager_id`).
    """

    recurring_date_id: UUID
    title: str
    falls_on: date
    ladder: tuple[int, ...]
    property_id: UUID | None
    property_name: str
    unit_id: UUID | None
    unit_name: str
    responsible_id: UUID | None
    manager_id: UUID | None


def recurring_dates_due(
    session: Session, actor: Actor, *, today: date, through: date | None = None, only: Collection[UUID] | None = None
) -> list[RecurringDateDue]:
    """Return the recurring dates that are next due on `through` or earlier (None: whenever), or only these; by day.

    Those that were removed, that have come to their end, or whose property or unit is archived are left out. A date
    stays due until it is done or skipped, however long ago its day was.
    """
    actor.must(Permission.VIEW_TASKS)
    conditions = [
        within_scope(actor, col(RecurringDate.property_id)),
        col(RecurringDate.removed_at).is_(None),
        col(RecurringDate.next_on).isnot(None) if through is None else col(RecurringDate.next_on) <= through,
        or_(col(Property.id).is_(None), col(Property.archived_at).is_(None)),
        or_(col(Unit.id).is_(None), col(Unit.archived_at).is_(None)),
    ]
    if only is not None:
        conditions.append(col(RecurringDate.id).in_(only))
    rows = session.execute(
        sql_select(RecurringDate, col(Property.name), col(Unit.name), col(Property.manager_id))
        .outerjoin(Property, col(Property.id) == col(RecurringDate.property_id))
        .outerjoin(Unit, col(Unit.id) == col(RecurringDate.unit_id))
        .where(*conditions)
        .order_by(col(RecurringDate.next_on), col(RecurringDate.id))
    )
    return [
        RecurringDateDue(
            one.id,
            one.title,
            one.next_on,
            tuple(one.ladder),
            one.property_id,
            place or "",
            one.unit_id,
            unit or "",
            one.responsible_id,
            manager_id,
        )
        for one, place, unit, manager_id in rows
    ]
