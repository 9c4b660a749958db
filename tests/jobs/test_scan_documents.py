"""Files are scanned for viruses before they are read: what is found, what waits, and who hears of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from pm_app.access.rules import CONSOLE, SCHEDULER, Actor
from pm_app.documents.actions.reading import read_again
from pm_app.documents.actions.trash import trash_document
from pm_app.documents.enums import ReadingOutcome, ScanState
from pm_app.documents.queries.details import document_file, page_texts
from pm_app.documents.queries.forms import file_forms
from pm_app.documents.queries.reading import ReadingState, reading_counts, reading_rows
from pm_app.documents.queries.scans import scan_counts
from pm_app.documents.rules.scanning import HeldBack
from pm_app.documents.rules.texts import FileText
from pm_app.jobs.read_documents import read_documents
from pm_app.jobs.watch_office import watch_office
from pm_app.kernel.errors import Unavailable
from pm_app.kernel.listing import Listing
from pm_app.notifications.tables import Notification
from pm_app.outbox.rules import pause_while_away
from pm_app.outbox.tables import QueuedWork
from pm_app.runtime import Runtime, with_services
from tests.conftest import NOON
from tests.fakes import FixedClock, MemoryObjectStore, WatchfulScanner
from tests.jobs.scanned import AWAY, BAD, GOOD, current, done_to, filed


def test_nothing_of_a_file_is_handed_out_before_it_is_found_clean(
    session: Session, runtime: Runtime, scanner: WatchfulScanner
):
    document_id = filed(runtime)

    with pytest.raises(HeldBack, match="still to be scanned"):
        document_file(session, CONSOLE, document_id=document_id)
    assert "still to be scanned" in file_forms(session, CONSOLE, document_id=document_id).held_back
    assert current(session, document_id).scan == ScanState.WAITING

    assert read_documents().done == 1

    row = current(session, document_id)
    assert (row.scan, row.virus, row.scanned_at, row.outcome) == (ScanState.CLEAN, "", NOON, ReadingOutcome.READ)
    assert document_file(session, CONSOLE, document_id=document_id).filename == "letter.pdf"
    assert file_forms(session, CONSOLE, document_id=document_id).held_back == ""
    assert scanner.scanned == [GOOD]
    assert done_to(session, document_id) == ["filed", "scanned the file of", "read the text of"]


def test_an_infected_file_is_locked_not_read_and_listed_with_the_reason(
    session: Session, runtime: Runtime, scanner: WatchfulScanner
):
    bad, good = filed(runtime, BAD, "invoice.pdf"), filed(runtime)

    assert read_documents().done == 2

    row = current(session, bad)
    assert (row.scan, row.virus, row.outcome) == (ScanState.INFECTED, "Eicar.Test", ReadingOutcome.UNREADABLE)
    assert "A virus was found in this file: Eicar.Test." in row.outcome_reason
    assert page_texts(session, CONSOLE, document_id=bad) == []
    with pytest.raises(HeldBack, match=r"Eicar\.Test"):
        document_file(session, CONSOLE, document_id=bad)
    [listed] = reading_rows(session, CONSOLE, listing=Listing()).rows
    assert (listed.document_id, listed.state, listed.problem) == (bad, ReadingState.INFECTED, row.outcome_reason)
    assert reading_counts(session, CONSOLE)[ReadingState.INFECTED] == 1
    assert current(session, good).scan == ScanState.CLEAN
    assert done_to(session, bad)[1] == "found a virus in the file of"
    counted = scan_counts(session, SCHEDULER)
    assert (counted[ScanState.CLEAN], counted[ScanState.INFECTED], counted[ScanState.WAITING]) == (1, 1, 0)


def test_while_the_scanner_is_away_files_wait_and_lose_no_attempt(
    session: Session, runtime: Runtime, scanner: WatchfulScanner, clock: FixedClock
):
    scanner.away = AWAY
    document_id = filed(runtime)
    for _ in range(40):  # far more often than work is tried before it is given up
        assert read_documents().done == 0
        clock.move_to(clock.now() + timedelta(minutes=20))

    [listed] = reading_rows(session, CONSOLE, listing=Listing()).rows
    assert (listed.state, listed.problem) == (ReadingState.RETRYING, AWAY)
    assert current(session, document_id).scan == ScanState.WAITING
    with pytest.raises(HeldBack):
        document_file(session, CONSOLE, document_id=document_id)

    scanner.away = ""
    assert read_documents().done == 1
    assert current(session, document_id).scan == ScanState.CLEAN
    assert current(session, document_id).outcome == ReadingOutcome.READ


def test_while_the_scanner_is_away_no_file_is_fetched_and_all_of_them_wait(
    session: Session, runtime: Runtime, scanner: WatchfulScanner
):
    scanner.away = AWAY
    filed(runtime)
    filed(runtime, GOOD + b"more", "more.pdf")
    store = runtime.services.store
    assert isinstance(store, MemoryObjectStore)
    store.down = True  # whoever fetches a file now says so

    report = read_documents()

    session.expire_all()
    waiting = [(work.problem, work.attempts, work.started_at) for work in session.exec(select(QueuedWork))]
    assert ((report.done, report.failed), waiting) == ((0, 2), [(AWAY, 0, None)] * 2)


def test_a_round_ends_when_the_scanner_goes_away_in_the_middle_of_it(session: Session, runtime: Runtime):
    class Leaving(WatchfulScanner):
        def scan(self, path: Path) -> str:
            self.scanned.append(path.read_bytes())
            self.away = AWAY
            raise Unavailable(AWAY)

    for number in range(5):
        filed(runtime, GOOD + bytes([number]), f"letter {number}.pdf")
    leaving = Leaving()

    with with_services(scanner=leaving):
        read_documents()

    assert 1 <= len(leaving.scanned) <= runtime.settings.readers < 5


def test_a_file_is_asked_about_again_after_pauses_that_grow_up_to_a_quarter_of_an_hour(
    session: Session, runtime: Runtime, scanner: WatchfulScanner, clock: FixedClock
):
    scanner.away = AWAY
    filed(runtime)
    waits: list[int] = []
    for _ in range(12):
        read_documents()
        session.expire_all()
        work = session.exec(select(QueuedWork)).one()
        waits.append(int((work.due_at - clock.now()).total_seconds() // 60))
        clock.move_to(work.due_at)

    assert (waits[0], waits[-1], waits == sorted(waits), session.exec(select(QueuedWork)).one().attempts) == (
        1,
        15,
        True,
        0,
    )
    assert pause_while_away(timedelta(days=9)) == timedelta(minutes=15)


def test_administrators_hear_of_a_virus_and_of_a_scanner_that_is_away_and_when_both_are_over(
    session: Session, runtime: Runtime, scanner: WatchfulScanner, clock: FixedClock, administrator: Actor
):
    bad = filed(runtime, BAD, "invoice.pdf")
    read_documents()
    scanner.away = AWAY
    filed(runtime)
    read_documents()
    clock.move_to(NOON + timedelta(minutes=20))
    watch_office()

    told = [line.title for line in session.exec(select(Notification)) if line.user_id == administrator.user_id]
    assert "A virus was found in “Invoice”: Eicar.Test. It is locked; move it to the trash." in told
    assert f"1 file waits to be scanned for viruses, the first for 20 minutes: {AWAY}" in told

    scanner.away = ""
    trash_document(session, CONSOLE, document_id=bad, now=clock.now())
    session.commit()
    read_documents()
    watch_office()

    over = [line.title for line in session.exec(select(Notification)) if line.title.startswith("Over:")]
    assert len([title for title in over if "virus" in title]) == 2


def test_a_file_that_is_read_again_is_scanned_again_by_what_the_scanner_knows_by_then(
    session: Session, runtime: Runtime, scanner: WatchfulScanner
):
    late, early = filed(runtime, GOOD), filed(runtime, BAD, "invoice.pdf")
    read_documents()
    scanner.name, scanner.VIRUS = "Late.Found", b"Dear tenant"
    for document_id in (late, early):
        read_again(session, CONSOLE, document_id=document_id, now=NOON)
    session.commit()

    read_documents()

    assert [current(session, one).scan for one in (late, early)] == [ScanState.INFECTED, ScanState.CLEAN]
    assert page_texts(session, CONSOLE, document_id=late) == []
    assert document_file(session, CONSOLE, document_id=early).filename == "invoice.pdf"


def test_what_came_before_scanning_was_switched_on_stays_open_until_it_is_read_again(
    session: Session, runtime: Runtime
):
    document_id = filed(runtime, BAD, "invoice.pdf")
    read_documents()
    assert current(session, document_id).scan == ScanState.NOT_SCANNED

    with with_services(scanner=WatchfulScanner()):
        assert document_file(session, CONSOLE, document_id=document_id).filename == "invoice.pdf"
        read_again(session, CONSOLE, document_id=document_id, now=NOON)
        session.commit()
        read_documents()

    assert current(session, document_id).scan == ScanState.INFECTED


def test_what_waits_when_scanning_is_switched_off_is_let_go_and_what_is_infected_is_not(
    session: Session, runtime: Runtime
):
    with with_services(scanner=WatchfulScanner()):
        bad = filed(runtime, BAD, "invoice.pdf")
        read_documents()
        waiting = filed(runtime)

    read_documents()

    assert [current(session, one).scan for one in (bad, waiting)] == [ScanState.INFECTED, ScanState.NOT_SCANNED]
    assert done_to(session, waiting)[1] == "did not scan the file of"
    with pytest.raises(HeldBack):
        document_file(session, CONSOLE, document_id=bad)


def test_a_reader_that_crashes_on_the_last_attempt_finds_a_scanned_file(
    session: Session, runtime: Runtime, scanner: WatchfulScanner, clock: FixedClock
):
    class Crashing:
        def read(self, path: Path, *, filename: str, media_type: str) -> FileText:
            raise RuntimeError("the reader broke")

    document_id = filed(runtime)
    with with_services(reader=Crashing()):
        for _ in range(3):
            read_documents()
            clock.move_to(clock.now() + timedelta(hours=7))

    row = current(session, document_id)
    assert (row.scan, row.outcome) == (ScanState.CLEAN, ReadingOutcome.UNREADABLE)
