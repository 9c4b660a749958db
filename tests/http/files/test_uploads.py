"""Uploads: what is taken, what is refused, and that a refusal leaves nothing behind."""

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.enums import DocumentKind, ReadingOutcome
from pm_app.documents.queries.details import page_texts
from pm_app.documents.tables.documents import Document, StoredFile
from pm_app.filing import Filing, file_path
from pm_app.http.entrance.entrance import Entrance
from pm_app.runtime import Runtime
from tests.conftest import an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property
from tests.fakes import MemoryObjectStore
from tests.http.browser import Browser
from tests.http.files.sending import (
    COOKIE,
    PDF,
    SENT,
    carrying,
    details,
    fetch,
    nothing_was_written,
    upload,
)

# Always the same, so that every process of a test run knows the tests by the same names.
NOWHERE = UUID(int=4)


async def test_an_upload_is_stored_filed_and_read(
    browser: Browser, session: Session, store: MemoryObjectStore, runtime: Runtime, manager: Actor
) -> None:
    building = a_property(session, name="Alder Court")

    answer = await upload(browser, query=f"?property_id={building.id}&kind=permit")

    assert answer.status_code == 200
    assert answer.json()["title"] == "Lease 4B"
    told = details(session, answer.json()["document_id"])
    assert (told.kind, [link.name for link in told.links]) == (DocumentKind.PERMIT, ["Alder Court"])
    assert (told.filed_by, told.current.media_type) == (manager.name, "application/pdf")
    assert told.current.outcome == ReadingOutcome.READ
    assert store.objects == {f"documents/{sha256(PDF).hexdigest()}": PDF}
    assert list((runtime.settings.data_dir / "uploads").glob("*")) == []


async def test_what_the_reader_found_is_kept_with_the_document(browser: Browser, session: Session, runtime: Runtime):
    answer = await upload(browser)

    pages = page_texts(session, CONSOLE, document_id=UUID(answer.json()["document_id"]))
    assert len(pages) == len(runtime.services.reader.read(Path(), filename="", media_type="").pages)


async def test_the_same_file_twice_is_one_object_and_one_document(
    browser: Browser, session: Session, store: MemoryObjectStore
) -> None:
    building = a_property(session)
    first = await upload(browser)

    again = await upload(browser, name="copy.pdf", query=f"?property_id={building.id}")

    assert again.json() == first.json() | {"note": "This file is already filed."}
    assert len(store.objects) == 1
    assert session.exec(select(func.count()).select_from(StoredFile)).one() == 1
    assert [link.target_id for link in details(session, again.json()["document_id"]).links] == [building.id]


async def test_a_double_click_files_once(browser: Browser, session: Session) -> None:
    key = uuid4()

    answers = [await upload(browser, query=f"?request_key={key}") for _ in range(2)]

    assert answers[0].json()["document_id"] == answers[1].json()["document_id"]


async def test_a_new_edition_is_uploaded_to_its_document(browser: Browser, session: Session) -> None:
    document_id = a_document(session, title="Lease")

    answer = await upload(browser, query=f"?document_id={document_id}&version=1")

    assert answer.json() == {"document_id": str(document_id), "title": "Lease"}
    assert [edition.number for edition in details(session, document_id).versions] == [2, 1]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.pdf", "The file is empty"),
        (b"<!doctype html><script>alert(1)</script>", "lease.pdf", "says it is a PDF but is a web page"),
        (b"<html><script>alert(1)</script>\n" + PDF, "lease.pdf", "says it is a PDF but is a web page"),
        (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200), "lease.pdf", "says it is a PDF but is a program"),
        (b"just some words", "lease.pdf", "says it is a PDF but is plain text"),
        (PDF, "photo.jpg", "says it is a picture but is a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "lease.docx", "says it is a Word document but is a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "plan.png", "a drawing that can hold a program"),
        (PDF, "", "has no name"),
    ],
    ids=["empty", "web page", "web page before a PDF", "program", "text", "picture", "word", "drawing", "nameless"],
)
async def test_a_file_that_is_not_what_it_says_is_refused_and_leaves_nothing(
    browser: Browser,
    session: Session,
    store: MemoryObjectStore,
    runtime: Runtime,
    content: bytes,
    name: str,
    sentence: str,
) -> None:
    answer = await upload(browser, content, name)

    assert answer.status_code == 400
    assert sentence in answer.json()["error"]
    assert nothing_was_written(session, store, runtime)


@pytest.mark.parametrize(
    "content",
    [b"HTTP/1.1 200 OK " + PDF, PDF.partition(b"\n")[2]],
    ids=["junk before its mark", "without its mark"],
)
async def test_a_pdf_whose_first_line_is_not_first_is_filed_as_a_pdf_by_every_door(
    browser: Browser, session: Session, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "Fetched.pdf").write_bytes(content)

    answer = await upload(browser, content, "Fetched.pdf")
    by_command = file_path(CONSOLE, tmp_path / "Fetched.pdf", Filing("Fetched.pdf", lenient=True))
    shown = await fetch(browser, f"/documents/{answer.json()['document_id']}/file")

    assert (by_command.is_new, str(by_command.document_id)) == (False, answer.json()["document_id"])
    assert (shown.headers["content-type"], shown.headers["x-content-type-options"]) == ("application/pdf", "nosniff")


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "streamed"])
async def test_too_much_is_refused_and_leaves_nothing(
    browser: Browser, session: Session, store: MemoryObjectStore, runtime: Runtime, announced: bool
) -> None:
    content = PDF + bytes(1024 * 1024)

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 100_000):
            yield content[start : start + 100_000]

    answer = await upload(browser, content if announced else in_pieces())

    assert answer.status_code == 413
    assert answer.json() == {"error": "The file is larger than 1 MB. Split it into parts."}
    assert nothing_was_written(session, store, runtime)


async def test_a_body_shorter_than_announced_is_refused_and_leaves_nothing(
    browser: Browser, session: Session, store: MemoryObjectStore, runtime: Runtime
) -> None:
    answer = await upload(browser, PDF[:40], content_length="5000")

    assert answer.status_code == 400
    assert "broke off" in answer.json()["error"]
    assert nothing_was_written(session, store, runtime)


async def test_an_upload_that_stops_in_the_middle_leaves_nothing(
    app: Entrance, browser: Browser, session: Session, store: MemoryObjectStore, runtime: Runtime
) -> None:
    parts = iter([{"type": "http.request", "body": PDF[:20], "more_body": True}, {"type": "http.disconnect"}])
    sent: list[Any] = []
    headers = SENT | {"x-filename": "a.pdf", "cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/files",
        "query_string": b"",
        "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
    }

    async def receive() -> dict[str, Any]:
        return next(parts)

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)

    assert sent[0]["status"] == 400
    assert nothing_was_written(session, store, runtime)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?kind=treasure+map", 400),
        (f"?property_id={NOWHERE}", 404),
        ("?property_id=nonsense", 404),
        (f"?property_id={NOWHERE}&unit_id=%00", 404),
        (f"?document_id={NOWHERE}&version=1", 404),
    ],
)
async def test_what_it_is_to_belong_to_must_be_there(
    browser: Browser, session: Session, runtime: Runtime, query: str, status: int
) -> None:
    answer = await upload(browser, query=query)

    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert session.exec(select(func.count()).select_from(Document)).one() == 0


async def test_a_store_that_is_down_is_said_in_a_sentence(
    browser: Browser, session: Session, store: MemoryObjectStore, runtime: Runtime
) -> None:
    store.down = True

    answer = await upload(browser)

    assert (answer.status_code, answer.json()["error"][:34]) == (503, "The store of files does not answer")
    assert nothing_was_written(session, store, runtime)


@pytest.mark.parametrize(
    "headers", [{"x_requested_with": ""}, {"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}]
)
async def test_an_upload_from_another_site_is_refused(
    browser: Browser, session: Session, store: MemoryObjectStore, runtime: Runtime, headers: dict[str, str]
) -> None:
    answer = await upload(browser, **headers)

    assert answer.status_code == 403
    assert nothing_was_written(session, store, runtime)


async def test_strangers_get_and_leave_nothing(
    stranger: Browser, session: Session, store: MemoryObjectStore, runtime: Runtime
) -> None:
    assert (await upload(stranger)).status_code == 401
    assert nothing_was_written(session, store, runtime)
    document_id = a_document(session)
    session.commit()
    for path in (f"/documents/{document_id}/file", f"/documents/{document_id}/download", "/files/abc"):
        assert (await fetch(stranger, path)).status_code == 401


async def test_who_may_only_look_may_not_upload(
    stranger: Browser, session: Session, store: MemoryObjectStore, runtime: Runtime
) -> None:
    browser = carrying(stranger, session, an_actor(session, Role.READ_ONLY))

    assert (await upload(browser)).status_code == 403
    assert nothing_was_written(session, store, runtime)
