"""Open tabs are shown what waits for their user: who is looked at, how often, and who is not shown anything."""

import asyncio

from sqlalchemy import event
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.tables import SignIn, User
from pm_app.live import BELL
from pm_app.runtime import Runtime, installed, services
from tests.factories.notifications import a_notification
from tests.open_tabs import Screens, kept_up, signed_in


async def test_both_tabs_of_a_user_are_shown_and_nobody_elses(session: Session):
    me, other = signed_in(session), signed_in(session)
    screens = Screens()
    async with kept_up(screens) as updates:
        updates.tab_opened("first", me)
        updates.tab_opened("second", me)
        updates.tab_opened("other", other)
        a_notification(session, me.user_id, title="The furnace")
        session.commit()

        updates.heard(BELL, str(me.user_id))
        shown = dict([await screens.next(), await screens.next()])

        assert set(shown) == {"first", "second"}
        assert [row.title for row in shown["first"].latest] == ["The furnace"]
        assert (shown["first"].unread, shown["second"].unread) == (1, 1)
        assert screens.shown.empty()


async def test_a_change_for_everybody_is_shown_in_every_tab(session: Session):
    me, other = signed_in(session), signed_in(session, Role.READ_ONLY)
    screens = Screens()
    async with kept_up(screens) as updates:
        updates.tab_opened("mine", me)
        updates.tab_opened("other", other)

        updates.heard(BELL, "")

        assert {(await screens.next())[0], (await screens.next())[0]} == {"mine", "other"}


async def test_what_comes_together_is_looked_at_once_however_many_tabs(session: Session, runtime: Runtime):
    me = signed_in(session)
    screens = Screens()
    counted: list[str] = []
    connection = runtime.sessions.kw["bind"]

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "notification.read_at IS NULL" in statement:
            counted.append(statement)

    event.listen(connection, "before_cursor_execute", count)
    async with kept_up(screens) as updates:
        for number in range(5):
            updates.tab_opened(f"tab {number}", me)

        for _ in range(200):
            updates.heard(BELL, str(me.user_id))
        for _ in range(5):
            await screens.next()

    event.remove(connection, "before_cursor_execute", count)
    assert len(counted) == 1


async def test_whoever_signed_out_is_shown_nothing_and_forgotten(session: Session):
    leaving, staying = signed_in(session), signed_in(session)
    screens = Screens()
    async with kept_up(screens) as updates:
        updates.tab_opened("leaving", leaving)
        updates.tab_opened("staying", staying)
        session.get_one(SignIn, leaving.sign_in_id).ended_at = services().clock.now()
        session.commit()

        updates.heard(BELL, "")

        assert (await screens.next())[0] == "staying"
        assert {tab.name for tab in updates.open_tabs()} == {"staying"}
        assert screens.shown.empty()


async def test_a_disabled_user_is_shown_nothing(session: Session):
    gone, staying = signed_in(session), signed_in(session)
    screens = Screens()
    async with kept_up(screens) as updates:
        updates.tab_opened("gone", gone)
        updates.tab_opened("staying", staying)
        session.get_one(User, gone.user_id).disabled_at = services().clock.now()
        session.commit()

        updates.heard(BELL, "")

        assert (await screens.next())[0] == "staying"
        assert {tab.name for tab in updates.open_tabs()} == {"staying"}


async def test_a_lapsed_sign_in_is_not_kept_alive_by_what_it_is_shown(session: Session):
    me = signed_in(session)
    held = session.get_one(SignIn, me.sign_in_id)
    before = services().clock.now() - installed().idle / 2
    held.last_seen_at = before
    session.commit()
    screens = Screens()
    async with kept_up(screens) as updates:
        updates.tab_opened("mine", me)

        updates.heard(BELL, "")
        await screens.next()

    session.refresh(held)
    assert held.last_seen_at == before


async def test_a_closed_tab_is_forgotten(session: Session):
    me = signed_in(session)
    screens = Screens()
    screens.closed.add("closed")
    async with kept_up(screens) as updates:
        updates.tab_opened("closed", me)
        updates.tab_opened("open", me)

        updates.heard(BELL, "")
        await screens.next()
        await screens.next()
        updates.heard(BELL, "")

        assert (await screens.next())[0] == "open"
        assert {tab.name for tab in updates.open_tabs()} == {"open"}


async def test_a_tab_taken_over_by_another_sign_in_belongs_to_that(session: Session):
    before, after = signed_in(session), signed_in(session)
    screens = Screens()
    async with kept_up(screens) as updates:
        updates.tab_opened("shared", before)
        updates.tab_opened("shared", after)

        assert {tab.user_id for tab in updates.open_tabs()} == {after.user_id}


async def test_a_busy_tab_holds_up_nobody_and_then_gets_only_the_latest(session: Session):
    me = signed_in(session)
    screens = Screens()
    screens.slow["busy"] = asyncio.Event()
    async with kept_up(screens) as updates:
        updates.tab_opened("busy", me)
        updates.tab_opened("quick", me)
        for number in range(1, 4):
            a_notification(session, me.user_id)
            session.commit()
            updates.heard(BELL, str(me.user_id))
            name, seen = await screens.next()
            assert (name, seen.unread) == ("quick", number)

        screens.slow["busy"].set()

        assert [(await screens.next())[1].unread, (await screens.next())[1].unread] == [1, 3]
