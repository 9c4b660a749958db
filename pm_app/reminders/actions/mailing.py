"""The mails to users that follow from what was decided: each alone, or together when there are too many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries.acting import acting_as
from pm_app.access.rules import Actor
from pm_app.messages.actions.queueing import About, queue_message
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.rules.mail import Mail
from pm_app.reminders.enums import CriticalDateKind, TellingWay, Told
from pm_app.reminders.queries.audience import named_subjects, reader_of, seen_among
from pm_app.reminders.queries.composing import staff_mail
from pm_app.reminders.queries.due import mailed_alone
from pm_app.reminders.queries.rules import rule_book
from pm_app.reminders.rules.mails import Desk, together_mail
from pm_app.reminders.rules.telling import DEALT_WITH, MOST_ALONE
from pm_app.reminders.tables import Alert, Reminder, ReminderRecipient

# What was mailed alone within so many hours counts towards the limit of a run.
_A_RUN = timedelta(hours=12)
PUT_OFF = "It was put off before the mail went out."
NOT_SEEN = "This user may not see it any more."
LEFT = "This user can no longer sign in."


@dataclass(frozen=True)
class Waiting:
    """A row of somebody who has no mail yet, with what it is about."""

    recipient: ReminderRecipient
    reminder: Reminder
    alert: Alert


def mail_alone(session: Session, actor: Actor, *, user_id: UUID, today: date, now: datetime, desk: Desk) -> int:
    """Queue the mails of their own that wait for one user and return how many mails that made.

    After the first few of a run the others go together in one. What was dealt with meanwhile is not mailed, and says
    so. What another process mails at this moment is left to it.
    """
    actor.must(Permission.RUN_JOBS)
    waiting = waiting_for(session, user_id, TellingWay.ALONE)
    user = acting_as(session, actor, user_ids=[user_id]).get(user_id)
    standing = still_to_tell(session, user, waiting, today)
    if user is None or not standing:
        return 0
    subjects = named_subjects(session, actor, [one.alert for one in standing])
    reader = reader_of(user, user_id)
    room = max(0, MOST_ALONE - mailed_alone(session, user_id, since=now - _A_RUN))
    alone, together = standing[:room], standing[room:]
    book = rule_book(session, actor)
    for one in alone:
        mail = staff_mail(
            session,
            actor,
            rule=book.of(CriticalDateKind(one.alert.item_kind), one.alert.document_kind),
            subject=subjects[one.alert.id],
            reader=reader,
            told=Told(one.recipient.told),
            reminder_id=one.reminder.id,
            today=today,
            now=now,
            desk=desk,
        )
        _queue(session, actor, mail, [one], user_id, now, desk)
    if together:
        about = [subjects[one.alert.id] for one in together]
        key = f"reminders:{user_id}:{together[0].recipient.id}"
        mail = together_mail(about, reader, key=key, today=today, now=now, desk=desk)
        _queue(session, actor, mail, together, user_id, now, desk)
    return len(alone) + bool(together)


def waiting_for(session: Session, user_id: UUID, way: TellingWay) -> list[Waiting]:
    """Return the rows of one user that have no mail yet, the nearest date first, locked; not those others hold."""
    rows = session.execute(
        sql_select(ReminderRecipient, Reminder, Alert)
        .join(Reminder, col(Reminder.id) == col(ReminderRecipient.reminder_id))
        .join(Alert, col(Alert.id) == col(Reminder.alert_id))
        .where(
            col(ReminderRecipient.user_id) == user_id,
            col(ReminderRecipient.way) == way,
            col(ReminderRecipient.message_id).is_(None),
            col(ReminderRecipient.problem) == "",
        )
        .order_by(col(Alert.falls_on), col(ReminderRecipient.id))
        .with_for_update(of=ReminderRecipient, skip_locked=True)
    )
    return [Waiting(*row) for row in rows]


def still_to_tell(session: Session, user: Actor | None, waiting: Sequence[Waiting], today: date) -> list[Waiting]:
    """Return what is still to be told; on the other rows stands why they are not."""
    looks = user is not None and user.may(Permission.VIEW_ALERTS)
    seen = seen_among(session, user, [one.alert.id for one in waiting]) if user and looks and waiting else set[UUID]()
    standing: list[Waiting] = []
    for one in waiting:
        one.recipient.problem = LEFT if user is None else _why_not(one.alert, seen, today)
        if not one.recipient.problem:
            standing.append(one)
    return standing


def _why_not(alert: Alert, seen: set[UUID], today: date) -> str:
    if alert.closed_at is not None or alert.resolved_at is not None:
        return DEALT_WITH
    if alert.snoozed_until is not None and alert.snoozed_until > today:
        return PUT_OFF
    return "" if alert.id in seen else NOT_SEEN


def _queue(
    session: Session, actor: Actor, mail: Mail, told: Sequence[Waiting], user_id: UUID, now: datetime, desk: Desk
) -> None:
    first = told[0]
    message_id = queue_message(
        session,
        actor,
        mail=mail,
        now=now,
        to_user_id=user_id,
        about=About("alert", first.alert.id) if len(told) == 1 else None,
        purpose=MessagePurpose.REMINDER,
        unsubscribe=f"{desk.address}/settings/notifications" if _is_optional(told) else "",
    )
    for one in told:
        one.recipient.message_id = message_id
    session.flush()


def _is_optional(told: Sequence[Waiting]) -> bool:
    return all(Told(one.recipient.told) is Told.ROLE for one in told)
