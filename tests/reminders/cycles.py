"""The cycles of an item as tests look at them, and rungs decided as the job decides them."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.documents.tables.documents import Document
from pm_app.reminders.enums import CriticalDateKind, ReminderState
from pm_app.reminders.tables import Alert, Reminder
from tests.factories.reminders import NOON


def alerts_of(session: Session, item_id: UUID) -> list[Alert]:
    session.expire_all()
    return list(session.exec(select(Alert).where(Alert.item_id == item_id).order_by(col(Alert.cycle))))


def standing_of(session: Session, item_id: UUID) -> Alert:
    [alert] = [alert for alert in alerts_of(session, item_id) if alert.closed_at is None]
    return alert


def rungs_of(session: Session, alert: Alert) -> dict[int, tuple[ReminderState, str]]:
    rows = session.exec(select(Reminder).where(Reminder.alert_id == alert.id))
    return {row.rung: (ReminderState(row.state), row.reason) for row in rows}


def decided(session: Session, alert: Alert, rungs: Iterable[int], state: ReminderState = ReminderState.SENT) -> None:
    """Write down rungs of an alert as decided, as the nightly job does."""
    for rung in rungs:
        named = {"alert_id": alert.id, "item_kind": alert.item_kind, "item_id": alert.item_id, "cycle": alert.cycle}
        reason = "" if state == ReminderState.SENT else "Found on Jan 15, 2026."
        due_on = alert.falls_on - timedelta(days=rung)
        session.add(Reminder(**named, rung=rung, due_on=due_on, state=state, reason=reason, decided_at=NOON))
    session.flush()


def moved(session: Session, document_id: UUID, valid_through: date) -> None:
    session.get_one(Document, document_id).valid_through = valid_through
    session.flush()


def standing_of_lease(session: Session, tenancy_id: UUID) -> Alert:
    session.expire_all()
    kind = CriticalDateKind.LEASE_END
    return session.exec(
        select(Alert).where(Alert.item_id == tenancy_id, Alert.item_kind == kind, col(Alert.closed_at).is_(None))
    ).one()


def standing(session: Session, *item_ids: UUID) -> list[Alert]:
    return [alert for item_id in item_ids for alert in alerts_of(session, item_id) if alert.closed_at is None]
