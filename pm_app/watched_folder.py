"""A folder that is watched: which files in it are whole, and where they go once they are filed or refused."""

import os
import stat
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

FILED = "filed"
REFUSED = "refused"
# What has not been written to for so long is whole; so is what looks the same twice, whatever its clock says.
QUIET = timedelta(seconds=10)
_DEEPEST = 8
_UNFINISHED = (".part", ".tmp", ".partial", ".crdownload", ".download", ".filepart", ".swp")


class FileChanged(Exception):
    """The file is no longer the one that was looked at."""


@dataclass(frozen=True)
class WatchedFile:
    """A file that waits: where it is, the folder on the first level that it is in ("" for none), and how it looked."""

    path: Path
    within: str
    look: tuple[int, int, int]


class WatchedFolder:
    """Remembers how each file looked, from one look to the next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._looks: dict[Path, tuple[int, int, int]] = {}

    def whole_files(self, now: datetime) -> list[WatchedFile]:
        """Return the files that are whole, oldest names first; links are not followed, hidden files are left alone."""
        before, self._looks = self._looks, {}
        whole: list[WatchedFile] = []
        for file in self._files():
            self._looks[file.path] = file.look
            quiet = now.timestamp() - file.look[1] / 1e9 > QUIET.total_seconds()
            if quiet or before.get(file.path) == file.look:
                whole.append(file)
        return sorted(whole, key=lambda file: str(file.path))

    @contextmanager
    def reading(self, file: WatchedFile) -> Generator[BinaryIO]:
        """Yield the open file; raises `FileChanged` when another has taken its place, or it changes meanwhile."""
        if not file.path.parent.resolve().is_relative_to(self.folder.resolve()):
            raise FileChanged
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(file.path, flags), "rb") as opened:
            if _look(os.fstat(opened.fileno())) != file.look:
                raise FileChanged
            yield opened
            if _look(os.fstat(opened.fileno())) != file.look:
                raise FileChanged

    def put_away(self, file: WatchedFile, place: str, *, why: str = "") -> Path:
        """Move the file below `filed` or `refused` and return where it is now; a reason stands beside it as text."""
        below = self._place(place) / file.path.relative_to(self.folder).parent
        below.mkdir(parents=True, exist_ok=True)
        target = _free(below / file.path.name)
        file.path.rename(target)
        if why:
            _free(target.with_name(f"{target.name}.txt")).write_text(f"{why}\n", encoding="utf-8", errors="replace")
        return target

    def _place(self, place: str) -> Path:
        folder = self.folder / place
        if folder.is_symlink():
            raise NotADirectoryError(20, "it is a link and not a folder", str(folder))
        return folder

    def _files(self) -> Iterator[WatchedFile]:
        for path, folders, names in os.walk(self.folder):
            place = Path(path).relative_to(self.folder)
            folders[:] = [name for name in folders if len(place.parts) < _DEEPEST and not name.startswith(".")]
            if not place.parts:
                folders[:] = [name for name in folders if name not in {FILED, REFUSED}]
            for name in names:
                found = Path(path) / name
                look = None if _is_passed_over(name) else _look_at(found)
                if look is not None:
                    yield WatchedFile(found, place.parts[0] if place.parts else "", look)


def _is_passed_over(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith("~") or name.lower().endswith(_UNFINISHED)


def _look_at(path: Path) -> tuple[int, int, int] | None:
    """Return how a plain file looks, or None for a link, a pipe, or what is gone."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return _look(found) if stat.S_ISREG(found.st_mode) else None


def _look(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_size, found.st_mtime_ns, found.st_ino


def _free(path: Path) -> Path:
    """Return the path, or the next one like it that is free."""
    number, candidate = 1, path
    while candidate.exists() or candidate.is_symlink():
        number += 1
        candidate = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return candidate
