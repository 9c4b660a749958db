"""Tasks: mine, everybody's, those about one record."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing, Rows, like_pattern, search_text
from pm_app.tasks.enums import Priority, TaskSubject
from pm_app.tasks.rules.tasks import TaskRow
from pm_app.tasks.tables import Task


def task_rows(
    session: Session,
    actor: Actor,
    *,
    listing: Listing,
    assigned_to_id: UUID | None = None,
    about_id: UUID | None = None,
    completed: bool = False,
) -> Rows[TaskRow]:
    """Return one page of tasks: open ones by due day, then priority; completed ones newest first."""
    actor.must(Permission.VIEW_TASKS)
    conditions = [within_scope(actor, col(Task.property_id))]
    conditions.append(col(Task.completed_at).isnot(None) if completed else col(Task.completed_at).is_(None))
    if assigned_to_id is not None:
        conditions.append(col(Task.assigned_to_id) == assigned_to_id)
    if about_id is not None:
        conditions.append(col(Task.about_id) == about_id)
    if search_text(listing.search):
        pattern = like_pattern(listing.search)
        columns = (col(Task.title), col(Task.about_name), col(Task.notes))
        conditions.append(or_(*(column.ilike(pattern, escape="\\") for column in columns)))
    total = session.exec(select(func.count()).select_from(Task).where(*conditions)).one()
    rows = session.exec(
        select(Task, User.name)
        .outerjoin(User, col(User.id) == col(Task.assigned_to_id))
        .where(*conditions)
        .order_by(*_order(completed))
        .offset(listing.offset)
        .limit(listing.limit)
    )
    return Rows([_row(task, name) for task, name in rows], total)


def my_open_tasks(session: Session, actor: Actor, *, limit: int = 5) -> Rows[TaskRow]:
    """Return the asking person's open tasks, the most pressing first, and how many there are in all."""
    actor.must(Permission.VIEW_TASKS)
    if actor.user_id is None:
        return Rows([], 0)
    found = task_rows(session, actor, listing=Listing(size=25), assigned_to_id=actor.user_id)
    return Rows(found.rows[:limit], found.total)


def task_details(session: Session, actor: Actor, *, task_id: UUID) -> TaskRow:
    """Return one task."""
    actor.must(Permission.VIEW_TASKS)
    row = session.exec(
        select(Task, User.name).outerjoin(User, col(User.id) == col(Task.assigned_to_id)).where(Task.id == task_id)
    ).first()
    if row is None or not actor.sees(row[0].property_id):
        raise NotFound("This task does not exist, or it is not yours to see.")
    return _row(*row)


def open_task_count(session: Session, actor: Actor) -> int:
    """Return how many open tasks the asking person has."""
    actor.must(Permission.VIEW_TASKS)
    return session.exec(
        select(func.count())
        .select_from(Task)
        .where(
            within_scope(actor, col(Task.property_id)),
            Task.assigned_to_id == actor.user_id,
            col(Task.completed_at).is_(None),
        )
    ).one()


def _order(completed: bool) -> tuple[ColumnElement[Any] | Any, ...]:
    if completed:
        return col(Task.completed_at).desc(), col(Task.id)
    rank = case((col(Task.priority) == Priority.HIGH, 0), (col(Task.priority) == Priority.NORMAL, 1), else_=2)
    return col(Task.due_on).asc().nulls_last(), rank, col(Task.id)


def _row(task: Task, assigned_to: str | None) -> TaskRow:
    return TaskRow(
        task.id,
        task.title,
        task.notes,
        Priority(task.priority),
        task.assigned_to_id,
        assigned_to or "",
        task.due_on,
        TaskSubject(task.about_kind) if task.about_kind else None,
        task.about_id,
        task.about_name,
        task.created_by,
        task.completed_at,
        task.completed_by,
        task.version,
    )
