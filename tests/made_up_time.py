"""Time that passes when everybody waits for it: what is told by the clock of a loop takes no time, and no chance."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any


class _Skipping(selectors.DefaultSelector):
    """Skips the time that would be waited."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.skipped += timeout or 0.0
        return super().select(timeout and 0)


class _MadeUpTime(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._skipping = _Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        return self._skipping.skipped


def in_made_up_time(work: Coroutine[Any, Any, None]) -> None:
    """Run something that waits by the clock of its loop, without waiting."""
    with asyncio.Runner(loop_factory=_MadeUpTime) as runner:
        runner.run(work)
