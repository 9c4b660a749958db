"""What the office does about an alert."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.rules.handling import check_snooze
from pm_app.reminders.tables import Alert


def acknowledge_alert(
    session: Session, actor: Actor, *, item_kind: CriticalDateKind, item_id: UUID, today: date, now: datetime
) -> None:
    """Say that somebody has a critical date in hand; it leaves the list of what needs attention."""
    actor.must(Permission.HANDLE_ALERTS)
    alert = _standing(session, actor, item_kind, item_id)
    if alert.acknowledged_at is None:
        alert.acknowledged_at, alert.acknowledged_by_id, alert.acknowledged_by = now, actor.user_id, actor.name
        alert.snoozed_until = None
        _audit(session, actor, alert, "acknowledged", now)


def reopen_alert(
    session: Session, actor: Actor, *, item_kind: CriticalDateKind, item_id: UUID, today: date, now: datetime
) -> None:
    """Take back an acknowledgement or a snooze: the date needs attention again."""
    actor.must(Permission.HANDLE_ALERTS)
    alert = _standing(session, actor, item_kind, item_id)
    if alert.acknowledged_at is not None or alert.snoozed_until is not None:
        alert.acknowledged_at, alert.acknowledged_by_id, alert.acknowledged_by = None, None, ""
        alert.snoozed_until = None
        _audit(session, actor, alert, "reopened", now)


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
    alert = _standing(session, actor, item_kind, item_id)
    may_pass = actor.may(Permission.IMPORT_PORTFOLIO)
    check_snooze(snoozed_until, alert.falls_on, today, may_pass_date=may_pass)
    # When the snooze is over the date needs attention again, whoever had it in hand before.
    alert.acknowledged_at, alert.acknowledged_by_id, alert.acknowledged_by = None, None, ""
    alert.snoozed_until, alert.snoozed_by = snoozed_until, actor.name
    _audit(session, actor, alert, f"snoozed until {snoozed_until:%b} {snoozed_until.day}, {snoozed_until.year}", now)


def _standing(session: Session, actor: Actor, item_kind: CriticalDateKind, item_id: UUID) -> Alert:
    alert = session.exec(
        select(Alert)
        .where(Alert.item_kind == item_kind, Alert.item_id == item_id, col(Alert.closed_at).is_(None))
        .with_for_update()
    ).one_or_none()
    if alert is None or not actor.sees(alert.property_id):
        raise NotFound("This date was changed or dealt with meanwhile. Reload the page.")
    return alert


def _audit(session: Session, actor: Actor, alert: Alert, did: str, now: datetime) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="alert",
        about_id=alert.item_id,
        about_name=f"{alert.what}: {alert.who}",
        property_id=alert.property_id,
        tenancy_id=alert.tenancy_id,
        now=now,
    )
