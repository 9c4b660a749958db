"""What an office sees of a bucket in trouble: `Unavailable`, in good time, and nothing half kept."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from pm_app.adapters.s3_object_store import S3ObjectStore
from pm_app.kernel.errors import Unavailable
from pm_app.ports import ObjectStore
from tests.adapters.seaweed import ACCESS_KEY, BUCKET, S3Server, s3_store
from tests.adapters.troubled_line import Trouble, breaking_off, halting, silent, trickling, troubled
from tests.conftest import NOON

LARGE = bytes(range(256)) * 40_000  # in two parts
Question = Callable[[ObjectStore], object]

EVERY_QUESTION = [
    pytest.param(lambda store: store.size("documents/a"), id="size"),
    pytest.param(lambda store: b"".join(store.chunks("documents/a")), id="chunks"),
    pytest.param(lambda store: store.put("documents/new", io.BytesIO(b"x"), size=1, media_type="a/b"), id="put"),
    pytest.param(lambda store: store.delete("documents/a"), id="delete"),
    pytest.param(lambda store: store.move("documents/a", "documents/b"), id="move"),
    pytest.param(lambda store: list(store.keys()), id="keys"),
    pytest.param(lambda store: list(store.listed()), id="listed"),
    pytest.param(lambda store: store.discard_unfinished(NOON), id="discard_unfinished"),
    pytest.param(lambda store: store.check() if isinstance(store, S3ObjectStore) else None, id="check"),
]


@pytest.fixture
def kept(s3_server: S3Server, tmp_path: Path) -> S3ObjectStore:
    """The store over a good line, with an object in it."""
    store = s3_store(s3_server.endpoint, prefix=tmp_path.name)
    store.put("documents/a", io.BytesIO(LARGE), size=len(LARGE), media_type="application/pdf")
    return store


@pytest.mark.parametrize("question", EVERY_QUESTION)
def test_a_server_that_says_nothing_is_not_waited_for(question: Question):
    with silent() as address, pytest.raises(Unavailable, match="does not answer"):
        question(s3_store(address, answer_seconds=0.3))


@pytest.mark.parametrize("question", EVERY_QUESTION)
def test_a_server_that_trickles_is_not_waited_for(
    s3_server: S3Server, kept: S3ObjectStore, tmp_path: Path, question: Question
):
    with troubled(s3_server.endpoint, trickling) as address, pytest.raises(Unavailable, match="does not answer"):
        question(s3_store(address, prefix=tmp_path.name, answer_seconds=0.4))


@pytest.mark.parametrize("trouble", [breaking_off, halting])
def test_content_that_does_not_come_to_its_end_is_told(
    s3_server: S3Server, kept: S3ObjectStore, tmp_path: Path, trouble: Trouble
):
    with troubled(s3_server.endpoint, trouble) as address, pytest.raises(Unavailable):
        b"".join(s3_store(address, prefix=tmp_path.name, answer_seconds=0.5).chunks("documents/a"))


def test_a_range_over_a_good_line_follows_one_that_broke(s3_server: S3Server, kept: S3ObjectStore, tmp_path: Path):
    with troubled(s3_server.endpoint, breaking_off) as address, pytest.raises(Unavailable):
        b"".join(s3_store(address, prefix=tmp_path.name).chunks("documents/a"))

    assert b"".join(kept.chunks("documents/a", first=100, last=300_000)) == LARGE[100:300_001]


def test_an_upload_that_is_given_up_is_not_kept_later_on(s3_server: S3Server, kept: S3ObjectStore, tmp_path: Path):
    with troubled(s3_server.endpoint, trickling) as address, pytest.raises(Unavailable):
        s3_store(address, prefix=tmp_path.name, answer_seconds=0.4).put(
            "documents/large", io.BytesIO(LARGE), size=len(LARGE), media_type="application/pdf"
        )

    assert kept.size("documents/large") is None


@pytest.mark.parametrize("question", EVERY_QUESTION)
@pytest.mark.parametrize(
    ("access_key", "secret_key"),
    [pytest.param(ACCESS_KEY, "wrong", id="wrong secret"), pytest.param("nobody", "wrong", id="unknown key")],
)
def test_a_key_that_the_bucket_does_not_know_is_refused_at_every_question(
    s3_server: S3Server, kept: S3ObjectStore, question: Question, access_key: str, secret_key: str
):
    stranger = S3ObjectStore(
        BUCKET, endpoint=s3_server.endpoint, region="us-east-1", access_key=access_key, secret_key=secret_key
    )

    with pytest.raises(Unavailable):
        question(stranger)

    assert kept.size("documents/a") == len(LARGE)
