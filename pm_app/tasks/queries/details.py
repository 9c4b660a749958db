"""One task with its checklist, and the others of its series."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.portfolio.tables import Property
from pm_app.tasks.queries.tasks import task_row, tasks_as_rows
from pm_app.tasks.rules.tasks import TaskRow
from pm_app.tasks.tables import ChecklistItem, Task

MOST_OF_A_SERIES = 24


@dataclass(frozen=True)
class Step:
    """One step of a checklist."""

    checklist_item_id: UUID
    title: str
    done_at: datetime | None
    done_by: str


@dataclass(frozen=True)
class OfSeries:
    """Another task of the same series."""

    task_id: UUID
    due_on: date | None
    completed_at: datetime | None
    completed_by: str


@dataclass(frozen=True)
class TaskDetails:
    """One task: its row, where it is, its checklist in order, and the others of its series, the latest first."""

    row: TaskRow
    property_id: UUID | None
    property_name: str
    created_at: datetime
    from_template: bool
    series_id: UUID | None
    steps: list[Step]
    series: list[OfSeries]


def task_details(session: Session, actor: Actor, *, task_id: UUID) -> TaskRow:
    """Return one task as a list shows it."""
    return _found(session, actor, task_id)[0]


def task_page(session: Session, actor: Actor, *, task_id: UUID) -> TaskDetails:
    """Return one task with all its page shows."""
    row, task = _found(session, actor, task_id)
    place = session.get(Property, task.property_id) if task.property_id else None
    steps = session.exec(
        select(ChecklistItem)
        .where(ChecklistItem.task_id == task_id)
        .order_by(col(ChecklistItem.position), col(ChecklistItem.id))
    )
    return TaskDetails(
        row=row,
        property_id=task.property_id,
        property_name=place.name if place else "",
        created_at=task.created_at,
        from_template=task.task_template_id is not None,
        series_id=task.series_id,
        steps=[Step(step.id, step.title, step.done_at, step.done_by) for step in steps],
        series=_series(session, actor, task),
    )


def _found(session: Session, actor: Actor, task_id: UUID) -> tuple[TaskRow, Task]:
    actor.must(Permission.VIEW_TASKS)
    found = session.execute(tasks_as_rows(actor).where(col(Task.id) == task_id)).first()
    if found is None or not actor.sees(found[0].property_id):
        raise NotFound("This task does not exist, or it is not yours to see.")
    return task_row(found), found[0]


def _series(session: Session, actor: Actor, task: Task) -> list[OfSeries]:
    if task.series_id is None:
        return []
    rows = session.execute(
        sql_select(col(Task.id), col(Task.due_on), col(Task.completed_at), col(Task.completed_by))
        .where(
            col(Task.series_id) == task.series_id, col(Task.id) != task.id, within_scope(actor, col(Task.property_id))
        )
        .order_by(col(Task.due_on).desc().nulls_last(), col(Task.id).desc())
        .limit(MOST_OF_A_SERIES)
    )
    return [OfSeries(*row) for row in rows]
