"""Queueing mail, taking what is due, writing down what became of it; and setting the letterhead."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select, update

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused, Stale
from pm_app.kernel.tables import new_id
from pm_app.messages.rules import MAX_ATTEMPTS, Enclosed, Mail, checked_letterhead, next_attempt, sees_message
from pm_app.messages.tables import Letterhead, Message, MessageAttachment

# A message that was taken and neither sent nor failed for so long belonged to a process that ended.
TAKEN_FOR = timedelta(minutes=15)

NEVER_REPORTED = "It was taken again and again, and whoever did never said what became of it."


class MessageNotFailed(Refused):
    """Only a message that was given up can be sent again."""


@dataclass(frozen=True)
class About:
    """What a message is about, for the record it is shown on."""

    kind: str
    id: UUID


@dataclass(frozen=True)
class TakenMessage:
    """A message one process has taken to deliver."""

    message_id: UUID
    mail: Mail
    enclosed: tuple[Enclosed, ...] = ()


def queue_message(
    session: Session,
    actor: Actor,
    *,
    mail: Mail,
    now: datetime,
    to_user_id: UUID | None = None,
    about: About | None = None,
    enclosed: Sequence[Enclosed] = (),
) -> UUID | None:
    """Queue a mail in the caller's transaction and return its id, or None when its key was queued before.

    What is enclosed goes out with it; the files must be in the object store by the end of the transaction.
    """
    actor.must(Permission.RUN_JOBS)
    row = _row(mail, now, to_user_id, about)
    queued = session.connection().execute(
        insert(Message)
        .values(**row)
        .on_conflict_do_nothing(index_elements=["organization_id", "message_key"])
        .returning(col(Message.id))
    )
    message_id = queued.scalar_one_or_none()
    if message_id is not None:
        session.add_all(_attachments(message_id, enclosed))
    return message_id


def take_messages(session: Session, actor: Actor, *, now: datetime, limit: int = 1) -> list[TakenMessage]:
    """Take messages that are due, oldest first; nobody else takes them for a quarter of an hour.

    One that was taken too often without ever being reported on is given up instead.
    """
    actor.must(Permission.RUN_JOBS)
    messages = session.exec(
        select(Message)
        .where(col(Message.sent_at).is_(None), col(Message.failed_at).is_(None), col(Message.due_at) <= now)
        .order_by(col(Message.due_at), col(Message.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    enclosed = _enclosed_in(session, [message.id for message in messages])
    taken: list[TakenMessage] = []
    for message in messages:
        if message.attempts >= MAX_ATTEMPTS:
            message.failed_at, message.problem = now, message.problem or NEVER_REPORTED
            continue
        message.attempts += 1
        message.due_at = now + TAKEN_FOR
        taken.append(TakenMessage(message.id, _mail(message), enclosed.get(message.id, ())))
    return taken


def mark_sent(session: Session, actor: Actor, *, message_id: UUID, supplier_id: str, now: datetime) -> None:
    """Write down that a message went out, and the id the mail server knows it by."""
    actor.must(Permission.RUN_JOBS)
    message = _locked(session, message_id)
    message.sent_at, message.supplier_id, message.problem = now, supplier_id[:500], ""


def mark_failed(
    session: Session, actor: Actor, *, message_id: UUID, problem: str, for_good: bool, now: datetime
) -> None:
    """Write down why a message did not go out; it is tried again later, unless for good or tried too often."""
    actor.must(Permission.RUN_JOBS)
    message = _locked(session, message_id)
    message.problem = problem[:500]
    if for_good or message.attempts >= MAX_ATTEMPTS:
        message.failed_at = now
    else:
        message.due_at = now + next_attempt(message.attempts)


def send_again(session: Session, actor: Actor, *, message_id: UUID, now: datetime) -> None:
    """Queue a message that was given up once more; refuses (`MessageNotFailed`) one that was sent or still waits."""
    actor.must(Permission.HANDLE_ALERTS)
    message = _locked(session, message_id)
    if not sees_message(actor, message.to_user_id):
        raise NotFound("This message does not exist, or it is not yours to see.")
    if message.failed_at is None:
        raise MessageNotFailed("This message was sent or is still waiting: only a failed one can be sent again.")
    message.failed_at, message.attempts, message.due_at = None, 0, now
    record_audit(
        session,
        actor,
        did="sent again",
        about_kind="message",
        about_id=message.id,
        about_name=f"mail to {message.to_name or message.to_address}",
        now=now,
    )


def forget_document(session: Session, actor: Actor, *, document_id: UUID) -> None:
    """Part the mails that enclosed a document from it: it is deleted. What was sent stays in the record of the mail."""
    actor.must(Permission.RUN_JOBS)
    enclosed = col(MessageAttachment.document_id) == document_id
    session.exec(update(MessageAttachment).where(enclosed).values(document_id=None))


def change_letterhead(
    session: Session,
    actor: Actor,
    *,
    office_name: str,
    address: str,
    phone: str,
    email: str,
    website: str,
    footer: str,
    version: int,
    now: datetime,
) -> None:
    """Set how the office signs its papers from now on; `version` is 0 while nobody has.

    Papers that are filed stay as they are. Refuses (`Stale`) when somebody else changed it since it was read.
    """
    actor.must(Permission.SET_POLICIES)
    checked = checked_letterhead(
        office_name=office_name, address=address, phone=phone, email=email, website=website, footer=footer
    )
    kept = session.exec(select(Letterhead).with_for_update()).first()
    if version != (kept.version if kept else 0):
        raise Stale("Somebody else changed the letterhead meanwhile. Reload the page and look again.")
    letterhead = kept or Letterhead(office_name=checked.office_name, version=0)
    letterhead.office_name, letterhead.address = checked.office_name, "\n".join(checked.address_lines)
    letterhead.phone, letterhead.email, letterhead.website = checked.phone, checked.email, checked.website
    letterhead.footer, letterhead.version = checked.footer, letterhead.version + 1
    session.add(letterhead)
    session.flush()
    record_audit(
        session,
        actor,
        did="changed",
        about_kind="letterhead",
        about_id=letterhead.id,
        about_name="the letterhead",
        now=now,
    )


def _row(mail: Mail, now: datetime, to_user_id: UUID | None, about: About | None) -> dict[str, Any]:
    return {
        "id": new_id(),
        "message_key": mail.key,
        "to_address": mail.to_address,
        "to_name": mail.to_name,
        "to_user_id": to_user_id,
        "subject": mail.subject,
        "body_text": mail.text,
        "body_html": mail.html,
        "about_kind": about.kind if about else "",
        "about_id": about.id if about else None,
        "queued_at": now,
        "due_at": now,
        "attempts": 0,
        "supplier_id": "",
        "problem": "",
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


def _enclosed_in(session: Session, message_ids: Collection[UUID]) -> dict[UUID, tuple[Enclosed, ...]]:
    rows = session.exec(
        select(MessageAttachment)
        .where(col(MessageAttachment.message_id).in_(message_ids))
        .order_by(col(MessageAttachment.position))
    )
    found: dict[UUID, tuple[Enclosed, ...]] = {}
    for row in rows:
        one = Enclosed(row.object_key, row.filename, row.media_type, row.size_bytes, row.document_id)
        found[row.message_id] = (*found.get(row.message_id, ()), one)
    return found


def _locked(session: Session, message_id: UUID) -> Message:
    message = session.exec(select(Message).where(Message.id == message_id).with_for_update()).first()
    if message is None:
        raise NotFound("This message does not exist.")
    return message


def _mail(message: Message) -> Mail:
    return Mail(
        key=message.message_key,
        to_address=message.to_address,
        to_name=message.to_name,
        subject=message.subject,
        text=message.body_text,
        html=message.body_html,
    )
