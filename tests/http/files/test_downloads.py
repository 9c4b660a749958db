"""Documents over HTTP: whole, in ranges, to be shown or saved, and for whom."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.documents.rules.naming import LinkTarget
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property
from tests.fakes import FixedClock, MemoryObjectStore
from tests.http.browser import Browser
from tests.http.files.sending import (
    FETCH,
    PDF,
    a_stored,
    carrying,
    fetch,
    scoped_to,
    upload,
)


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
    signed, signature = link.rsplit(".", 1)
    # The first letter: the last one carries bits that no signature has.
    other = ("A" if signature[0] != "A" else "B") + signature[1:]

    for forged in (f"{signed}.{other}", "/files/x", "/files/WzE3.abc"):
        assert (await fetch(browser, forged)).status_code == 404


async def test_a_link_works_for_nobody_else(browser: Browser, session: Session) -> None:
    led = await fetch(browser, f"{await a_stored(browser)}/download")
    other = carrying(browser, session, an_actor(session, Role.MAINTENANCE))

    assert (await fetch(other, led.headers["location"])).status_code == 404


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
