"""Telling somebody under the bell and, if they want that at once, by one mail, both or neither."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.messages.actions.queueing import queue_message
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.rules.mail import Mail
from pm_app.notifications.actions import notify
from pm_app.notifications.enums import NotificationKind


@dataclass(frozen=True)
class Told:
    """One line under a bell; the key makes it the only one of its kind."""

    key: str
    title: str
    detail: str
    path: str


def tell(
    session: Session,
    actor: Actor,
    *,
    user_id: UUID,
    lines: Sequence[Told],
    kind: NotificationKind,
    now: datetime,
    mail_of: Callable[[Sequence[Told]], Mail] | None = None,
) -> int:
    """Put the lines under the bell of a user and return how many had not been told before.

    With `mail_of`, those that are new also go out in one mail, queued in the same transaction.
    """
    new = [line for line in lines if _is_new(session, actor, user_id, line, kind, now)]
    if new and mail_of is not None:
        mail = mail_of(new)
        queue_message(
            session,
            actor,
            mail=mail,
            now=now,
            to_user_id=user_id,
            purpose=MessagePurpose.REMINDER,
            unsubscribe=mail.unsubscribe,
        )
    return len(new)


def _is_new(session: Session, actor: Actor, user_id: UUID, line: Told, kind: NotificationKind, now: datetime) -> bool:
    said = {"key": line.key, "title": line.title, "detail": line.detail, "path": line.path}
    return notify(session, actor, user_ids=[user_id], kind=kind, now=now, **said) == 1
