"""Saying each rung once."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.messages.actions import About, queue_message
from pm_app.reminders.enums import CriticalDateKind, ReminderState, TellingWay, Told
from pm_app.reminders.queries.dates import recipient_for
from pm_app.reminders.rules.dates import CriticalDate
from pm_app.reminders.rules.ladders import rung_day, rungs_due
from pm_app.reminders.rules.telling import reminder_mail
from pm_app.reminders.tables import Alert, Reminder, ReminderRecipient


def remind(session: Session, actor: Actor, *, alert_id: UUID, today: date, now: datetime, address: str) -> bool:
    """Say what is due of one alert and return whether a mail was queued.

    Of several rungs that are due only the most urgent is sent, the others are marked as skipped (domain rules §20).
    The unique key of a rung and the row lock on the alert make a second run, or a second process, say nothing.
    """
    actor.must(Permission.RUN_JOBS)
    alert = session.exec(select(Alert).where(Alert.id == alert_id).with_for_update()).one()
    already = set(session.exec(select(Reminder.rung).where(Reminder.alert_id == alert.id)))
    plan = rungs_due(alert.falls_on, alert.ladder, today, already)
    for rung in plan.skipped:
        _decide(session, alert, rung, state=ReminderState.SKIPPED_LATE, reason=f"Found on {today:%Y-%m-%d}", now=now)
    if plan.send is None:
        return False
    recipient = recipient_for(session, actor, manager_id=alert.assigned_to_id or alert.manager_id)
    mail = reminder_mail(_item_of(alert), alert.cycle, plan.send, recipient, today, address)
    about = About(CriticalDateKind(alert.item_kind).value, alert.item_id)
    message_id = queue_message(session, actor, mail=mail, to_user_id=recipient.user_id, about=about, now=now)
    said = _decide(session, alert, plan.send, state=ReminderState.SENT, now=now)
    session.flush()
    session.add(
        ReminderRecipient(
            reminder_id=said.id,
            user_id=recipient.user_id,
            name=recipient.name,
            told=Told.RESPONSIBLE,
            way=TellingWay.ALONE,
            message_id=message_id,
        )
    )
    return message_id is not None


def _item_of(alert: Alert) -> CriticalDate:
    return CriticalDate(
        kind=CriticalDateKind(alert.item_kind),
        item_id=alert.item_id,
        falls_on=alert.falls_on,
        what=alert.what,
        who=alert.who,
        ladder=tuple(alert.ladder),
        property_id=alert.property_id,
        tenancy_id=alert.tenancy_id,
        document_id=alert.document_id,
    )


def _decide(
    session: Session, alert: Alert, rung: int, *, state: ReminderState, now: datetime, reason: str = ""
) -> Reminder:
    decided = Reminder(
        alert_id=alert.id,
        item_kind=alert.item_kind,
        item_id=alert.item_id,
        cycle=alert.cycle,
        rung=rung,
        due_on=rung_day(alert.falls_on, rung),
        state=state,
        reason=reason,
        decided_at=now,
    )
    session.add(decided)
    return decided
