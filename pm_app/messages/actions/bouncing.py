"""Mail that came back: written down on its message, and nothing more is sent to an address that does not exist."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.tables import new_id
from pm_app.messages.actions.troubles import tell_of_trouble
from pm_app.messages.enums import MessageState
from pm_app.messages.rules.addresses import one_line
from pm_app.messages.rules.bounces import Returned, is_hard
from pm_app.messages.tables import Message, UndeliverableAddress


def record_bounce(session: Session, actor: Actor, *, message_id: UUID, returned: Returned, now: datetime) -> bool:
    """Write down that a message came back, and return whether that is news; a second report of it changes nothing.

    Where the address itself does not exist, nothing is sent to it until somebody says that it works again. A message
    that nobody was sure of is sure now: it left, and came back. One that waits or was given up stays as it is.
    """
    actor.must(Permission.RUN_JOBS)
    message = session.exec(select(Message).where(Message.id == message_id).with_for_update()).first()
    if message is None or not returned.failed or message.bounced_at is not None:
        return False
    if message.failed_at is not None or (message.sent_at is None and message.unsure_at is None):
        return False
    reason = one_line(returned.reason)
    message.bounced_at, message.bounce = now, f"{returned.status} {reason}".strip()[:500]
    message.sent_at, message.unsure_at = message.sent_at or message.handed_over_at or now, None
    if is_hard(returned.status):
        keep_undeliverable(session, actor, address=message.to_address, reason=reason, now=now)
    tell_of_trouble(session, actor, message=message, state=MessageState.BOUNCED, now=now)
    record_audit(
        session,
        actor,
        did="came back",
        about_kind="message",
        about_id=message.id,
        about_name=f"mail to {message.to_name or message.to_address}",
        now=now,
        property_id=message.property_id,
        tenancy_id=message.tenancy_id,
    )
    return True


def keep_undeliverable(session: Session, actor: Actor, *, address: str, reason: str, now: datetime) -> None:
    """Write down that nothing more is sent to an address, and why; one that is known already stays as it is."""
    actor.must(Permission.RUN_JOBS)
    kept = session.connection().execute(
        insert(UndeliverableAddress)
        .values(id=new_id(), address=address.lower(), reason=_sentence(reason), since=now, cleared_by="")
        .on_conflict_do_nothing(index_elements=["address"], index_where=col(UndeliverableAddress.cleared_at).is_(None))
        .returning(col(UndeliverableAddress.id))
    )
    address_id = kept.scalar_one_or_none()
    if address_id is not None:
        record_audit(
            session,
            actor,
            did="stopped mail to",
            about_kind="undeliverable address",
            about_id=address_id,
            about_name=address.lower(),
            now=now,
        )


def _sentence(reason: str) -> str:
    text = one_line(reason)[:300].rstrip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
