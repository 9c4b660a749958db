"""What waits for one user: the counts beside the menu, and what is unread under the bell."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.banking.queries.lines import open_line_count
from pm_app.documents.queries.inbox import inbox_count
from pm_app.notifications.queries import NotificationRow, latest_notifications, unread_count
from pm_app.reminders.queries.alerts import open_alert_count
from pm_app.tasks.queries.tasks import open_task_count


@dataclass(frozen=True)
class Waiting:
    """How much work waits for one user; nothing where they may not look."""

    alerts: int
    tasks: int
    bank_lines: int
    inbox: int


@dataclass(frozen=True)
class Glance:
    """What the frame of every page shows one user: what waits, how much under the bell is unread, the latest of it."""

    waiting: Waiting
    unread: int
    latest: tuple[NotificationRow, ...]


def waiting(session: Session, actor: Actor, *, today: date) -> Waiting:
    """Return how much work waits for the asking person."""
    return Waiting(
        alerts=open_alert_count(session, actor, today=today) if actor.may(Permission.VIEW_ALERTS) else 0,
        tasks=open_task_count(session, actor) if actor.may(Permission.VIEW_TASKS) else 0,
        bank_lines=open_line_count(session, actor) if actor.may(Permission.RECORD_RECEIPTS) else 0,
        inbox=inbox_count(session, actor) if actor.may(Permission.FILE_DOCUMENTS) else 0,
    )


def glance(session: Session, actor: Actor, *, today: date) -> Glance:
    """Return what the frame of every page shows the asking person."""
    return Glance(
        waiting(session, actor, today=today),
        unread_count(session, actor),
        tuple(latest_notifications(session, actor)),
    )
