"""The watched folder: what is taken and where it goes, what is left alone, and what a stop in between does."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from pm_app.arriving import uploads_folder
from pm_app.documents.enums import DocumentSource
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.jobs.take_in_folder import take_in_folder
from pm_app.outbox.rules import JobReport
from pm_app.runtime import Runtime, install, with_services
from tests.conftest import NOON
from tests.factories.portfolio import a_property
from tests.fakes import FixedClock, MemoryObjectStore

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
LONG_AGO = NOON - timedelta(minutes=5)


@pytest.fixture
def folder(runtime: Runtime, tmp_path: Path) -> Path:
    """The folder that is watched."""
    watched = tmp_path / "watched"
    watched.mkdir()
    install(replace(runtime, settings=replace(runtime.settings, watch_folder=watched, upload_limit_mb=1)))
    return watched


def put(path: Path, content: bytes = PDF, *, at: datetime = LONG_AGO) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def filed(session: Session) -> list[tuple[str, DocumentSource]]:
    session.expire_all()
    return sorted((row.title, row.source) for row in session.exec(select(Document)))


def below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def test_a_whole_file_is_filed_and_moved(session: Session, folder: Path) -> None:
    put(folder / "boiler_permit.pdf")

    report = take_in_folder()

    assert report == JobReport(1, 0, "1 files filed, 0 refused.")
    assert filed(session) == [("Boiler permit", DocumentSource.FOLDER)]
    assert below(folder) == ["filed/boiler_permit.pdf"]
    assert list(uploads_folder().iterdir()) == []


def test_a_file_that_is_still_written_waits_until_it_looks_the_same_twice(session: Session, folder: Path) -> None:
    growing = put(folder / "scan.pdf", PDF[:20], at=NOON)

    first = take_in_folder()
    put(growing, PDF, at=NOON + timedelta(seconds=3))
    second, third = take_in_folder(), take_in_folder()

    assert [report.done for report in (first, second, third)] == [0, 0, 1]
    assert filed(session) == [("Scan", DocumentSource.FOLDER)]


def test_what_is_hidden_or_unfinished_is_left_alone(session: Session, folder: Path) -> None:
    names = [".hidden.pdf", "a.pdf.part", "b.tmp", "c.pdf.crdownload", "~$letter.docx", ".sync/d.pdf"]
    for name in names:
        put(folder / name)

    report = take_in_folder()

    assert (report.done, report.failed, filed(session)) == (0, 0, [])
    assert below(folder) == sorted(names)


def test_a_refused_file_is_moved_with_the_reason_beside_it(session: Session, folder: Path) -> None:
    put(folder / "lease.pdf", b"<!doctype html><script>alert(1)</script>")
    put(folder / "large.pdf", PDF + bytes(1024 * 1024))
    put(folder / "nothing.pdf", b"")

    report = take_in_folder()

    assert (report.done, report.failed, filed(session)) == (0, 3, [])
    assert "is a web page" in (folder / "refused" / "lease.pdf.txt").read_text()
    assert "larger than 1 MB" in (folder / "refused" / "large.pdf.txt").read_text()
    assert "is empty" in (folder / "refused" / "nothing.pdf.txt").read_text()
    assert not [name for name in below(folder) if not name.startswith("refused/")]


def test_a_folder_named_like_a_property_files_into_it(session: Session, folder: Path) -> None:
    building = a_property(session, name="Alder Court")
    session.commit()
    put(folder / "alder court" / "2026" / "deed.pdf")
    put(folder / "Alder" / "note.txt", b"Not quite a property's name")

    report = take_in_folder()

    links = session.exec(select(DocumentLink)).all()
    assert report.done == 2
    assert [(link.property_id, session.get_one(Document, link.document_id).title) for link in links] == [
        (building.id, "Deed")
    ]
    assert below(folder) == ["filed/Alder/note.txt", "filed/alder court/2026/deed.pdf"]


def test_links_out_of_the_folder_are_never_followed(session: Session, folder: Path, tmp_path: Path) -> None:
    secret = put(tmp_path / "elsewhere" / "secret.txt", b"Nobody's business")
    (folder / "link.txt").symlink_to(secret)
    (folder / "way out").symlink_to(secret.parent, target_is_directory=True)
    os.mkfifo(folder / "pipe.txt")

    report = take_in_folder()

    assert (report.done, report.failed, filed(session)) == (0, 0, [])
    assert secret.exists()


def test_a_place_for_filed_files_that_leads_elsewhere_is_not_used(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / "filed").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    put(folder / "deed.pdf")

    report = take_in_folder()

    assert (report.done, report.failed) == (0, 1)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert (folder / "deed.pdf").exists()


def test_what_was_filed_but_not_moved_is_only_moved(session: Session, folder: Path) -> None:
    put(folder / "deed.pdf")
    take_in_folder()
    (folder / "filed" / "deed.pdf").rename(folder / "deed.pdf")

    report = take_in_folder()

    assert report.done == 1
    assert len(filed(session)) == 1
    assert below(folder) == ["filed/deed.pdf"]


def test_two_files_of_one_name_are_both_kept(session: Session, folder: Path) -> None:
    for text in (b"first", b"second"):
        put(folder / "note.txt", text)
        take_in_folder()

    assert len(filed(session)) == 2
    assert below(folder) == ["filed/note (2).txt", "filed/note.txt"]


def test_a_store_that_is_down_leaves_the_files_where_they_are(
    session: Session, folder: Path, runtime: Runtime, clock: FixedClock
) -> None:
    store = runtime.services.store
    assert isinstance(store, MemoryObjectStore)
    put(folder / "deed.pdf")
    store.down = True

    report = take_in_folder()
    store.down = False
    later = take_in_folder()

    assert (report.done, report.failed) == (0, 1)
    assert "The rest waits" in report.summary
    assert later.done == 1


def test_names_that_no_database_takes_are_filed_under_clean_ones(session: Session, folder: Path) -> None:
    os.rename(put(folder / "a.txt", b"words"), os.fsencode(str(folder)) + b"/sch\xf6n\x01.txt")

    report = take_in_folder()

    assert (report.done, report.failed) == (1, 0)
    assert filed(session) == [("Schn", DocumentSource.FOLDER)]


def test_without_a_folder_nothing_happens_and_a_missing_one_is_told(runtime: Runtime, folder: Path) -> None:
    folder.rmdir()

    missing = take_in_folder()
    install(replace(runtime, settings=replace(runtime.settings, watch_folder=None)))
    none = take_in_folder()

    assert (missing.done, missing.failed, missing.summary[-13:]) == (0, 1, "is not there.")
    assert none == JobReport(0, 0, "No folder is watched.")


def test_a_file_that_breaks_what_looks_at_it_stops_no_other(session: Session, folder: Path) -> None:
    def breaking(path: Path, filename: str) -> str:
        if filename == "bad.txt":
            raise RuntimeError("the file broke it")
        return "text/plain"

    put(folder / "bad.txt", b"bad")
    put(folder / "good.txt", b"good")

    with with_services(content_type_of=breaking):
        report = take_in_folder()

    assert (report.done, report.failed, filed(session)) == (1, 1, [("Good", DocumentSource.FOLDER)])
    assert below(folder) == ["bad.txt", "filed/good.txt"]
