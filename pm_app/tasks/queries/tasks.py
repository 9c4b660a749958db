"""Tasks: mine, everybody's, those about one record, and how many wait for whom."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues, within_scope
from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.kernel.listing import Listing, Rows, like_pattern, search_text
from pm_app.tasks.enums import DueWindow, Priority, TaskSubject
from pm_app.tasks.queries.subjects import subject_name, subject_seen
from pm_app.tasks.rules.tasks import EVERY_TASK, TaskFilter, TaskRow, due_between
from pm_app.tasks.tables import ChecklistItem, Task


@dataclass(frozen=True)
class Workload:
    """How much one person has to do: open tasks, those that are late, those due today and in the six days after it.

    Without an id: what nobody has yet.
    """

    user_id: UUID | None
    name: str
    open: int
    late: int
    soon: int


def task_rows(
    session: Session,
    actor: Actor,
    *,
    listing: Listing,
    assigned_to_id: UUID | None = None,
    about_id: UUID | None = None,
    completed: bool = False,
    narrowed: TaskFilter = EVERY_TASK,
) -> Rows[TaskRow]:
    """Return one page of tasks: open ones by due day, then priority; completed ones newest first.

    Sorts of open ones: due (the default), priority, title, who. What a task is about is found only by those who may
    see it.
    """
    actor.must(Permission.VIEW_TASKS)
    conditions = [within_scope(actor, col(Task.property_id)), *_narrowing(narrowed)]
    conditions.append(col(Task.completed_at).isnot(None) if completed else col(Task.completed_at).is_(None))
    if assigned_to_id is not None:
        conditions.append(col(Task.assigned_to_id) == assigned_to_id)
    if about_id is not None:
        conditions += [col(Task.about_id) == about_id, subject_seen(actor)]
    if search_text(listing.search):
        conditions.append(_saying(actor, listing.search))
    total = session.execute(sql_select(func.count()).select_from(Task).where(*conditions)).scalar_one()
    order = [col(Task.completed_at).desc(), col(Task.id)] if completed else _order(listing)
    rows = session.execute(
        tasks_as_rows(actor).where(*conditions).order_by(*order).offset(listing.offset).limit(listing.limit)
    )
    return Rows([task_row(row) for row in rows], total)


def my_open_tasks(session: Session, actor: Actor, *, limit: int = 5) -> Rows[TaskRow]:
    """Return the asking person's open tasks, the most pressing first, and how many there are in all."""
    actor.must(Permission.VIEW_TASKS)
    if actor.user_id is None:
        return Rows([], 0)
    found = task_rows(session, actor, listing=Listing(size=25), assigned_to_id=actor.user_id)
    return Rows(found.rows[:limit], found.total)


def open_task_count(session: Session, actor: Actor) -> int:
    """Return how many open tasks the asking person has."""
    actor.must(Permission.VIEW_TASKS)
    mine = (within_scope(actor, col(Task.property_id)), col(Task.assigned_to_id) == actor.user_id, _is_open())
    return session.execute(sql_select(func.count()).select_from(Task).where(*mine)).scalar_one()


def workload(session: Session, actor: Actor, *, today: date) -> list[Workload]:
    """Return how much everybody of the office has to do, by name, also who has nothing; last what nobody has."""
    actor.must(Permission.VIEW_TASKS)
    _, week = due_between(DueWindow.WEEK, today)
    rows = session.execute(
        sql_select(
            col(Task.assigned_to_id),
            func.count(),
            func.count().filter(col(Task.due_on) < today),
            func.count().filter(col(Task.due_on).between(today, week)),
        )
        .where(within_scope(actor, col(Task.property_id)), _is_open())
        .group_by(col(Task.assigned_to_id))
    )
    counted = {user_id: (open_, late, soon) for user_id, open_, late, soon in rows}
    people = {user_id: name for user_id, name, _ in colleagues(session, actor)}
    gone = [user_id for user_id in counted if user_id is not None and user_id not in people]
    for user_id, name in session.execute(sql_select(col(User.id), col(User.name)).where(col(User.id).in_(gone))):
        people[user_id] = name
    found = [Workload(user_id, name, *counted.get(user_id, (0, 0, 0))) for user_id, name in people.items()]
    return [*found, Workload(None, "", *counted[None])] if None in counted else found


def tasks_as_rows(actor: Actor) -> Any:
    """Return the selection of tasks as `task_row` reads them: with who does them and how far their checklist is."""
    steps = (
        sql_select(
            col(ChecklistItem.task_id).label("task_id"),
            func.count().label("steps"),
            func.count(col(ChecklistItem.done_at)).label("steps_done"),
        )
        .where(col(ChecklistItem.task_id) == col(Task.id))
        .group_by(col(ChecklistItem.task_id))
        .lateral()
    )
    return (
        sql_select(Task, col(User.name), subject_seen(actor), subject_name(actor), steps.c.steps, steps.c.steps_done)
        .outerjoin(User, col(User.id) == col(Task.assigned_to_id))
        .outerjoin(steps, steps.c.task_id == col(Task.id))
    )


def task_row(row: Any) -> TaskRow:
    """Return one row of that selection."""
    task, assigned_to, seen, about_name, steps, steps_done = row
    return TaskRow(
        task.id,
        task.title,
        task.notes,
        Priority(task.priority),
        task.assigned_to_id,
        assigned_to or "",
        task.due_on,
        TaskSubject(task.about_kind) if task.about_kind and seen else None,
        task.about_id if seen else None,
        about_name,
        task.created_by,
        task.completed_at,
        task.completed_by,
        task.version,
        task.repeats,
        task.repeats_from_done,
        steps or 0,
        steps_done or 0,
    )


def _is_open() -> ColumnElement[bool]:
    return col(Task.completed_at).is_(None)


def _saying(actor: Actor, search: str) -> ColumnElement[bool]:
    pattern = like_pattern(search)
    about = and_(col(Task.about_name).ilike(pattern, escape="\\"), subject_seen(actor))
    return or_(*(column.ilike(pattern, escape="\\") for column in (col(Task.title), col(Task.notes))), about)


def _narrowing(narrowed: TaskFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowed.priority is not None:
        conditions.append(col(Task.priority) == narrowed.priority)
    if narrowed.about is not None:
        conditions.append(col(Task.about_kind) == narrowed.about)
    if narrowed.property_id is not None:
        conditions.append(col(Task.property_id) == narrowed.property_id)
    if narrowed.unassigned:
        conditions.append(col(Task.assigned_to_id).is_(None))
    if narrowed.due is not None:
        conditions += _due(narrowed.due, narrowed.today)
    return conditions


def _due(due: DueWindow, today: date) -> list[ColumnElement[bool]]:
    if due == DueWindow.NO_DAY:
        return [col(Task.due_on).is_(None)]
    first, last = due_between(due, today)
    conditions = [col(Task.due_on) >= first] if first else []
    return [*conditions, col(Task.due_on) <= last] if last else conditions


def _order(listing: Listing) -> list[Any]:
    rank = case((col(Task.priority) == Priority.HIGH, 0), (col(Task.priority) == Priority.NORMAL, 1), else_=2)
    sorts: dict[str, Any] = {"priority": rank, "title": func.lower(Task.title), "who": func.lower(User.name)}
    by = sorts.get(listing.sort, col(Task.due_on))
    first = by.desc().nulls_last() if listing.descending else by.asc().nulls_last()
    return [first, col(Task.due_on).asc().nulls_last(), rank, col(Task.id)]
