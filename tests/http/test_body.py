"""The body of a request: what all but stands still is refused, what comes at all is not, and waiting later is free."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from pm_app.http.entrance.body import in_time


def coming(*pieces: Message, pause: float = 0.0) -> Receive:
    """Return a `receive` that hands out these messages with a pause before each, and then waits for ever."""

    async def all_of_it() -> AsyncIterator[Message]:
        for piece in pieces:
            await asyncio.sleep(pause)
            yield piece
        await asyncio.Event().wait()

    messages = all_of_it()

    async def receive() -> Message:
        return await anext(messages)

    return receive


def part(body: bytes, *, more: bool = True) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_a_body_that_stands_still_is_refused() -> None:
    receive = in_time(coming(part(b"some")), 0.1)
    await receive()

    with pytest.raises(HTTPException) as refusal:
        await receive()

    assert refusal.value.status_code == 408


async def test_a_body_that_drips_is_refused() -> None:
    receive = in_time(coming(*[part(b"x")] * 1_000, pause=0.02), 0.2)

    async def taken() -> None:
        for _ in range(1_000):
            await receive()

    with pytest.raises(HTTPException, match="too slowly"):
        await taken()


async def test_a_body_that_keeps_coming_is_taken_however_long_it_takes() -> None:
    receive = in_time(coming(*[part(bytes(10_000))] * 20, part(b"", more=False), pause=0.02), 0.1)

    messages = [await receive() for _ in range(21)]

    assert sum(len(message["body"]) for message in messages) == 200_000


async def test_whoever_waits_after_the_whole_body_may_wait() -> None:
    receive = in_time(coming(part(b"all of it", more=False)), 0.05)
    await receive()

    waiting = asyncio.create_task(receive())  # pyright: ignore[reportArgumentType]
    await asyncio.sleep(0.2)

    assert not waiting.done()
    waiting.cancel()
