"""How the running system does as a whole: its mail, and the figures a monitoring program reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.access.tables import SignIn, User
from pm_app.documents.tables.documents import Document
from pm_app.leasing.tables import Tenancy
from pm_app.messages.enums import MessageState
from pm_app.messages.queries.rows import message_counts
from pm_app.messages.tables import Message
from pm_app.outbox.rules.thresholds import MailStanding, QueueStanding
from pm_app.portfolio.tables import Property, Unit
from pm_app.reminders.enums import AlertState
from pm_app.reminders.queries.alerts import alert_state_counts
from pm_app.tasks.tables import Task

# Mail that was given up is a problem of the day it happened on: it is told on the page of mail for as long as it is.
GIVEN_UP_WITHIN = timedelta(days=1)
SEEN_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class OfficeFigures:
    """What the office holds, and how much of it waits: figures without names, for a monitoring program."""

    messages: Mapping[MessageState, int]
    alerts: Mapping[AlertState, int]
    tasks_open: int
    tasks_late: int
    properties: int
    units: int
    tenancies: int
    documents: int
    users: int
    signed_in: int


def mail_queue(session: Session, actor: Actor, *, now: datetime) -> tuple[QueueStanding, MailStanding]:
    """Return since when the oldest mail is due and what was given up of late; since when the mail server refuses.

    The server refuses while something it was offered still waits and nothing went out since: counted from the last
    mail that went out, or from when the oldest that waits was queued.
    """
    actor.must(Permission.VIEW_JOBS)
    waits = (col(Message.sent_at).is_(None), col(Message.failed_at).is_(None), col(Message.unsure_at).is_(None))
    due_at = session.exec(select(func.min(Message.due_at)).where(*waits, col(Message.due_at) <= now)).one()
    since = now - GIVEN_UP_WITHIN
    given_up = session.exec(
        select(func.count())
        .select_from(Message)
        .where(
            col(Message.sent_at).is_(None),
            col(Message.attempts) > 0,
            or_(col(Message.failed_at) > since, col(Message.unsure_at) > since),
        )
    ).one()
    tried = (*waits, col(Message.attempts) > 0, col(Message.problem) != "")
    first = session.exec(
        select(Message.queued_at, Message.problem).where(*tried).order_by(col(Message.queued_at)).limit(1)
    ).first()
    queue = QueueStanding("mail", "Mail", due_at, given_up)
    if first is None:
        return queue, MailStanding(None)
    sent_at = session.exec(select(func.max(Message.sent_at)).where(col(Message.queued_at) > since)).one()
    return queue, MailStanding(max(first[0], sent_at) if sent_at else first[0], first[1])


def office_figures(session: Session, actor: Actor, *, today: date, now: datetime) -> OfficeFigures:
    """Return what the office holds and how much of it waits."""
    actor.must(Permission.VIEW_JOBS)
    open_tasks = col(Task.completed_at).is_(None)
    seen = col(SignIn.ended_at).is_(None) & (col(SignIn.last_seen_at) > now - SEEN_WITHIN)
    current = (
        col(Tenancy.cancelled_at).is_(None),
        col(Tenancy.starts_on) <= today,
        or_(col(Tenancy.moved_out_on).is_(None), col(Tenancy.moved_out_on) >= today),
    )

    def number(table: type, *conditions: object) -> int:
        return session.exec(select(func.count()).select_from(table).where(*conditions)).one()  # pyright: ignore[reportArgumentType]

    return OfficeFigures(
        messages=message_counts(session, actor),
        alerts=alert_state_counts(session, actor, today=today),
        tasks_open=number(Task, open_tasks),
        tasks_late=number(Task, open_tasks, col(Task.due_on) < today),
        properties=number(Property, col(Property.archived_at).is_(None)),
        units=number(Unit, col(Unit.archived_at).is_(None)),
        tenancies=number(Tenancy, *current),
        documents=number(Document, col(Document.trashed_at).is_(None)),
        users=number(User, col(User.disabled_at).is_(None)),
        signed_in=session.exec(select(func.count(func.distinct(SignIn.user_id))).where(seen)).one(),
    )
