"""Telling administrators of mail that did not arrive: nothing is lost unnoticed."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.queries import colleagues_with_role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.messages.enums import MessageState
from pm_app.messages.tables import Message
from pm_app.notifications.actions import notify
from pm_app.notifications.enums import NotificationKind

# When a whole evening's mail fails, this many are told of one by one; then one line says that there are more.
TOLD_ONE_BY_ONE = 10
_WHAT = {
    MessageState.FAILED: "Mail was not delivered",
    MessageState.UNSURE: "Nobody knows whether a mail arrived",
    MessageState.BOUNCED: "Mail came back",
}


def tell_of_trouble(session: Session, actor: Actor, *, message: Message, state: MessageState, now: datetime) -> None:
    """Put a line under the bell of every administrator; who queued or delivers the mail was asked for permission."""
    session.flush()
    administrators = [user_id for user_id, _, _ in colleagues_with_role(session, SCHEDULER, role=Role.ADMINISTRATOR)]
    many = _lately(session, now, most=TOLD_ONE_BY_ONE + 1) > TOLD_ONE_BY_ONE
    whom = f"{message.to_name} <{message.to_address}>" if message.to_name else message.to_address
    moment = message.unsure_at or message.bounced_at or message.failed_at or now
    notify(
        session,
        actor,
        user_ids=administrators,
        key=f"mail trouble:{now:%Y-%m-%d %H}" if many else f"mail {state}:{message.id}:{moment.isoformat()}",
        kind=NotificationKind.MAIL_TROUBLE,
        title="More mail was not delivered" if many else f"{_WHAT[state]}: {message.subject}",
        detail="" if many else f"To {whom}. {message.bounce or message.problem}",
        path="/settings/mail" if many else f"/settings/mail?open={message.id}",
        now=now,
    )


def _lately(session: Session, now: datetime, *, most: int) -> int:
    """Return how many mails there was trouble with in the last hour, counted up to `most`."""
    since = now - timedelta(hours=1)
    moments = (Message.failed_at, Message.unsure_at, Message.bounced_at)
    young = col(Message.queued_at) > now - timedelta(days=7)
    some = select(Message.id).where(young, or_(*(col(moment) > since for moment in moments))).limit(most).subquery()
    return session.exec(select(func.count()).select_from(some)).one()
