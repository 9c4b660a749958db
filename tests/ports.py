"""Ports for the servers of tests that must be told theirs before they start."""

import os
import socket
from contextlib import suppress
from itertools import count

# Below those that the system hands out by itself: of these any connection may take one between asking and listening.
_FIRST, _BLOCK, _BLOCKS = 10_000, 1_000, 22
_tried = count()


def free_port() -> int:
    """Return a port of this machine at which nobody listens, another one each time."""
    first = _FIRST + os.getpid() % _BLOCKS * _BLOCK  # processes that test at the same time look in different places
    for _ in range(_BLOCK):
        port = first + next(_tried) % _BLOCK
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError(f"every port from {first:,} on is taken")
