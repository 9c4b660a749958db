"""Several processes scan at once: nothing is raised twice, lost, or kept waiting; a scan that breaks off leaves all."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from pm_app.access.rules import SCHEDULER, Actor
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.documents.tables.documents import Document
from pm_app.freshening import freshen, scan_all
from pm_app.reminders.actions.freshening import scan_stale
from pm_app.reminders.actions.scanning import lock_scans
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.queries.stale import stale_count
from pm_app.reminders.rules.ladders import every_rung
from pm_app.reminders.tables import Alert, Reminder
from pm_app.runtime import Runtime, Services, run_now, running
from pm_app.settings import settings_from_environment
from tests.conftest import NOON
from tests.factories.reminders import TODAY, a_lease_end, an_expiration
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer

ROUNDS = 12


@pytest.fixture
def office(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Runtime]:
    """An office on a database of its own, to which many connections may go."""
    app_url, _ = postgres.create_database("scanning_at_once", template=template)
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48})
    with running(settings, app_url, services=fakes) as runtime:
        yield runtime
    postgres.drop_database("scanning_at_once")


def eight_documents(session: Session, _: Actor) -> list[UUID]:
    a_lease_end(session, days=30)
    return [an_expiration(session, days=days) for days in range(1, 9)]


def moved(session: Session, _: Actor, document_id: UUID, days: int) -> None:
    session.get_one(Document, document_id).valid_through = TODAY + timedelta(days)


def cycles(session: Session, _: Actor) -> dict[UUID, list[Alert]]:
    found: dict[UUID, list[Alert]] = {}
    for alert in session.exec(select(Alert).where(Alert.item_kind == K.DOCUMENT_EXPIRATION).order_by(col(Alert.cycle))):
        found.setdefault(alert.item_id, []).append(alert)
    return found


def rungs(session: Session, _: Actor) -> dict[UUID, set[int]]:
    found: dict[UUID, set[int]] = {}
    for alert_id, rung in session.exec(select(Reminder.alert_id, Reminder.rung)):
        found.setdefault(alert_id, set()).add(rung)
    return found


def test_two_processes_scan_while_everything_changes(office: Runtime):
    documents = run_now(SCHEDULER, eight_documents)
    together, over = Barrier(4), Event()

    def changes() -> None:
        together.wait()
        for turn in range(ROUNDS):
            for place, document in enumerate(documents):
                run_now(SCHEDULER, moved, document, 10 + (turn * 7 + place) % 40)
        over.set()

    def until_over(work: Callable[[], object]) -> None:
        together.wait()
        work()
        while not over.is_set():
            work()
        freshen()  # as everybody does who hears of the last save

    with ThreadPoolExecutor(4) as threads:
        writing = threads.submit(changes)
        scans = [threads.submit(until_over, work) for work in (freshen, freshen, scan_all)]
        for one in [writing, *scans]:
            one.result(timeout=300)

    decided = run_now(SCHEDULER, rungs)
    for document, alerts in run_now(SCHEDULER, cycles).items():
        *ended, standing = alerts
        assert [alert.cycle for alert in alerts] == list(range(1, len(alerts) + 1))
        assert (standing.closed_at, standing.falls_on) == (None, _falls_on(document))
        assert all(alert.closed_at is not None for alert in ended)
        assert all(set(every_rung(alert.ladder)) <= decided[alert.id] for alert in ended)
    assert run_now(SCHEDULER, stale_count, most=1) == 0


def _falls_on(document_id: UUID) -> object:
    return run_now(SCHEDULER, lambda session, _: session.get_one(Document, document_id).valid_through)


def test_while_one_scans_the_others_do_not_wait_and_nothing_is_lost(office: Runtime):
    run_now(SCHEDULER, eight_documents)
    asked, answered = Event(), Event()

    def slow_scan(session: Session, actor: Actor) -> None:
        lock_scans(session, actor, wait=True)
        asked.set()
        assert answered.wait(150)

    with ThreadPoolExecutor(1) as threads:
        scanning = threads.submit(run_now, SCHEDULER, slow_scan)
        assert asked.wait(150)
        busy = run_now(SCHEDULER, scan_stale, today=TODAY, now=NOON)
        answered.set()
        scanning.result(timeout=150)

    assert (busy.busy, busy.taken) == (True, 0)
    assert freshen() > 0
    assert len(run_now(SCHEDULER, cycles)) == 8


def test_a_scan_that_breaks_off_leaves_the_notes_and_no_alert(office: Runtime):
    run_now(SCHEDULER, eight_documents)

    def broken_off(session: Session, actor: Actor) -> None:
        assert scan_stale(session, actor, today=TODAY, now=NOON).taken > 0
        raise ConnectionError("the power went out")

    with pytest.raises(ConnectionError):
        run_now(SCHEDULER, broken_off)

    assert run_now(SCHEDULER, cycles) == {}
    assert freshen() > 0
    assert len(run_now(SCHEDULER, cycles)) == 8
