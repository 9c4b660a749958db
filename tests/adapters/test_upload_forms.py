"""A signed form puts one file under one key of the bucket, and nothing else, and not for long."""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from pm_app.adapters.folder_object_store import FolderObjectStore
from pm_app.adapters.s3_object_store import S3ObjectStore
from pm_app.ports import UploadForm
from tests.adapters.seaweed import ACCESS_KEY, BUCKET, SECRET_KEY, S3Server, s3_store

KEY = "incoming/0b1c"
MOST = 1_000_000


@pytest.fixture
def bucket(s3_server: S3Server, tmp_path: Path) -> S3ObjectStore:
    return s3_store(s3_server.endpoint, prefix=tmp_path.name)


def form_of(store: S3ObjectStore, *, expires_in: int = 60) -> UploadForm:
    form = store.upload_form(KEY, most_bytes=MOST, media_type="application/octet-stream", expires_in=expires_in)
    assert form is not None
    return form


def sent(form: UploadForm, content: bytes = b"a lease") -> int:
    """Send the content as a browser does and return the status."""
    return httpx.post(form.url, data=dict(form.fields), files={"file": ("lease.pdf", content)}, timeout=150).status_code


@pytest.mark.parametrize("size", [1, 7, MOST])
def test_a_form_puts_the_file_under_its_key(bucket: S3ObjectStore, size: int):
    assert sent(form_of(bucket), bytes(size)) == 204

    assert list(bucket.keys()) == [KEY]
    assert b"".join(bucket.chunks(KEY)) == bytes(size)


def test_what_a_form_put_is_moved_to_its_place_like_everything_else(bucket: S3ObjectStore):
    sent(form_of(bucket))

    bucket.move(KEY, "documents/lease")

    assert b"".join(bucket.chunks("documents/lease")) == b"a lease"
    assert bucket.size(KEY) is None


@pytest.mark.parametrize("size", [0, MOST + 1, 20 * MOST], ids=["nothing", "a byte too many", "far too many"])
def test_the_bucket_refuses_content_of_a_forbidden_size(bucket: S3ObjectStore, size: int):
    assert sent(form_of(bucket), bytes(size)) in {400, 403, 413}

    assert bucket.size(KEY) is None


def test_the_bucket_refuses_another_key(bucket: S3ObjectStore, tmp_path: Path):
    other = f"{tmp_path.name}/documents/secret"
    form = form_of(bucket)

    assert sent(replace(form, fields={**form.fields, "key": other})) == 403

    assert list(bucket.keys()) == []


def test_the_bucket_refuses_another_media_type(bucket: S3ObjectStore):
    form = form_of(bucket)
    html = replace(form, fields={**form.fields, "Content-Type": "text/html"})

    assert sent(html) == 403
    assert list(bucket.keys()) == []


def _later(policy: dict[str, Any]) -> None:
    policy["expiration"] = "2099-01-01T00:00:00Z"


def _larger_anywhere(policy: dict[str, Any]) -> None:
    policy["conditions"] = [["content-length-range", 1, 10**12], {"bucket": BUCKET}, ["starts-with", "$key", ""]]


@pytest.mark.parametrize("rewrite", [_later, _larger_anywhere])
def test_the_bucket_refuses_a_policy_that_was_written_anew(
    bucket: S3ObjectStore, rewrite: Callable[[dict[str, Any]], None]
):
    form = form_of(bucket)
    policy = json.loads(base64.b64decode(form.fields["policy"]))
    rewrite(policy)
    written = base64.b64encode(json.dumps(policy).encode()).decode()

    assert sent(replace(form, fields={**form.fields, "policy": written})) == 403
    assert list(bucket.keys()) == []


@pytest.mark.parametrize("field", ["x-amz-signature", "x-amz-credential", "x-amz-date", "policy"])
def test_the_bucket_refuses_a_form_without_one_of_its_seals(bucket: S3ObjectStore, field: str):
    form = form_of(bucket)
    bare = replace(form, fields={name: value for name, value in form.fields.items() if name != field})

    assert sent(bare) in {400, 403}
    assert list(bucket.keys()) == []


def test_the_bucket_refuses_another_signature(bucket: S3ObjectStore):
    form = form_of(bucket)
    signature = form.fields["x-amz-signature"]
    forged = signature[:-1] + ("0" if signature[-1] != "0" else "1")

    assert sent(replace(form, fields={**form.fields, "x-amz-signature": forged})) == 403
    assert list(bucket.keys()) == []


def test_the_bucket_refuses_a_form_signed_with_a_wrong_key(s3_server: S3Server, bucket: S3ObjectStore):
    forger = S3ObjectStore(
        BUCKET, endpoint=s3_server.endpoint, region="us-east-1", access_key=ACCESS_KEY, secret_key=f"{SECRET_KEY}x"
    )

    assert sent(form_of(forger)) == 403


def test_a_form_expires(bucket: S3ObjectStore):
    form = form_of(bucket, expires_in=1)
    give_up_at = time.monotonic() + 150

    while (status := sent(form)) == 204 and time.monotonic() < give_up_at:
        time.sleep(0.2)

    assert status == 403


def test_forms_use_the_address_that_browsers_know(s3_server: S3Server):
    store = s3_store(s3_server.endpoint, public_endpoint="https://files.example.com")

    assert form_of(store).url == f"https://files.example.com/{BUCKET}"


def test_a_folder_has_no_form_and_the_app_takes_the_file(tmp_path: Path):
    store = FolderObjectStore(tmp_path / "objects")

    assert store.upload_form(KEY, most_bytes=MOST, media_type="application/pdf", expires_in=60) is None
