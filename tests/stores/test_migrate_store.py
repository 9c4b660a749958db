"""Moving all files to another store: each checked, nothing lost, and gone on with after an interruption."""

import io
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import pytest

from pm_app.adapters.folder_object_store import FolderObjectStore
from pm_app.kernel.errors import Unavailable
from pm_app.ports import ObjectStore
from pm_app.stores import migrate_objects
from tests.fakes import MemoryObjectStore
from tests.stores.conftest import store_in

PROJECT = Path(__file__).resolve().parent.parent.parent
LARGE = bytes(range(256)) * 40_000


def keep(store: ObjectStore, content: bytes, key: str = "") -> str:
    """Keep the content, under its own name when no key is given."""
    key = key or f"documents/{sha256(content).hexdigest()}"
    store.put(key, io.BytesIO(content), size=len(content), media_type="text/plain")
    return key


def held(store: ObjectStore) -> dict[str, bytes]:
    """Everything that a store holds."""
    return {key: b"".join(store.chunks(key)) for key in list(store.keys())}


@pytest.fixture
def source(tmp_path: Path) -> FolderObjectStore:
    """A store with documents, one of them large, and what belongs to them."""
    store = FolderObjectStore(tmp_path / "source")
    for content in (b"a lease", b"a notice", b"", LARGE):
        keep(store, content)
    keep(store, b"picture", f"thumbnails/{sha256(b'a lease').hexdigest()}.webp")
    keep(store, b"front", f"photos/{sha256(b'front').hexdigest()}")
    return store


def test_everything_that_lasts_is_in_the_new_store_and_the_old_one_is_as_it_was(
    source: FolderObjectStore, place: str, tmp_path: Path
):
    before = held(source)
    keep(source, b"on its way", "incoming/0b1c")

    done = migrate_objects(source, store_in(place), workplace=tmp_path)

    assert (done.copied, done.already_there, done.refused) == (6, 0, [])
    assert done.copied_bytes == sum(len(content) for content in before.values())
    assert held(store_in(place)) == before
    assert held(source) == before | {"incoming/0b1c": b"on its way"}


def test_a_second_time_copies_what_came_meanwhile_alone(source: FolderObjectStore, place: str, tmp_path: Path):
    migrate_objects(source, store_in(place), workplace=tmp_path)
    keep(source, b"a late paper")

    again = migrate_objects(source, store_in(place), workplace=tmp_path)

    assert (again.copied, again.already_there, again.refused) == (1, 6, [])
    assert held(store_in(place)) == held(source)


@pytest.mark.parametrize("pieces", [1, 3, 30])
def test_a_move_killed_half_way_is_gone_on_with(source: FolderObjectStore, place: str, tmp_path: Path, pieces: int):
    command = [sys.executable, "-m", "tests.stores.dying_migration", str(tmp_path / "source"), place, str(pieces)]
    killed = subprocess.run(command, cwd=PROJECT, capture_output=True, timeout=300, check=False).returncode
    there = held(store_in(place))

    done = migrate_objects(source, store_in(place), workplace=tmp_path)

    assert killed == -9
    assert there.items() <= held(source).items()
    assert (done.copied, done.already_there) == (6 - len(there), len(there))
    assert held(store_in(place)) == held(source)
    assert list(tmp_path.glob("moving-*")) == []


@pytest.mark.parametrize("wrong", [b"a Lease", b"a leas"], ids=["another content of the same size", "another size"])
def test_what_is_damaged_in_the_new_store_is_replaced(
    source: FolderObjectStore, place: str, tmp_path: Path, wrong: bytes
):
    key = keep(store_in(place), wrong, f"documents/{sha256(b'a lease').hexdigest()}")
    thumbnail = keep(store_in(place), b"PICTURE", f"thumbnails/{sha256(b'a lease').hexdigest()}.webp")

    done = migrate_objects(source, store_in(place), workplace=tmp_path)

    assert (done.copied, done.already_there) == (6, 0)
    assert (held(store_in(place))[key], held(store_in(place))[thumbnail]) == (b"a lease", b"picture")


def test_what_is_damaged_in_the_old_store_is_told_and_the_others_go_on(source: FolderObjectStore, tmp_path: Path):
    damaged = keep(source, b"not its content", f"documents/{sha256(b'its content').hexdigest()}")
    target = MemoryObjectStore()

    done = migrate_objects(source, target, workplace=tmp_path)

    assert done.copied == 6
    assert done.refused == [(damaged, "Its content is not what was filed under this name.")]
    assert damaged not in target.objects


def test_a_store_that_changes_what_it_is_given_keeps_nothing_of_it(source: FolderObjectStore, tmp_path: Path):
    class Garbling(MemoryObjectStore):
        def put(self, key: str, content: BinaryIO, *, size: int, media_type: str) -> None:
            super().put(key, io.BytesIO(bytes(size)), size=size, media_type=media_type)

    target = Garbling()

    done = migrate_objects(source, target, workplace=tmp_path)

    assert [problem for _, problem in done.refused] == ["It came to the other store with another content."] * 5
    assert set(target.objects.values()) == {b""}


def test_a_store_that_goes_down_ends_the_move_with_a_sentence(source: FolderObjectStore, tmp_path: Path):
    target = MemoryObjectStore()

    def go_down(_: object) -> None:
        target.down = len(target.objects) >= 3

    with pytest.raises(Unavailable):
        migrate_objects(source, target, workplace=tmp_path, done=go_down)

    target.down = False
    assert migrate_objects(source, target, workplace=tmp_path).already_there == 3
    assert target.objects == held(source)
