"""The bank's file that is to be taken in: looked at, kept for one person, refused with a sentence."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlmodel import Session
from starlette.applications import Starlette

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.banking.rules.keeping import kept_statement
from pm_app.http.entrance.entrance import Entrance
from pm_app.http.imports import ROUTES
from pm_app.runtime import installed, services
from tests.conftest import an_actor
from tests.http.browser import Browser, browsing
from tests.http.test_imports import OURS
from tests.ui.screen import a_browser

STATEMENT = b"Date,Payee,Amount\n2026-01-12,Ann Lee,5.00\n"


@pytest.fixture
async def browser(session: Session, manager: Actor, tmp_path: Any) -> AsyncIterator[Browser]:
    """A browser before the entrance, in which the manager is signed in."""
    door = Entrance(Starlette(routes=ROUTES), pages=[], built=tmp_path, uploads=("/imports",))
    async with browsing(door) as made:
        made.cookies[installed().settings.cookie_name] = a_browser(session, manager)
        yield made


async def sent(browser: Browser, content: bytes) -> httpx.Response:
    return await browser.ask("POST", "/imports/bank", OURS, content=content)


async def test_a_statement_is_kept_for_the_one_who_sent_it_in_place_of_the_one_before(
    browser: Browser, manager: Actor
) -> None:
    ids = [(await sent(browser, STATEMENT)).json()["done"] for _ in range(2)]

    assert list(services().store.keys("imports/")) == [kept_statement(manager.user_id, ids[1])]


async def test_a_table_whose_columns_have_to_be_named_is_kept(browser: Browser) -> None:
    assert (await sent(browser, b"a,b\nx,y\n")).status_code == 200


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"\xff\xd8\xff\xe0", "a picture"), (b"<html></html>", "neither OFX nor camt.053")],
    ids=["nothing", "picture", "page"],
)
async def test_what_is_no_statement_is_refused_and_not_kept(browser: Browser, content: bytes, said: str) -> None:
    answer = await sent(browser, content)

    assert (answer.status_code, said in answer.json()["error"]) == (422, True)
    assert list(services().store.keys("imports/")) == []


async def test_a_statement_too_large_is_refused(browser: Browser) -> None:
    answer = await sent(browser, b"x" * (20 * 1024 * 1024 + 1))

    assert "more than 20 MB" in answer.json()["error"]


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.LEASING, Role.MAINTENANCE])
async def test_only_who_records_receipts_sends_statements(session: Session, browser: Browser, role: Role) -> None:
    browser.cookies[installed().settings.cookie_name] = a_browser(session, an_actor(session, role))

    assert (await sent(browser, STATEMENT)).status_code == 403
