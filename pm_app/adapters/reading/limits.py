"""The limits a reader puts on itself before it touches a file: time, memory, files, network, and its parent's life."""

import ctypes
import resource
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

# what may be written is the file as a PDF, and the working files of a converter
MOST_WRITTEN = 64_000_000
_DIE_WITH_PARENT = 1
_NEW_NETWORK = 0x40000000
_NEW_USER = 0x10000000


class OutOfTime(Exception):
    """A step took longer than it may."""


def limit(*, memory_mb: int, seconds: float) -> None:
    """Put the limits on this process and all it starts; where the system allows it, there is no network either."""
    megabytes = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (megabytes, megabytes))
    cpu = int(seconds) + 10
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    if sys.platform == "linux":
        system = ctypes.CDLL(None)
        system.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        # root may leave the network as it is; everybody else needs a world of users of its own for that
        if system.unshare(_NEW_NETWORK) != 0:
            system.unshare(_NEW_NETWORK | _NEW_USER)


@contextmanager
def at_most(seconds: float) -> Generator[None]:
    """Raise `OutOfTime` inside the block when it takes longer. What never comes back to Python the parent ends."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.1))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
