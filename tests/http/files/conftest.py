"""The routes of files behind the entrance, browsers before it, and the store behind it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session
from starlette.applications import Starlette

from pm_app.access.rules import Actor
from pm_app.http.entrance.entrance import Entrance
from pm_app.http.files.routes import ROUTES
from pm_app.runtime import Runtime, install
from tests.fakes import MemoryObjectStore
from tests.http.browser import Browser, browsing
from tests.http.files.sending import carrying


@pytest.fixture
def app(runtime: Runtime, tmp_path: Path) -> Entrance:
    """The routes of files behind the entrance; at most 1 MB may be uploaded."""
    install(replace(runtime, settings=replace(runtime.settings, upload_limit_mb=1)))
    return Entrance(Starlette(routes=ROUTES), pages=[], built=tmp_path, uploads=("/files",))


@pytest.fixture
async def stranger(app: Entrance) -> AsyncIterator[Browser]:
    """A browser that is not signed in."""
    async with browsing(app) as made:
        yield made


@pytest.fixture
def browser(stranger: Browser, session: Session, manager: Actor) -> Browser:
    """A manager's browser."""
    return carrying(stranger, session, manager)


@pytest.fixture
def store(runtime: Runtime) -> MemoryObjectStore:
    """The store in memory."""
    assert isinstance(runtime.services.store, MemoryObjectStore)
    return runtime.services.store
