"""The users behind open tabs are looked at side by side."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text

from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.live import BELL
from pm_app.runtime import Runtime, Services, running
from pm_app.settings import settings_from_environment
from tests.conftest import NOON
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer
from tests.open_tabs import BOUND, Screens, kept_up, signed_in


@pytest.fixture
def real_runtime(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime with connections of its own, on a database of its own."""
    app_url, _ = postgres.create_database("live_updates", template=template)
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    with running(settings, app_url, services=fakes) as runtime:
        yield runtime
    postgres.drop_database("live_updates")


async def test_several_users_are_looked_at_at_a_time(real_runtime: Runtime):
    with real_runtime.sessions() as session:
        of_the_office = "select set_config('app.organization_id', :id, false)"
        session.connection().execute(text(of_the_office), {"id": str(real_runtime.organization_id)})
        people = [signed_in(session) for _ in range(2)]
    engine, together = real_runtime.sessions.kw["bind"], threading.Barrier(2)

    def meet(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "notification.read_at IS NULL" in statement:
            together.wait(BOUND / 2)  # breaks when the other is looked at only after this one

    event.listen(engine, "before_cursor_execute", meet)
    screens = Screens()
    async with kept_up(screens, at_once=2) as updates:
        for number, actor in enumerate(people):
            updates.tab_opened(str(number), actor)

        updates.heard(BELL, "")

        assert {(await screens.next())[0], (await screens.next())[0]} == {"0", "1"}
    assert not together.broken
