"""The pulse of the process that answers people: how late its event loop comes to what is due, counted all the time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import perf_counter

from prometheus_client import Histogram

BEAT_SECONDS = 0.1
BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

event_loop_lag = Histogram(
    "property_desk_event_loop_lag_seconds",
    "How much later than it was due the event loop came to a beat of ten a second: so long every screen waited.",
    registry=None,
    buckets=BUCKETS,
)


@asynccontextmanager
async def beating() -> AsyncIterator[None]:
    """Count how late the event loop is for the length of the block."""
    pulse = asyncio.create_task(beat())
    try:
        yield
    finally:
        pulse.cancel()


async def beat(
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep, clock: Callable[[], float] = perf_counter
) -> None:
    """Note at every beat how late it is, in seconds, until it is canceled."""
    while True:
        due = clock() + BEAT_SECONDS
        await pause(BEAT_SECONDS)
        event_loop_lag.observe(max(0.0, clock() - due))
