"""What the database tells whoever listens: of which changes, to whom, and only when they are committed."""

from collections.abc import Iterator
from datetime import date
from queue import Queue
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.queries.acting import acting_as
from pm_app.access.rules import CONSOLE, SCHEDULER, Actor
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.calendars.actions import add_closure, remove_closure
from pm_app.documents.actions.trash import trash_document
from pm_app.kernel.errors import Refused
from pm_app.live import BELL, STALE
from pm_app.notifications.actions import mark_all_read, notify
from pm_app.notifications.enums import NotificationKind
from pm_app.runtime import Runtime, Services, run_now, running
from pm_app.server import listening
from pm_app.settings import settings_from_environment
from tests.conftest import NOON
from tests.factories.access import a_user
from tests.factories.documents import a_document
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer

BOUND = 150
END = ("the end", "")


class Ears:
    """Everything that was told, in order."""

    def __init__(self) -> None:
        self.said: Queue[tuple[str, str]] = Queue()

    def heard(self, channel: str, payload: str) -> None:
        self.said.put((channel, payload))

    def anew(self) -> None:
        self.said.put(("anew", ""))

    def told(self) -> set[tuple[str, str]]:
        """Return what was told until now: a note of its own is told and waited for."""
        run_now(SCHEDULER, _end)
        heard: set[tuple[str, str]] = set()
        while (note := self.said.get(timeout=BOUND)) != END:
            heard.add(note)
        return heard


def _end(session: Session, actor: Actor) -> None:
    session.connection().exec_driver_sql("select pg_notify('the end', '')")


@pytest.fixture(scope="module")
def office(postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """A database of these tests alone, in which what is done is committed."""
    app_url, _ = postgres.create_database("told", template=template)
    folder = tmp_path_factory.mktemp("told")
    settings = settings_from_environment({"PM_DATA_DIR": str(folder), "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    with running(settings, app_url, services=fakes) as runtime:
        yield runtime


@pytest.fixture
def ears(office: Runtime) -> Iterator[Ears]:
    """A listener that has begun."""
    ears = Ears()
    url = office.sessions.kw["bind"].url.render_as_string(hide_password=False)
    with listening(url, [BELL, STALE, "the end"], heard=ears.heard, anew=ears.anew):
        assert ears.said.get(timeout=BOUND) == ("anew", "")
        yield ears


@pytest.fixture
def user_id(office: Runtime) -> UUID:
    return run_now(CONSOLE, lambda session, _: a_user(session).id)


def _tell(user_id: UUID, key: str) -> None:
    told = {"key": key, "kind": NotificationKind.DONE, "title": "Done", "now": NOON}
    run_now(SCHEDULER, notify, user_ids=[user_id], **told)  # pyright: ignore[reportArgumentType]


def test_a_line_under_a_bell_is_told_for_its_user_alone(ears: Ears, user_id: UUID):
    _tell(user_id, "one")

    assert ears.told() == {(BELL, str(user_id))}


def test_what_was_said_already_is_not_told(ears: Ears, user_id: UUID):
    _tell(user_id, "twice")
    ears.told()

    _tell(user_id, "twice")

    assert ears.told() == set()


def test_reading_is_told_to_ones_other_tabs(ears: Ears, user_id: UUID):
    _tell(user_id, "to be read")
    ears.told()

    run_now(_acting(user_id), mark_all_read, now=NOON)

    assert ears.told() == {(BELL, str(user_id))}


def test_a_paper_that_arrives_and_leaves_is_told_to_everybody(ears: Ears):
    document_id = run_now(CONSOLE, lambda session, _: a_document(session))
    assert (BELL, "") in ears.told()

    run_now(CONSOLE, trash_document, document_id=document_id, now=NOON)

    assert (BELL, "") in ears.told()


def test_a_day_the_office_closes_lets_the_dates_be_looked_at_again(ears: Ears):
    day = date(2026, 3, 2)
    closure_id = run_now(
        CONSOLE, add_closure, request_key=uuid4(), name="Training", starts_on=day, ends_on=day, now=NOON
    )
    assert (STALE, "") in ears.told()

    run_now(CONSOLE, remove_closure, closure_id=closure_id, now=NOON)

    assert (STALE, "") in ears.told()


def test_what_is_refused_is_not_told(ears: Ears, user_id: UUID):
    def fail(session: Session, actor: Actor) -> None:
        told = {"key": "never", "kind": NotificationKind.DONE, "title": "Never", "now": NOON}
        notify(session, actor, user_ids=[user_id], **told)  # pyright: ignore[reportArgumentType]
        session.flush()
        raise Refused("Not like this.")

    with pytest.raises(Refused):
        run_now(SCHEDULER, fail)

    assert ears.told() == set()


def _acting(user_id: UUID) -> Actor:
    return run_now(SCHEDULER, acting_as, user_ids=[user_id])[user_id]
