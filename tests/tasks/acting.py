"""Tasks and recurring dates added in one line."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.tasks.actions.recurring import add_recurring_date, mark_recurring_done
from pm_app.tasks.actions.tasks import add_task
from pm_app.tasks.queries.recurring import RecurringDateDetails, recurring_date_details
from pm_app.tasks.rules.recurring_dates import RecurringFacts
from tests.conftest import NOON

TODAY = date(2026, 1, 15)


def a_task(session: Session, actor: Actor, title: str = "Call the plumber", **more: Any) -> UUID:
    """Add a task and return its id."""
    task_id = add_task(session, actor, **{"request_key": uuid4(), "title": title, "now": NOON, **more})
    session.flush()
    return task_id


def recurring_facts(**more: Any) -> RecurringFacts:
    """Return a monthly date on the 31st from January 2026 on; anything may be given."""
    return RecurringFacts(
        **{"title": "Fire alarm test", "repeats": "FREQ=MONTHLY", "starts_on": date(2026, 1, 31), **more}
    )


def a_recurring_date(session: Session, actor: Actor, **more: Any) -> UUID:
    """Add a recurring date and return its id."""
    key = more.pop("request_key", uuid4())
    date_id = add_recurring_date(session, actor, request_key=key, facts=recurring_facts(**more), now=NOON)
    session.flush()
    return date_id


def done(session: Session, actor: Actor, date_id: UUID, due_on: date, done_on: date, **more: Any) -> date | None:
    """Mark a recurring date done, on the day it was done unless another `today` is given."""
    asked = {"today": max(done_on, TODAY), "now": NOON, **more}
    return mark_recurring_done(session, actor, recurring_date_id=date_id, due_on=due_on, done_on=done_on, **asked)


def opened(session: Session, actor: Actor, date_id: UUID) -> RecurringDateDetails:
    """Return a recurring date as its page shows it."""
    session.flush()
    return recurring_date_details(session, actor, recurring_date_id=date_id)
