"""The file that properties are to be imported from: looked at, kept for one person, refused with a sentence."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlmodel import Session
from starlette.applications import Starlette

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.http.entrance.entrance import Entrance
from pm_app.http.imports import ROUTES
from pm_app.portfolio.rules.importing import kept_file
from pm_app.runtime import installed, services, sheet_rows_in
from tests.conftest import an_actor
from tests.http.browser import ORIGIN, Browser, browsing
from tests.receivables.rent_roll.files import HEADINGS, as_pdf
from tests.ui.screen import a_browser

OURS = {"origin": ORIGIN, "sec-fetch-site": "same-origin", "x-requested-with": "property-desk"}
SHEET = b"Address,City\n1 Main St,Riverton\n"


@pytest.fixture
async def browser(session: Session, manager: Actor, tmp_path: Any) -> AsyncIterator[Browser]:
    """A browser before the entrance, in which the manager is signed in."""
    door = Entrance(Starlette(routes=ROUTES), pages=[], built=tmp_path, uploads=("/imports",))
    async with browsing(door) as made:
        made.cookies[installed().settings.cookie_name] = a_browser(session, manager)
        yield made


async def sent(browser: Browser, content: bytes, **headers: str) -> httpx.Response:
    return await browser.ask("POST", "/imports/properties", OURS | headers, content=content)


async def test_a_table_is_kept_for_the_one_who_sent_it(browser: Browser, manager: Actor) -> None:
    file_id = (await sent(browser, SHEET)).json()["done"]

    headers, rows = sheet_rows_in(services().store.chunks(kept_file(manager.user_id, file_id)))

    assert (headers, rows) == (["Address", "City"], [{"Address": "1 Main St", "City": "Riverton"}])


async def test_a_second_file_takes_the_place_of_the_first(browser: Browser) -> None:
    statuses = [(await sent(browser, SHEET)).status_code for _ in range(2)]

    assert statuses == [200, 200]
    assert len(list(services().store.keys("imports/"))) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "first row is empty"),
        (b"a,b\n\x00,1\n", "NUL"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"\xd0\xcf\x11\xe0 old", "Save it as XLSX"),
        (b'a,b\n"open,1\n', "quotes"),
    ],
    ids=["nothing", "blank", "nul", "cut", "old", "quotes"],
)
async def test_what_is_no_table_is_refused_with_a_sentence_and_not_kept(
    browser: Browser, content: bytes, said: str
) -> None:
    answer = await sent(browser, content)

    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert list(services().store.keys("imports/")) == []


async def test_a_file_sent_by_another_site_is_not_taken(browser: Browser) -> None:
    assert (await sent(browser, SHEET, **{"sec-fetch-site": "cross-site"})).status_code == 403
    assert (await sent(browser, SHEET, **{"x-requested-with": "XMLHttpRequest"})).status_code == 403


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.LEASING, Role.ACCOUNTING, Role.MAINTENANCE])
async def test_only_who_may_import_sends_files(session: Session, browser: Browser, role: Role) -> None:
    browser.cookies[installed().settings.cookie_name] = a_browser(session, an_actor(session, role))

    assert (await sent(browser, SHEET)).status_code == 403
    assert list(services().store.keys("imports/")) == []


async def test_a_store_that_is_down_is_said(browser: Browser) -> None:
    store: Any = services().store
    store.down = True

    answer = await sent(browser, SHEET)

    assert (answer.status_code, answer.json()["error"][-1]) == (503, ".")


async def test_a_rent_roll_may_be_a_pdf_and_a_scan_is_refused(browser: Browser) -> None:
    roll, scan = as_pdf(HEADINGS, 2), b"%PDF-1.7 nothing to read"

    kept, refused = [await browser.ask("POST", "/imports/rent-roll", OURS, content=content) for content in (roll, scan)]

    assert (kept.status_code, refused.status_code) == (200, 422)
    assert "PDF is damaged" in refused.json()["error"]
