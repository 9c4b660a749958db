"""The sample office is made whole: a mark stands in its data folder from before the first row until after the last."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from pm_app.demo.users import only_demo_users
from pm_app.kernel.errors import Refused
from pm_app.runtime import services

_MARK = "sample-office.unfinished"
_LOCK = "sample-office.lock"


class SampleOfficeUnfinished(Refused):
    """The sample office is not whole, so nothing but making it is done with it."""


def is_unfinished(data_dir: Path) -> bool:
    """Return whether making the sample office in this folder was begun and not ended."""
    return (data_dir / _MARK).exists()


def must_be_finished(data_dir: Path) -> None:
    """Refuse a sample office that is being made, or whose making broke off."""
    if is_unfinished(data_dir):
        raise SampleOfficeUnfinished(
            "The sample office is being made, or its making broke off: `pm demo` makes it to its end."
        )


@contextmanager
def made_alone(data_dir: Path) -> Generator[None]:
    """Keep a second process from making the sample office at the same time; the lock ends with the process."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / _LOCK).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SampleOfficeUnfinished("Another process is making the sample office: wait until it has.") from None
        yield


@contextmanager
def marked_unfinished(data_dir: Path) -> Generator[None]:
    """Leave the mark, on the disk before the block begins, unless the block comes to its end."""
    mark = data_dir / _MARK
    mark.touch()
    _make_lasting(data_dir)
    yield
    mark.unlink()
    _make_lasting(data_dir)


def clear_files() -> None:
    """Remove what an unfinished sample office put into its store; refused when anybody but the demo's users is there.

    The database is emptied after this: until then its users tell whose it is.
    """
    if not only_demo_users():
        raise SampleOfficeUnfinished(
            "The sample office was not made to its end, but others than its own users are in its database, "
            "so it is not made anew: move its data folder away first."
        )
    for key in list(services().store.keys()):
        services().store.delete(key)


def _make_lasting(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
