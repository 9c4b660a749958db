"""Files in and out over HTTP: what is taken, what is refused, and what a browser is told about what it gets."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import Session, func, select
from starlette.applications import Starlette

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.access.tables import UserProperty
from pm_app.documents.enums import DocumentKind, ReadingOutcome
from pm_app.documents.queries.details import DocumentDetails, document_details, page_texts
from pm_app.documents.rules import LinkTarget
from pm_app.documents.tables import Document, StoredFile
from pm_app.http.entrance.entrance import Entrance
from pm_app.http.files.routes import ROUTES
from pm_app.runtime import Runtime, install
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property
from tests.fakes import FixedClock, MemoryObjectStore
from tests.http.browser import ORIGIN, Browser, browsing
from tests.ui.screen import a_browser

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
FETCH = {"sec-fetch-mode": "cors", "sec-fetch-site": "same-origin", "origin": ORIGIN}
SENT = FETCH | {"x-requested-with": "property-desk"}
COOKIE = "__Host-property-desk"


@pytest.fixture
def app(runtime: Runtime, tmp_path: Path) -> Entrance:
    """The routes of files behind the entrance; at most 1 MB may be uploaded."""
    install(replace(runtime, settings=replace(runtime.settings, upload_limit_mb=1)))
    return Entrance(Starlette(routes=ROUTES), pages=[], built=tmp_path, uploads=("/files",))


@pytest.fixture
async def stranger(app: Entrance) -> AsyncIterator[Browser]:
    """A browser that is not signed in."""
    async with browsing(app) as made:
        yield made


@pytest.fixture
def browser(stranger: Browser, session: Session, manager: Actor) -> Browser:
    """A manager's browser."""
    return carrying(stranger, session, manager)


@pytest.fixture
def store(runtime: Runtime) -> MemoryObjectStore:
    """The store in memory."""
    assert isinstance(runtime.services.store, MemoryObjectStore)
    return runtime.services.store


def carrying(browser: Browser, session: Session, actor: Actor) -> Browser:
    browser.cookies[COOKIE] = a_browser(session, actor)
    return browser


def scoped_to(browser: Browser, session: Session, property_id: UUID) -> Browser:
    actor = an_actor(session, Role.MANAGER)
    session.add(UserProperty(user_id=actor.user_id, property_id=property_id))  # pyright: ignore[reportArgumentType]
    return carrying(browser, session, actor)


async def upload(
    browser: Browser, content: Any = PDF, name: str = "Lease%204B.pdf", query: str = "", **headers: str
) -> httpx.Response:
    given = SENT | {"x-filename": name} | {key.replace("_", "-"): value for key, value in headers.items()}
    return await browser.ask("POST", f"/files{query}", given, content=content)


async def fetch(browser: Browser, path: str, **headers: str) -> httpx.Response:
    return await browser.ask("GET", path, FETCH | {key.replace("_", "-"): value for key, value in headers.items()})


def details(session: Session, document_id: UUID | str) -> DocumentDetails:
    session.expire_all()
    return document_details(session, CONSOLE, document_id=UUID(str(document_id)), today=NOON.date())


def nothing_was_written(session: Session, store: MemoryObjectStore, runtime: Runtime) -> bool:
    documents = session.exec(select(func.count()).select_from(Document)).one()
    left = list((runtime.settings.data_dir / "uploads").glob("*"))
    return documents == 0 and not store.objects and not left


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
        (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200), "lease.pdf", "says it is a PDF but is a program"),
        (b"just some words", "lease.pdf", "says it is a PDF but is plain text"),
        (PDF, "photo.jpg", "says it is a picture but is a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "lease.docx", "says it is a Word document but is a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "plan.png", "a drawing that can hold a program"),
        (PDF, "", "has no name"),
    ],
    ids=["empty", "web page", "program", "text", "picture", "word", "drawing", "nameless"],
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
    assert answer.json() == {"error": "The file is larger than 1 MB."}
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
        (f"?property_id={uuid4()}", 404),
        ("?property_id=nonsense", 404),
        (f"?property_id={uuid4()}&unit_id=%00", 404),
        (f"?document_id={uuid4()}&version=1", 404),
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


async def test_files_of_others_do_not_exist(stranger: Browser, session: Session, store: MemoryObjectStore) -> None:
    theirs = a_property(session)
    document_id = a_document(session, LinkTarget(property_id=theirs.id))
    browser = scoped_to(stranger, session, a_property(session).id)

    for path in (f"/documents/{document_id}/file", f"/documents/{document_id}/download"):
        assert (await fetch(browser, path)).status_code == 404
    assert (await upload(browser, query=f"?property_id={theirs.id}")).status_code == 404
    assert (await upload(browser, query=f"?document_id={document_id}&version=1")).status_code == 404


@pytest.mark.parametrize("document_id", [uuid4(), "nonsense", "..%2f..%2fetc"])
async def test_ids_that_name_nothing_lead_nowhere(browser: Browser, document_id: object) -> None:
    assert (await fetch(browser, f"/documents/{document_id}/file")).status_code == 404


async def a_stored(browser: Browser, content: bytes = PDF, name: str = "Lease%204B.pdf") -> str:
    answer = await upload(browser, content, name)
    return f"/documents/{answer.json()['document_id']}"


async def test_the_whole_file_is_sent_with_what_it_is(browser: Browser) -> None:
    at = await a_stored(browser)

    answer = await fetch(browser, f"{at}/file")

    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-length"] == str(len(PDF))
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("inline;")
    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=5-", 206, slice(5, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=0-99999", 206, slice(0, None)),
        ("bytes=-99999", 206, slice(0, None)),
        ("bytes=99999-", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
        ("bytes=9-2", 200, slice(0, None)),
        ("bytes=0-1,4-5", 200, slice(0, None)),
        ("bytes=-", 200, slice(0, None)),
        ("lines=1-2", 200, slice(0, None)),
        ("bytes=٣-٤", 200, slice(0, None)),
    ],
)
async def test_ranges_are_sent_as_asked(browser: Browser, asked: str, status: int, part: slice) -> None:
    at = await a_stored(browser)
    headers: Any = FETCH | {"range": asked.encode()}

    answer = await browser.ask("GET", f"{at}/file", headers)

    assert (answer.status_code, answer.content) == (status, PDF[part])
    if status == 206:
        first, last = part.indices(len(PDF))[:2]
        assert answer.headers["content-range"] == f"bytes {first}-{last - 1}/{len(PDF)}"
    if status == 416:
        assert answer.headers["content-range"] == f"bytes */{len(PDF)}"


async def test_what_has_not_changed_is_not_sent_again(browser: Browser) -> None:
    at = await a_stored(browser)
    etag = (await fetch(browser, f"{at}/file")).headers["etag"]

    assert (await fetch(browser, f"{at}/file", if_none_match=etag)).status_code == 304
    assert (await fetch(browser, f"{at}/file", range="bytes=0-3", if_range='"other"')).status_code == 200


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"<!doctype html><script>alert(1)</script>", "page.html", "application/octet-stream"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "plan.svg", "application/octet-stream"),
        (b"PK\x05\x06" + bytes(18), "all.zip", "application/octet-stream"),
    ],
)
async def test_what_could_run_is_saved_and_never_opened(browser: Browser, content: bytes, name: str, kind: str) -> None:
    at = await a_stored(browser, content, name)

    answer = await fetch(browser, f"{at}/file")

    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_text_is_shown_as_text_whatever_is_in_it(browser: Browser) -> None:
    at = await a_stored(browser, b"Dear tenant, <script>alert(1)</script>", "letter.txt")

    answer = await fetch(browser, f"{at}/file")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_a_download_is_saved_under_its_own_name_for_a_minute(browser: Browser, clock: FixedClock) -> None:
    at = await a_stored(browser, name="L%C3%ADcense%20%22x%22%0d%0aEvil:1%E2%80%AE.pdf")

    led = await fetch(browser, f"{at}/download")
    saved = await fetch(browser, led.headers["location"])

    assert led.status_code == 303
    assert saved.content == PDF
    named = saved.headers["content-disposition"]
    assert named.startswith("attachment;")
    assert re.search(r"filename\*=UTF-8''L%C3%ADcense%20%22x%22", named)
    clock.move_to(NOON + timedelta(seconds=61))
    ended = await fetch(browser, led.headers["location"])
    assert (ended.status_code, ended.json()["error"][:19]) == (404, "This link has ended")


async def test_a_link_of_our_own_making_is_the_only_one_that_works(browser: Browser) -> None:
    led = await fetch(browser, f"{await a_stored(browser)}/download")
    link = led.headers["location"]

    for forged in (link[:-1] + ("A" if link[-1] != "A" else "B"), "/files/x", "/files/WzE3.abc"):
        assert (await fetch(browser, forged)).status_code == 404


async def test_an_older_edition_is_still_at_hand(browser: Browser, session: Session) -> None:
    at = await a_stored(browser)
    newer = PDF + b"% signed\n"
    await upload(browser, newer, query=f"?document_id={at.rpartition('/')[2]}&version=1")

    assert (await fetch(browser, f"{at}/file")).content == newer
    assert (await fetch(browser, f"{at}/file?version=1")).content == PDF
    assert (await fetch(browser, f"{at}/file?version=7")).status_code == 404


async def test_a_file_the_store_has_lost_is_said_in_a_sentence(browser: Browser, store: MemoryObjectStore) -> None:
    at = await a_stored(browser)
    store.objects.clear()

    answer = await fetch(browser, f"{at}/file")

    assert (answer.status_code, answer.json()) == (404, {"error": "This file is not in the store."})
