"""One contract for every object store: memory, a folder, and a bucket on a real S3 server."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from pm_app.adapters.folder_object_store import FolderObjectStore
from pm_app.adapters.stored_objects import CutShort, WrongKey
from pm_app.kernel.errors import NotFound, Unavailable
from pm_app.ports import ObjectStore
from tests.adapters.stores import MORE_THAN_ONE_PART, Kept, put
from tests.conftest import NOON


def test_what_is_put_comes_back_byte_for_byte(store: ObjectStore):
    content = bytes(range(256)) * 4000

    key = put(store, content)

    assert b"".join(store.chunks(key)) == content
    assert store.size(key) == len(content)


def test_an_empty_object_is_kept_too(store: ObjectStore):
    key = put(store, b"")

    assert store.size(key) == 0
    assert b"".join(store.chunks(key)) == b""


def test_a_large_object_goes_up_in_parts_and_comes_back_in_pieces(store: ObjectStore):
    content = b"0123456789abcdef" * (MORE_THAN_ONE_PART // 16)

    key = put(store, content)

    digest = hashlib.sha256()
    for piece in store.chunks(key):
        digest.update(piece)
    assert f"documents/{digest.hexdigest()}" == key


def test_content_that_arrives_in_small_reads_is_kept_whole(store: ObjectStore):
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(7, size) if size and size > 0 else 7)

    store.put("documents/slow", Slow(b"abcdefghij" * 50), size=500, media_type="text/plain")

    assert b"".join(store.chunks("documents/slow")) == b"abcdefghij" * 50


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param(0, None, b"0123456789", id="all of it"),
        pytest.param(3, None, b"3456789", id="from a byte to the end"),
        pytest.param(3, 5, b"345", id="both ends are included"),
        pytest.param(0, 0, b"0", id="the first byte"),
        pytest.param(8, 99, b"89", id="an end past the last byte is the last byte"),
        pytest.param(10, None, b"", id="nothing lies past the last byte"),
        pytest.param(5, 4, b"", id="an end before the beginning is nothing"),
    ],
)
def test_a_range_of_bytes_can_be_asked_for(store: ObjectStore, first: int, last: int | None, expected: bytes):
    key = put(store, b"0123456789")

    assert b"".join(store.chunks(key, first=first, last=last)) == expected


def test_a_key_that_is_not_there_has_no_size_and_no_content(store: ObjectStore):
    assert store.size("documents/none") is None
    with pytest.raises(NotFound):
        store.chunks("documents/none")


def test_keys_are_listed_by_their_beginning(store: ObjectStore):
    for key in ["documents/aa1", "documents/aa2", "documents/ab1", "exports/aa1"]:
        store.put(key, io.BytesIO(b"x"), size=1, media_type="text/plain")

    assert sorted(store.keys("documents/aa")) == ["documents/aa1", "documents/aa2"]
    assert sorted(store.keys("documents/")) == ["documents/aa1", "documents/aa2", "documents/ab1"]
    assert len(list(store.keys())) == 4
    assert list(store.keys("nothing/")) == []


def test_a_deleted_key_is_gone_and_deleting_it_again_does_nothing(store: ObjectStore):
    key = put(store, b"to be removed")

    store.delete(key)
    store.delete(key)

    assert store.size(key) is None
    assert list(store.keys()) == []


def test_a_key_that_exists_is_left_as_it_is(store: ObjectStore):
    store.put("documents/first", io.BytesIO(b"first"), size=5, media_type="text/plain")

    store.put("documents/first", io.BytesIO(b"second!"), size=7, media_type="text/plain")

    assert b"".join(store.chunks("documents/first")) == b"first"


def test_of_several_who_put_the_same_at_once_all_find_it_whole(store: ObjectStore):
    content = b"0123456789" * 100_000
    together = Barrier(4)

    def put_once(_: int) -> int | None:
        together.wait(150)
        return store.size(put(store, content))

    with ThreadPoolExecutor(4) as pool:
        sizes = list(pool.map(put_once, range(4)))

    assert sizes == [len(content)] * 4
    assert len(list(store.keys())) == 1


@pytest.mark.parametrize("good_bytes", [100, MORE_THAN_ONE_PART - 100], ids=["in one piece", "in parts"])
def test_a_put_that_breaks_midway_leaves_nothing(kept: Kept, good_bytes: int, tmp_path: Path):
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            piece = super().read(size)
            if not piece:
                raise ConnectionResetError("the browser went away")
            return piece

    with pytest.raises(ConnectionResetError):
        kept.store.put(
            "documents/broken", Breaking(bytes(good_bytes)), size=good_bytes + 100, media_type="application/pdf"
        )

    assert kept.store.size("documents/broken") is None
    assert list(kept.store.keys()) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("announced", [4, 6], ids=["longer than announced", "shorter than announced"])
def test_content_of_another_length_than_announced_is_refused(store: ObjectStore, announced: int):
    with pytest.raises(CutShort):
        store.put("documents/length", io.BytesIO(b"12345"), size=announced, media_type="text/plain")

    assert store.size("documents/length") is None


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "../secret",
        "documents/../../secret",
        "documents/..",
        "documents//a",
        "documents/",
        ".arriving/a",
        "documents/.hidden",
        "C:\\secret",
        "a\\b",
        "documents/a\0b",
        "documents/a\n",
        "ä",
        "x" * 513,
    ],
)
def test_a_key_that_could_lead_elsewhere_is_refused_everywhere(store: ObjectStore, key: str):
    calls = [
        lambda: store.put(key, io.BytesIO(b"x"), size=1, media_type="text/plain"),
        lambda: store.size(key),
        lambda: store.chunks(key),
        lambda: store.delete(key),
        lambda: store.move(key, "documents/other"),
        lambda: store.move("documents/other", key),
        lambda: store.upload_form(key, most_bytes=10, media_type="application/pdf", expires_in=60),
        lambda: store.download_url(key, filename="a.pdf", media_type="application/pdf", expires_in=60),
    ]

    for call in calls:
        with pytest.raises(WrongKey):
            call()


def test_a_store_that_is_down_says_so_at_every_question(kept: Kept):
    key = put(kept.store, b"content")

    store = kept.take_down()

    calls = [
        lambda: store.put("documents/new", io.BytesIO(b"x"), size=1, media_type="text/plain"),
        lambda: store.size(key),
        lambda: store.chunks(key),
        lambda: store.delete(key),
        lambda: store.move(key, "documents/moved"),
        lambda: list(store.keys()),
        lambda: list(store.listed("documents/")),
        lambda: store.discard_unfinished(NOON),
    ]
    for call in calls:
        with pytest.raises(Unavailable):
            call()


def test_files_in_a_folder_are_for_the_app_alone(tmp_path: Path):
    store = FolderObjectStore(tmp_path / "objects")

    key = put(store, b"a lease")

    assert oct((tmp_path / "objects" / key).stat().st_mode & 0o777) == oct(0o600)
    assert oct((tmp_path / "objects").stat().st_mode & 0o777) == oct(0o700)


def test_a_folder_that_cannot_be_made_is_told_at_the_start(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(Unavailable, match="cannot be used"):
        FolderObjectStore(tmp_path / "file" / "objects")
