"""How long a supplier is waited for: an answer within so many seconds, and content at no less than so fast."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from threading import Thread
from typing import TypeVar

T = TypeVar("T")

# Slower than this nobody sends: a large object may take long, one that trickles may not.
LEAST_BYTES_PER_SECOND = 32 * 1024


class TookTooLong(Exception):
    """The supplier was given its time and had not finished."""


def within(seconds: float, call: Callable[[], T]) -> T:
    """Return what the call returns, or raise what it raises; `TookTooLong` when neither happens in time.

    A time limit on the connection does not do: it begins anew with every byte that trickles in. A call that took too
    long goes on in a thread of its own until its connection ends, and what it then says is heard by nobody.
    """
    answer: Future[T] = Future()
    Thread(target=_settle, args=(answer, call), name="asked", daemon=True).start()
    try:
        return answer.result(timeout=seconds)
    except NotYet:
        if answer.done():  # the call itself raised what waiting raises
            raise
        raise TookTooLong(f"no complete answer within {seconds:g} seconds") from None


def _settle(answer: Future[T], call: Callable[[], T]) -> None:
    try:
        answer.set_result(call())
    except BaseException as problem:
        answer.set_exception(problem)


class Pace:
    """Counts how long content is waited for and how much has come; the time others take with it is not counted."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    def next(self, read: Callable[[], bytes]) -> bytes:
        """Return the next piece; raises `TookTooLong` once the pieces come slower than anybody sends."""
        began = time.monotonic()
        piece = read()
        self._left += len(piece) / LEAST_BYTES_PER_SECOND - (time.monotonic() - began)
        if self._left < 0:
            raise TookTooLong("the content trickles in too slowly")
        return piece
