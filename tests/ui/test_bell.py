"""The bell and the page of all notifications: what is unread, read by a press, and only one's own."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.live import Tab
from pm_app.notifications.enums import NotificationKind
from pm_app.notifications.queries import latest_notifications, unread_count
from pm_app.pm_app import app
from pm_app.reports.queries.waiting import Glance, Waiting
from pm_app.runtime import services
from pm_app.ui.pages.notifications import NotificationsState
from pm_app.ui.parts.bell import ICONS, BellState, show_on_bell
from pm_app.ui.parts.waiting import WaitingState, pushing
from tests.conftest import NOON, an_actor
from tests.factories.notifications import a_notification
from tests.ui.screen import a_browser, at, open_page, opened, said_by


async def test_the_bell_opens_on_the_latest_with_the_hour_of_today(session: Session, manager: Actor):
    a_notification(session, manager.user_id, title="Yesterday", at=NOON - timedelta(days=1), read_at=NOON)
    a_notification(session, manager.user_id, title="Today", at=NOON)
    bell = open_page(BellState, a_browser(session, manager))

    await bell.set_opened(True)

    assert [(line.title, line.when, line.unread) for line in bell.lines] == [
        ("Today", "12:00 PM", True),
        ("Yesterday", "Jan 14, 2026 at 12:00 PM", False),
    ]
    assert (bell.opened, bell.unread) == (True, 1)


async def test_pressing_a_line_reads_it_and_closes_the_list(session: Session, manager: Actor):
    line = a_notification(session, manager.user_id)
    a_notification(session, manager.user_id)
    bell = open_page(BellState, a_browser(session, manager))
    await bell.set_opened(True)

    await bell.submit_read(str(line.id))

    assert (bell.opened, bell.unread, unread_count(session, manager)) == (False, 1, 1)


async def test_all_is_read_and_the_list_stays(session: Session, manager: Actor):
    for _ in range(3):
        a_notification(session, manager.user_id)
    bell = open_page(BellState, a_browser(session, manager))
    await bell.set_opened(True)

    await bell.submit_read_all()

    assert (bell.opened, bell.unread, [line.unread for line in bell.lines]) == (True, 0, [False] * 3)


@pytest.mark.parametrize("text", ["", "no id", "'; drop table notification", "00000000-0000-4000-8000-000000000001"])
async def test_an_id_of_nothing_reads_nothing(session: Session, manager: Actor, administrator: Actor, text: str):
    theirs = a_notification(session, administrator.user_id)
    bell = open_page(BellState, a_browser(session, manager))

    await bell.submit_read(text)
    await bell.submit_read(str(theirs.id))

    assert unread_count(session, administrator) == 1


async def test_the_frame_counts_what_is_unread(session: Session, manager: Actor):
    a_notification(session, manager.user_id)
    waiting = await opened(WaitingState, a_browser(session, manager))

    assert (await waiting.get_state(BellState)).unread == 1


def test_what_is_pushed_changes_the_lines_only_while_the_list_is_open(session: Session, manager: Actor):
    a_notification(session, manager.user_id, title="New")
    seen = Glance(Waiting(0, 0, 0, 0), 4, tuple(latest_notifications(session, manager)))
    closed, bell = open_page(BellState), open_page(BellState)
    bell.opened = True

    for one in (closed, bell):
        show_on_bell(one, seen)

    assert (closed.unread, bell.unread) == (4, 4)
    assert (closed.lines, [line.title for line in bell.lines]) == ([], ["New"])


def test_every_kind_has_an_icon():
    assert set(ICONS) == set(NotificationKind)


async def test_nobody_signed_out_opens_the_bell(session: Session):
    for handler, arguments in (
        ("set_opened", (True,)),
        ("submit_read", (str(uuid4()),)),
        ("submit_read_all", ()),
        ("close_list", ()),
    ):
        with pytest.raises(NotAllowed):
            await getattr(open_page(BellState), handler)(*arguments)


async def test_the_page_is_narrowed_by_its_address(session: Session, manager: Actor):
    a_notification(session, manager.user_id, title="A task", kind=NotificationKind.TASK, at=NOON)
    a_notification(session, manager.user_id, title="Mail", kind=NotificationKind.MAIL_TROUBLE, read_at=NOON)
    state = await opened(NotificationsState, a_browser(session, manager), "/notifications")
    assert [line.title for line in state.lines] == ["A task", "Mail"]
    assert (state.summary, state.total) == ("1 line unread", 2)

    await at(state, "show=unread").load()
    assert [line.title for line in state.lines] == ["A task"]

    await at(state, "kind=mail+trouble").load()
    assert [line.title for line in state.lines] == ["Mail"]

    await at(state, "kind=nonsense&page=99999999999&size=7").load()
    assert state.total == 2


async def test_lines_are_read_on_the_page_one_by_one_and_all_at_once(session: Session, manager: Actor):
    lines = [a_notification(session, manager.user_id) for _ in range(3)]
    state = await opened(NotificationsState, a_browser(session, manager), "/notifications")

    await state.submit_read(str(lines[0].id))
    assert unread_count(session, manager) == 2

    assert said_by(await state.submit_read_all()) == ["2 lines marked as read."]
    assert unread_count(session, manager) == 0


@pytest.mark.parametrize("role", list(Role))
async def test_everybody_has_a_bell_and_a_page_of_it(session: Session, role: Role):
    actor = an_actor(session, role)
    a_notification(session, actor.user_id, at=services().clock.now())

    state = await opened(NotificationsState, a_browser(session, actor), "/notifications")

    assert state.total == 1


async def test_a_tab_that_is_not_connected_is_said_to_be_closed():
    tab = Tab("gone", uuid4(), uuid4())

    assert not await pushing(app)(tab, Glance(Waiting(0, 0, 0, 0), 1, ()))
