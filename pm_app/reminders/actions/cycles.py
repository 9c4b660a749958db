"""Ending a cycle of an alert rung by rung, and beginning the next one."""

from datetime import date, datetime, tzinfo
from typing import Any

from sqlmodel import Session, col, select

from pm_app.access.rules import Actor
from pm_app.calendars.queries import working_days
from pm_app.reminders.enums import ReminderState
from pm_app.reminders.rules.cycles import said_reason
from pm_app.reminders.rules.ladders import every_rung, next_due_on, rung_day
from pm_app.reminders.tables import Alert, Reminder

_COPIED = (
    "item_kind",
    "item_id",
    "falls_on",
    "begins_on",
    "ladder",
    "what",
    "who",
    "document_kind",
    "property_id",
    "unit_id",
    "tenancy_id",
    "person_id",
    "document_id",
    "task_id",
    "manager_id",
    "assigned_to_id",
)


def cancel_undecided(session: Session, alert: Alert, *, reason: str, now: datetime) -> int:
    """Write down every rung of the alert that is not decided as cancelled, with the reason; return how many."""
    decided = set(session.exec(select(Reminder.rung).where(Reminder.alert_id == alert.id)))
    left = [rung for rung in every_rung(alert.ladder) if rung not in decided]
    for rung in left:
        session.add(_rung(alert, rung, ReminderState.CANCELLED, now, reason))
    alert.next_due_on = None
    return len(left)


def begin_again(session: Session, actor: Actor, alert: Alert, *, reason: str, now: datetime) -> Alert:
    """Close the alert with a reason and return the one of the next cycle; what was said of the same day stays said.

    The days of what was said are named in the time zone of `now`.
    """
    cancel_undecided(session, alert, reason=reason, now=now)
    alert.closed_at, alert.closed_reason, alert.version = now, reason, alert.version + 1
    session.flush()
    copied: dict[str, Any] = {name: getattr(alert, name) for name in _COPIED}
    again = Alert(cycle=alert.cycle + 1, raised_at=now, **copied)
    session.add(again)
    session.flush()
    said = _said_already(session, alert, now.tzinfo)
    for rung in every_rung(again.ladder):
        if rung in said:
            session.add(_rung(again, rung, ReminderState.SKIPPED, now, said_reason(said[rung])))
    again.next_due_on = next_due_on(again.falls_on, again.ladder, said, working_days(session, actor))
    return again


def _said_already(session: Session, alert: Alert, zone: tzinfo | None) -> dict[int, date]:
    """Return the rungs that were said of this day in any cycle, with the day in the zone they were said on."""
    rows = session.exec(
        select(Reminder.rung, Reminder.decided_at)
        .join(Alert, col(Alert.id) == col(Reminder.alert_id))
        .where(
            Reminder.item_kind == alert.item_kind,
            Reminder.item_id == alert.item_id,
            Alert.falls_on == alert.falls_on,
            Reminder.state == ReminderState.SENT,
        )
    )
    return {rung: decided_at.astimezone(zone).date() for rung, decided_at in rows}


def _rung(alert: Alert, rung: int, state: ReminderState, now: datetime, reason: str = "") -> Reminder:
    """Return what is written down of a rung that is decided."""
    return Reminder(
        alert_id=alert.id,
        item_kind=alert.item_kind,
        item_id=alert.item_id,
        cycle=alert.cycle,
        rung=rung,
        due_on=rung_day(alert.falls_on, rung),
        state=state,
        reason=reason,
        decided_at=now,
    )
