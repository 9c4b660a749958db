"""Files that go out with messages, and which of them are still needed."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.messages.tables import Message, MessageAttachment


def still_to_send(session: Session, actor: Actor, *, keys: Collection[str]) -> set[str]:
    """Return those of these keys of the store that a message has enclosed which waits, failed, or is not confirmed."""
    actor.must(Permission.RUN_JOBS)
    needed = (
        select(MessageAttachment.object_key)
        .join(Message, col(Message.id) == col(MessageAttachment.message_id))
        .where(col(MessageAttachment.object_key).in_(keys), col(Message.sent_at).is_(None))
    )
    return set(session.exec(needed))
