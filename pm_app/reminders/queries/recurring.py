"""The office's own recurring dates: the day that comes next."""

from datetime import date

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.leasing.queries.states import among
from pm_app.portfolio.tables import Property, Unit
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.rules.dates import CriticalDate, Scope, recurring_words
from pm_app.reminders.rules.rulebook import RuleBook
from pm_app.tasks.tables import RecurringDate


def recurring_dates(session: Session, actor: Actor, book: RuleBook, today: date, only: Scope) -> list[CriticalDate]:
    """Return the next day of every recurring date in use, in no promised order; one with a ladder of its own keeps it.

    Those of archived properties are left out.
    """
    actor.must(Permission.VIEW_TASKS)
    if not only.everything and not only.recurring_ids:
        return []
    rows = session.execute(
        sql_select(
            RecurringDate,
            func.coalesce(Unit.name, ""),
            func.coalesce(Property.name, ""),
            func.coalesce(RecurringDate.responsible_id, Property.manager_id),
        )
        .outerjoin(Property, col(Property.id) == col(RecurringDate.property_id))
        .outerjoin(Unit, col(Unit.id) == col(RecurringDate.unit_id))
        .where(
            within_scope(actor, col(RecurringDate.property_id)),
            col(RecurringDate.removed_at).is_(None),
            col(RecurringDate.next_on).isnot(None),
            col(Property.archived_at).is_(None),
            *([] if only.everything else [among(RecurringDate.id, only.recurring_ids)]),
        )
    )
    return [
        CriticalDate(
            K.RECURRING_DATE,
            row.id,
            row.next_on,
            row.title,
            recurring_words(unit_name, property_name),
            tuple(row.ladder) or book.ladder(K.RECURRING_DATE),
            property_id=row.property_id,
            property_name=property_name,
            unit_id=row.unit_id,
            manager_id=manager_id,
        )
        for row, unit_name, property_name, manager_id in rows
    ]
