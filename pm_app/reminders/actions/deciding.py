"""Deciding the rungs that are due: each once, with who is told of it. The mails follow from what is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.calendars.queries import working_days
from pm_app.calendars.rules import WorkingDays
from pm_app.kernel.dates import in_words
from pm_app.kernel.tables import new_id
from pm_app.notifications.actions import Line, notify_several
from pm_app.notifications.enums import NotificationKind
from pm_app.notifications.queries import ways_of
from pm_app.notifications.rules import Ways
from pm_app.reminders.actions.rows import Row, decided_now
from pm_app.reminders.enums import CriticalDateKind, Outsider, ReminderState, TellingWay, Told
from pm_app.reminders.queries.audience import seers, staff
from pm_app.reminders.queries.due import speaking
from pm_app.reminders.queries.outsiders import outsiders_of
from pm_app.reminders.queries.rules import rule_book
from pm_app.reminders.queries.standing import decided_rungs
from pm_app.reminders.rules.dates import days_words
from pm_app.reminders.rules.ladders import RungPlan, next_due_on, rung_day, rungs_due
from pm_app.reminders.rules.rulebook import Rule, RuleBook
from pm_app.reminders.rules.telling import NobodyToTell, Occasion, Person, Telling, outsiders_hear, tellings
from pm_app.reminders.tables import Alert

TOLD_AS = {Outsider.TENANT: Told.TENANT, Outsider.OWNER: Told.OWNER, Outsider.VENDOR: Told.VENDOR}


@dataclass
class Decided:
    """How many rungs were sent and skipped, and of how many dates there was nobody to tell."""

    sent: int = 0
    skipped: int = 0
    nobody: int = 0


@dataclass(frozen=True)
class _Round:
    """What deciding needs to know of the office, asked once for a batch; and what is to be written of it."""

    today: date
    now: datetime
    working: WorkingDays
    book: RuleBook
    decided: Mapping[UUID, frozenset[int]]
    seers: Mapping[UUID, Sequence[Actor]]
    ways: Mapping[UUID, Ways]
    outsiders: Mapping[UUID, Sequence[Person]]
    plans: Mapping[UUID, RungPlan]
    done: Decided = field(default_factory=Decided)
    reminders: list[Row] = field(default_factory=list[Row])
    recipients: list[Row] = field(default_factory=list[Row])
    lines: list[Line] = field(default_factory=list[Line])

    def rule(self, alert: Alert) -> Rule:
        return self.book.of(CriticalDateKind(alert.item_kind), alert.document_kind)


def decide(session: Session, actor: Actor, *, alert_ids: Sequence[UUID], today: date, now: datetime) -> Decided:
    """Decide every rung of these alerts that is due: one is sent, the others are skipped with the reason.

    What another process decides at this moment is left to it: the alerts are locked, and the key of a rung is unique.
    A date of which nobody can be told stays due. Who is told gets a line under the bell at once, and a row of which
    the mail is made: in a mail of its own, in the next digest, or by nothing but the bell.
    """
    actor.must(Permission.RUN_JOBS)
    alerts = session.exec(
        select(Alert)
        .where(col(Alert.id).in_(alert_ids), *speaking(today))
        .order_by(col(Alert.id))
        .with_for_update(skip_locked=True)
    ).all()
    if not alerts:
        return Decided()
    about = _round(session, actor, alerts, today, now)
    for alert in alerts:
        _decide_one(about, alert)
    decided_now(session, about.reminders, about.recipients, now=now)
    notify_several(session, actor, lines=about.lines, now=now)
    return about.done


def _round(session: Session, actor: Actor, alerts: Sequence[Alert], today: date, now: datetime) -> _Round:
    working, book = working_days(session, actor), rule_book(session, actor)
    ids = [alert.id for alert in alerts]
    decided = decided_rungs(session, actor, alert_ids=ids)
    plans = {
        alert.id: rungs_due(alert.falls_on, alert.ladder, today, decided.get(alert.id, frozenset()), working)
        for alert in alerts
    }
    users = staff(session, actor)
    written_to = [
        (alert, rule.outsider)
        for alert in alerts
        for rule in [book.of(CriticalDateKind(alert.item_kind), alert.document_kind)]
        if rule.outsider != Outsider.NOBODY
    ]
    return _Round(
        today,
        now,
        working,
        book,
        decided,
        seers(session, users, ids),
        ways_of(session, actor, user_ids=[user.user_id for user in users if user.user_id]),
        outsiders_of(session, actor, alerts=written_to, today=today) if written_to else {},
        plans,
    )


def _decide_one(about: _Round, alert: Alert) -> None:
    plan = about.plans[alert.id]
    decided = {*about.decided.get(alert.id, frozenset()), *plan.skipped}
    if plan.send is not None:
        try:
            told = tellings(_occasion(about, alert, plan.send), about.seers[alert.id], about.ways)
        except NobodyToTell:
            about.done.nobody += 1
            return
        _send(about, alert, plan.send, plan.skipped, told)
        decided.add(plan.send)
        about.done.sent += 1
    reason = _why_skipped(plan, about.today)
    late = ReminderState.SKIPPED_LATE
    about.reminders.extend(_reminder(alert, rung, late, reason) for rung in plan.skipped)
    about.done.skipped += len(plan.skipped)
    alert.next_due_on = next_due_on(alert.falls_on, alert.ladder, decided, about.working)


def _occasion(about: _Round, alert: Alert, rung: int) -> Occasion:
    asked = (alert.assigned_to_id or alert.manager_id, alert.acknowledged_by_id)
    return Occasion(
        kind=CriticalDateKind(alert.item_kind),
        rung=rung,
        rule=about.rule(alert),
        responsible=tuple(dict.fromkeys(user_id for user_id in asked if user_id is not None)),
        acknowledged=alert.acknowledged_at is not None,
    )


def _send(about: _Round, alert: Alert, rung: int, skipped: Sequence[int], told: Sequence[Telling]) -> None:
    said = _reminder(alert, rung, ReminderState.SENT)
    reminder_id = said["id"]
    about.reminders.append(said)
    about.recipients.extend(
        _recipient(reminder_id, one.told, one.way, one.user.name, user_id=one.user_id) for one in told
    )
    rule = about.rule(alert)
    if rule.outsider != Outsider.NOBODY and outsiders_hear(rule, rung, skipped):
        about.recipients.extend(_outsider(reminder_id, rule, person) for person in about.outsiders.get(alert.id, ()))
    about.lines.extend(_lines(alert, reminder_id, told, about.today))


def _outsider(reminder_id: object, rule: Rule, person: Person) -> Row:
    told = TOLD_AS[rule.outsider]
    named = {"person_id": person.person_id, "problem": person.problem}
    return _recipient(reminder_id, told, TellingWay.ALONE, person.name, **named)


def _recipient(reminder_id: object, told: Told, way: TellingWay, name: str, **who: object) -> Row:
    row = {"id": new_id(), "reminder_id": reminder_id, "name": name, "told": told, "way": way, "problem": ""}
    return row | who


def _lines(alert: Alert, reminder_id: object, told: Sequence[Telling], today: date) -> list[Line]:
    """What stands under the bell of everybody who is told."""
    title = f"{alert.what}, {days_words(alert.falls_on, today)}: {alert.who}"
    made: list[Line] = []
    for kind in (NotificationKind.REMINDER, NotificationKind.ESCALATION):
        escalated = kind is NotificationKind.ESCALATION
        user_ids = tuple(one.user_id for one in told if (one.told is Told.ESCALATION) is escalated)
        detail = "Nobody has acknowledged it yet." if escalated else in_words(alert.falls_on)
        if user_ids:
            made.append(Line(user_ids, f"reminder:{reminder_id}", kind, title, detail, f"/alerts/{alert.id}"))
    return made


def _why_skipped(plan: RungPlan, today: date) -> str:
    if plan.send is None:
        return f"Found on {in_words(today)}, when more urgent steps had been decided already."
    said = (
        f"{plan.send} days before" if plan.send > 0 else f"{-plan.send} days after" if plan.send else "the day itself"
    )
    return f"Found on {in_words(today)}; only the most urgent step was sent: {said}."


def _reminder(alert: Alert, rung: int, state: ReminderState, reason: str = "") -> Row:
    return {
        "id": new_id(),
        "alert_id": alert.id,
        "item_kind": alert.item_kind,
        "item_id": alert.item_id,
        "cycle": alert.cycle,
        "rung": rung,
        "due_on": rung_day(alert.falls_on, rung),
        "state": state,
        "reason": reason,
    }
