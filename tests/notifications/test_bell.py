"""What is told under the bell: once, to whom, read by whom, and when it goes."""

from datetime import timedelta

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import NOBODY, SCHEDULER, Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.kernel.listing import Listing
from pm_app.notifications.actions import mark_all_read, mark_read, notify, prune_notifications
from pm_app.notifications.enums import NotificationKind
from pm_app.notifications.queries import latest_notifications, notifications, unread_count
from pm_app.notifications.rules import KEPT_FOR
from pm_app.notifications.tables import Notification
from tests.conftest import NOON, an_actor
from tests.factories.notifications import a_notification


def _told(session: Session, *users: Actor, key: str = "roof", **said: str) -> int:
    told = {"title": "The roof leaks", **said}
    ids = [user.user_id for user in users if user.user_id]
    return notify(session, SCHEDULER, user_ids=ids, key=key, kind=NotificationKind.REMINDER, now=NOON, **told)


def test_each_is_told_once_however_often_it_is_said(session: Session, manager: Actor, administrator: Actor):
    assert _told(session, manager) == 1
    assert _told(session, manager, administrator) == 1
    assert _told(session, manager, administrator) == 0
    assert (unread_count(session, manager), unread_count(session, administrator)) == (1, 1)


def test_nobody_to_tell_is_nothing_told(session: Session):
    assert _told(session) == 0


def test_the_newest_stands_first_and_only_ones_own(session: Session, manager: Actor, administrator: Actor):
    a_notification(session, manager.user_id, title="Older", at=NOON - timedelta(hours=1))
    a_notification(session, manager.user_id, title="Newer", at=NOON)
    a_notification(session, administrator.user_id, title="Theirs", at=NOON)

    assert [row.title for row in latest_notifications(session, manager)] == ["Newer", "Older"]


def test_the_list_holds_the_latest_fifteen(session: Session, manager: Actor):
    for number in range(20):
        a_notification(session, manager.user_id, title=f"{number}", at=NOON + timedelta(minutes=number))

    assert [row.title for row in latest_notifications(session, manager)] == [str(n) for n in range(19, 4, -1)]


def test_reading_marks_ones_own_lines_and_nobody_elses(session: Session, manager: Actor, administrator: Actor):
    mine = a_notification(session, manager.user_id)
    theirs = a_notification(session, administrator.user_id)

    assert mark_read(session, manager, notification_ids=[mine.id, theirs.id], now=NOON) == 1
    assert (unread_count(session, manager), unread_count(session, administrator)) == (0, 1)


def test_reading_twice_keeps_when_it_was_first_read(session: Session, manager: Actor):
    line = a_notification(session, manager.user_id)
    mark_read(session, manager, notification_ids=[line.id], now=NOON)

    assert mark_read(session, manager, notification_ids=[line.id], now=NOON + timedelta(days=1)) == 0
    session.refresh(line)
    assert line.read_at == NOON


def test_all_is_read_at_once(session: Session, manager: Actor, administrator: Actor):
    for _ in range(3):
        a_notification(session, manager.user_id)
    a_notification(session, administrator.user_id)

    assert mark_all_read(session, manager, now=NOON) == 3
    assert (unread_count(session, manager), unread_count(session, administrator)) == (0, 1)


def test_a_page_of_what_was_told_is_narrowed_by_kind_and_unread(session: Session, manager: Actor):
    a_notification(session, manager.user_id, title="A task", kind=NotificationKind.TASK)
    a_notification(session, manager.user_id, title="Read", kind=NotificationKind.TASK, read_at=NOON)
    a_notification(session, manager.user_id, title="Mail", kind=NotificationKind.MAIL_TROUBLE)

    tasks = notifications(session, manager, listing=Listing(), kind=NotificationKind.TASK)
    unread = notifications(session, manager, listing=Listing(), unread_only=True)

    assert {row.title for row in tasks.rows} == {"A task", "Read"}
    assert ({row.title for row in unread.rows}, unread.total) == ({"A task", "Mail"}, 2)


def test_pages_follow_each_other_without_a_gap(session: Session, manager: Actor):
    for number in range(60):
        a_notification(session, manager.user_id, title=f"{number}", at=NOON + timedelta(minutes=number))

    first = notifications(session, manager, listing=Listing(size=25))
    third = notifications(session, manager, listing=Listing(size=25, page=3))

    assert (first.rows[0].title, first.rows[-1].title, first.total) == ("59", "35", 60)
    assert [row.title for row in third.rows] == [str(number) for number in range(9, -1, -1)]


def test_what_was_read_goes_after_ninety_days_and_what_was_not_stays(session: Session, manager: Actor):
    old = NOON - KEPT_FOR - timedelta(days=1)
    a_notification(session, manager.user_id, title="Read long ago", at=old, read_at=old)
    a_notification(session, manager.user_id, title="Never read", at=old)
    a_notification(session, manager.user_id, title="Read lately", at=NOON - timedelta(days=3), read_at=NOON)

    assert prune_notifications(session, SCHEDULER, now=NOON) == 1
    assert {row.title for row in latest_notifications(session, manager)} == {"Never read", "Read lately"}


@pytest.mark.parametrize("path", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere", "javascript:1"])
def test_a_line_never_leads_out_of_the_app(session: Session, manager: Actor, path: str):
    _told(session, manager, path=path)

    assert [row.path for row in latest_notifications(session, manager)] == [""]


def test_a_line_is_one_line_and_not_endless(session: Session, manager: Actor):
    _told(session, manager, title="Broken\r\nin two " + "x" * 500, detail="y" * 2_000)

    row = latest_notifications(session, manager)[0]
    assert row.title.startswith("Broken in two x")
    assert (len(row.title), len(row.detail)) == (200, 500)


def test_whoever_is_not_signed_in_has_no_bell(session: Session):
    for asked in (unread_count, latest_notifications):
        with pytest.raises(NotAllowed):
            asked(session, NOBODY)
    with pytest.raises(NotAllowed):
        mark_all_read(session, NOBODY, now=NOON)


def test_only_the_app_itself_forgets(session: Session):
    with pytest.raises(NotAllowed):
        prune_notifications(session, an_actor(session, Role.READ_ONLY), now=NOON)
    assert session.exec(select(func.count()).select_from(Notification)).one() == 0
