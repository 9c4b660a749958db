"""What was said of a date and to whom, what is still to be said, and what the office did about it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.access.tables import AuditEntry
from pm_app.calendars.queries import working_days
from pm_app.messages.enums import MessageState
from pm_app.messages.queries.rows import state_of
from pm_app.messages.tables import Message
from pm_app.reminders.enums import CriticalDateKind, ReminderState, TellingWay, Told
from pm_app.reminders.queries.seeing import seen, seen_alert
from pm_app.reminders.rules.ladders import every_rung, rung_day, sending_day
from pm_app.reminders.tables import Alert, Reminder, ReminderRecipient

MOST_DONE = 200


@dataclass(frozen=True)
class ToldRow:
    """Somebody who was told of a rung: why, how, and what became of the mail (None: none went, or none yet)."""

    name: str
    told: Told
    way: TellingWay
    problem: str
    message_id: UUID | None
    message_state: MessageState | None
    sent_at: datetime | None
    message_problem: str


@dataclass(frozen=True)
class RungRow:
    """One rung: days before the date (negative: after), its own day, the working day it goes out on, what became of it.

    `decided_at` is None while it is planned.
    """

    kind: CriticalDateKind
    cycle: int
    rung: int
    due_on: date
    sends_on: date
    state: ReminderState
    reason: str
    decided_at: datetime | None
    told: tuple[ToldRow, ...] = ()


@dataclass(frozen=True)
class DoneRow:
    """What somebody did about a date."""

    happened_at: datetime
    who: str
    did: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Timeline:
    """The rungs of one date in the order they come, and what was done about it, oldest first."""

    rungs: tuple[RungRow, ...]
    done: tuple[DoneRow, ...]


def timeline_of(session: Session, actor: Actor, *, alert_id: UUID) -> Timeline:
    """Return what was and will be said of one date; refuses (`NotFound`) one that is not this actor's to see."""
    actor.must(Permission.VIEW_ALERTS)
    alert = seen_alert(session, actor, alert_id)
    decided = _decided(session, actor, [alert])
    return Timeline((*decided, *_planned(session, actor, alert, {row.rung for row in decided})), _done(session, alert))


def rungs_about_document(session: Session, actor: Actor, *, document_id: UUID) -> list[RungRow]:
    """Return the decided rungs of every date about a document, oldest first; none when the dates are not to be seen."""
    actor.must(Permission.VIEW_ALERTS)
    alerts = session.exec(select(Alert).where(Alert.document_id == document_id, seen(actor))).all()
    return sorted(_decided(session, actor, alerts), key=lambda row: (row.due_on, -row.rung, row.kind))


def _decided(session: Session, actor: Actor, alerts: Sequence[Alert]) -> list[RungRow]:
    about = {alert.id: alert for alert in alerts}
    reminders = session.exec(
        select(Reminder)
        .where(col(Reminder.alert_id).in_(about))
        .order_by(col(Reminder.due_on), col(Reminder.rung).desc())
    ).all()
    told = _told(session, [reminder.id for reminder in reminders])
    return [
        RungRow(
            kind=CriticalDateKind(reminder.item_kind),
            cycle=reminder.cycle,
            rung=reminder.rung,
            due_on=reminder.due_on,
            sends_on=reminder.due_on,
            state=ReminderState(reminder.state),
            reason=reminder.reason,
            decided_at=reminder.decided_at,
            told=tuple(told.get(reminder.id, ())),
        )
        for reminder in reminders
    ]


def _told(session: Session, reminder_ids: Sequence[UUID]) -> dict[UUID, list[ToldRow]]:
    rows = session.execute(
        sql_select(ReminderRecipient, Message)
        .outerjoin(Message, col(Message.id) == col(ReminderRecipient.message_id))
        .where(col(ReminderRecipient.reminder_id).in_(reminder_ids))
        .order_by(col(ReminderRecipient.name), col(ReminderRecipient.id))
    )
    told: dict[UUID, list[ToldRow]] = defaultdict(list)
    for recipient, message in rows:
        told[recipient.reminder_id].append(_told_row(recipient, message))
    return told


def _told_row(recipient: ReminderRecipient, message: Message | None) -> ToldRow:
    return ToldRow(
        name=recipient.name,
        told=Told(recipient.told),
        way=TellingWay(recipient.way),
        problem=recipient.problem,
        message_id=recipient.message_id,
        message_state=state_of(message) if message else None,
        sent_at=message.sent_at if message else None,
        message_problem=(message.bounce or message.problem) if message else "",
    )


def _planned(session: Session, actor: Actor, alert: Alert, decided: set[int]) -> list[RungRow]:
    if alert.closed_at is not None or alert.resolved_at is not None:
        return []
    working = working_days(session, actor)
    return [
        RungRow(
            kind=CriticalDateKind(alert.item_kind),
            cycle=alert.cycle,
            rung=rung,
            due_on=rung_day(alert.falls_on, rung),
            sends_on=_not_before(sending_day(alert.falls_on, rung, working), alert.snoozed_until),
            state=ReminderState.PLANNED,
            reason="",
            decided_at=None,
        )
        for rung in every_rung(alert.ladder)
        if rung not in decided
    ]


def _not_before(sends_on: date, snoozed_until: date | None) -> date:
    return sends_on if snoozed_until is None else max(sends_on, snoozed_until)


def _done(session: Session, alert: Alert) -> tuple[DoneRow, ...]:
    rows = session.exec(
        select(AuditEntry)
        .where(AuditEntry.about_id == alert.id)
        .order_by(col(AuditEntry.happened_at).desc(), col(AuditEntry.id).desc())
        .limit(MOST_DONE)
    )
    return tuple(reversed([DoneRow(one.happened_at, one.actor_name, one.did, one.details) for one in rows]))
