"""A recurring date that was not done after all: its alert stands again, and what was said of the day stays said."""

from datetime import date, timedelta

from sqlmodel import Session, delete

from pm_app.access.rules import Actor
from pm_app.freshening import freshen
from pm_app.reminders.enums import ReminderState
from pm_app.reminders.tables import StaleDate
from pm_app.tasks.actions.recurring import undo_recurring_done
from tests.conftest import NOON
from tests.factories.reminders import TODAY
from tests.reminders.cycles import alerts_of, decided, rungs_of, standing_of
from tests.tasks.acting import a_recurring_date, done

DUE = TODAY + timedelta(days=5)


def fresh(session: Session) -> None:
    session.commit()
    freshen(TODAY)
    session.expire_all()


def test_the_alert_of_the_day_stands_again_and_says_nothing_twice(session: Session, manager: Actor):
    session.execute(delete(StaleDate))
    date_id = a_recurring_date(session, manager, starts_on=DUE, ladder=(14, 7, 0))
    fresh(session)
    decided(session, standing_of(session, date_id), [14])
    done(session, manager, date_id, DUE, TODAY)
    fresh(session)
    after_done = (standing_of(session, date_id).cycle, standing_of(session, date_id).falls_on)

    undo_recurring_done(session, manager, recurring_date_id=date_id, due_on=DUE, now=NOON)
    fresh(session)

    alert = standing_of(session, date_id)
    assert after_done == (2, date(2026, 2, 20))
    assert (alert.cycle, alert.falls_on, len(alerts_of(session, date_id))) == (3, DUE, 3)
    assert rungs_of(session, alert) == {14: (ReminderState.SKIPPED, "Said on Jan 15, 2026 already.")}
    assert alert.next_due_on is not None


def test_a_day_that_was_the_last_one_has_an_alert_again(session: Session, manager: Actor):
    session.execute(delete(StaleDate))
    date_id = a_recurring_date(session, manager, repeats="FREQ=MONTHLY;COUNT=1", starts_on=DUE)
    fresh(session)
    done(session, manager, date_id, DUE, TODAY)
    fresh(session)
    ended = [alert for alert in alerts_of(session, date_id) if alert.closed_at is None]

    undo_recurring_done(session, manager, recurring_date_id=date_id, due_on=DUE, now=NOON)
    fresh(session)

    assert ended == []
    assert standing_of(session, date_id).falls_on == DUE
