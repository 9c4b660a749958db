"""The body of a request: what all but stands still is refused, what comes at all is not, and waiting later is free."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from pm_app.http.entrance.body import in_time
from tests.made_up_time import in_made_up_time


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


def test_a_body_that_stands_still_is_refused() -> None:
    async def taken() -> None:
        receive = in_time(coming(part(b"some")), 60)
        await receive()
        await receive()

    with pytest.raises(HTTPException) as refusal:
        in_made_up_time(taken())

    assert refusal.value.status_code == 408


def test_a_body_that_drips_is_refused() -> None:
    heard: list[Message] = []

    async def taken() -> None:
        receive = in_time(coming(*[part(b"x")] * 1_000, pause=7), 60)
        while True:
            heard.append(await receive())

    with pytest.raises(HTTPException, match="too slowly"):
        in_made_up_time(taken())

    assert len(heard) == 8


def test_a_body_that_keeps_coming_is_taken_however_long_it_takes() -> None:
    messages: list[Message] = []

    async def taken() -> None:
        receive = in_time(coming(*[part(bytes(10_000))] * 200, part(b"", more=False), pause=7), 60)
        messages.extend([await receive() for _ in range(201)])

    in_made_up_time(taken())

    assert sum(len(message["body"]) for message in messages) == 2_000_000


def test_whoever_waits_after_the_whole_body_may_wait() -> None:
    done: list[bool] = []

    async def waits() -> None:
        receive = in_time(coming(part(b"all of it", more=False)), 60)
        await receive()
        waiting = asyncio.create_task(receive())  # pyright: ignore[reportArgumentType]
        await asyncio.sleep(86_400)
        done.append(waiting.done())
        waiting.cancel()

    in_made_up_time(waits())

    assert done == [False]
