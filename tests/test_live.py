"""Open tabs are shown what waits for their user: who is looked at, how often, and who is not shown anything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID, uuid4

from sqlalchemy import event
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import GRANTS, Actor
from pm_app.access.tables import SignIn, User
from pm_app.live import BELL, STALE, LiveUpdates, Tab
from pm_app.reports.queries.waiting import Glance
from pm_app.runtime import Runtime, installed, services
from tests.factories.access import a_sign_in, a_user
from tests.factories.notifications import a_notification

BOUND = 150
AT_ONCE = 0.01


class Screens:
    """The tabs of a browser, as what is shown to them arrives; waiting for the next is bounded."""

    def __init__(self) -> None:
        self.shown: asyncio.Queue[tuple[str, Glance]] = asyncio.Queue()
        self.closed: set[str] = set()
        self.slow: dict[str, asyncio.Event] = {}
        self.freshened = asyncio.Queue[None]()
        self.loop = asyncio.get_running_loop()
        self.failures = 0

    async def show(self, tab: Tab, seen: Glance) -> bool:
        if tab.name in self.slow:
            await self.slow[tab.name].wait()
        self.shown.put_nowait((tab.name, seen))
        return tab.name not in self.closed

    def freshen(self) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")
        self.loop.call_soon_threadsafe(self.freshened.put_nowait, None)

    async def next(self) -> tuple[str, Glance]:
        return await asyncio.wait_for(self.shown.get(), BOUND)


@asynccontextmanager
async def kept_up(screens: Screens, *, at_once: int = 1) -> AsyncIterator[LiveUpdates]:
    """Keep tabs up; the one connection of most tests looks at one user at a time."""
    updates = LiveUpdates(screens.show, screens.freshen, together=AT_ONCE, at_once=at_once)
    going = asyncio.create_task(updates.keep_up())
    yield updates
    going.cancel()
    with suppress(asyncio.CancelledError):
        await going


def signed_in(session: Session, role: Role = Role.MANAGER, user: User | None = None) -> Actor:
    user = user or a_user(session, role=role)
    a_sign_in(session, user, at=services().clock.now())
    held = session.exec(select(SignIn).where(SignIn.user_id == user.id).order_by(SignIn.id.desc())).first()  # pyright: ignore
    assert held is not None
    session.commit()
    return Actor(user.id, user.name, user.email, user.role, GRANTS[user.role], None, held.id)


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


async def test_a_note_of_what_is_stale_freshens_and_looks_at_nobody(session: Session):
    me = signed_in(session)
    screens = Screens()
    async with kept_up(screens) as updates:
        updates.tab_opened("mine", me)

        updates.heard(STALE, "")
        await asyncio.wait_for(screens.freshened.get(), BOUND)

        assert screens.shown.empty()


async def test_listening_anew_takes_everything_as_changed(session: Session):
    me = signed_in(session)
    screens = Screens()
    async with kept_up(screens) as updates:
        updates.tab_opened("mine", me)

        await asyncio.to_thread(updates.anew)

        assert (await screens.next())[0] == "mine"
        await asyncio.wait_for(screens.freshened.get(), BOUND)


async def test_freshening_that_fails_is_tried_again(session: Session):
    screens = Screens()
    screens.failures = 1
    async with kept_up(screens) as updates:
        updates.heard(STALE, "")

        await asyncio.wait_for(screens.freshened.get(), BOUND)

        assert screens.failures == 0


async def test_a_database_that_answers_again_ends_the_pause_after_a_failure():
    screens, tried, failing = Screens(), asyncio.Queue[None](), [True]

    def freshen() -> None:
        screens.loop.call_soon_threadsafe(tried.put_nowait, None)
        if failing.pop() if failing else False:
            raise OSError("the database is away")

    updates = LiveUpdates(screens.show, freshen, together=AT_ONCE, first_pause=86_400)
    going = asyncio.create_task(updates.keep_up())
    updates.heard(STALE, "")
    await asyncio.wait_for(tried.get(), BOUND)

    await asyncio.to_thread(updates.anew)

    await asyncio.wait_for(tried.get(), BOUND)
    assert failing == []
    going.cancel()
    with suppress(asyncio.CancelledError):
        await going


async def test_each_sees_in_the_counts_only_what_their_role_may(session: Session):
    me, keeper = signed_in(session), signed_in(session, Role.MAINTENANCE)
    screens = Screens()
    async with kept_up(screens) as updates:
        updates.tab_opened("mine", me)
        updates.tab_opened("keeper", keeper)
        updates.heard(BELL, "")

        shown = dict([await screens.next(), await screens.next()])

    assert shown["keeper"].waiting.bank_lines == 0
    assert set(shown) == {"mine", "keeper"}


async def test_notes_of_strangers_and_nonsense_do_no_harm(session: Session):
    me = signed_in(session)
    screens = Screens()
    async with kept_up(screens) as updates:
        updates.tab_opened("mine", me)

        updates.heard(BELL, str(uuid4()))
        updates.heard(BELL, "no id at all")

        assert (await screens.next())[0] == "mine"


async def test_after_the_loop_has_ended_a_note_is_dropped():
    async def make() -> LiveUpdates:
        return LiveUpdates(Screens().show, lambda: None)

    updates = await asyncio.to_thread(asyncio.run, make())

    updates.anew()
    updates.heard(BELL, str(UUID(int=0)))

    assert updates.open_tabs() == frozenset()
