"""An office whose people are told of dates: its users, an alert that is due, what was said of it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER
from pm_app.access.tables import User
from pm_app.calendars.queries import working_days
from pm_app.portfolio.tables import Property
from pm_app.reminders.actions.deciding import Decided, decide
from pm_app.reminders.actions.mailing import mail_alone
from pm_app.reminders.enums import CriticalDateKind, ReminderState
from pm_app.reminders.queries.due import due_alerts
from pm_app.reminders.rules.ladders import next_due_on
from pm_app.reminders.rules.mails import Desk
from pm_app.reminders.tables import Alert, Reminder, ReminderRecipient, ReminderRule
from tests.factories.access import a_user
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, an_alert

NOON = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)
DESK = Desk("https://desk.example.com", "Harbor Property Management", lambda link: f"{link.act.name.lower()}")
LADDER = [60, 30, 7, 0, -7]


@dataclass
class Staff:
    """The users of the office."""

    dana: User
    ben: User
    ada: User
    alder: Property


def an_office(session: Session) -> Staff:
    """Add Alder Court, which Dana answers for, another manager and an administrator."""
    dana = a_user(session, name="Dana Whitlow", email="dana@example.com")
    ben = a_user(session, name="Ben Ortiz", email="ben@example.com")
    ada = a_user(session, role=Role.ADMINISTRATOR, name="Ada Boss", email="ada@example.com")
    return Staff(dana, ben, ada, a_property(session, name="Alder Court", manager_id=dana.id))


def a_due_alert(session: Session, staff: Staff | None, *, days: int = 30, **given: Any) -> Alert:
    """Add an alert of Alder Court whose date is so many days off, as the scan leaves it: undecided."""
    ladder = given.pop("ladder", LADDER)
    alert = an_alert(
        session,
        days=days,
        ladder=ladder,
        kind=given.pop("kind", CriticalDateKind.DOCUMENT_EXPIRATION),
        property_id=staff.alder.id if staff else None,
        manager_id=given.pop("manager_id", staff.dana.id if staff else None),
        **given,
    )
    alert.next_due_on = next_due_on(alert.falls_on, ladder, (), working_days(session, SCHEDULER))
    session.flush()
    return alert


def decided(session: Session, *, today: date = TODAY, now: datetime = NOON) -> Decided:
    """Decide what is due on a day."""
    session.flush()
    done = decide(session, SCHEDULER, alert_ids=due_alerts(session, SCHEDULER, today=today), today=today, now=now)
    session.flush()
    return done


def mailed(session: Session, user: User, *, today: date = TODAY, now: datetime = NOON) -> int:
    """Queue what waits for a user to be mailed alone."""
    return mail_alone(session, SCHEDULER, user_id=user.id, today=today, now=now, desk=DESK)


def rungs_of(session: Session, alert: Alert) -> dict[int, ReminderState]:
    """Return what became of each rung of an alert."""
    rows = session.exec(select(Reminder.rung, Reminder.state).where(Reminder.alert_id == alert.id))
    return {rung: ReminderState(state) for rung, state in rows}


def told_of(session: Session, alert: Alert) -> list[tuple[str, str, str]]:
    """Return who was told of an alert, why and how, by name."""
    rows = session.exec(
        select(ReminderRecipient)
        .join(Reminder, col(Reminder.id) == col(ReminderRecipient.reminder_id))
        .where(Reminder.alert_id == alert.id)
        .order_by(col(Reminder.rung).desc(), col(ReminderRecipient.name))
    )
    return [(row.name, row.told, row.way) for row in rows]


def recipients(session: Session, user_id: UUID | None = None, person_id: UUID | None = None) -> list[ReminderRecipient]:
    """Return the rows of a user or of somebody outside, in the order they were written."""
    one = ReminderRecipient.user_id == user_id if user_id else ReminderRecipient.person_id == person_id
    return list(session.exec(select(ReminderRecipient).where(one).order_by(col(ReminderRecipient.id))))


def a_rule(
    session: Session, kind: CriticalDateKind = CriticalDateKind.DOCUMENT_EXPIRATION, **given: Any
) -> ReminderRule:
    """Add a rule of the office's own."""
    usual = {"ladder": LADDER, "roles": [], "outsider_rungs": [], "changed_at": NOON, "changed_by": "Dana Whitlow"}
    rule = ReminderRule(item_kind=kind, **usual | given)
    session.add(rule)
    session.flush()
    return rule
