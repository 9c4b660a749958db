"""The office's own recurring dates: the day that comes next."""

from datetime import date

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.rules.dates import CriticalDate, Scope, recurring_words
from pm_app.reminders.rules.rulebook import RuleBook
from pm_app.tasks.queries.recurring import recurring_dates_due


def recurring_dates(session: Session, actor: Actor, book: RuleBook, today: date, only: Scope) -> list[CriticalDate]:
    """Return the next day of every recurring date in use, in no promised order; one with a ladder of its own keeps it.

    Those of archived properties and units are left out.
    """
    actor.must(Permission.VIEW_TASKS)
    if not only.everything and not only.recurring_ids:
        return []
    return [
        CriticalDate(
            K.RECURRING_DATE,
            one.recurring_date_id,
            one.falls_on,
            one.title,
            recurring_words(one.unit_name, one.property_name),
            one.ladder or book.ladder(K.RECURRING_DATE),
            property_id=one.property_id,
            property_name=one.property_name,
            unit_id=one.unit_id,
            manager_id=one.responsible_id,
        )
        for one in recurring_dates_due(session, actor, only=None if only.everything else only.recurring_ids)
    ]
