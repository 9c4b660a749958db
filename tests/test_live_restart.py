"""A database that is restarted, crashes or ends its sessions under open tabs: all comes back, and nothing is lost."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from pm_app.access.rules import CONSOLE, SCHEDULER, Actor
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.freshening import freshen
from pm_app.live import live_updates, tab_opened
from pm_app.notifications.actions import notify
from pm_app.notifications.enums import NotificationKind
from pm_app.reminders.tables import Alert
from pm_app.reports.queries.waiting import Glance
from pm_app.runtime import Runtime, Services, run, run_now, running
from pm_app.schema import migrate
from pm_app.settings import settings_from_environment
from pm_app.tasks.tables import Task
from tests.conftest import NOON
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer
from tests.open_tabs import Screens, signed_in

BOUND = 150
TODAY = NOON.date()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server of these tests alone, which keeps its data when it crashes."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("restarted")) as server:
        migrate(server.owner_url, server.app_url)
        yield server


@pytest.fixture
def office(server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """An office on that server, in which what is done is committed."""
    folder = tmp_path_factory.mktemp("office")
    settings = settings_from_environment({"PM_DATA_DIR": str(folder), "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    with running(settings, server.app_url, services=fakes) as runtime:
        yield runtime


@asynccontextmanager
async def an_open_tab(office: Runtime, server: EmbeddedPostgres) -> AsyncIterator[tuple[Actor, Screens]]:
    """Keep one tab up, as the app does; what it is shown and what is looked at again is in the screens."""
    with office.sessions() as session:
        of_the_office = "select set_config('app.organization_id', :id, false)"
        session.connection().execute(text(of_the_office), {"id": str(office.organization_id)})
        me = signed_in(session)
    screens = Screens()

    def freshen_and_tell() -> None:
        freshen(TODAY)
        screens.freshen()

    async with live_updates(server.app_url, show=screens.show, freshen=freshen_and_tell):
        tab_opened("mine", me)
        await asyncio.wait_for(screens.freshened.get(), BOUND)
        yield me, screens


def told(session: Session, _: Actor, *, user_id: UUID, title: str) -> None:
    notify(session, SCHEDULER, user_ids=[user_id], key=title, kind=NotificationKind.DONE, title=title, now=NOON)


def a_task(session: Session, _: Actor, *, title: str, due_on: date = TODAY) -> UUID:
    task = Task(request_key=uuid4(), title=title, due_on=due_on, created_at=NOON, created_by="Dana")
    session.add(task)
    session.flush()
    return task.id


def raised(session: Session, _: Actor, *, task_ids: list[UUID]) -> int:
    standing = select(Alert).where(col(Alert.task_id).in_(task_ids), col(Alert.closed_at).is_(None))
    return len(session.exec(standing).all())


async def shown_until(screens: Screens, enough: Callable[[Glance], bool]) -> Glance:
    """Wait until the tab is shown this, however many looks that takes."""
    while not enough((seen := await asyncio.wait_for(screens.shown.get(), BOUND))[1]):
        pass
    return seen[1]


async def looked_at_until(screens: Screens, task_ids: list[UUID]) -> None:
    """Wait until the dates of these tasks were looked at, however many looks that takes."""
    while await run(CONSOLE, raised, task_ids=task_ids) < len(task_ids):
        await asyncio.wait_for(screens.freshened.get(), BOUND)


def stopped(server: EmbeddedPostgres) -> None:
    server.stop()


def crashed(server: EmbeddedPostgres) -> None:
    """End the server at once, as a power cut would: what it recovers is what was committed."""
    process = server._process
    assert process is not None
    os.kill(process.pid, signal.SIGQUIT)
    process.wait()


@pytest.mark.parametrize("ended", [stopped, crashed])
async def test_after_a_restart_tabs_and_dates_know_what_came_while_nobody_listened(
    office: Runtime, server: EmbeddedPostgres, ended: Callable[[EmbeddedPostgres], None]
):
    async with an_open_tab(office, server) as (me, screens):
        assert me.user_id
        before = await run(SCHEDULER, a_task, title="Saved before")
        await run(SCHEDULER, told, user_id=me.user_id, title=f"{ended.__name__} before")

        ended(server)
        with pytest.raises(OperationalError):
            await run(SCHEDULER, told, user_id=me.user_id, title="while it is away")
        server.start()
        meanwhile = await run(SCHEDULER, a_task, title="Saved at once", due_on=TODAY + timedelta(1))
        await run(SCHEDULER, told, user_id=me.user_id, title=f"{ended.__name__} meanwhile")

        seen = await shown_until(screens, lambda glance: glance.unread == 2)
        await looked_at_until(screens, [before, meanwhile])

        assert {row.title.rpartition(" ")[2] for row in seen.latest} == {"before", "meanwhile"}
        await run(SCHEDULER, told, user_id=me.user_id, title=f"{ended.__name__} after")
        after = await run(SCHEDULER, a_task, title="Saved after")
        assert (await shown_until(screens, lambda glance: glance.unread == 3)).unread == 3
        await looked_at_until(screens, [after])


async def test_sessions_that_are_ended_are_made_again_and_nothing_is_lost(office: Runtime, server: EmbeddedPostgres):
    async with an_open_tab(office, server) as (me, screens):
        assert me.user_id
        ended = (
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename = user"
        )
        tasks: list[UUID] = []
        for number in range(5):
            with psycopg.connect(server.app_url.replace("+psycopg", "", 1), autocommit=True) as connection:
                assert connection.execute(ended).fetchall()
            run_now(SCHEDULER, told, user_id=me.user_id, title=f"ended {number}")
            tasks.append(run_now(SCHEDULER, a_task, title=f"Ended {number}"))

        seen = await shown_until(screens, lambda glance: glance.unread == 5)
        await looked_at_until(screens, tasks)

        assert seen.unread == len(tasks)
