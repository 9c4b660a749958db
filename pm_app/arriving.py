"""A file on its way here: where it stays while it arrives, how much may come, and that nothing is left of it."""

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from pm_app.kernel.errors import Refused, Unavailable
from pm_app.runtime import installed

CHUNK_BYTES = 256 * 1024
MB = 1024 * 1024
UPLOADS = "uploads"


class FileTooLarge(Refused):
    """More than may be filed at once."""


class FileEmpty(Refused):
    """A file with nothing in it."""


class FileBrokenOff(Refused):
    """Less came than was announced."""


class ArrivingFile:
    """A file on its way here: counted and hashed while it is written beside the others.

    `held_as` is the key under which the same bytes are in the store already, out of reach of whoever sent them.
    """

    def __init__(self, file: IO[bytes], limit_bytes: int) -> None:
        self.path = Path(file.name)
        self.held_as = ""
        self.size_bytes = 0
        self._file = file
        self.limit_bytes = limit_bytes
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The SHA-256 of what has come so far, in hexadecimal."""
        return self._hash.hexdigest()

    def take(self, piece: bytes) -> None:
        """Add the next piece; refuses (`FileTooLarge`) what is more than the office allows."""
        self.size_bytes += len(piece)
        if self.size_bytes > self.limit_bytes:
            raise too_large(self.limit_bytes)
        self._hash.update(piece)
        try:
            self._file.write(piece)
        except OSError as problem:
            raise Unavailable(f"The file cannot be taken in: {problem.strerror or problem}.") from problem

    def finish(self, announced_bytes: int | None = None) -> None:
        """Say that all has come; refuses an empty file, and one shorter than was announced."""
        if announced_bytes is not None and self.size_bytes < announced_bytes:
            raise FileBrokenOff("The file broke off on its way. Please send it again.", field="file")
        if self.size_bytes == 0:
            raise FileEmpty("The file is empty. Choose the file that has the content.", field="file")
        try:
            self._file.flush()
        except OSError as problem:
            raise Unavailable(f"The file cannot be taken in: {problem.strerror or problem}.") from problem


def too_large(limit_bytes: int) -> FileTooLarge:
    """Return the refusal of a file that is larger than the office allows."""
    return FileTooLarge(f"The file is larger than {limit_bytes // MB:,} MB. Split it into parts.", field="file")


@contextmanager
def arriving() -> Generator[ArrivingFile]:
    """Yield a place for a file that arrives; whatever happens, nothing of it is left there afterwards."""
    with NamedTemporaryFile(dir=uploads_folder(), prefix="arriving-") as file:
        yield ArrivingFile(file, installed().settings.upload_limit_mb * MB)


def uploads_folder() -> Path:
    """Return the folder in which files stay while they arrive or are read; it is made when it is missing."""
    folder = installed().settings.data_dir / UPLOADS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
