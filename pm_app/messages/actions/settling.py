"""What a person decides about mail that did not arrive, or may not have."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.messages.actions.queueing import queue_copy
from pm_app.messages.enums import MessageState
from pm_app.messages.queries.addresses import why_undeliverable
from pm_app.messages.queries.rows import state_of
from pm_app.messages.rules.seeing import sees_message
from pm_app.messages.tables import Message, UndeliverableAddress


class MessageNotFailed(Refused):
    """Only a message that did not arrive, or may not have, can be sent again."""


class AddressDead(Refused):
    """Mail to this address comes back."""


def send_again(session: Session, actor: Actor, *, message_id: UUID, now: datetime) -> None:
    """Queue a message that was given up, may not have arrived, or came back once more.

    One that came back is sent as a message of its own, so that the record of the first stays. Refuses
    (`MessageNotFailed`) one that was sent or still waits, and (`AddressDead`) one to an address mail comes back from.
    """
    actor.must(Permission.HANDLE_ALERTS)
    message = _seen(session, actor, message_id)
    state = state_of(message)
    if state not in {MessageState.FAILED, MessageState.UNSURE, MessageState.BOUNCED}:
        raise MessageNotFailed("This message was sent or is still waiting: only a failed one can be sent again.")
    if why := why_undeliverable(session, message.to_address):
        raise AddressDead(why)
    if state is MessageState.BOUNCED:
        if queue_copy(session, SCHEDULER, message=message, now=now) is None:
            raise MessageNotFailed("This message was sent again already: find the newer one in the list.")
    else:
        message.failed_at = message.unsure_at = message.handed_over_at = None
        message.attempts, message.due_at = 0, now
    _audit(session, actor, message, "sent again", now)


def it_arrived(session: Session, actor: Actor, *, message_id: UUID, now: datetime) -> None:
    """Settle a message that nobody was sure of: it arrived, as somebody found out. Refuses any other."""
    actor.must(Permission.HANDLE_ALERTS)
    message = _seen(session, actor, message_id)
    if state_of(message) is not MessageState.UNSURE:
        raise MessageNotFailed("Only a message that was not confirmed can be said to have arrived.")
    message.sent_at, message.unsure_at, message.problem = message.handed_over_at or now, None, ""
    _audit(session, actor, message, "said that it arrived", now)


def address_works_again(session: Session, actor: Actor, *, address_id: UUID, now: datetime) -> None:
    """Let mail go to an address again that it came back from; what was given up meanwhile is sent again by hand."""
    actor.must(Permission.HANDLE_ALERTS)
    row = session.exec(
        select(UndeliverableAddress).where(UndeliverableAddress.id == address_id).with_for_update()
    ).first()
    if row is None or row.cleared_at is not None or actor.property_ids is not None:
        raise NotFound("This address is not among those that mail comes back from.")
    row.cleared_at, row.cleared_by = now, actor.name
    record_audit(
        session,
        actor,
        did="said that it works again",
        about_kind="undeliverable address",
        about_id=row.id,
        about_name=row.address,
        now=now,
    )


def _seen(session: Session, actor: Actor, message_id: UUID) -> Message:
    message = session.exec(
        select(Message).where(Message.id == message_id).with_for_update().execution_options(populate_existing=True)
    ).first()
    if message is None or not sees_message(actor, message.to_user_id, message.property_id):
        raise NotFound("This message does not exist, or it is not yours to see.")
    return message


def _audit(session: Session, actor: Actor, message: Message, did: str, now: datetime) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="message",
        about_id=message.id,
        about_name=f"mail to {message.to_name or message.to_address}",
        now=now,
        property_id=message.property_id,
        tenancy_id=message.tenancy_id,
    )
