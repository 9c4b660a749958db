"""What waits for whom, kept true in every open tab: the database tells of changes, and each user is looked at once."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from pm_app.access.queries.acting import actors_signed_in
from pm_app.access.rules import NOBODY, Actor
from pm_app.reports.queries.waiting import Glance, glance
from pm_app.runtime import installed, run, services
from pm_app.server import listening

logger = logging.getLogger(__name__)

BELL = "property_desk_bell"
STALE = "property_desk_stale"
# What is told within this time is looked at together.
TOGETHER_SECONDS = 0.3
# So many users are looked at at a time: one whose office is large keeps no other waiting, and the database has room.
LOOKED_AT_AT_ONCE = 4
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0


@dataclass(frozen=True)
class Tab:
    """One open tab: the name it goes by, who has it open, and the sign-in of its browser."""

    name: str
    user_id: UUID
    sign_in_id: UUID


Show = Callable[[Tab, Glance], Awaitable[bool]]
"""Shows a tab what waits; answers False when the tab is not open any more."""


class _Call:
    """Something that is to be done once it was told; what is told `anew` also ends the pause after a failure."""

    def __init__(self) -> None:
        self._told = asyncio.Event()
        self._anew = asyncio.Event()

    def tell(self) -> None:
        self._told.set()

    def tell_anew(self) -> None:
        self._anew.set()
        self._told.set()

    async def told(self, together: float) -> None:
        """Wait until it is told, and a little longer for what comes together."""
        await self._told.wait()
        await asyncio.sleep(together)
        self._told.clear()
        self._anew.clear()

    async def pause(self, seconds: float) -> bool:
        """Wait before it is done again; return whether that was cut short because it was told anew."""
        self._told.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._anew.wait(), seconds)
        return self._anew.is_set()


class LiveUpdates:
    """Knows the open tabs, hears of changes, and shows each tab what waits for its user.

    `show` is called one at a time for a tab, always with the latest; a tab that is busy keeps no other waiting.
    `freshen` is run on a thread when something was saved that dates depend on.
    """

    def __init__(
        self,
        show: Show,
        freshen: Callable[[], object],
        *,
        together: float = TOGETHER_SECONDS,
        at_once: int = LOOKED_AT_AT_ONCE,
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self._show = show
        self._freshen = freshen
        self._together = together
        self._first_pause = first_pause
        self._free = asyncio.Semaphore(at_once)
        self._loop = asyncio.get_running_loop()
        self._tabs: dict[str, Tab] = {}
        self._changed: set[UUID | None] = set()
        self._told = _Call()
        self._stale = _Call()
        self._latest: dict[Tab, Glance] = {}
        self._showing: dict[Tab, asyncio.Task[None]] = {}

    def tab_opened(self, name: str, actor: Actor) -> None:
        """Remember a tab from now on; it is forgotten when it is closed or its user is signed out."""
        if actor.user_id is not None and actor.sign_in_id is not None:
            self._tabs[name] = Tab(name, actor.user_id, actor.sign_in_id)

    def open_tabs(self) -> frozenset[Tab]:
        """Return the tabs that are remembered."""
        return frozenset(self._tabs.values())

    def heard(self, channel: str, payload: str) -> None:
        """Take a note of the database, from any thread: something waits for one user, or for anybody, or is stale."""
        if channel == STALE:
            self._soon(self._stale.tell)
        else:
            self._soon(partial(self._note, _user_in(payload)))

    def anew(self) -> None:
        """Take everything as changed, from any thread: nobody heard what was told until now.

        The database answers, so what failed while it did not is done again at once.
        """
        self._soon(partial(self._changed.add, None))
        self._soon(self._told.tell_anew)
        self._soon(self._stale.tell_anew)

    async def keep_up(self) -> None:
        """Go on until cancelled."""
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._go_on(self._told, self._look))
                both.create_task(self._go_on(self._stale, self._refresh))
        finally:
            for task in self._showing.values():
                task.cancel()

    def _soon(self, step: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the loop has ended, and every tab with it
            self._loop.call_soon_threadsafe(step)

    def _note(self, user_id: UUID | None) -> None:
        self._changed.add(user_id)
        self._told.tell()

    async def _go_on(self, call: _Call, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work whenever it is told of; what fails is tried again after a pause that grows."""
        pause = self._first_pause
        while True:
            await call.told(self._together)
            try:
                await work()
                pause = self._first_pause
            except Exception:
                logger.warning("open tabs are not kept up", exc_info=True)
                cut_short = await call.pause(pause)
                pause = self._first_pause if cut_short else min(LONGEST_PAUSE, pause * 2)

    async def _refresh(self) -> None:
        await asyncio.to_thread(self._freshen)

    async def _look(self) -> None:
        """Look once at every user who is concerned and has a tab open, and show it in each of their tabs."""
        changed, self._changed = self._changed, set()
        tabs = [tab for tab in self._tabs.values() if None in changed or tab.user_id in changed]
        try:
            users = await self._signed_in(tabs)
            looks = await asyncio.gather(*(self._look_at(*user) for user in users), return_exceptions=True)
            for problem in looks:
                if isinstance(problem, BaseException):
                    raise problem
        except Exception:
            self._changed |= changed
            raise

    async def _look_at(self, actor: Actor, tabs: Sequence[Tab]) -> None:
        async with self._free:
            seen = await run(actor, glance, today=services().clock.today())
        for tab in tabs:
            self._hand_on(tab, seen)

    async def _signed_in(self, tabs: Iterable[Tab]) -> list[tuple[Actor, list[Tab]]]:
        """Return the users behind the tabs with the tabs of each; whoever is signed out meanwhile is forgotten."""
        runtime, by_sign_in = installed(), dict[UUID, list[Tab]]()
        for tab in tabs:
            by_sign_in.setdefault(tab.sign_in_id, []).append(tab)
        if not by_sign_in:
            return []
        actors = await run(
            NOBODY,
            actors_signed_in,
            sign_in_ids=by_sign_in,
            now=services().clock.now(),
            idle=runtime.idle,
            longest=runtime.longest,
        )
        by_user: dict[UUID, tuple[Actor, list[Tab]]] = {}
        for sign_in_id, theirs in by_sign_in.items():
            actor = actors.get(sign_in_id)
            if actor is None or actor.user_id is None:
                for tab in theirs:
                    self._forget(tab)
            else:
                by_user.setdefault(actor.user_id, (actor, []))[1].extend(theirs)
        return list(by_user.values())

    def _hand_on(self, tab: Tab, seen: Glance) -> None:
        self._latest[tab] = seen
        if tab not in self._showing:
            self._showing[tab] = asyncio.create_task(self._show_latest(tab))

    async def _show_latest(self, tab: Tab) -> None:
        try:
            while (seen := self._latest.pop(tab, None)) is not None:
                if not await self._show(tab, seen):
                    self._forget(tab)
        except Exception:
            logger.warning("an open tab was not shown what waits", exc_info=True)
        finally:
            self._showing.pop(tab, None)

    def _forget(self, tab: Tab) -> None:
        if self._tabs.get(tab.name) == tab:
            del self._tabs[tab.name]


def _user_in(payload: str) -> UUID | None:
    try:
        return UUID(payload)
    except ValueError:  # empty: everybody
        return None


_current: LiveUpdates | None = None


def tab_opened(name: str, actor: Actor) -> None:
    """Remember that a signed-in person has this tab open; without anything that keeps up, nothing happens."""
    if _current is not None:
        _current.tab_opened(name, actor)


@asynccontextmanager
async def live_updates(database_url: str, *, show: Show, freshen: Callable[[], object]) -> AsyncIterator[LiveUpdates]:
    """Keep every open tab of this process up to date during the block."""
    global _current
    updates = LiveUpdates(show, freshen)
    before, _current = _current, updates
    keeping_up = asyncio.create_task(updates.keep_up())
    try:
        with listening(database_url, [BELL, STALE], heard=updates.heard, anew=updates.anew):
            yield updates
    finally:
        _current = before
        keeping_up.cancel()
        with suppress(asyncio.CancelledError):
            await keeping_up
