"""Alerts are kept as the dates say: one stands per date, a cycle that ends has all its rungs decided."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from pm_app.documents.enums import DocumentKind
from pm_app.documents.tables.documents import Document
from pm_app.reminders.enums import CriticalDateKind, ReminderState
from pm_app.reminders.tables import Alert, Reminder
from tests.factories.reminders import NOON, TODAY, a_lease_end, an_expiration, scanned


def alerts_of(session: Session, item_id: object) -> list[Alert]:
    return list(session.exec(select(Alert).where(Alert.item_id == item_id).order_by(col(Alert.cycle))))


def test_a_date_is_raised_once_however_often_it_is_looked_at(session: Session):
    document = an_expiration(session, days=30, title="Certificate of Brightwater")

    first, second = scanned(session), scanned(session)

    [alert] = alerts_of(session, document)
    assert (first.opened, second.opened, second.moved, second.closed) == (1, 0, 0, 0)
    assert (alert.cycle, alert.falls_on, alert.what, alert.who) == (
        1,
        TODAY + timedelta(30),
        "Certificate of insurance expires",
        "Certificate of Brightwater",
    )
    assert (alert.document_id, alert.raised_at, alert.closed_at) == (document, NOON, None)
    assert alert.ladder == [60, 45, 30, 15, 7, 0, -7]
