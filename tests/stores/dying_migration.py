"""A process that moves files to another store and is killed when it reads its nth piece."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from pm_app.adapters.folder_object_store import FolderObjectStore
from pm_app.stores import migrate_objects
from tests.stores.conftest import store_in


class FatalStore(FolderObjectStore):
    """A folder that kills its reader at the nth piece."""

    def __init__(self, folder: Path, pieces: int) -> None:
        super().__init__(folder)
        self.left = pieces

    def chunks(self, key: str, *, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        for piece in super().chunks(key, first=first, last=last):
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            yield piece


if __name__ == "__main__":
    source, place, pieces = sys.argv[1:]
    done = migrate_objects(FatalStore(Path(source), int(pieces)), store_in(place), workplace=Path(source).parent)
    sys.stdout.write(f"{done.copied} {done.already_there} {len(done.refused)}")
