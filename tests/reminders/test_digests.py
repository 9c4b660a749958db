"""The digest: once per user and working day, what concerns this user, the new marked, nothing when there is nothing."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER
from pm_app.access.tables import User, UserProperty
from pm_app.calendars.tables import OfficeCalendar, OfficeClosure
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.tables import Message
from pm_app.notifications.enums import MailWay, Topic
from pm_app.notifications.tables import NotificationPreference
from pm_app.reminders.actions.digests import send_digest
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.queries.digests import digests_due
from tests.factories.access import a_user
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY
from tests.reminders.telling_office import DESK, NOON, Staff, a_due_alert, an_office, decided, recipients


@pytest.fixture
def staff(session: Session) -> Staff:
    return an_office(session)


def sent(session: Session, user: User, *, today: date = TODAY, now: datetime = NOON) -> bool:
    session.flush()
    return send_digest(session, SCHEDULER, user_id=user.id, today=today, now=now, desk=DESK)


def digests(session: Session, user: User) -> list[Message]:
    of_user = (Message.to_user_id == user.id, Message.purpose == MessagePurpose.DIGEST)
    return list(session.exec(select(Message).where(*of_user).order_by(Message.message_key)))


def sections_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.isupper() and line.endswith(")")]


def test_it_is_grouped_by_how_near_the_dates_are(session: Session, staff: Staff):
    for days in (-3, -1, 0, 7, 8, 30, 31, 60, 61, 90):
        a_due_alert(session, staff, days=days, ladder=[90, 0], who=f"Paper in {days}")

    sent(session, staff.dana)

    [digest] = digests(session, staff.dana)
    assert digest.subject == "Your dates: 2 overdue, 2 this week"
    assert sections_of(digest.body_text) == [
        "OVERDUE (2)",
        "THIS WEEK (2)",
        "WITHIN 30 DAYS (2)",
        "WITHIN 60 DAYS (2)",
        "WITHIN 90 DAYS (2)",
    ]


def test_what_was_decided_since_the_last_one_is_marked_as_new_once(session: Session, staff: Staff):
    a_due_alert(session, staff, days=30)
    decided(session)

    sent(session, staff.dana)
    sent(session, staff.dana, today=TODAY + timedelta(days=1), now=NOON + timedelta(days=1))

    first, second = digests(session, staff.dana)
    assert ("30 days left (new)" in first.body_text, "(new)" in second.body_text) == (True, False)
    assert ">New</span>" in first.body_html
    assert [row.message_id for row in recipients(session, staff.dana.id)] == [first.id]


def test_it_goes_out_once_a_day_however_often_it_is_tried(session: Session, staff: Staff):
    a_due_alert(session, staff, days=30)

    tries = [sent(session, staff.dana) for _ in range(3)]

    assert (tries, len(digests(session, staff.dana))) == ([True, False, False], 1)


def test_what_comes_up_after_the_digest_waits_for_the_next(session: Session, staff: Staff):
    a_due_alert(session, staff, days=30)
    decided(session)
    sent(session, staff.dana)
    later = a_due_alert(session, staff, days=29, ladder=[30], who="Late paper")
    decided(session)
    sent(session, staff.dana)
    waiting = [row for row in recipients(session, staff.dana.id) if row.message_id is None]

    sent(session, staff.dana, today=TODAY + timedelta(days=1))

    assert [row.problem for row in waiting] == [""]
    assert f"/alerts/{later.id}" in digests(session, staff.dana)[1].body_text


def test_nothing_is_sent_when_there_is_nothing(session: Session, staff: Staff):
    a_due_alert(session, staff, days=300, ladder=[30])

    assert (sent(session, staff.dana), digests(session, staff.dana)) == (False, [])


def test_what_is_in_hand_asleep_or_done_is_not_on_the_list(session: Session, staff: Staff):
    for number in range(4):
        alert = a_due_alert(session, staff, days=20, who=f"Paper {number}")
        if number == 0:
            alert.acknowledged_at, alert.acknowledged_by_id, alert.acknowledged_by = NOON, staff.ben.id, "Ben"
        elif number == 1:
            alert.snoozed_until = TODAY + timedelta(days=3)
        elif number == 2:
            alert.resolved_at, alert.resolved_by, alert.resolved_reason = NOON, "Ben", "Done."

    sent(session, staff.dana)

    text = digests(session, staff.dana)[0].body_text
    assert [number for number in range(4) if f"Paper {number}" in text] == [3]


def test_each_user_gets_what_concerns_this_user(session: Session, staff: Staff):
    a_due_alert(session, staff, days=20, who="Dana's paper")
    a_due_alert(session, staff, days=20, who="Ben's paper", assigned_to_id=staff.ben.id)

    answers = [sent(session, user) for user in (staff.dana, staff.ben, staff.ada)]

    assert answers == [True, True, False]
    assert "Ben's paper" not in digests(session, staff.dana)[0].body_text
    assert "Dana's paper" not in digests(session, staff.ben)[0].body_text


def test_nothing_stands_in_it_that_the_user_may_no_longer_see(session: Session, staff: Staff):
    a_due_alert(session, staff, days=30, who="Alder paper")
    decided(session)
    session.add(UserProperty(user_id=staff.dana.id, property_id=a_property(session, name="Birch House").id))

    assert sent(session, staff.dana) is False
    assert [row.problem for row in recipients(session, staff.dana.id)] == ["This user may not see it any more."]


def test_who_wants_no_mail_of_a_kind_has_it_not_in_the_digest(session: Session, staff: Staff):
    silent = {"topic": Topic.LEASES.value, "way": MailWay.NOT_AT_ALL, "changed_at": NOON}
    session.add(NotificationPreference(user_id=staff.dana.id, **silent))
    a_due_alert(session, staff, days=30, kind=CriticalDateKind.LEASE_END, who="Household")
    a_due_alert(session, staff, days=30, who="Paper")
    decided(session)

    sent(session, staff.dana)

    text = digests(session, staff.dana)[0].body_text
    assert ("Household" in text, "Paper" in text) == (False, True)


def test_who_switched_the_digest_off_gets_none(session: Session, staff: Staff):
    a_due_alert(session, staff, days=30)
    decided(session)
    off = {"topic": Topic.DIGEST.value, "way": MailWay.NOT_AT_ALL, "changed_at": NOON}
    session.add(NotificationPreference(user_id=staff.dana.id, **off))

    assert sent(session, staff.dana) is False
    assert [row.problem for row in recipients(session, staff.dana.id)] == ["This user wants no digest."]


def test_a_user_who_left_gets_none_and_what_waited_says_so(session: Session, staff: Staff):
    a_due_alert(session, staff, days=30)
    decided(session)
    staff.dana.disabled_at = NOON

    assert sent(session, staff.dana) is False
    assert [row.problem for row in recipients(session, staff.dana.id)] == ["This user can no longer sign in."]


@pytest.mark.parametrize(
    ("today", "hour", "due"),
    [
        pytest.param(date(2026, 1, 15), 6, False, id="before the hour"),
        pytest.param(date(2026, 1, 15), 7, True, id="at the hour"),
        pytest.param(date(2026, 1, 15), 22, True, id="made up later the same day"),
        pytest.param(date(2026, 1, 17), 9, False, id="a Saturday"),
        pytest.param(date(2026, 1, 19), 9, False, id="a holiday"),
        pytest.param(date(2026, 1, 20), 9, False, id="while the office is closed"),
    ],
)
def test_it_is_due_from_the_hour_of_a_working_day_on(session: Session, staff: Staff, today: date, hour: int, due: bool):
    closed = {"starts_on": date(2026, 1, 20), "ends_on": date(2026, 1, 21), "added_at": NOON, "added_by": "Ada"}
    session.add(OfficeClosure(name="Moving", **closed))
    session.flush()

    assert bool(digests_due(session, SCHEDULER, today=today, hour=hour)) is due


def test_the_office_may_choose_the_hour(session: Session, staff: Staff):
    session.add(OfficeCalendar(weekdays=[0, 1, 2, 3, 4], digest_hour=10))
    session.flush()

    assert [bool(digests_due(session, SCHEDULER, today=TODAY, hour=hour)) for hour in (9, 10)] == [False, True]


def test_only_users_without_one_of_the_day_are_due(session: Session, staff: Staff):
    a_due_alert(session, staff, days=30)
    sent(session, staff.dana)

    due = digests_due(session, SCHEDULER, today=TODAY, hour=9)

    assert staff.dana.id not in due
    assert {staff.ben.id, staff.ada.id} <= set(due)


def test_a_very_long_list_is_cut_and_leads_to_the_app(session: Session, staff: Staff):
    for number in range(60):
        a_due_alert(session, staff, days=20, who=f"Paper {number}")

    sent(session, staff.dana)

    text = digests(session, staff.dana)[0].body_text
    assert "WITHIN 30 DAYS (60)" in text
    assert "And 20 more in the app: https://desk.example.com/alerts" in text


def test_maintenance_staff_see_no_leases_in_it(session: Session, staff: Staff):
    max_kim = a_user(session, role=Role.MAINTENANCE, name="Max Kim")
    a_due_alert(session, staff, days=20, kind=CriticalDateKind.LEASE_END, assigned_to_id=max_kim.id, who="A household")
    a_due_alert(session, staff, days=20, kind=CriticalDateKind.TASK, assigned_to_id=max_kim.id, who="A task")

    sent(session, max_kim)

    [digest] = session.exec(select(Message).where(col(Message.to_user_id) == max_kim.id)).all()
    assert ("A household" in digest.body_text, "A task" in digest.body_text) == (False, True)


def test_what_waits_for_a_user_who_left_is_looked_at_so_that_it_says_so(session: Session, staff: Staff):
    a_due_alert(session, staff, days=30)
    decided(session)
    staff.dana.disabled_at = NOON
    session.flush()

    for user_id in digests_due(session, SCHEDULER, today=TODAY, hour=9):
        send_digest(session, SCHEDULER, user_id=user_id, today=TODAY, now=NOON, desk=DESK)

    assert [row.problem for row in recipients(session, staff.dana.id)] == ["This user can no longer sign in."]
    assert staff.dana.id not in digests_due(session, SCHEDULER, today=TODAY, hour=9)
