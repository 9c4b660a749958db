"""Wherever a file comes from and goes to, it is scanned first: mail, folders, other editions, a real daemon."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from pm_app.access.rules import CONSOLE, SCHEDULER
from pm_app.adapters.clamd_scanner import scanner_at
from pm_app.arriving import arriving
from pm_app.documents.actions.trash import trash_document
from pm_app.documents.enums import ScanState
from pm_app.documents.queries.details import document_file
from pm_app.documents.rules.naming import stored_key
from pm_app.documents.rules.scanning import HeldBack, virus_name
from pm_app.documents.tables.documents import Document
from pm_app.filing import Filing, file_edition
from pm_app.jobs.read_documents import read_documents
from pm_app.jobs.take_in_folder import take_in_folder
from pm_app.messages.actions import About, queue_message
from pm_app.messages.enums import MessageState
from pm_app.messages.queries.rows import message_details
from pm_app.messages.rules import MAX_ATTEMPTS, Enclosed, Mail
from pm_app.runtime import Runtime, install, services, with_services
from tests.adapters.clamd import EICAR, VIRUS, real_clamd
from tests.conftest import NOON
from tests.fakes import FixedClock, OutboxMailer, WatchfulScanner
from tests.jobs.scanned import BAD, GOOD, current, filed
from tests.messages.delivered import deliver


@pytest.mark.parametrize(("content", "sent", "said"), [(GOOD, 1, ""), (BAD, 0, "A virus was found")])
def test_no_mail_carries_a_virus_out(
    session: Session, runtime: Runtime, scanner: WatchfulScanner, content: bytes, sent: int, said: str
):
    document_id = filed(runtime, content)
    file = current(session, document_id)
    [key] = runtime.services.store.keys(stored_key(""))
    enclosed = Enclosed(key, file.filename, file.media_type, file.size_bytes, document_id)
    mail = Mail("one", "dana@example.com", "Dana", "Your lease", "Here it is.", "")
    about = About("document", document_id)
    message_id = queue_message(session, SCHEDULER, mail=mail, enclosed=[enclosed], about=about, now=NOON)
    assert message_id
    session.commit()
    mailer = OutboxMailer()
    assert deliver(mailer) == (0, 1)  # still to be scanned
    read_documents()
    assert isinstance(runtime.services.clock, FixedClock)
    runtime.services.clock.move_to(NOON + timedelta(hours=1))

    deliver(mailer)

    assert len(mailer.sent) == sent
    session.expire_all()
    assert said in message_details(session, SCHEDULER, message_id=message_id).row.problem


def test_a_mail_waits_for_the_scan_however_long_it_takes(
    session: Session, runtime: Runtime, scanner: WatchfulScanner, clock: FixedClock
):
    document_id = filed(runtime)
    file = current(session, document_id)
    [key] = runtime.services.store.keys(stored_key(""))
    enclosed = Enclosed(key, file.filename, file.media_type, file.size_bytes, document_id)
    mail = Mail("one", "dana@example.com", "Dana", "Your lease", "Here it is.", "")
    about = About("document", document_id)
    message_id = queue_message(session, SCHEDULER, mail=mail, enclosed=[enclosed], about=about, now=NOON)
    assert message_id
    session.commit()
    mailer = OutboxMailer()
    for _ in range(MAX_ATTEMPTS + 3):
        assert deliver(mailer) == (0, 1)
        clock.move_to(clock.now() + timedelta(minutes=15))
    session.expire_all()
    waiting = message_details(session, SCHEDULER, message_id=message_id).row

    read_documents()
    delivered = deliver(mailer)

    assert (waiting.state, waiting.attempts, delivered, len(mailer.sent)) == (MessageState.QUEUED, 0, (1, 0), 1)


def test_a_second_document_of_a_content_that_was_never_scanned_locks_both_until_it_is(
    session: Session, runtime: Runtime
):
    first = filed(runtime, BAD, "invoice.pdf")
    read_documents()
    trash_document(session, CONSOLE, document_id=first, now=NOON)
    session.commit()
    with with_services(scanner=WatchfulScanner()):
        second = filed(runtime, BAD, "again.pdf")
        assert [current(session, one).scan for one in (first, second)] == [ScanState.WAITING, ScanState.WAITING]
        read_documents()

    assert [current(session, one).scan for one in (first, second)] == [ScanState.INFECTED, ScanState.INFECTED]


@pytest.mark.parametrize(
    ("told", "kept"),
    [("Win.Test", "Win.Test"), ("a\r\n\x1b[31mb", "a [31mb"), ("\x00", "unnamed"), ("x" * 999, "x" * 200)],
)
def test_the_name_of_a_virus_is_kept_as_it_may_be_shown(told: str, kept: str):
    assert virus_name(told) == kept


def test_what_the_watched_folder_brings_is_scanned_too(
    session: Session, runtime: Runtime, scanner: WatchfulScanner, tmp_path: Path
):
    install(replace(runtime, services=services(), settings=replace(runtime.settings, watch_folder=tmp_path / "in")))
    path = tmp_path / "in" / "invoice.pdf"
    path.parent.mkdir()
    path.write_bytes(BAD)
    long_ago = (NOON - timedelta(hours=1)).timestamp()
    os.utime(path, (long_ago, long_ago))

    assert take_in_folder().done == 1

    document_id = session.exec(select(Document.id)).one()
    assert current(session, document_id).scan == ScanState.WAITING
    read_documents()
    assert current(session, document_id).scan == ScanState.INFECTED


def test_a_new_edition_is_locked_and_the_one_before_stays_open(
    session: Session, runtime: Runtime, scanner: WatchfulScanner
):
    document_id = filed(runtime)
    read_documents()
    with arriving() as arrived:
        arrived.take(BAD)
        arrived.finish()
        file_edition(CONSOLE, arrived, Filing("new.pdf"), document_id=document_id, version=1)
    waiting = current(session, document_id)
    read_documents()

    assert (waiting.number, waiting.scan) == (2, ScanState.WAITING)
    assert current(session, document_id).scan == ScanState.INFECTED
    with pytest.raises(HeldBack):
        document_file(session, CONSOLE, document_id=document_id)
    assert document_file(session, CONSOLE, document_id=document_id, number=1).filename == "letter.pdf"


def test_the_real_daemon_is_asked_before_a_file_is_read(session: Session, runtime: Runtime, tmp_path: Path):
    folder = tmp_path / "clamd"
    folder.mkdir()
    with real_clamd(folder) as port, with_services(scanner=scanner_at(f"clamd://127.0.0.1:{port}", seconds=60)):
        bad, good = filed(runtime, b"%PDF-1.7\n" + EICAR, "invoice.pdf"), filed(runtime)
        assert read_documents().done == 2

    assert current(session, bad).virus == f"{VIRUS}.UNOFFICIAL"
    assert [current(session, one).scan for one in (bad, good)] == [ScanState.INFECTED, ScanState.CLEAN]
