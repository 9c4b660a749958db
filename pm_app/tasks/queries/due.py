"""Open tasks that are to be done until some day: what their reminders are about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.portfolio.tables import Property
from pm_app.tasks.enums import Priority, TaskSubject
from pm_app.tasks.queries.subjects import subject_name
from pm_app.tasks.tables import Task


@dataclass(frozen=True)
class DueTask:
    """An open task with a day. `manager_id` answers for the property it is about; `assigned_to_id` is to do it."""

    task_id: UUID
    title: str
    priority: Priority
    due_on: date
    assigned_to_id: UUID | None
    about_kind: TaskSubject | None
    about_id: UUID | None
    about_name: str
    property_id: UUID | None
    property_name: str
    manager_id: UUID | None


def due_tasks(
    session: Session, actor: Actor, *, through: date | None = None, only: Collection[UUID] | None = None
) -> list[DueTask]:
    """Return the open tasks that are due on `through` or earlier (None: whenever), or only those of these ids."""
    actor.must(Permission.VIEW_TASKS)
    conditions = [
        within_scope(actor, col(Task.property_id)),
        col(Task.completed_at).is_(None),
        col(Task.due_on).isnot(None) if through is None else col(Task.due_on) <= through,
    ]
    if only is not None:
        conditions.append(col(Task.id).in_(only))
    rows = session.execute(
        sql_select(
            col(Task.id),
            col(Task.title),
            col(Task.priority),
            col(Task.due_on),
            col(Task.assigned_to_id),
            col(Task.about_kind),
            col(Task.about_id),
            subject_name(actor),
            col(Task.property_id),
            func.coalesce(Property.name, ""),
            col(Property.manager_id),
        )
        .outerjoin(Property, col(Property.id) == col(Task.property_id))
        .where(*conditions)
        .order_by(col(Task.due_on), col(Task.id))
    )
    return [DueTask(*row) for row in rows]
