"""Counting what is sent, so that nobody fills the memory."""

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive


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
