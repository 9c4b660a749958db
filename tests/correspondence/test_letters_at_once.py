"""Letters pressed and made by many at once, on a database of its own that really commits."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, func, select

from pm_app.access.rules import CONSOLE, SCHEDULER
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.correspondence.actions.letter_runs import letters_to_many
from pm_app.correspondence.actions.letters import Concerned
from pm_app.correspondence.enums import AudienceKind, LetterDelivery
from pm_app.correspondence.queries.letter_runs import planned_letters
from pm_app.correspondence.rules.audience import Audience
from pm_app.correspondence.rules.letters import Delivery, checked_letter
from pm_app.correspondence.tables import Letter, LetterRun
from pm_app.documents.enums import DocumentKind
from pm_app.documents.tables.documents import Document
from pm_app.jobs.make_letters import page_of
from pm_app.letters import LetterOrder, make_letter, make_waiting_letters
from pm_app.messages.rules import Letterhead
from pm_app.runtime import Runtime, Services, engine_for, install, organization_of, run_now, sessions_for
from pm_app.settings import settings_from_environment
from tests.conftest import NOON
from tests.factories.mailing import a_home
from tests.factories.portfolio import a_property
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer

PRESSES = 6
TODAY = date(2026, 1, 15)


@pytest.fixture
def office(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime on a database of its own, whose transactions are as in the app: they commit and wait."""
    app_url, _ = postgres.create_database(f"letters_{uuid4().hex[:8]}", template=template)
    engine = engine_for(app_url)
    sessions = sessions_for(engine)
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    made = Runtime(settings, fakes, sessions, organization_of(sessions))
    before = install(made)
    yield made
    install(before)
    engine.dispose()


def test_one_letter_pressed_many_times_at_once_is_one_letter_and_one_document(office: Runtime):
    [tenancy_id] = run_now(CONSOLE, _homes, names=("Anna Adams",))
    letter = checked_letter(
        to_name="Anna", to_address="", written_on=TODAY, subject="S", body="B", signed_by="", today=TODAY
    )
    posted = Delivery(LetterDelivery.POSTED, TODAY)
    order = LetterOrder(uuid4(), letter, Concerned(tenancy_id=tenancy_id), DocumentKind.NOTICE, posted)

    with ThreadPoolExecutor(PRESSES) as people:
        kept = list(people.map(lambda _: make_letter(CONSOLE, order), range(PRESSES)))

    assert len({one.letter_id for one in kept}) == 1
    assert sorted(one.again for one in kept) == [False, *[True] * (PRESSES - 1)]
    assert run_now(CONSOLE, _counts) == (0, 1, 1)


def test_letters_to_many_pressed_and_made_by_many_at_once_are_there_once(office: Runtime):
    run_now(CONSOLE, _homes, names=("Anna Adams", "Bert Brown", "Cleo Chan"))
    audience, key = Audience(AudienceKind.CURRENT), uuid4()
    text = {"audience": audience, "everybody": True, "subject": "S", "body": "Dear {{ recipient_name }}"}
    found, _ = run_now(CONSOLE, planned_letters, signed_by="", today=TODAY, **text)  # pyright: ignore[reportArgumentType]

    def press(_: int) -> UUID:
        return run_now(
            CONSOLE,
            letters_to_many,
            request_key=key,
            kind=DocumentKind.CORRESPONDENCE,
            delivery=Delivery(),
            signed_by="",
            letterhead=Letterhead("Harbor"),
            seal=found.seal,
            asks_above=50,
            today=TODAY,
            now=NOON,
            **text,  # pyright: ignore[reportArgumentType]
        ).letter_run_id

    with ThreadPoolExecutor(PRESSES) as people:
        assert len(set(people.map(press, range(PRESSES)))) == 1
    with ThreadPoolExecutor(3) as processes:
        made = list(processes.map(lambda _: make_waiting_letters(most=10, path_of=page_of), range(3)))

    assert sum(done for done, _ in made) >= 3
    assert make_waiting_letters(most=10, path_of=page_of) == (0, 0)
    assert run_now(SCHEDULER, _counts) == (1, 3, 3)


def _homes(session: Session, _actor: object, *, names: tuple[str, ...]) -> list[UUID]:
    place = a_property(session, name="Elm Court")
    return [a_home(session, place, name, address=None).id for name in names]


def _counts(session: Session, _actor: object) -> tuple[int, ...]:
    return tuple(session.exec(select(func.count()).select_from(table)).one() for table in (LetterRun, Letter, Document))
