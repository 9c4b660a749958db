"""The dates of tasks: when they are due."""

from datetime import date

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.rules.dates import CriticalDate, Scope, task_subject, task_words
from pm_app.reminders.rules.rulebook import RuleBook
from pm_app.tasks.queries.due import due_tasks


def task_dates(session: Session, actor: Actor, book: RuleBook, today: date, only: Scope) -> list[CriticalDate]:
    """Return the open tasks with a due day, in no promised order: whoever has the task answers for it.

    A task that nobody has is the property manager's. Done or not, a task is due although its property was archived. It
    is called by its title and its place: of a household, a person or a paper it says nothing, whoever reads the date.
    """
    actor.must(Permission.VIEW_TASKS)
    if not only.everything and not only.task_ids:
        return []
    ladder = book.ladder(K.TASK)
    return [
        CriticalDate(
            K.TASK,
            one.task_id,
            one.due_on,
            task_words(one.due_on, today),
            task_subject(one.title, one.unit_name, one.property_name),
            ladder,
            property_id=one.property_id,
            property_name=one.property_name,
            unit_id=one.unit_id,
            task_id=one.task_id,
            manager_id=one.responsible_id,
        )
        for one in due_tasks(session, actor, only=None if only.everything else only.task_ids)
    ]
