"""Processes that file a file, from a folder or from a slot, each killed at its nth moment.

A moment is whatever reaches the outside: a statement, a part of a request to the store, a file opened or renamed. This
program starts one such process for every line it reads, and answers how it ended and what it had said.
"""

import os
import signal
import sys
from pathlib import Path

from sqlalchemy import event

from pm_app.access.rules import CONSOLE
from pm_app.filing import Filed, Filing, file_path
from pm_app.runtime import Runtime
from pm_app.slots import file_from_slot
from tests.stores.conftest import opened, store_in

_MOMENTS = {"open", "os.rename", "os.remove", "os.mkdir", "http.client.send", "socket.connect"}


class Counted:
    """Counts the moments of this process and kills it at the nth; never at the zeroth."""

    def __init__(self, runtime: Runtime, die_at: int) -> None:
        self.passed = 0
        self._die_at = die_at
        engine = runtime.sessions.kw["bind"]
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(engine, name, self.count)
        sys.addaudithook(lambda name, _: self.count() if name in _MOMENTS else None)

    def count(self, *_: object) -> None:
        self.passed += 1
        if self.passed == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)


def file(url: str, folder: str, place: str, what: str, die_at: int) -> str:
    """File the file of that name, or what was sent to that slot; return the document and how many moments it took."""
    moments = Counted(opened(url, Path(folder), store_in(place)), die_at)
    path = Path(folder) / what
    filed = file_path(CONSOLE, path, Filing(path.name)) if path.exists() else _from_slot(what)
    return f"{filed.document_id} {moments.passed}"


def _from_slot(slot: str) -> Filed:
    return file_from_slot(CONSOLE, slot, Filing("sent.txt"))


def _in_a_process(what: str, die_at: int) -> tuple[int, str]:
    heard, saying = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(saying, file(sys.argv[1], sys.argv[2], sys.argv[3], what, die_at).encode())
        os._exit(0)
    os.close(saying)
    with os.fdopen(heard, "rb") as pipe:
        said = pipe.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


if __name__ == "__main__":
    for line in sys.stdin:
        name, number = line.rstrip("\n").split("\t")
        code, answer = _in_a_process(name, int(number))
        sys.stdout.write(f"{code} {answer}\n")
        sys.stdout.flush()
