"""Open tasks that are to be done until some day: what their reminders are about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.leasing.queries.states import among
from pm_app.portfolio.tables import Property, Unit
from pm_app.tasks.enums import TaskSubject
from pm_app.tasks.tables import Task


@dataclass(frozen=True)
class DueTask:
    """An open task with a day, and where it is: of a household, person or paper it is about nothing is told.

    `responsible_id` is who is to do it, else who answers for the property.
    """

    task_id: UUID
    title: str
    due_on: date
    property_id: UUID | None
    property_name: str
    unit_id: UUID | None
    unit_name: str
    responsible_id: UUID | None


def due_tasks(session: Session, actor: Actor, *, only: Collection[UUID] | None = None) -> list[DueTask]:
    """Return the open tasks with a day, or only those of these ids, in no promised order."""
    actor.must(Permission.VIEW_TASKS)
    conditions = [
        within_scope(actor, col(Task.property_id)),
        col(Task.completed_at).is_(None),
        col(Task.due_on).isnot(None),
    ]
    if only is not None:
        conditions.append(among(Task.id, only))
    rows = session.execute(
        sql_select(
            col(Task.id),
            col(Task.title),
            col(Task.due_on),
            col(Task.property_id),
            func.coalesce(Property.name, ""),
            col(Unit.id),
            func.coalesce(Unit.name, ""),
            func.coalesce(Task.assigned_to_id, Property.manager_id),
        )
        .outerjoin(Property, col(Property.id) == col(Task.property_id))
        .outerjoin(Unit, and_(col(Unit.id) == col(Task.about_id), col(Task.about_kind) == TaskSubject.UNIT))
        .where(*conditions)
    )
    return [DueTask(*row) for row in rows]
