"""Counting and timing what is sent, so that nobody fills the memory or keeps others waiting."""

import asyncio
from time import monotonic

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

    async def timed() -> Message:
        nonlocal waited, came, whole
        if whole:
            return await receive()
        began = monotonic()
        try:
            message = await asyncio.wait_for(receive(), timeout=max(0.01, patience_seconds - waited))
        except TimeoutError:
            raise HTTPException(408, "This came too slowly.") from None
        waited, came = waited + monotonic() - began, came + len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if waited >= patience_seconds and not whole:
            if came < LEAST_BYTES_PER_SECOND * patience_seconds:
                raise HTTPException(408, "This came too slowly.")
            waited, came = 0.0, 0
        return message

    return timed
