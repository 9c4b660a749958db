"""Two processes tell at the same time, and one dies in between: every rung once, every mail once."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import event, text
from sqlmodel import select

from pm_app.access.rules import SCHEDULER
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.messages.tables import Message
from pm_app.reminders.tables import Reminder, ReminderRecipient
from pm_app.reminding import send_digests_due, tell_what_is_due
from pm_app.runtime import Runtime, install, run_now, with_services
from tests.factories.reminders import TODAY
from tests.fakes import FixedClock, MemoryObjectStore
from tests.reminders.telling_office import NOON, a_due_alert, an_office
from tests.stores.conftest import opened

ALERTS = 60


class Killed(BaseException):
    """The process is gone here."""


@pytest.fixture
def desk(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime on a database of its own, whose transactions really end, with sixty dates that are due."""
    app_url, _ = postgres.create_database(f"telling_{uuid4().hex[:8]}", template=template)
    before = install(None)
    made = opened(app_url, tmp_path, MemoryObjectStore())
    with made.sessions.begin() as session:
        chosen = text("select set_config('app.organization_id', :id, true)")
        session.connection().execute(chosen, {"id": str(made.organization_id)})
        staff = an_office(session)
        for number in range(ALERTS):
            a_due_alert(session, staff, days=7 if number % 2 else 30)
    with with_services(clock=FixedClock(NOON)):
        yield made
    install(before)
    made.sessions.kw["bind"].dispose()


def _found() -> tuple[Counter[str], Counter[str], list[str]]:
    """How often each rung was decided, how often each user was told of each, and the keys of the mails."""

    def ask(session: object, actor: object):
        rungs = Counter(f"{row.alert_id} {row.rung}" for row in session.exec(select(Reminder)))  # pyright: ignore
        rows = session.exec(select(ReminderRecipient)).all()  # pyright: ignore[reportAttributeAccessIssue]
        waiting = [row for row in rows if row.message_id is None and not row.problem and row.way != "in the app"]
        told = Counter(f"{row.reminder_id} {row.user_id}" for row in rows)
        keys = list(session.exec(select(Message.message_key)))  # pyright: ignore[reportAttributeAccessIssue]
        assert waiting == []
        return rungs, told, keys

    return run_now(SCHEDULER, ask)


def _told() -> None:
    tell_what_is_due(TODAY)
    send_digests_due(TODAY)


def test_two_processes_at_once_tell_everybody_once(desk: Runtime):
    start = Barrier(2)

    def work() -> None:
        start.wait()
        _told()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tell_what_is_due(TODAY)
    send_digests_due(TODAY + timedelta(days=1))

    rungs, told, keys = _found()
    assert sum(rungs.values()) == len(rungs) > ALERTS
    assert set(told.values()) == {1}
    assert len(keys) == len(set(keys))
    assert sum(key.startswith("digest:") and key.endswith("01-15") for key in keys) == 2


@pytest.mark.parametrize("dies_at", [1, 2, 4, 6])
def test_a_process_that_is_killed_between_two_transactions_loses_and_repeats_nothing(desk: Runtime, dies_at: int):
    left = [dies_at]

    def die(_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    event.listen(desk.sessions, "before_commit", die)
    with pytest.raises(Killed):
        _told()
    event.remove(desk.sessions, "before_commit", die)

    _told()

    rungs, told, keys = _found()
    assert sum(rungs.values()) == len(rungs) > ALERTS
    assert set(told.values()) == {1}
    assert len(keys) == len(set(keys))
