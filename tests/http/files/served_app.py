"""The routes of files behind the entrance, as the real server starts them in the tests of hostile uploads."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

from starlette.applications import Starlette
from starlette.types import ASGIApp

from pm_app.http.entrance.entrance import Entrance
from pm_app.http.files.routes import ROUTES
from pm_app.runtime import running, services_for
from pm_app.settings import settings_from_environment
from tests.fakes import CannedTextReader


@asynccontextmanager
async def _open(app: Starlette) -> AsyncGenerator[None]:
    settings = settings_from_environment()
    assert settings.database_url
    services = replace(services_for(settings), reader=CannedTextReader("words"))
    with running(settings, settings.database_url, services=services):
        yield


def make() -> ASGIApp:
    """Return the app; the server calls this."""
    folder = settings_from_environment().data_dir
    return Entrance(Starlette(routes=ROUTES, lifespan=_open), pages=[], built=folder, uploads=("/files",))
