"""The reading of filed files: once, again after trouble, and never losing one."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.arriving import uploads_folder
from pm_app.documents.enums import ReadingMethod, ReadingOutcome
from pm_app.documents.queries.details import DocumentDetails, document_details, page_texts
from pm_app.documents.rules.texts import FileText, PageText
from pm_app.filing import Filing, file_path
from pm_app.jobs.read_documents import read_documents
from pm_app.reading import GAVE_UP
from pm_app.runtime import Runtime, with_services
from tests.conftest import NOON
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore


class FailingReader:
    """Fails `times` times, then reads "At last"; `seen` counts how often it was asked."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.seen = 0

    def read(self, path: Path, *, filename: str, media_type: str) -> FileText:
        self.seen += 1
        if self.seen <= self.times:
            raise RuntimeError("the reader broke")
        return FileText(ReadingOutcome.READ, "", 1, (PageText(1, "At last", ReadingMethod.TEXT_LAYER, 100),))


@pytest.fixture
def store(runtime: Runtime) -> MemoryObjectStore:
    """The store in memory."""
    assert isinstance(runtime.services.store, MemoryObjectStore)
    return runtime.services.store


def filed(runtime: Runtime, name: str = "letter.txt", content: bytes = b"Dear tenant") -> UUID:
    path = runtime.settings.data_dir / name
    path.write_bytes(content)
    return file_path(CONSOLE, path, Filing(name)).document_id


def details(session: Session, document_id: UUID) -> DocumentDetails:
    session.expire_all()
    return document_details(session, CONSOLE, document_id=document_id, today=NOON.date())


def reading(runtime: Runtime) -> CannedTextReader:
    assert isinstance(runtime.services.reader, CannedTextReader)
    return runtime.services.reader


def test_a_filed_file_is_read_once(session: Session, runtime: Runtime) -> None:
    page = PageText(1, "Dear tenant, the roof is fixed.", ReadingMethod.OCR, 91)
    reading(runtime).answers["letter.txt"] = FileText(ReadingOutcome.READ, "", 1, (page,))
    document_id = filed(runtime)

    first, second = read_documents(), read_documents()

    assert (first.done, first.failed, second.done, second.failed) == (1, 0, 0, 0)
    assert [row.body for row in page_texts(session, CONSOLE, document_id=document_id)] == [page.text]
    assert list(uploads_folder().iterdir()) == []


def test_the_reader_gets_the_stored_bytes_the_name_and_the_kind(session: Session, runtime: Runtime) -> None:
    told: list[tuple[bytes, str, str]] = []

    class Listening:
        def read(self, path: Path, *, filename: str, media_type: str) -> FileText:
            told.append((path.read_bytes(), filename, media_type))
            return FileText(ReadingOutcome.READ, "", 0, ())

    filed(runtime, "letter.txt", b"Dear tenant")
    with with_services(reader=Listening()):
        read_documents()

    assert told == [(b"Dear tenant", "letter.txt", "text/plain")]


def test_what_cannot_be_read_is_kept_with_the_reason(session: Session, runtime: Runtime) -> None:
    reading(runtime).answers["locked.txt"] = FileText(ReadingOutcome.UNREADABLE, "It asks for a password.", 0, ())
    document_id = filed(runtime, "locked.txt")

    assert read_documents().done == 1

    current = details(session, document_id).current
    assert (current.outcome, current.outcome_reason) == (ReadingOutcome.UNREADABLE, "It asks for a password.")


def test_one_file_that_breaks_its_reader_stops_no_other(session: Session, runtime: Runtime) -> None:
    class Breaking:
        def read(self, path: Path, *, filename: str, media_type: str) -> FileText:
            if filename == "bad.txt":
                raise RuntimeError("the reader broke")
            return FileText(ReadingOutcome.READ, "", 0, ())

    bad, good = filed(runtime, "bad.txt", b"bad"), filed(runtime, "good.txt", b"good")
    with with_services(reader=Breaking()):
        report = read_documents()

    assert (report.done, report.failed) == (1, 1)
    assert details(session, good).current.outcome == ReadingOutcome.READ
    assert details(session, bad).current.outcome is None


def test_a_file_that_breaks_its_reader_thrice_is_unreadable_and_not_lost(
    session: Session, runtime: Runtime, clock: FixedClock
) -> None:
    document_id, reader = filed(runtime), FailingReader(times=99)

    with with_services(reader=reader):
        for _ in range(5):
            read_documents()
            clock.move_to(clock.now() + timedelta(hours=7))

    current = details(session, document_id).current
    assert (reader.seen, current.outcome, current.outcome_reason) == (3, ReadingOutcome.UNREADABLE, GAVE_UP)


def test_a_file_whose_reading_never_ends_is_unreadable_and_not_lost(
    session: Session, runtime: Runtime, clock: FixedClock
) -> None:
    class Ending(BaseException):
        """The process ends."""

    class Killed:
        def read(self, path: Path, *, filename: str, media_type: str) -> FileText:
            raise Ending

    document_id = filed(runtime)
    with with_services(reader=Killed()):
        for _ in range(6):
            with pytest.raises(Ending):
                read_documents()
            clock.move_to(clock.now() + timedelta(hours=1))
        assert read_documents().done == 0

    assert details(session, document_id).current.outcome_reason == GAVE_UP


def test_a_passing_trouble_is_tried_again_later(session: Session, runtime: Runtime, clock: FixedClock) -> None:
    document_id = filed(runtime)

    with with_services(reader=FailingReader(times=1)):
        assert read_documents().failed == 1
        assert read_documents().failed == 0  # it waits
        clock.move_to(clock.now() + timedelta(hours=1))
        assert read_documents().done == 1

    assert details(session, document_id).current.outcome == ReadingOutcome.READ


def test_a_store_that_is_down_makes_nothing_unreadable(
    session: Session, runtime: Runtime, store: MemoryObjectStore, clock: FixedClock
) -> None:
    document_id = filed(runtime)
    store.down = True
    for _ in range(4):
        read_documents()
        clock.move_to(clock.now() + timedelta(hours=7))
    store.down = False

    assert read_documents().done == 1
    assert details(session, document_id).current.outcome == ReadingOutcome.READ


def test_filing_a_file_again_adds_nothing(session: Session, runtime: Runtime, store: MemoryObjectStore) -> None:
    path = runtime.settings.data_dir / "a.txt"
    path.write_bytes(b"same")

    first, again = file_path(CONSOLE, path, Filing("a.txt")), file_path(CONSOLE, path, Filing("b.txt"))

    assert (first.document_id, first.is_new, again.is_new) == (again.document_id, True, False)
    assert len(store.objects) == 1


def test_the_console_files_what_lies_about_its_kind_for_nobody_is_there_to_ask(runtime: Runtime) -> None:
    path = runtime.settings.data_dir / "lease.pdf"
    path.write_bytes(b"oops, no PDF")

    assert file_path(CONSOLE, path, Filing("lease.pdf", lenient=True)).is_new
