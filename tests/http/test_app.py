"""The whole app as it is served: its routes, the framework's own, and the entrance around all of them."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session
from starlette.types import ASGIApp

from pm_app.access.enums import Role
from pm_app.pm_app import _ROUTES, app
from tests.conftest import an_actor
from tests.http.browser import ORIGIN, Browser, browsing
from tests.http.test_entrance import COOKIE, FETCH, knock
from tests.ui.screen import a_browser


@pytest.fixture(scope="module")
def served() -> ASGIApp:
    """The app as the web process makes it, once, without building the screens."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("__REFLEX_SKIP_COMPILE", "true")
        environment.setenv("REFLEX_ENV_MODE", "prod")
        return app()


@pytest.fixture
async def visitor(session: Session, served: ASGIApp) -> AsyncIterator[Browser]:
    """A browser before the whole app."""
    async with browsing(served) as made:
        yield made


@pytest.mark.parametrize(
    "path", ["/ping", "/_health", "/_event/?EIO=4&transport=polling", "/assets/x.js", "/exports/x"]
)
async def test_nothing_of_the_framework_answers_a_stranger(visitor: Browser, path: str) -> None:
    assert (await visitor.ask("GET", path, FETCH)).status_code == 401


@pytest.mark.parametrize("path", ["/_upload", "/_all_routes", "/auth-codespace"])
async def test_what_is_never_there_is_not_there_for_an_administrator(
    session: Session, visitor: Browser, path: str
) -> None:
    visitor.cookies[COOKIE] = a_browser(session, an_actor(session, Role.ADMINISTRATOR))

    answers = [(await visitor.ask(method, path, FETCH)).status_code for method in ("GET", "POST")]

    assert answers == [404, 404]


@pytest.mark.parametrize(("token", "origin"), [("", ORIGIN), ("token-of-nobody", ORIGIN), ("", "https://evil.example")])
async def test_the_handshake_of_a_socket_is_refused(session: Session, served: ASGIApp, token: str, origin: str) -> None:
    assert [message["type"] for message in await knock(served, token, origin)] == ["websocket.close"]


async def test_another_site_is_not_allowed_to_read_answers(visitor: Browser) -> None:
    answer = await visitor.ask("GET", "/signin", {"origin": "https://evil.example"})

    assert "access-control-allow-origin" not in answer.headers


async def test_every_route_of_ours_but_the_sign_in_is_refused_to_a_stranger(visitor: Browser) -> None:
    public = {"/login", "/signin", "/signout", "/invitation/{token}", "/healthz", "/metrics"}
    called = 0
    for route in _ROUTES:
        if route.path in public:
            continue
        for method in route.methods or ():
            answer = await visitor.ask(method, route.path.replace("{", "").replace("}", ""), FETCH)
            called += 1
            assert answer.status_code == 401, (method, route.path)

    assert called >= 3
