"""The stores that the contract is held against: memory, a folder, and a bucket on a real S3 server."""

import hashlib
import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pm_app.adapters.folder_object_store import FolderObjectStore
from pm_app.ports import ObjectStore
from tests.adapters.seaweed import S3Server, nobody_listens, s3_store
from tests.fakes import MemoryObjectStore

MORE_THAN_ONE_PART = 18 * 1024 * 1024


@dataclass
class Kept:
    """A store under test and a way to make it unavailable."""

    store: ObjectStore
    take_down: Callable[[], ObjectStore]


def put(store: ObjectStore, content: bytes) -> str:
    """Keep the content under its SHA-256 and return the key."""
    key = f"documents/{hashlib.sha256(content).hexdigest()}"
    store.put(key, io.BytesIO(content), size=len(content), media_type="application/pdf")
    return key


def kept_in_memory() -> Kept:
    """A store in memory, which can be told to be down."""
    store = MemoryObjectStore()

    def take_down() -> ObjectStore:
        store.down = True
        return store

    return Kept(store, take_down)


def kept_in_a_folder(folder: Path) -> Kept:
    """A store in a folder, which can be taken away."""
    store = FolderObjectStore(folder)

    def take_down() -> ObjectStore:
        shutil.rmtree(folder)
        return store

    return Kept(store, take_down)


def kept_in_a_bucket(server: S3Server, *, prefix: str) -> Kept:
    """A store in a bucket; when it is down nobody listens at its address."""
    return Kept(s3_store(server.endpoint, prefix=prefix), lambda: s3_store(nobody_listens(), prefix=prefix))
