"""Letters in the browser: a preview for who writes, all letters of a run for who may write them."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session
from starlette.applications import Starlette

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.correspondence.rules.letters import checked_letter
from pm_app.http.letters import ROUTES
from pm_app.letters import MOST_OF_ONE, preview_letter
from pm_app.runtime import installed
from tests.conftest import an_actor
from tests.http.browser import Browser, browsing
from tests.papers.made_papers import text_of
from tests.ui.screen import a_browser

TODAY = date(2026, 1, 15)


@pytest.fixture
async def browser(session: Session, manager: Actor) -> AsyncIterator[Browser]:
    """A browser in which the manager is signed in."""
    async with browsing(Starlette(routes=ROUTES)) as made:
        sign_in(made, session, manager)
        yield made


def sign_in(browser: Browser, session: Session, actor: Actor) -> None:
    browser.cookies[installed().settings.cookie_name] = a_browser(session, actor)


def a_preview(actor: Actor, body: str = "Dear A") -> str:
    letter = checked_letter(
        to_name="A", to_address="", written_on=TODAY, subject="S", body=body, signed_by="", today=TODAY
    )
    return preview_letter(actor, letter).key


async def test_who_writes_sees_the_preview_and_nobody_else(session: Session, manager: Actor, browser: Browser):
    path = f"/letters/preview/{a_preview(manager, 'Dear <b>A</b>')}"
    answer = await browser.open(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"].startswith("inline")
    assert answer.headers["cache-control"] == "no-store"
    assert "Dear <b>A</b>" in text_of(answer.content)
    sign_in(browser, session, an_actor(session, Role.MANAGER))
    assert (await browser.open(path)).status_code == 404
    sign_in(browser, session, an_actor(session, Role.READ_ONLY))
    assert (await browser.open(path)).status_code == 403


async def test_only_the_last_previews_are_kept(manager: Actor, browser: Browser):
    keys = [a_preview(manager) for _ in range(MOST_OF_ONE + 1)]
    answers = [(await browser.open(f"/letters/preview/{key}")).status_code for key in keys]
    assert answers == [404, *[200] * MOST_OF_ONE]


@pytest.mark.parametrize("path", ["/letters/preview/nonsense", f"/letters/print/{uuid4()}", "/letters/print/nonsense"])
async def test_what_is_not_there_is_told(browser: Browser, path: str):
    assert (await browser.open(path)).status_code == 404
