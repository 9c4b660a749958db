"""The photo of a property: taken, drawn anew, shown to whoever may see the property."""

import io
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlmodel import Session
from starlette.applications import Starlette

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.access.tables import UserProperty
from pm_app.http.entrance.entrance import Entrance
from pm_app.http.photos import MOST_BYTES, ROUTES
from pm_app.portfolio.tables import Property
from pm_app.runtime import installed, services
from tests.conftest import an_actor
from tests.factories.portfolio import a_property
from tests.http.browser import ORIGIN, Browser, browsing
from tests.ui.screen import a_browser

OURS = {"origin": ORIGIN, "sec-fetch-site": "same-origin", "x-requested-with": "property-desk"}


@pytest.fixture
async def browser(session: Session, manager: Actor, tmp_path: Any) -> AsyncIterator[Browser]:
    """A browser before the entrance, in which the manager is signed in."""
    door = Entrance(Starlette(routes=ROUTES), pages=[], built=tmp_path, uploads=("/photos",))
    async with browsing(door) as made:
        sign_in(made, session, manager)
        yield made


@pytest.fixture
def place(session: Session) -> Property:
    """A property without a photo."""
    made = a_property(session, name="Alder Court")
    session.commit()
    return made


def sign_in(browser: Browser, session: Session, actor: Actor) -> None:
    browser.cookies[installed().settings.cookie_name] = a_browser(session, actor)


def a_photo(color: str = "teal") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (400, 300), color).save(written, "PNG")
    return written.getvalue()


async def sent(browser: Browser, place: Property | str, content: bytes, **headers: str) -> httpx.Response:
    name = place if isinstance(place, str) else place.id
    return await browser.ask("POST", f"/photos/{name}", OURS | headers, content=content)


async def test_a_photo_that_was_sent_is_shown(session: Session, browser: Browser, place: Property) -> None:
    answer = await sent(browser, place, a_photo())
    shown = await browser.open(f"/photos/{place.id}")

    assert (answer.status_code, shown.status_code, shown.headers["content-type"]) == (200, 200, "image/jpeg")
    assert Image.open(io.BytesIO(shown.content)).size == (400, 300)
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["cache-control"].startswith("private")


async def test_the_change_of_a_photo_is_written_down(
    session: Session, browser: Browser, place: Property, manager: Actor
) -> None:
    await sent(browser, place, a_photo())
    await sent(browser, place, a_photo("brown"))

    assert [row.did for row in history_of(session, manager, about_id=place.id)] == ["changed the photo"] * 2
    assert len(list(services().store.keys("photos/"))) == 2


async def test_the_same_photo_twice_is_kept_once(session: Session, browser: Browser, place: Property) -> None:
    for _ in range(2):
        await sent(browser, place, a_photo())

    assert len(list(services().store.keys("photos/"))) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"<script>alert(1)</script>", "JPEG, PNG or WebP"),
        (b"%PDF-1.7 not a picture", "JPEG, PNG or WebP"),
        (a_photo()[:200], "damaged"),
        (b"\xff" * (MOST_BYTES + 1), "at most 20 MB"),
    ],
    ids=["empty", "script", "pdf", "cut", "large"],
)
async def test_what_is_no_photo_is_refused_with_a_sentence_and_nothing_is_kept(
    session: Session, browser: Browser, place: Property, content: bytes, said: str
) -> None:
    answer = await sent(browser, place, content)

    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert list(services().store.keys("photos/")) == []
    assert (await browser.open(f"/photos/{place.id}")).status_code == 404


async def test_a_photo_sent_by_another_site_is_not_taken(browser: Browser, place: Property) -> None:
    foreign = await sent(browser, place, a_photo(), **{"sec-fetch-site": "cross-site"})
    plain = await sent(browser, place, a_photo(), **{"x-requested-with": ""})

    assert (foreign.status_code, plain.status_code) == (403, 403)
    assert list(services().store.keys("photos/")) == []


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.MAINTENANCE, Role.ACCOUNTING])
async def test_who_only_looks_sees_the_photo_and_changes_none(
    session: Session, browser: Browser, place: Property, role: Role
) -> None:
    await sent(browser, place, a_photo())
    sign_in(browser, session, an_actor(session, role))

    answer = await sent(browser, place, a_photo("brown"))

    assert answer.status_code == 403
    assert (await browser.open(f"/photos/{place.id}")).status_code == 200


async def test_a_property_outside_ones_scope_has_no_photo(
    session: Session, browser: Browser, place: Property, manager: Actor
) -> None:
    await sent(browser, place, a_photo())
    assert manager.user_id is not None
    session.add(UserProperty(user_id=manager.user_id, property_id=a_property(session).id))
    session.commit()

    assert (await browser.open(f"/photos/{place.id}")).status_code == 404
    assert (await sent(browser, place, a_photo("brown"))).status_code == 404


@pytest.mark.parametrize("name", ["7", "00000000-0000-4000-8000-000000000001"])
async def test_a_property_that_is_not_there_has_no_photo(browser: Browser, name: str) -> None:
    assert (await browser.open(f"/photos/{name}")).status_code == 404
    assert (await sent(browser, name, a_photo())).status_code == 404


async def test_nobody_sees_a_photo_without_a_sign_in(browser: Browser, place: Property) -> None:
    await sent(browser, place, a_photo())
    browser.cookies.clear()

    assert (await browser.ask("GET", f"/photos/{place.id}", {})).status_code == 401
    assert (await sent(browser, place, a_photo())).status_code == 401


async def test_a_store_that_is_down_is_said_and_nothing_changes(browser: Browser, place: Property) -> None:
    store: Any = services().store
    store.down = True

    answer = await sent(browser, place, a_photo())

    assert (answer.status_code, answer.json()["error"][-1]) == (503, ".")
