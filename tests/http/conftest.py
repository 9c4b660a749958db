"""The routes behind the entrance, and a browser before it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from pm_app.access.enums import Permission
from pm_app.http import auth, health
from pm_app.http.entrance.entrance import Entrance
from tests.http.browser import Browser, browsing

INLINE = "window.start = 1;"
PAGES = [("/", None), ("/leases/[tenancy_id]", Permission.VIEW_LEASES), ("/settings/users", Permission.MANAGE_USERS)]


@pytest.fixture
def entrance(session: Session, tmp_path: Path) -> Entrance:
    """The entrance before our routes and before pages that only say their address."""
    built = tmp_path / "built"
    built.mkdir()
    (built / "index.html").write_text(f'<script src="/a.js"></script><script>{INLINE}</script>')
    (built / "people.html").write_text("")
    routes = [
        *auth.ROUTES,
        *health.ROUTES,
        Route("/takes", _takes, methods=["POST"]),
        Route("/files/take", _takes, methods=["POST"]),
        Route("/assets/app-1a2b.js", _script),
        Route("/{path:path}", _page),
    ]
    return Entrance(Starlette(routes=routes), pages=PAGES, built=built, uploads=("/files",))


@pytest.fixture
async def browser(entrance: Entrance) -> AsyncIterator[Browser]:
    """A browser that is not signed in."""
    async with browsing(entrance) as made:
        yield made


async def _page(request: Request) -> Response:
    return HTMLResponse(f"page {request.url.path}")


async def _takes(request: Request) -> Response:
    return PlainTextResponse(f"took {len(await request.body())}")


async def _script(request: Request) -> Response:
    return PlainTextResponse("1", media_type="text/javascript")
