"""The job that tells of what is due during the day, and mails the digests of the morning."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import Session, col, select

from pm_app.access.tables import User
from pm_app.documents.tables.documents import Document
from pm_app.freshening import freshen
from pm_app.jobs.send_digests import send_digests
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.tables import Message
from pm_app.reminders.tables import Alert, Reminder, StaleDate
from tests.factories.access import a_user
from tests.factories.portfolio import a_property
from tests.factories.reminders import an_expiration
from tests.fakes import FixedClock
from tests.reminders.telling_office import Staff, a_due_alert, an_office

THURSDAY = date(2026, 1, 15)


def at(day: date, hour: int) -> datetime:
    """Return this hour in New York, as UTC (in January five hours later)."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) + timedelta(hours=5)


@pytest.fixture
def staff(session: Session) -> Staff:
    """The office; that it was saved is looked at already, for its alerts are of no record."""
    made = an_office(session)
    session.execute(delete(StaleDate))
    return made


def mails(session: Session, purpose: MessagePurpose, user: User) -> int:
    of_user = (Message.to_user_id == user.id, Message.purpose == purpose)
    return len(session.exec(select(Message).where(*of_user)).all())


def test_nothing_is_told_before_the_office_hour(session: Session, staff: Staff, clock: FixedClock):
    a_due_alert(session, staff, days=7)
    session.commit()

    clock.move_to(at(THURSDAY, 6))
    early = send_digests(THURSDAY)
    clock.move_to(at(THURSDAY, 7))
    due = send_digests(THURSDAY)

    assert (early.done, early.summary, due.done > 0) == (0, "Too early in the day.", True)


def test_a_digest_that_was_missed_is_made_up_the_same_day_and_not_twice(
    session: Session, staff: Staff, clock: FixedClock
):
    a_due_alert(session, staff, days=30)
    session.commit()
    clock.move_to(at(THURSDAY, 16))

    for _ in range(3):
        send_digests(THURSDAY)

    assert mails(session, MessagePurpose.DIGEST, staff.dana) == 1


def test_a_digest_of_yesterday_is_not_made_up_but_what_it_would_have_told_is_new_today(
    session: Session, staff: Staff, clock: FixedClock
):
    a_due_alert(session, staff, days=30)
    session.commit()
    friday = THURSDAY + timedelta(days=1)
    clock.move_to(at(friday, 8))

    send_digests(friday)

    [digest] = session.exec(select(Message).where(col(Message.to_user_id) == staff.dana.id)).all()
    assert digest.message_key.endswith("2026-01-16")
    assert "(new)" in digest.body_text


def test_what_is_critical_and_late_goes_out_on_a_weekend_and_the_digest_does_not(
    session: Session, staff: Staff, clock: FixedClock
):
    saturday = date(2026, 1, 17)
    a_due_alert(session, staff, falls_on=saturday + timedelta(days=2), ladder=[7, 0])
    session.commit()
    clock.move_to(at(saturday, 9))

    send_digests(saturday)

    assert mails(session, MessagePurpose.REMINDER, staff.dana) == 1
    assert mails(session, MessagePurpose.DIGEST, staff.dana) == 0


def test_one_alert_that_cannot_be_decided_stops_none_of_the_others(session: Session, staff: Staff, clock: FixedClock):
    broken = a_due_alert(session, staff, days=30, ladder=[100_000, 30])
    fine = a_due_alert(session, staff, days=30, ladder=[30])
    broken.next_due_on, broken.falls_on = THURSDAY, date(2, 1, 1)
    session.commit()
    clock.move_to(at(THURSDAY, 9))

    report = send_digests(THURSDAY)

    assert report.failed == 1
    assert session.exec(select(Reminder.rung).where(Reminder.alert_id == fine.id)).all() == [30]
    assert session.exec(select(Reminder.rung).where(Reminder.alert_id == broken.id)).all() == []
    assert session.get_one(Alert, broken.id).next_due_on == THURSDAY


def test_what_was_dealt_with_a_moment_ago_is_not_told_of(session: Session, clock: FixedClock):
    dana = a_user(session, name="Dana Whitlow", email="dana@example.com")
    alder = a_property(session, name="Alder Court", manager_id=dana.id)
    paper = an_expiration(session, alder, days=7)
    session.commit()
    freshen(THURSDAY)
    session.get_one(Document, paper).archived_at = at(THURSDAY, 8)
    session.commit()
    clock.move_to(at(THURSDAY, 9))

    send_digests(THURSDAY)

    assert session.exec(select(Message).where(Message.to_user_id == dana.id)).all() == []
