"""Counting and timing what is sent, so that nobody fills the memory or keeps others waiting."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

LEAST_BYTES_PER_SECOND = 1_000


def limited(receive: Receive, most: int) -> Receive:
    """Return a `receive` that refuses (413) when more than `most` bytes of a body have come."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413, "This is more than can be sent here.")
        return message

    return counted


def in_time(receive: Receive, patience_seconds: float) -> Receive:
    """Return a `receive` that refuses (408) a body of which next to nothing has come for so many seconds of waiting."""
    waited, came, whole = 0.0, 0, False

    def next_stretch() -> None:
        nonlocal waited, came
        if came < LEAST_BYTES_PER_SECOND * patience_seconds:
            raise HTTPException(408, "This came too slowly.")
        waited, came = 0.0, 0

    async def timed() -> Message:
        nonlocal waited, came, whole
        if whole:
            return await receive()
        coming, clock = asyncio.ensure_future(receive()), asyncio.get_running_loop()
        try:
            while not coming.done():
                if waited >= patience_seconds:
                    next_stretch()
                began = clock.time()
                await asyncio.wait({coming}, timeout=patience_seconds - waited)
                waited += clock.time() - began
        finally:
            coming.cancel()
        message = coming.result()
        came += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        return message

    return timed
