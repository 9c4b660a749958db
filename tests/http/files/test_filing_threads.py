"""Filing has threads of its own: what takes long to be filed makes nobody wait for a page."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, current_thread

from pm_app.http.files.filing_threads import AT_ONCE, on_filing_thread
from pm_app.runtime import with_services
from tests.http.browser import Browser
from tests.http.files.sending import upload


async def test_pages_are_answered_while_every_filing_waits() -> None:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    go_on = Event()

    filings = [asyncio.create_task(on_filing_thread(go_on.wait, 60)) for _ in range(AT_ONCE + 1)]
    await asyncio.sleep(0)
    page = await asyncio.to_thread(go_on.is_set)
    go_on.set()

    assert page is False
    assert await asyncio.gather(*filings) == [True] * (AT_ONCE + 1)


async def test_an_upload_is_filed_on_a_thread_for_filing(browser: Browser) -> None:
    told: list[str] = []

    def noting(path: Path, filename: str) -> str:
        told.append(current_thread().name)
        return "application/pdf"

    with with_services(content_type_of=noting):
        answer = await upload(browser)

    assert answer.status_code == 200
    assert told[0].startswith("filing")
