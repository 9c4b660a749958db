"""What only a bucket does: signed links, and saying what is wrong with it."""

import io
import time
from pathlib import Path

import httpx
import pytest

from pm_app.adapters.s3_object_store import S3ObjectStore
from pm_app.adapters.stored_objects import content_disposition
from pm_app.kernel.errors import Unavailable
from tests.adapters.seaweed import ACCESS_KEY, BUCKET, SECRET_KEY, S3Server, nobody_listens, s3_store


@pytest.fixture
def bucket(s3_server: S3Server, tmp_path: Path) -> S3ObjectStore:
    return s3_store(s3_server.endpoint, prefix=tmp_path.name)


def test_a_signed_link_downloads_the_file_under_its_own_name(bucket: S3ObjectStore):
    key = _put(bucket, b"a lease")

    answer = httpx.get(_link(bucket, key, filename="Müller lease.pdf"), timeout=150)

    assert answer.status_code == 200
    assert answer.content == b"a lease"
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"M_ller lease.pdf\"; filename*=UTF-8''M%C3%BCller%20lease.pdf"
    )


@pytest.mark.parametrize(
    ("part", "other"),
    [
        pytest.param("lease.pdf", "lease.exe", id="another file name"),
        pytest.param("documents/", "secrets/", id="another key"),
        pytest.param("X-Amz-Expires=60", "X-Amz-Expires=6000", id="a longer life"),
        pytest.param("X-Amz-Signature=", "X-Amz-Signature=0", id="another signature"),
    ],
)
def test_a_link_that_was_tampered_with_is_refused(bucket: S3ObjectStore, part: str, other: str):
    link = _link(bucket, _put(bucket, b"a lease"))
    assert part in link

    answer = httpx.get(link.replace(part, other), timeout=150)

    assert answer.status_code == 403


def test_without_a_signature_nothing_is_downloaded(bucket: S3ObjectStore):
    link = _link(bucket, _put(bucket, b"a lease"))

    answer = httpx.get(link.partition("?")[0], timeout=150)

    assert answer.status_code == 403


def test_a_link_expires(bucket: S3ObjectStore):
    link = _link(bucket, _put(bucket, b"a lease"), expires_in=1)
    give_up_at = time.monotonic() + 150

    while (answer := httpx.get(link, timeout=150)).status_code == 200 and time.monotonic() < give_up_at:
        time.sleep(0.2)

    assert answer.status_code == 403


def test_links_use_the_address_that_browsers_know(s3_server: S3Server):
    store = S3ObjectStore(
        BUCKET,
        endpoint=s3_server.endpoint,
        region="us-east-1",
        access_key=ACCESS_KEY,
        secret_key=SECRET_KEY,
        public_endpoint="https://files.example.com",
    )

    link = _link(store, "documents/lease")

    assert link.startswith(f"https://files.example.com/{BUCKET}/documents/lease?")


@pytest.mark.parametrize(
    ("bucket_name", "secret_key", "sentence"),
    [
        pytest.param("no-such-bucket", SECRET_KEY, "There is no bucket no-such-bucket", id="no bucket"),
        pytest.param(BUCKET, "wrong", "does not accept the access key", id="wrong key"),
    ],
)
def test_checking_the_bucket_says_what_is_wrong(s3_server: S3Server, bucket_name: str, secret_key: str, sentence: str):
    store = S3ObjectStore(
        bucket_name, endpoint=s3_server.endpoint, region="us-east-1", access_key=ACCESS_KEY, secret_key=secret_key
    )

    with pytest.raises(Unavailable, match=sentence):
        store.check()


def test_checking_a_store_that_is_down_says_that_it_does_not_answer():
    with pytest.raises(Unavailable, match="does not answer"):
        s3_store(nobody_listens()).check()


def test_an_address_that_is_none_is_told_at_the_start():
    with pytest.raises(ValueError, match="The object store is set up wrongly"):
        s3_store("files.example.com")


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        pytest.param("lease.pdf", "attachment; filename=\"lease.pdf\"; filename*=UTF-8''lease.pdf", id="plain"),
        pytest.param(
            'a";\r\nSet-Cookie: x=1',
            "attachment; filename=\"a_;__Set-Cookie: x=1\"; filename*=UTF-8''a_%3B__Set-Cookie%3A%20x%3D1",
            id="no second header",
        ),
        pytest.param(
            "../../etc/passwd",
            "attachment; filename=\"_.._etc_passwd\"; filename*=UTF-8''_.._etc_passwd",
            id="no path",
        ),
        pytest.param(" .. ", "attachment; filename=\"download\"; filename*=UTF-8''download", id="no name at all"),
    ],
)
def test_a_download_has_a_harmless_name(filename: str, expected: str):
    assert content_disposition(filename) == expected


def _put(store: S3ObjectStore, content: bytes) -> str:
    store.put("documents/lease", io.BytesIO(content), size=len(content), media_type="application/pdf")
    return "documents/lease"


def _link(store: S3ObjectStore, key: str, *, filename: str = "lease.pdf", expires_in: int = 60) -> str:
    link = store.download_url(key, filename=filename, media_type="application/pdf", expires_in=expires_in)
    assert link is not None
    return link
