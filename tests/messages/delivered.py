"""Queueing and delivering a mail in a test, and looking at what became of it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.rules import SCHEDULER
from pm_app.jobs.deliver_messages import deliver_messages
from pm_app.messages.actions import queue_message
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.queries import MessageRow, message_details
from pm_app.messages.rules import (
    Mail,
)
from pm_app.runtime import with_services
from tests.conftest import NOON
from tests.fakes import OutboxMailer


def queued(
    session: Session,
    key: str = "one",
    *,
    to: str = "dana@example.com",
    purpose: MessagePurpose = MessagePurpose.OTHER,
    at: datetime = NOON,
    unsubscribe: str = "",
) -> UUID:
    mail = Mail(key, to, "Dana Whitlow", "Lease ends", "It ends.", "")
    message_id = queue_message(session, SCHEDULER, mail=mail, purpose=purpose, unsubscribe=unsubscribe, now=at)
    assert message_id is not None
    session.commit()
    return message_id


def row_of(session: Session, message_id: UUID) -> MessageRow:
    session.flush()
    session.expire_all()
    return message_details(session, SCHEDULER, message_id=message_id).row


def failing(error: Exception) -> OutboxMailer:
    mailer = OutboxMailer()
    mailer.failure = error
    return mailer


def deliver(mailer: OutboxMailer) -> tuple[int, int]:
    with with_services(mailer=mailer):
        report = deliver_messages()
    return report.done, report.failed
