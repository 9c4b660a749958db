"""Notes from the database: what freshens, what is looked at anew, and what does no harm."""

import asyncio
from contextlib import suppress
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.live import BELL, STALE, LiveUpdates
from tests.open_tabs import AT_ONCE, BOUND, Screens, kept_up, signed_in


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
