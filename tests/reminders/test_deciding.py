"""Every rung that is due is decided once; whoever is to hear of it does."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.tables import UserProperty
from pm_app.calendars.tables import OfficeCalendar
from pm_app.documents.enums import DocumentKind
from pm_app.documents.tables.documents import Document
from pm_app.messages.tables import Message
from pm_app.notifications.tables import Notification
from pm_app.reminders.enums import CriticalDateKind, ReminderState
from pm_app.reminders.tables import Alert, Reminder
from tests.factories.access import a_user
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, an_expiration, scanned
from tests.reminders.telling_office import (
    NOON,
    Staff,
    a_due_alert,
    a_rule,
    an_office,
    decided,
    mailed,
    recipients,
    rungs_of,
    told_of,
)

SENT, LATE = ReminderState.SENT, ReminderState.SKIPPED_LATE


@pytest.fixture
def staff(session: Session) -> Staff:
    return an_office(session)


def test_of_several_rungs_the_most_urgent_is_sent_and_the_others_say_why_they_were_not(session: Session, staff: Staff):
    alert = a_due_alert(session, staff, days=5)

    done = decided(session)

    assert (done.sent, done.skipped) == (1, 2)
    assert rungs_of(session, alert) == {60: LATE, 30: LATE, 7: SENT}
    reasons = set(session.exec(select(Reminder.reason).where(Reminder.state == LATE)))
    assert reasons == {"Found on Jan 15, 2026; only the most urgent step was sent: 7 days before."}
    assert alert.next_due_on == TODAY + timedelta(days=5)


def test_deciding_again_decides_nothing(session: Session, staff: Staff):
    alert = a_due_alert(session, staff, days=5)
    decided(session)
    before = rungs_of(session, alert)
    alert.next_due_on = TODAY  # as a scan leaves it that looked before the rung was decided

    done = decided(session)

    assert (done.sent, done.skipped, rungs_of(session, alert)) == (0, 0, before)
    assert alert.next_due_on == TODAY + timedelta(days=5)


def test_a_rung_of_a_weekend_is_sent_on_the_friday_before_and_one_after_the_date_on_the_monday(
    session: Session, staff: Staff
):
    saturday = a_due_alert(session, staff, falls_on=date(2026, 1, 17), ladder=[0, -7])

    friday = decided(session, today=date(2026, 1, 16))
    weekend = [decided(session, today=date(2026, 1, day)).sent for day in (17, 18, 24, 25)]
    monday = decided(session, today=date(2026, 1, 26))

    assert (friday.sent, weekend, monday.sent) == (1, [0, 0, 0, 0], 1)
    assert rungs_of(session, saturday) == {0: SENT, -7: SENT}


def test_an_office_that_works_on_saturdays_speaks_on_saturdays(session: Session, staff: Staff):
    session.add(OfficeCalendar(weekdays=[0, 1, 2, 3, 4, 5], country=""))
    a_due_alert(session, staff, falls_on=date(2026, 1, 17), ladder=[0])

    assert [decided(session, today=date(2026, 1, day)).sent for day in (16, 17)] == [0, 1]


def test_a_leap_day_is_a_day_like_others(session: Session, staff: Staff):
    alert = a_due_alert(session, staff, falls_on=date(2028, 3, 30), ladder=[30])

    assert alert.next_due_on == date(2028, 2, 29)
    assert decided(session, today=date(2028, 2, 28)).sent == 0
    assert decided(session, today=date(2028, 2, 29)).sent == 1


def test_who_answers_is_told_and_managers_and_administrators_when_nobody_acknowledges(session: Session, staff: Staff):
    alert = a_due_alert(session, staff, days=30)
    decided(session)
    decided(session, today=TODAY + timedelta(days=23))
    decided(session, today=TODAY + timedelta(days=30))

    assert told_of(session, alert) == [
        ("Dana Whitlow", "responsible", "in the digest"),
        ("Ben Ortiz", "escalation", "a mail of its own"),
        ("Dana Whitlow", "responsible", "a mail of its own"),
        ("Ada Boss", "escalation", "a mail of its own"),
        ("Ben Ortiz", "escalation", "a mail of its own"),
        ("Dana Whitlow", "responsible", "a mail of its own"),
    ]


def test_what_is_acknowledged_does_not_escalate_and_goes_also_to_who_has_it_in_hand(session: Session, staff: Staff):
    alert = a_due_alert(session, staff, days=7)
    alert.acknowledged_at, alert.acknowledged_by_id, alert.acknowledged_by = NOON, staff.ben.id, "Ben Ortiz"

    decided(session)

    assert [(name, why) for name, why, _ in told_of(session, alert)] == [
        ("Ben Ortiz", "responsible"),
        ("Dana Whitlow", "responsible"),
    ]


def test_who_it_was_assigned_to_answers_for_it(session: Session, staff: Staff):
    cleo = a_user(session, role=Role.LEASING, name="Cleo Park")
    alert = a_due_alert(session, staff, assigned_to_id=cleo.id)

    decided(session)

    assert told_of(session, alert) == [("Cleo Park", "responsible", "in the digest")]


def test_what_is_asleep_says_nothing_and_the_most_urgent_alone_when_it_wakes(session: Session, staff: Staff):
    alert = a_due_alert(session, staff, days=40, ladder=[30, 14, 7, 0])
    alert.snoozed_until = TODAY + timedelta(days=34)

    asleep = [decided(session, today=TODAY + timedelta(days=day)).sent for day in (11, 26, 33)]
    decided(session, today=TODAY + timedelta(days=34))

    assert asleep == [0, 0, 0]
    assert rungs_of(session, alert) == {30: LATE, 14: LATE, 7: SENT}


@pytest.mark.parametrize("how", ["closed", "resolved"])
def test_of_what_is_done_nothing_more_is_said(session: Session, staff: Staff, how: str):
    alert = a_due_alert(session, staff)
    if how == "closed":
        alert.closed_at, alert.closed_reason = NOON, "Renewed."
    else:
        alert.resolved_at, alert.resolved_by, alert.resolved_reason = NOON, "Dana Whitlow", "Done."

    assert decided(session).sent == 0


def test_a_user_who_was_disabled_is_passed_over_and_a_manager_stands_in(session: Session, staff: Staff):
    staff.dana.disabled_at = NOON
    alert = a_due_alert(session, staff)

    decided(session)

    assert told_of(session, alert) == [("Ben Ortiz", "responsible", "in the digest")]


def test_nobody_is_told_of_what_they_may_not_see(session: Session, staff: Staff):
    elsewhere = a_property(session, name="Birch House")
    session.add(UserProperty(user_id=staff.ben.id, property_id=elsewhere.id))
    a_user(session, role=Role.MAINTENANCE, name="Max Kim")
    a_rule(session, CriticalDateKind.LEASE_END, roles=[Role.MAINTENANCE.value, Role.MANAGER.value])
    alert = a_due_alert(session, staff, days=7, kind=CriticalDateKind.LEASE_END)

    decided(session)

    assert [name for name, *_ in told_of(session, alert)] == ["Dana Whitlow"]


def test_a_restricted_paper_is_told_of_to_those_who_see_it_alone(session: Session, staff: Staff):
    a_user(session, role=Role.READ_ONLY, name="Rita Reader")
    a_rule(session, roles=[Role.READ_ONLY.value])
    document_id = an_expiration(session, staff.alder, days=30, kind=DocumentKind.RENTAL_LICENSE)
    session.get_one(Document, document_id).restricted = True
    scanned(session)

    decided(session)

    alert = session.exec(select(Alert).where(Alert.item_id == document_id)).one()
    assert [name for name, *_ in told_of(session, alert)] == ["Dana Whitlow"]


def test_with_nobody_to_tell_the_rung_stays_due(session: Session):
    a_due_alert(session, None, days=7)

    first = decided(session)
    a_user(session, name="Dana Whitlow")
    second = decided(session, today=TODAY + timedelta(days=1))

    assert (first.sent, first.nobody, second.sent) == (0, 1, 1)


def test_each_who_is_told_has_a_line_under_the_bell_once(session: Session, staff: Staff):
    alert = a_due_alert(session, staff, days=7)
    decided(session)
    decided(session)

    lines = session.exec(select(Notification).order_by(Notification.kind)).all()

    assert [(line.kind, line.user_id) for line in lines] == [
        ("escalation", staff.ben.id),
        ("reminder", staff.dana.id),
    ]
    assert {line.path for line in lines} == {f"/alerts/{alert.id}"}


def test_a_changed_ladder_says_nothing_again(session: Session, staff: Staff):
    alert = a_due_alert(session, staff, days=30)
    decided(session)
    alert.ladder = [45, 30, 20, 7, 0]
    alert.next_due_on = TODAY

    done = decided(session)

    assert (done.sent, done.skipped) == (0, 1)
    assert rungs_of(session, alert) == {60: LATE, 45: LATE, 30: SENT}


def test_more_than_five_at_once_come_in_one_mail_together(session: Session, staff: Staff):
    for number in range(9):
        a_due_alert(session, staff, days=7, who=f"Paper {number}")
    decided(session)

    made = mailed(session, staff.dana)
    again = mailed(session, staff.dana)

    subjects = session.exec(select(Message.subject).where(Message.to_user_id == staff.dana.id)).all()
    assert (made, again, len(subjects)) == (6, 0, 6)
    assert "4 more dates need you now" in subjects
    assert {row.message_id is None for row in recipients(session, staff.dana.id)} == {False}


def test_what_comes_up_after_five_the_same_day_comes_together_too(session: Session, staff: Staff):
    for _ in range(5):
        a_due_alert(session, staff, days=7)
    decided(session)
    mailed(session, staff.dana)
    a_due_alert(session, staff, days=6)
    decided(session)

    mailed(session, staff.dana)

    subjects = session.exec(select(Message.subject).where(Message.to_user_id == staff.dana.id)).all()
    assert subjects.count("One more date needs you now") == 1


def test_what_was_dealt_with_before_its_mail_is_not_mailed_and_says_so(session: Session, staff: Staff):
    closed, asleep = a_due_alert(session, staff, days=7), a_due_alert(session, staff, days=7)
    decided(session)
    closed.closed_at, closed.closed_reason = NOON, "Renewed."
    asleep.snoozed_until = TODAY + timedelta(days=3)

    assert mailed(session, staff.dana) == 0
    assert {row.problem for row in recipients(session, staff.dana.id)} == {
        "It was dealt with before the mail went out.",
        "It was put off before the mail went out.",
    }


def test_a_name_cannot_write_into_the_head_of_a_mail_or_its_html(session: Session, staff: Staff):
    staff.dana.name = "Dana\r\nBcc: everybody@example.com"
    a_due_alert(session, staff, days=7, who="<script>alert(1)</script>\r\nX-Evil: 1")
    decided(session)

    mailed(session, staff.dana)

    mail = session.exec(select(Message).where(Message.to_user_id == staff.dana.id)).one()
    assert [field for field in (mail.subject, mail.to_name, mail.to_address) if not field.isprintable()] == []
    assert "<script>alert" not in mail.body_html
    assert "&lt;script&gt;alert(1)" in mail.body_html
