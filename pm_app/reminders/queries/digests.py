"""Who gets a digest on a day, and what stands on the list of one user."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.calendars.queries import working_days
from pm_app.messages.tables import Message
from pm_app.notifications.enums import MailWay
from pm_app.notifications.rules import Ways
from pm_app.reminders.enums import CriticalDateKind, TellingWay
from pm_app.reminders.queries.audience import staff
from pm_app.reminders.queries.due import users_waiting
from pm_app.reminders.queries.seeing import seen
from pm_app.reminders.rules.mails import digest_key
from pm_app.reminders.tables import Alert, Reminder, ReminderRecipient

# Nobody reads farther; the app has the whole list.
MOST_ON_A_LIST = 2_000


def digests_due(session: Session, actor: Actor, *, today: date, hour: int) -> list[UUID]:
    """Return the users who have no digest of the day yet, from the office's hour on (office time) on working days.

    Among them is whoever something still waits for, though this one gets no digest any more: that is to be said there.
    """
    actor.must(Permission.RUN_JOBS)
    working = working_days(session, actor)
    if not working.is_working(today) or hour < working.digest_hour:
        return []
    users = [user.user_id for user in staff(session, actor) if user.user_id]
    waiting = users_waiting(session, actor, way=TellingWay.DIGEST)
    keys = {digest_key(user_id, today): user_id for user_id in dict.fromkeys([*users, *waiting])}
    sent = set(session.exec(select(Message.message_key).where(col(Message.message_key).in_(keys))))
    return [user_id for key, user_id in keys.items() if key not in sent]


def telling_has_begun(session: Session, actor: Actor, *, hour: int) -> bool:
    """Return whether it is late enough in the day (office time) to tell people of what is due."""
    actor.must(Permission.RUN_JOBS)
    return hour >= working_days(session, actor).digest_hour


def listed(session: Session, user: Actor, *, ways: Ways, today: date) -> list[Alert]:
    """Return what needs attention and concerns one user, as far as this one sees it, the nearest date first.

    It concerns who answers for it, and whoever was told of it by mail; not the kinds of dates one wants no mail of.
    """
    user.must(Permission.VIEW_ALERTS)
    return list(
        session.exec(
            select(Alert)
            .where(*_needing_attention(today), _concerns(user, ways), seen(user))
            .order_by(col(Alert.falls_on), col(Alert.id))
            .limit(MOST_ON_A_LIST)
        )
    )


def _needing_attention(today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Alert.closed_at).is_(None),
        col(Alert.resolved_at).is_(None),
        col(Alert.acknowledged_at).is_(None),
        col(Alert.begins_on) <= today,
        or_(col(Alert.snoozed_until).is_(None), col(Alert.snoozed_until) <= today),
    )


def _concerns(user: Actor, ways: Ways) -> ColumnElement[bool]:
    wanted = [kind for kind in CriticalDateKind if ways.of_date(kind.value) is not MailWay.NOT_AT_ALL]
    answers = func.coalesce(col(Alert.assigned_to_id), col(Alert.manager_id)) == user.user_id
    told = exists().where(
        col(Reminder.alert_id) == col(Alert.id),
        col(ReminderRecipient.reminder_id) == col(Reminder.id),
        col(ReminderRecipient.user_id) == user.user_id,
        col(ReminderRecipient.way) != TellingWay.IN_APP,
    )
    return or_(answers & col(Alert.item_kind).in_(wanted), told)
