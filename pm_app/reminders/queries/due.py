"""Which alerts have a rung that is due, and who still waits for a mail about one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.tables import Message
from pm_app.reminders.enums import CriticalDateKind, Outsider, TellingWay
from pm_app.reminders.queries.rules import rule_book
from pm_app.reminders.rules.telling import HELD
from pm_app.reminders.tables import Alert, Reminder, ReminderRecipient, ReminderRule

# What one rule wrote within so long counts as at once.
LATELY = timedelta(hours=12)


def due_alerts(session: Session, actor: Actor, *, today: date) -> list[UUID]:
    """Return the alerts whose next rung is due on the day or was before, the one that waits longest first.

    What was put off waits until then; of what was said to be done nothing more is said.
    """
    actor.must(Permission.RUN_JOBS)
    return list(session.exec(select(Alert.id).where(*speaking(today)).order_by(col(Alert.next_due_on), col(Alert.id))))


def speaking(today: date) -> Sequence[ColumnElement[bool]]:
    """Return the conditions of alerts that have something to say on a day."""
    asleep = func.coalesce(col(Alert.snoozed_until) > today, False)
    return (col(Alert.closed_at).is_(None), col(Alert.resolved_at).is_(None), col(Alert.next_due_on) <= today, ~asleep)


def users_waiting(session: Session, actor: Actor, *, way: TellingWay) -> list[UUID]:
    """Return the users who are to be told of something in this way and have no mail of it yet."""
    actor.must(Permission.RUN_JOBS)
    waiting = (
        select(ReminderRecipient.user_id)
        .where(
            col(ReminderRecipient.user_id).isnot(None),
            ReminderRecipient.way == way,
            col(ReminderRecipient.message_id).is_(None),
            col(ReminderRecipient.problem) == "",
        )
        .distinct()
    )
    return sorted(user_id for user_id in session.exec(waiting) if user_id is not None)


def mailed_alone(session: Session, user_id: UUID, *, since: datetime) -> int:
    """Return how many mails about one date each were queued for a user since a moment."""
    counted = sql_select(func.count()).where(
        col(Message.to_user_id) == user_id,
        col(Message.purpose) == MessagePurpose.REMINDER,
        col(Message.about_kind) == "alert",
        col(Message.queued_at) > since,
    )
    return session.execute(counted).scalar_one()


@dataclass(frozen=True)
class WaitingOutsiders:
    """Rows of outsiders whom one rule writes to: those without a mail yet, and how many got one lately.

    What was decided before the rule was let counts as `let`: it goes out however many there are.
    """

    let: tuple[UUID, ...]
    fresh: tuple[UUID, ...]
    lately: int


def outsiders_waiting(session: Session, actor: Actor, *, now: datetime) -> dict[UUID, WaitingOutsiders]:
    """Return the outsiders who have no mail yet, by the rule that writes to them."""
    actor.must(Permission.RUN_JOBS)
    rules = {row.id: row for row in session.exec(select(ReminderRule).where(ReminderRule.outsider != Outsider.NOBODY))}
    if not rules:
        return {}
    book = rule_book(session, actor)
    rows = session.execute(_of_outsiders(now)).all()
    found: dict[UUID, WaitingOutsiders] = {}
    for recipient_id, message_id, decided_at, item_kind, document_kind in rows:
        rule_id = book.of(CriticalDateKind(item_kind), document_kind).rule_id
        if rule_id not in rules or rule_id is None:
            continue
        let_at = rules[rule_id].let_at
        so_far = found.get(rule_id, WaitingOutsiders((), (), 0))
        if let_at is not None and decided_at <= let_at:
            changed = so_far if message_id else replace(so_far, let=(*so_far.let, recipient_id))
        elif message_id:
            changed = replace(so_far, lately=so_far.lately + 1)
        else:
            changed = replace(so_far, fresh=(*so_far.fresh, recipient_id))
        found[rule_id] = changed
    return found


def stranded_outsiders(session: Session, actor: Actor) -> dict[str, list[UUID]]:
    """Return the outsiders without a mail whom no rule will ever write to, by what stands on their rows.

    Those are the ones whose kind of date is under a rule by now that writes to nobody, and those held by a rule that
    is under another one now, which is not held.
    """
    actor.must(Permission.RUN_JOBS)
    standing = (
        sql_select(
            col(ReminderRecipient.id), col(ReminderRecipient.problem), col(Alert.item_kind), col(Alert.document_kind)
        )
        .join(Reminder, col(Reminder.id) == col(ReminderRecipient.reminder_id))
        .join(Alert, col(Alert.id) == col(Reminder.alert_id))
        .where(
            col(ReminderRecipient.person_id).isnot(None),
            col(ReminderRecipient.message_id).is_(None),
            col(ReminderRecipient.problem).in_(("", HELD)),
        )
        .order_by(col(ReminderRecipient.id))
    )
    rows = session.execute(standing).all()
    # Asked after the rows: what is held or let meanwhile has another standing by then.
    book = rule_book(session, actor)
    found: dict[str, list[UUID]] = {}
    for recipient_id, problem, item_kind, document_kind in rows:
        rule = book.of(CriticalDateKind(item_kind), document_kind)
        if rule.outsider == Outsider.NOBODY or (problem == HELD and rule.held_at is None):
            found.setdefault(problem, []).append(recipient_id)
    return found


def _of_outsiders(now: datetime) -> Select[*tuple[Any, ...]]:
    """Rows of outsiders without a mail that nothing speaks against, and those that were mailed lately."""
    waits = and_(col(ReminderRecipient.message_id).is_(None), col(ReminderRecipient.problem) == "")
    mailed = and_(col(ReminderRecipient.message_id).isnot(None), col(Reminder.decided_at) > now - LATELY)
    return (
        sql_select(
            col(ReminderRecipient.id),
            col(ReminderRecipient.message_id),
            col(Reminder.decided_at),
            col(Alert.item_kind),
            col(Alert.document_kind),
        )
        .join(Reminder, col(Reminder.id) == col(ReminderRecipient.reminder_id))
        .join(Alert, col(Alert.id) == col(Reminder.alert_id))
        .where(col(ReminderRecipient.person_id).isnot(None), or_(waits, mailed))
        .order_by(col(Alert.falls_on), col(ReminderRecipient.id))
    )
