"""One contract for every object store: memory, a folder, and a bucket on a real S3 server."""

import hashlib
import io
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from pm_app.adapters.folder_object_store import FolderObjectStore
from pm_app.adapters.stored_objects import CutShort, WrongKey
from pm_app.kernel.errors import NotFound, Unavailable
from pm_app.ports import ObjectStore
from tests.adapters.seaweed import S3Server, nobody_listens, s3_store
from tests.conftest import NOON
from tests.fakes import MemoryObjectStore

MORE_THAN_ONE_PART = 18 * 1024 * 1024


@dataclass
class Kept:
    """A store under test and a way to make it unavailable."""

    store: ObjectStore
    take_down: Callable[[], ObjectStore]


@pytest.fixture(params=["memory", "folder", "s3"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    if request.param == "memory":
        return _kept_in_memory()
    if request.param == "folder":
        return _kept_in_a_folder(tmp_path / "objects")
    server: S3Server = request.getfixturevalue("s3_server")
    return _kept_in_a_bucket(server, prefix=tmp_path.name)


@pytest.fixture
def store(kept: Kept) -> ObjectStore:
    return kept.store


def test_what_is_put_comes_back_byte_for_byte(store: ObjectStore):
    content = bytes(range(256)) * 4000

    key = _put(store, content)

    assert b"".join(store.chunks(key)) == content
    assert store.size(key) == len(content)


def test_an_empty_object_is_kept_too(store: ObjectStore):
    key = _put(store, b"")

    assert store.size(key) == 0
    assert b"".join(store.chunks(key)) == b""


def test_a_large_object_goes_up_in_parts_and_comes_back_in_pieces(store: ObjectStore):
    content = b"0123456789abcdef" * (MORE_THAN_ONE_PART // 16)

    key = _put(store, content)

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
    key = _put(store, b"0123456789")

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
    key = _put(store, b"to be removed")

    store.delete(key)
    store.delete(key)

    assert store.size(key) is None
    assert list(store.keys()) == []


def test_a_key_that_exists_is_left_as_it_is(store: ObjectStore):
    store.put("documents/first", io.BytesIO(b"first"), size=5, media_type="text/plain")

    store.put("documents/first", io.BytesIO(b"second!"), size=7, media_type="text/plain")

    assert b"".join(store.chunks("documents/first")) == b"first"


def test_a_listing_says_how_large_each_object_is_and_when_it_came(store: ObjectStore):
    store.put("documents/aa1", io.BytesIO(b"12345"), size=5, media_type="text/plain")
    store.put("documents/aa2", io.BytesIO(b""), size=0, media_type="text/plain")
    store.put("exports/aa1", io.BytesIO(b"x"), size=1, media_type="text/plain")

    found = {one.key: one for one in store.listed("documents/aa")}

    assert {key: one.size_bytes for key, one in found.items()} == {"documents/aa1": 5, "documents/aa2": 0}
    assert abs(found["documents/aa1"].changed_at - found["documents/aa2"].changed_at) < timedelta(minutes=1)
    assert list(store.listed("documents/none")) == []


def test_a_listing_of_more_than_a_page_is_complete(store: ObjectStore):
    expected = {f"many/{number:04}" for number in range(1_050)}
    for key in expected:
        store.put(key, io.BytesIO(b"x"), size=1, media_type="text/plain")

    assert {one.key for one in store.listed("many/")} == expected
    assert set(store.keys("many/")) == expected


@pytest.mark.parametrize("size", [100, MORE_THAN_ONE_PART], ids=["small", "large"])
def test_a_moved_object_is_under_its_new_key_alone(store: ObjectStore, size: int):
    content = b"0123456789" * (size // 10)
    store.put("incoming/abc", io.BytesIO(content), size=len(content), media_type="application/pdf")

    store.move("incoming/abc", "documents/abc")

    assert list(store.keys()) == ["documents/abc"]
    assert b"".join(store.chunks("documents/abc")) == content


def test_a_move_leaves_what_is_there_already_as_it_is(store: ObjectStore):
    store.put("documents/abc", io.BytesIO(b"first"), size=5, media_type="text/plain")
    store.put("incoming/abc", io.BytesIO(b"second!"), size=7, media_type="text/plain")

    store.move("incoming/abc", "documents/abc")

    assert list(store.keys()) == ["documents/abc"]
    assert b"".join(store.chunks("documents/abc")) == b"first"


def test_moving_to_the_same_key_changes_nothing_and_what_is_not_there_cannot_be_moved(store: ObjectStore):
    key = _put(store, b"a lease")

    store.move(key, key)

    assert store.size(key) == 7
    with pytest.raises(NotFound):
        store.move("documents/none", "documents/other")


def test_what_arrived_whole_is_not_discarded_as_unfinished(store: ObjectStore):
    key = _put(store, b"a lease")

    assert store.discard_unfinished(NOON + timedelta(days=400)) == 0
    assert store.size(key) == 7


def test_of_several_who_put_the_same_at_once_all_find_it_whole(store: ObjectStore):
    content = b"0123456789" * 100_000
    together = Barrier(4)

    def put(_: int) -> int | None:
        together.wait(60)
        return store.size(_put(store, content))

    with ThreadPoolExecutor(4) as pool:
        sizes = list(pool.map(put, range(4)))

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
    key = _put(kept.store, b"content")

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

    key = _put(store, b"a lease")

    assert oct((tmp_path / "objects" / key).stat().st_mode & 0o777) == oct(0o600)
    assert oct((tmp_path / "objects").stat().st_mode & 0o777) == oct(0o700)


def test_a_folder_that_cannot_be_made_is_told_at_the_start(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(Unavailable, match="cannot be used"):
        FolderObjectStore(tmp_path / "file" / "objects")


def _put(store: ObjectStore, content: bytes) -> str:
    key = f"documents/{hashlib.sha256(content).hexdigest()}"
    store.put(key, io.BytesIO(content), size=len(content), media_type="application/pdf")
    return key


def _kept_in_memory() -> Kept:
    store = MemoryObjectStore()

    def take_down() -> ObjectStore:
        store.down = True
        return store

    return Kept(store, take_down)


def _kept_in_a_folder(folder: Path) -> Kept:
    store = FolderObjectStore(folder)

    def take_down() -> ObjectStore:
        shutil.rmtree(folder)
        return store

    return Kept(store, take_down)


def _kept_in_a_bucket(server: S3Server, *, prefix: str) -> Kept:
    return Kept(s3_store(server.endpoint, prefix=prefix), lambda: s3_store(nobody_listens(), prefix=prefix))
