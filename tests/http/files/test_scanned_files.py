"""Files that wait to be scanned for viruses, or hold one, leave by none of the routes."""

import csv
import io
from zipfile import ZipFile

import pytest
from sqlmodel import Session

from pm_app.documents.enums import ScanState
from pm_app.jobs.read_documents import read_documents
from pm_app.runtime import with_services
from tests.fakes import WatchfulScanner
from tests.http.browser import Browser
from tests.http.files.sending import PDF, a_stored, details, fetch

BAD = PDF + WatchfulScanner.VIRUS
WAYS = ("file", "download", "view", "thumbnail")


async def answers(browser: Browser, path: str) -> list[tuple[int, bool]]:
    """Return for each route its status, and whether the reason is told."""
    given = [await fetch(browser, f"{path}/{way}") for way in WAYS]
    return [(one.status_code, "virus" in one.text) for one in given]


async def test_nothing_leaves_before_the_scan_and_all_of_it_after(browser: Browser, session: Session) -> None:
    scanner = WatchfulScanner()
    scanner.away = "The virus scanner does not answer."
    with with_services(scanner=scanner):
        path = await a_stored(browser)
        waiting = await answers(browser, path)
        scanner.away = ""
        session.expire_all()
        document_id = path.rpartition("/")[2]
        assert details(session, document_id).current.scan == ScanState.WAITING

    assert waiting == [(403, True)] * len(WAYS)


@pytest.mark.parametrize("content", [PDF, BAD])
async def test_what_was_scanned_leaves_only_when_it_is_clean(
    browser: Browser, session: Session, content: bytes
) -> None:
    with with_services(scanner=WatchfulScanner()):
        path = await a_stored(browser, content)
        read_documents()
        shown, saved = await fetch(browser, f"{path}/file"), await fetch(browser, f"{path}/download")
        [row] = list(csv.DictReader(io.StringIO(await index_of(browser, path))))

    if content == PDF:
        assert (shown.status_code, shown.content, saved.status_code, row["Refused"]) == (200, PDF, 303, "")
    else:
        assert (shown.status_code, saved.status_code) == (403, 403)
        assert shown.json()["error"].startswith("A virus was found in this file: Eicar.Test.")
        assert row["File"] == ""
        assert row["Refused"].startswith("A virus was found in this file")


async def index_of(browser: Browser, path: str) -> str:
    answer = await fetch(browser, f"/documents/export.zip?ids={path.rpartition('/')[2]}")
    with ZipFile(io.BytesIO(answer.content)) as archive:
        return archive.read("index.csv").decode("utf-8-sig")
