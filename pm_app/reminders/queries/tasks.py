"""The dates of tasks: when they are due."""

from datetime import date

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.leasing.queries.states import among
from pm_app.portfolio.tables import Property
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.rules.dates import CriticalDate, Scope, task_words
from pm_app.reminders.rules.rulebook import RuleBook
from pm_app.tasks.tables import Task


def task_dates(session: Session, actor: Actor, book: RuleBook, today: date, only: Scope) -> list[CriticalDate]:
    """Return the open tasks with a due day, in no promised order: whoever has the task answers for it.

    A task that nobody has is the property manager's. Done or not, a task is due although its property was archived.
    """
    actor.must(Permission.VIEW_TASKS)
    if not only.everything and not only.task_ids:
        return []
    rows = session.execute(
        sql_select(
            col(Task.id),
            col(Task.due_on),
            col(Task.title),
            col(Task.about_name),
            col(Property.id),
            func.coalesce(Property.name, ""),
            func.coalesce(Task.assigned_to_id, Property.manager_id),
        )
        .outerjoin(Property, col(Property.id) == col(Task.property_id))
        .where(
            within_scope(actor, col(Task.property_id)),
            col(Task.completed_at).is_(None),
            col(Task.due_on).isnot(None),
            *([] if only.everything else [among(Task.id, only.task_ids)]),
        )
    )
    ladder = book.ladder(K.TASK)
    return [
        CriticalDate(
            K.TASK,
            task_id,
            due_on,
            task_words(due_on, today),
            f"{title}, {about}" if about else title,
            ladder,
            property_id=property_id,
            property_name=property_name,
            task_id=task_id,
            manager_id=manager_id,
        )
        for task_id, due_on, title, about, property_id, property_name, manager_id in rows
    ]
