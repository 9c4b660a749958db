"""Queueing mail in the transaction that causes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select, update

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.tables import new_id
from pm_app.messages.actions.troubles import tell_of_trouble
from pm_app.messages.enums import OPTIONAL, MessagePurpose, MessageState
from pm_app.messages.queries.addresses import undeliverable, why_undeliverable
from pm_app.messages.rules.addresses import sendable
from pm_app.messages.rules.mail import Enclosed, Mail
from pm_app.messages.tables import Message, MessageAttachment

NO_ADDRESS = "This is not an e-mail address that mail can be sent to."


@dataclass(frozen=True)
class About:
    """What a message is about, for the record it is shown on."""

    kind: str
    id: UUID


@dataclass(frozen=True)
class OneOfMany:
    """One of many mails that are queued together, and on whose records it stands."""

    mail: Mail
    person_id: UUID | None = None
    tenancy_id: UUID | None = None
    property_id: UUID | None = None


def queue_message(
    session: Session,
    actor: Actor,
    *,
    mail: Mail,
    now: datetime,
    to_user_id: UUID | None = None,
    about: About | None = None,
    enclosed: Sequence[Enclosed] = (),
    purpose: MessagePurpose = MessagePurpose.OTHER,
    person_id: UUID | None = None,
    tenancy_id: UUID | None = None,
    property_id: UUID | None = None,
    bulk_mail_id: UUID | None = None,
    unsubscribe: str = "",
) -> UUID | None:
    """Queue a mail in the caller's transaction and return its id, or None when its key was queued before.

    The ids of person, household and property say on whose records it stands; who is held to some properties sees it
    there only with its `property_id`. `unsubscribe` is the address of a page that ends mail of this kind; it is left
    away for what nobody may do without. What is enclosed goes out with it; the files must be in the object store by
    the end of the transaction. One to no address, or to one that mail comes back from, is kept as failed at once.
    """
    actor.must(Permission.RUN_JOBS)
    row = _row(mail, now) | {
        "to_user_id": to_user_id,
        "about_kind": about.kind if about else "",
        "about_id": about.id if about else None,
        "purpose": purpose,
        "person_id": person_id,
        "tenancy_id": tenancy_id,
        "property_id": property_id,
        "bulk_mail_id": bulk_mail_id,
        "unsubscribe": (unsubscribe or mail.unsubscribe) if purpose in OPTIONAL else "",
    }
    return _added(session, actor, row, enclosed, now)


def queue_many(
    session: Session,
    actor: Actor,
    *,
    mails: Sequence[OneOfMany],
    purpose: MessagePurpose,
    bulk_mail_id: UUID | None = None,
    now: datetime,
) -> int:
    """Queue many mails as `queue_message` would each, in as few statements as one; return how many are new."""
    actor.must(Permission.RUN_JOBS)
    if not mails:
        return 0
    dead = undeliverable(session, actor, addresses=[one.mail.to_address for one in mails])
    rows = [_row_of_many(one, dead, now) | {"purpose": purpose, "bulk_mail_id": bulk_mail_id} for one in mails]
    added = insert(Message).on_conflict_do_nothing(index_elements=["organization_id", "message_key"])
    queued = session.connection().execute(added.returning(col(Message.id), col(Message.failed_at)), rows)
    new = queued.all()
    for message_id in [row[0] for row in new if row[1] is not None]:
        message = session.get_one(Message, message_id)
        tell_of_trouble(session, actor, message=message, state=MessageState.FAILED, now=now)
    return len(new)


def forget_document(session: Session, actor: Actor, *, document_id: UUID) -> None:
    """Part the mails that enclosed a document from it: it is deleted. What was sent stays in the record of the mail."""
    actor.must(Permission.RUN_JOBS)
    enclosed = col(MessageAttachment.document_id) == document_id
    session.exec(update(MessageAttachment).where(enclosed).values(document_id=None))


def queue_copy(session: Session, actor: Actor, *, message: Message, now: datetime) -> UUID | None:
    """Queue what a message says once more, to the same address, or return None when that was done before."""
    enclosed = session.exec(
        select(MessageAttachment)
        .where(MessageAttachment.message_id == message.id)
        .order_by(col(MessageAttachment.position))
    )
    return queue_message(
        session,
        actor,
        mail=Mail(
            f"{message.message_key}:again",
            message.to_address,
            message.to_name,
            message.subject,
            message.body_text,
            message.body_html,
        ),
        now=now,
        to_user_id=message.to_user_id,
        about=About(message.about_kind, message.about_id) if message.about_id else None,
        enclosed=[
            Enclosed(one.object_key, one.filename, one.media_type, one.size_bytes, one.document_id) for one in enclosed
        ],
        purpose=message.purpose,
        person_id=message.person_id,
        tenancy_id=message.tenancy_id,
        property_id=message.property_id,
        bulk_mail_id=message.bulk_mail_id,
        unsubscribe=message.unsubscribe,
    )


def _added(
    session: Session, actor: Actor, row: dict[str, Any], enclosed: Sequence[Enclosed], now: datetime
) -> UUID | None:
    """Add a message, failed at once when its address takes no mail; None when its key is known."""
    address = row["to_address"]
    problem = why_undeliverable(session, address) if sendable(address) else NO_ADDRESS
    queued = session.connection().execute(
        insert(Message)
        .values(**row, problem=problem, failed_at=now if problem else None)
        .on_conflict_do_nothing(index_elements=["organization_id", "message_key"])
        .returning(col(Message.id))
    )
    message_id = queued.scalar_one_or_none()
    if message_id is None:
        return None
    session.add_all(_attachments(message_id, enclosed))
    if problem:
        message = session.get_one(Message, message_id)
        tell_of_trouble(session, actor, message=message, state=MessageState.FAILED, now=now)
    return message_id


def _row(mail: Mail, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "message_key": mail.key,
        "to_address": mail.to_address,
        "to_name": mail.to_name,
        "subject": mail.subject,
        "body_text": mail.text,
        "body_html": mail.html,
        "queued_at": now,
        "due_at": now,
        "attempts": 0,
        "supplier_id": "",
        "bounce": "",
    }


def _row_of_many(one: OneOfMany, dead: Mapping[str, str], now: datetime) -> dict[str, Any]:
    address = one.mail.to_address
    problem = dead.get(address.lower(), "") if sendable(address) else NO_ADDRESS
    return _row(one.mail, now) | {
        "to_user_id": None,
        "about_kind": "",
        "about_id": None,
        "person_id": one.person_id,
        "tenancy_id": one.tenancy_id,
        "property_id": one.property_id,
        "unsubscribe": "",
        "problem": problem,
        "failed_at": now if problem else None,
    }


def _attachments(message_id: UUID, enclosed: Sequence[Enclosed]) -> list[MessageAttachment]:
    return [
        MessageAttachment(
            message_id=message_id,
            position=position,
            object_key=one.object_key,
            filename=one.filename,
            media_type=one.media_type,
            size_bytes=one.size_bytes,
            document_id=one.document_id,
        )
        for position, one in enumerate(enclosed, start=1)
    ]
