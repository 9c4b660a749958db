"""The mails to tenants, owners and vendors that follow from what was decided; a rule that would write to many waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlalchemy import update
from sqlmodel import Session, col

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.messages.actions.queueing import About, queue_message
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.rules.mail import Mail
from pm_app.notifications.actions import notify
from pm_app.notifications.enums import NotificationKind
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.queries.audience import staff, subjects_of
from pm_app.reminders.queries.composing import outsider_mail
from pm_app.reminders.queries.due import WaitingOutsiders, outsiders_waiting, stranded_outsiders
from pm_app.reminders.queries.outsiders import outsiders_of
from pm_app.reminders.queries.rules import rule_book, rule_name
from pm_app.reminders.rules.mails import Subject
from pm_app.reminders.rules.rulebook import Rule, RuleBook
from pm_app.reminders.rules.telling import DEALT_WITH, HELD, NOT_ANY_MORE, Person
from pm_app.reminders.tables import Alert, Reminder, ReminderRecipient, ReminderRule


@dataclass(frozen=True)
class _Written:
    """A row that waits for a mail to an outsider, with what it is about and the rule that asks for it."""

    recipient: ReminderRecipient
    reminder: Reminder
    alert: Alert
    rule: Rule


def hold_rules(session: Session, actor: Actor, *, most: int, now: datetime) -> list[UUID]:
    """Hold the rules that would write to more than `most` at once; return the rows that may be written now.

    What one rule wrote in the last hours counts with it. A held rule's rows say so, and wait for a person. Rows that no
    rule will ever write to say so as well.
    """
    actor.must(Permission.RUN_JOBS)
    for standing, recipient_ids in stranded_outsiders(session, actor).items():
        _say(session, recipient_ids, NOT_ANY_MORE, instead_of=standing)
    free: list[UUID] = []
    for rule_id, waiting in outsiders_waiting(session, actor, now=now).items():
        free += waiting.let
        if not waiting.fresh:
            continue
        rule = session.get_one(ReminderRule, rule_id, with_for_update=True)
        if rule.held_at is None and len(waiting.fresh) + waiting.lately <= most:
            free += waiting.fresh
        else:
            _hold(session, actor, rule, waiting, now)
    return free


def _hold(session: Session, actor: Actor, rule: ReminderRule, waiting: WaitingOutsiders, now: datetime) -> None:
    _say(session, waiting.fresh, HELD, instead_of="")
    if rule.held_at is not None:
        return
    rule.held_at, rule.held_mails = now, len(waiting.fresh)
    name, mails = rule_name(rule), f"{len(waiting.fresh):,} mails"
    deciding = [user.user_id for user in staff(session, actor) if user.may(Permission.SET_POLICIES) and user.user_id]
    notify(
        session,
        actor,
        user_ids=deciding,
        key=f"rule held:{rule.id}:{now.isoformat()}",
        kind=NotificationKind.REMINDER,
        title=f"{mails} wait for you: {name}",
        detail="So many at once are not sent before somebody says so.",
        path="/settings/reminders",
        now=now,
    )
    record_audit(
        session, actor, did=f"held, {mails}", about_kind="reminder rule", about_id=rule.id, about_name=name, now=now
    )


def _say(session: Session, recipient_ids: Sequence[UUID], problem: str, *, instead_of: str) -> None:
    """Write why there is no mail yet; what another process mailed or decided meanwhile stays as it is."""
    standing = (col(ReminderRecipient.message_id).is_(None), col(ReminderRecipient.problem) == instead_of)
    these = col(ReminderRecipient.id).in_(recipient_ids)
    session.execute(update(ReminderRecipient).where(these, *standing).values(problem=problem))


def write_to_outsiders(
    session: Session, actor: Actor, *, recipient_ids: Sequence[UUID], today: date, now: datetime
) -> int:
    """Queue the mails of these rows and return how many that made; on those that get none stands why.

    What another process writes at this moment is left to it.
    """
    actor.must(Permission.RUN_JOBS)
    waiting = _waiting(session, rule_book(session, actor), recipient_ids)
    people = outsiders_of(session, actor, alerts=[(one.alert, one.rule.outsider) for one in waiting], today=today)
    subjects = subjects_of(session, [one.alert for one in waiting])
    mails = 0
    for one in waiting:
        person = next((who for who in people[one.alert.id] if who.person_id == one.recipient.person_id), None)
        one.recipient.problem = _why_not(one, person)
        if person is not None and not one.recipient.problem:
            mails += _write(session, actor, one, person, subjects[one.alert.id], today, now)
    return mails


def _waiting(session: Session, book: RuleBook, recipient_ids: Sequence[UUID]) -> list[_Written]:
    rows = session.execute(
        sql_select(ReminderRecipient, Reminder, Alert)
        .join(Reminder, col(Reminder.id) == col(ReminderRecipient.reminder_id))
        .join(Alert, col(Alert.id) == col(Reminder.alert_id))
        .where(
            col(ReminderRecipient.id).in_(recipient_ids),
            col(ReminderRecipient.message_id).is_(None),
            col(ReminderRecipient.problem) == "",
        )
        .order_by(col(ReminderRecipient.id))
        .with_for_update(of=ReminderRecipient, skip_locked=True)
    )
    return [
        _Written(recipient, reminder, alert, book.of(CriticalDateKind(alert.item_kind), alert.document_kind))
        for recipient, reminder, alert in rows
    ]


def _why_not(one: _Written, person: Person | None) -> str:
    if one.alert.closed_at is not None or one.alert.resolved_at is not None:
        return DEALT_WITH
    return NOT_ANY_MORE if person is None else person.problem


def _write(
    session: Session,
    actor: Actor,
    one: _Written,
    person: Person,
    subject: Subject,
    today: date,
    now: datetime,
) -> int:
    """Queue one mail with the template of the rule; one that cannot be filled in is not sent, and says so."""
    try:
        whom = {"name": person.name, "organization": person.is_organization}
        written = outsider_mail(session, actor, rule=one.rule, subject=subject, today=today, **whom)
    except Refused as refusal:
        one.recipient.problem = refusal.message
        return 0
    key = f"reminder:{one.reminder.id}:{person.person_id}"
    one.recipient.message_id = queue_message(
        session,
        actor,
        mail=Mail(key, person.address, person.name, written.subject, written.text, written.html),
        now=now,
        about=About("alert", one.alert.id),
        purpose=MessagePurpose.REMINDER,
        person_id=person.person_id,
        tenancy_id=one.alert.tenancy_id,
        property_id=one.alert.property_id,
    )
    session.flush()
    return 1
