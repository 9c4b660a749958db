"""Objects kept as files in a folder of this machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from pm_app.adapters.stored_objects import CHUNK_BYTES, checked_key, pieces_of
from pm_app.kernel.errors import NotFound, Unavailable
from pm_app.ports import StoredObject, UploadForm

_ARRIVING = ".arriving"


class FolderObjectStore:
    """An object store in a folder: the key is the path below it."""

    def __init__(self, folder: Path) -> None:
        """Keep everything below `folder`, which is made when it is missing."""
        self._folder = folder
        with self._answering():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, key: str, content: BinaryIO, *, size: int, media_type: str) -> None:
        """Keep `size` bytes under the key, whole or not at all; a folder has no use for the media type."""
        path = self._path(key)
        if self.size(key) is not None:
            return
        arriving = self._arriving_file()
        try:
            with arriving:
                for piece in pieces_of(content, size=size):
                    with self._answering():
                        arriving.write(piece)
                with self._answering():
                    arriving.flush()
                    os.fsync(arriving.fileno())
            with self._answering():
                self._put_into_place(Path(arriving.name), path)
        finally:
            with suppress(FileNotFoundError):
                Path(arriving.name).unlink()

    def size(self, key: str) -> int | None:
        """Return how many bytes are kept under the key, or None when nothing is."""
        path = self._path(key)
        with self._answering():
            try:
                return path.stat().st_size if path.is_file() else None
            except FileNotFoundError:
                return None

    def chunks(self, key: str, *, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from `first` to `last` (included); a missing key is told at once, not at the first piece."""
        path = self._path(key)
        size = self.size(key)
        if size is None:
            raise NotFound("This file is not in the store.")
        end = size if last is None else min(last + 1, size)
        return self._pieces(path, first, end - first)

    def delete(self, key: str) -> None:
        """Remove the key; nothing happens when it is not there."""
        path = self._path(key)
        with self._answering():
            path.unlink(missing_ok=True)

    def move(self, source: str, target: str) -> None:
        """Rename the file of `source` to that of `target`, or remove it when `target` is there."""
        path, place = self._path(source), self._path(target)
        if self.size(source) is None:
            raise NotFound("This file is not in the store.")
        with self._answering():
            if source != target and self.size(target) is not None:
                return path.unlink(missing_ok=True)
            self._put_into_place(path, place)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Yield every key that begins with `prefix`."""
        return (found.key for found in self.listed(prefix))

    def listed(self, prefix: str = "") -> Iterator[StoredObject]:
        """Yield every object whose key begins with `prefix`; what goes away meanwhile is left out."""
        self._must_be_there()
        start = self._folder / prefix.rpartition("/")[0]
        if not start.is_dir():
            return
        for folder, folders, names in os.walk(start, onerror=_cannot_be_read):
            folders[:] = [name for name in folders if not name.startswith(".")]
            place = Path(folder).relative_to(self._folder)
            for name in names:
                key = (place / name).as_posix()
                if key.startswith(prefix) and (found := self._stored(key)):
                    yield found

    def discard_unfinished(self, before: datetime) -> int:
        """Remove the files that began to arrive before this moment; each is written to for as long as it arrives."""
        self._must_be_there()
        gone = 0
        with self._answering():
            for path in (self._folder / _ARRIVING).glob("*"):
                if _changed_at(path.stat()) < before:
                    path.unlink(missing_ok=True)
                    gone += 1
        return gone

    def upload_form(self, key: str, *, most_bytes: int, media_type: str, expires_in: int) -> UploadForm | None:
        """Return None: a folder takes nothing itself, the app does."""
        checked_key(key)
        return None

    def download_url(self, key: str, *, filename: str, media_type: str, expires_in: int) -> str | None:
        """Return None: a folder has no address, the app serves its files."""
        checked_key(key)
        return None

    def _path(self, key: str) -> Path:
        path = self._folder / checked_key(key)
        self._must_be_there()
        return path

    def _stored(self, key: str) -> StoredObject | None:
        with self._answering():
            try:
                found = (self._folder / key).stat()
            except FileNotFoundError:
                return None
        return StoredObject(key, found.st_size, _changed_at(found))

    def _must_be_there(self) -> None:
        """Tell a folder that is gone (a drive not mounted) from a folder without the key."""
        if not self._folder.is_dir():
            raise Unavailable(f"The folder {self._folder}, where files are kept, is not there.")

    def _arriving_file(self):
        """Open a file beside the kept ones, so that it can be renamed into place."""
        with self._answering():
            folder = self._folder / _ARRIVING
            folder.mkdir(mode=0o700, exist_ok=True)
            return NamedTemporaryFile(dir=folder, delete=False)

    def _put_into_place(self, path: Path, place: Path) -> None:
        """Rename a file that is whole, and see that neither its name nor its folder is forgotten."""
        missing = [folder for folder in place.parents if not folder.exists()]
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(place)
        for folder in (place.parent, *(made.parent for made in missing)):
            _make_lasting(folder)

    def _pieces(self, path: Path, first: int, left: int) -> Iterator[bytes]:
        with self._answering(), path.open("rb") as file:
            file.seek(first)
            while left > 0 and (piece := file.read(min(CHUNK_BYTES, left))):
                left -= len(piece)
                yield piece

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Turn what the file system says into our own error."""
        try:
            yield
        except OSError as error:
            raise Unavailable(f"The folder {self._folder} cannot be used: {error.strerror or error}.") from error


def _changed_at(found: os.stat_result) -> datetime:
    """When a file came to its place: a rename does not touch what is in it, but leaves its mark in the directory."""
    return datetime.fromtimestamp(max(found.st_mtime, found.st_ctime), UTC)


def _make_lasting(folder: Path) -> None:
    """Write the folder's list of names to the disk, where the system can: a rename is not kept before."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _cannot_be_read(error: OSError) -> None:
    raise Unavailable(f"A folder of the store cannot be read: {error.strerror or error}.") from error
