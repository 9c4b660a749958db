"""The digest of one user for one day."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.queries.acting import acting_as
from pm_app.access.rules import Actor
from pm_app.messages.actions.queueing import queue_message
from pm_app.messages.enums import MessagePurpose
from pm_app.notifications.queries import ways_of
from pm_app.reminders.actions.mailing import still_to_tell, waiting_for
from pm_app.reminders.enums import TellingWay
from pm_app.reminders.queries.audience import named_subjects, reader_of
from pm_app.reminders.queries.digests import listed
from pm_app.reminders.rules.mails import Desk, digest_mail

SWITCHED_OFF = "This user wants no digest."


def send_digest(session: Session, actor: Actor, *, user_id: UUID, today: date, now: datetime, desk: Desk) -> bool:
    """Queue the digest of one user for the day and return whether there was anything to say.

    It holds what needs attention and concerns this user; what was decided since the last one is marked as new. The key
    of the mail makes it the only one of its day, whoever else is at it.
    """
    actor.must(Permission.RUN_JOBS)
    user = acting_as(session, actor, user_ids=[user_id]).get(user_id)
    waiting = waiting_for(session, user_id, TellingWay.DIGEST)
    new = still_to_tell(session, user, waiting, today)
    if user is None or not user.may(Permission.VIEW_ALERTS):
        return False
    ways = ways_of(session, actor, user_ids=[user_id])[user_id]
    if not ways.digest:
        for one in new:
            one.recipient.problem = SWITCHED_OFF
        return False
    fresh = {one.alert.id: one.alert for one in new}
    alerts = list((fresh | {alert.id: alert for alert in listed(session, user, ways=ways, today=today)}).values())
    if not alerts:
        return False
    subjects = list(named_subjects(session, actor, alerts).values())
    reader = reader_of(user, user_id)
    mail = digest_mail(subjects, frozenset(fresh), reader, today=today, now=now, desk=desk)
    message_id = queue_message(
        session,
        actor,
        mail=mail,
        now=now,
        to_user_id=user_id,
        purpose=MessagePurpose.DIGEST,
        unsubscribe=f"{desk.address}/settings/notifications",
    )
    for one in new if message_id else ():
        one.recipient.message_id = message_id
    session.flush()
    return message_id is not None
