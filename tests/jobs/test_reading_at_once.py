"""Several files are read at once, each once, on a database where transactions really commit."""

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Lock

import pytest

from pm_app.access.rules import CONSOLE
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.documents.enums import ReadingMethod, ReadingOutcome
from pm_app.documents.queries.details import document_details
from pm_app.documents.rules.texts import FileText, PageText
from pm_app.filing import Filing, file_path
from pm_app.reading import read_waiting
from pm_app.runtime import Runtime, Services, engine_for, install, organization_of, run_now, sessions_for
from pm_app.settings import settings_from_environment
from tests.conftest import NOON
from tests.fakes import FixedClock, MemoryObjectStore, OutboxMailer

READERS = 3


class MeetingReader:
    """Lets nobody go on before three files are being read at the same time; remembers every file it was given."""

    def __init__(self) -> None:
        self.together = Barrier(READERS)
        self.seen: list[str] = []
        self._lock = Lock()

    def read(self, path: Path, *, filename: str, media_type: str) -> FileText:
        with self._lock:
            self.seen.append(filename)
        self.together.wait(timeout=150)
        page = PageText(1, f"What {filename} says", ReadingMethod.TEXT_LAYER, 90)
        return FileText(ReadingOutcome.READ, "", 1, (page,))


@pytest.fixture
def reader(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[MeetingReader]:
    """The reader of a runtime that reads three files at once."""
    app_url, _ = postgres.create_database("reading_at_once", template=template)
    engine = engine_for(app_url, pool=8)
    sessions = sessions_for(engine)
    chosen = {"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48, "PM_READERS": str(READERS)}
    reader = MeetingReader()
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), reader)
    before = install(Runtime(settings_from_environment(chosen), fakes, sessions, organization_of(sessions)))
    yield reader
    install(before)
    engine.dispose()


def test_as_many_files_are_read_at_once_as_the_settings_say_and_each_of_them_once(
    reader: MeetingReader, tmp_path: Path
) -> None:
    names = [f"letter {number}.txt" for number in range(2 * READERS)]
    filed = []
    for name in names:
        (tmp_path / name).write_text(name)
        filed.append(file_path(CONSOLE, tmp_path / name, Filing(name)).document_id)

    assert read_waiting() == (len(names), 0)

    today = NOON.date()
    outcomes = {run_now(CONSOLE, document_details, document_id=each, today=today).current.outcome for each in filed}
    assert (sorted(reader.seen), outcomes) == (names, {ReadingOutcome.READ})
