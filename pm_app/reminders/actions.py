"""Saying each rung once, and what the office does about an alert."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.kernel.tables import new_id
from pm_app.messages.actions import About, queue_message
from pm_app.reminders.enums import CriticalDateKind, ReminderState
from pm_app.reminders.queries.alerts import find_critical_date
from pm_app.reminders.queries.dates import decided_rungs, recipient_for
from pm_app.reminders.rules import OF_HOUSEHOLDS, CriticalDate, check_snooze, reminder_mail, rung_day, rungs_due
from pm_app.reminders.tables import Alert, Reminder


def remind(session: Session, actor: Actor, *, item: CriticalDate, today: date, now: datetime, address: str) -> bool:
    """Say what is due of one item and return whether a mail was queued.

    Of several rungs that are due only the most urgent is sent, the others are marked as skipped (domain rules §20).
    The unique key of a rung and the row lock on the alert make a second run, or a second process, say nothing.
    """
    actor.must(Permission.RUN_JOBS)
    _raise_alert(session, item, now=now)
    already = decided_rungs(session, actor, item_ids=[item.item_id]).get((item.kind, item.item_id, item.cycle), set())
    plan = rungs_due(item.falls_on, item.ladder, today, already)
    for rung in plan.skipped:
        _decide(session, item, rung, state=ReminderState.SKIPPED_LATE, reason=f"Found on {today:%Y-%m-%d}", now=now)
    if plan.send is None:
        return False
    recipient = recipient_for(session, actor, manager_id=item.manager_id)
    mail = reminder_mail(item, plan.send, recipient, today, address)
    about = About(item.kind.value, item.item_id)
    message_id = queue_message(session, actor, mail=mail, to_user_id=recipient.user_id, about=about, now=now)
    _decide(session, item, plan.send, state=ReminderState.SENT, now=now, message_id=message_id)
    return message_id is not None


def close_alerts(session: Session, actor: Actor, *, standing: Collection[CriticalDate], now: datetime) -> int:
    """Resolve the alerts whose date no longer stands (renewed, replaced, changed, archived); return how many."""
    actor.must(Permission.RUN_JOBS)
    keys = {(item.kind, item.item_id, item.cycle) for item in standing}
    closed = 0
    for alert in session.exec(select(Alert).where(col(Alert.resolved_at).is_(None)).with_for_update()):
        if (CriticalDateKind(alert.item_kind), alert.item_id, alert.cycle) not in keys:
            alert.resolved_at, alert.resolved_reason = now, "The date was changed or dealt with."
            closed += 1
    return closed


def acknowledge_alert(
    session: Session, actor: Actor, *, item_kind: CriticalDateKind, item_id: UUID, today: date, now: datetime
) -> None:
    """Say that somebody has a critical date in hand; it leaves the list of what needs attention."""
    actor.must(Permission.HANDLE_ALERTS)
    item, alert = _standing(session, actor, item_kind, item_id, today, now)
    if alert.acknowledged_at is None:
        alert.acknowledged_at, alert.acknowledged_by_id, alert.acknowledged_by = now, actor.user_id, actor.name
        alert.snoozed_until = None
        _audit(session, actor, item, "acknowledged", now)


def reopen_alert(
    session: Session, actor: Actor, *, item_kind: CriticalDateKind, item_id: UUID, today: date, now: datetime
) -> None:
    """Take back an acknowledgement or a snooze: the date needs attention again."""
    actor.must(Permission.HANDLE_ALERTS)
    item, alert = _standing(session, actor, item_kind, item_id, today, now)
    if alert.acknowledged_at is not None or alert.snoozed_until is not None:
        alert.acknowledged_at, alert.acknowledged_by_id, alert.acknowledged_by = None, None, ""
        alert.snoozed_until = None
        _audit(session, actor, item, "reopened", now)


def snooze_alert(
    session: Session,
    actor: Actor,
    *,
    item_kind: CriticalDateKind,
    item_id: UUID,
    snoozed_until: date,
    today: date,
    now: datetime,
) -> None:
    """Put a critical date off until a day; refuses sleeping past the date itself, unless one may run the office."""
    actor.must(Permission.HANDLE_ALERTS)
    item, alert = _standing(session, actor, item_kind, item_id, today, now)
    may_pass = actor.may(Permission.IMPORT_PORTFOLIO)
    check_snooze(snoozed_until, item.falls_on, today, may_pass_date=may_pass)
    # When the snooze is over the date needs attention again, whoever had it in hand before.
    alert.acknowledged_at, alert.acknowledged_by_id, alert.acknowledged_by = None, None, ""
    alert.snoozed_until = snoozed_until
    _audit(session, actor, item, f"snoozed until {snoozed_until:%b} {snoozed_until.day}, {snoozed_until.year}", now)


def _standing(
    session: Session, actor: Actor, item_kind: CriticalDateKind, item_id: UUID, today: date, now: datetime
) -> tuple[CriticalDate, Alert]:
    item = find_critical_date(session, actor, item_kind=item_kind, item_id=item_id, today=today)
    if item is None:
        raise NotFound("This date was changed or dealt with meanwhile. Reload the page.")
    return item, _raise_alert(session, item, now=now)


def _raise_alert(session: Session, item: CriticalDate, *, now: datetime) -> Alert:
    """Return the alert of the item's cycle, made if it is new, locked until the transaction ends."""
    session.connection().execute(
        insert(Alert)
        .values(
            id=new_id(),
            item_kind=item.kind,
            item_id=item.item_id,
            cycle=item.cycle,
            falls_on=item.falls_on,
            property_id=item.property_id,
            raised_at=now,
            acknowledged_by="",
            resolved_reason="",
        )
        .on_conflict_do_nothing(index_elements=["item_kind", "item_id", "cycle"])
    )
    alert = session.exec(
        select(Alert)
        .where(Alert.item_kind == item.kind, Alert.item_id == item.item_id, Alert.cycle == item.cycle)
        .with_for_update()
    ).one()
    # A date that went away and came back is open again.
    alert.resolved_at, alert.resolved_reason = None, ""
    return alert


def _decide(
    session: Session,
    item: CriticalDate,
    rung: int,
    *,
    state: ReminderState,
    now: datetime,
    reason: str = "",
    message_id: UUID | None = None,
) -> None:
    session.add(
        Reminder(
            item_kind=item.kind,
            item_id=item.item_id,
            cycle=item.cycle,
            rung=rung,
            due_on=rung_day(item.falls_on, rung),
            state=state,
            reason=reason,
            decided_at=now,
            message_id=message_id,
        )
    )


def _audit(session: Session, actor: Actor, item: CriticalDate, did: str, now: datetime) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="alert",
        about_id=item.item_id,
        about_name=f"{item.what}: {item.who}",
        property_id=item.property_id,
        tenancy_id=item.item_id if item.kind in OF_HOUSEHOLDS else None,
        now=now,
    )
