"""Open tabs as a test sees them: what is shown to them, and who has them open."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import GRANTS, Actor
from pm_app.access.tables import SignIn, User
from pm_app.live import LiveUpdates, Tab
from pm_app.reports.queries.waiting import Glance
from pm_app.runtime import services
from tests.factories.access import a_sign_in, a_user

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
