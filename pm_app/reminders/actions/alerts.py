"""What the office does about alerts, one or several at once: in hand, put off, somebody else's, done, open again."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import NotFound, Stale
from pm_app.reminders.actions.cycles import begin_again, cancel_undecided
from pm_app.reminders.queries.seeing import locked_alerts
from pm_app.reminders.rules.handling import check_snooze
from pm_app.reminders.rules.picking import Picked, check_picked, checked_reason
from pm_app.reminders.tables import Alert

DEALT_WITH = "This date was changed or dealt with meanwhile. Reload the page."
CHANGED = "A colleague did something about this date meanwhile. Reload the page, then look again."


def acknowledge_alerts(
    session: Session, actor: Actor, *, picked: Sequence[Picked], now: datetime
) -> tuple[Picked, ...]:
    """Say that one has these dates in hand; they leave the list of what needs attention. Return their new versions.

    Refuses what is not there (`NotFound`), and all of them when one was changed meanwhile (`Stale`).
    """
    alerts = change_alerts(session, actor, picked)
    for alert in alerts:
        if alert.acknowledged_at is None:
            alert.acknowledged_at, alert.acknowledged_by_id, alert.acknowledged_by = now, actor.user_id, actor.name
            _wake(alert)
            _done(session, actor, alert, "acknowledged", now)
    return _as_they_are(alerts)


def snooze_alerts(
    session: Session, actor: Actor, *, picked: Sequence[Picked], snoozed_until: date, today: date, now: datetime
) -> tuple[Picked, ...]:
    """Put dates off until a day, when they need attention again; nothing is said of them before.

    Refuses a day that is not after today, and sleeping past the date itself unless one may run the office.
    """
    alerts = change_alerts(session, actor, picked)
    may_pass = actor.may(Permission.IMPORT_PORTFOLIO)
    for alert in alerts:
        check_snooze(snoozed_until, alert.falls_on, today, may_pass_date=may_pass)
        # When the snooze is over the date needs attention again, whoever had it in hand before.
        _let_go(alert)
        alert.snoozed_until, alert.snoozed_by = snoozed_until, actor.name
        _done(session, actor, alert, f"snoozed until {in_words(snoozed_until)}", now)
    return _as_they_are(alerts)


def resolve_alerts(
    session: Session, actor: Actor, *, picked: Sequence[Picked], reason: str, now: datetime
) -> tuple[Picked, ...]:
    """Say that dates are done with, and why; nothing more is said of them unless their day changes."""
    said = checked_reason(reason)
    alerts = change_alerts(session, actor, picked)
    for alert in alerts:
        settle(session, actor, alert, reason=said, now=now, details={"reason": said})
    return _as_they_are(alerts)


def reopen_alerts(session: Session, actor: Actor, *, picked: Sequence[Picked], now: datetime) -> tuple[Picked, ...]:
    """Take back what was done about dates: they need attention again. Return the alerts that stand now.

    One that was done with begins a new cycle: its rungs were cancelled, and what is written of them stays written.
    """
    alerts: list[Alert] = []
    for alert in change_alerts(session, actor, picked, done_with=True):
        alerts.append(_reopened(session, actor, alert, now))
    return _as_they_are(alerts)


def settle(
    session: Session, actor: Actor, alert: Alert, *, reason: str, now: datetime, details: dict[str, Any]
) -> None:
    """Resolve one alert that the caller has locked."""
    alert.resolved_at, alert.resolved_by, alert.resolved_reason = now, actor.name, reason
    _wake(alert)
    cancel_undecided(session, alert, reason=f"Done, said {actor.name}: {reason}", now=now)
    _done(session, actor, alert, "resolved", now, details)


def change_alerts(session: Session, actor: Actor, picked: Sequence[Picked], *, done_with: bool = False) -> list[Alert]:
    """Return alerts that are to be changed, locked; refuses what is not there or was changed meanwhile.

    What is done with is refused too, unless it is asked for.
    """
    actor.must(Permission.HANDLE_ALERTS)
    versions = check_picked(picked)
    alerts = locked_alerts(session, actor, versions)
    for alert in alerts:
        if alert.closed_at is not None or (alert.resolved_at is not None and not done_with):
            raise NotFound(DEALT_WITH)
        if alert.version != versions[alert.id]:
            raise Stale(CHANGED)
    return alerts


def _reopened(session: Session, actor: Actor, alert: Alert, now: datetime) -> Alert:
    if alert.resolved_at is not None:
        alert = begin_again(session, actor, alert, reason=f"Reopened by {actor.name}.", now=now)
    elif alert.acknowledged_at is None and alert.snoozed_until is None:
        return alert
    _let_go(alert)
    _wake(alert)
    _done(session, actor, alert, "reopened", now)
    return alert


def _let_go(alert: Alert) -> None:
    alert.acknowledged_at, alert.acknowledged_by_id, alert.acknowledged_by = None, None, ""


def _wake(alert: Alert) -> None:
    alert.snoozed_until, alert.snoozed_by = None, ""


def _as_they_are(alerts: Sequence[Alert]) -> tuple[Picked, ...]:
    return tuple(Picked(alert.id, alert.version) for alert in alerts)


def _done(
    session: Session, actor: Actor, alert: Alert, did: str, now: datetime, details: dict[str, Any] | None = None
) -> None:
    alert.version += 1
    record_alert(session, actor, alert, did, now, details)


def record_alert(
    session: Session, actor: Actor, alert: Alert, did: str, now: datetime, details: dict[str, Any] | None = None
) -> None:
    """Write down what was done about an alert; what a paper is called is not told, since histories are seen by more."""
    record_audit(
        session,
        actor,
        did=did,
        about_kind="alert",
        about_id=alert.id,
        about_name=alert.what if alert.document_id else f"{alert.what}: {alert.who}",
        property_id=alert.property_id,
        tenancy_id=alert.tenancy_id,
        now=now,
        details=details,
    )
