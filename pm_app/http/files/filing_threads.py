"""Threads for filing alone: a store that is slow to take files makes nobody wait for a page."""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE = 4
_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="filing")


async def on_filing_thread(work: Callable[P, T], /, *args: P.args, **arguments: P.kwargs) -> T:
    """Do the work on a thread for filing; what does not get one waits, and only other filings wait with it."""
    context = contextvars.copy_context()

    def work_in_context() -> T:
        return context.run(work, *args, **arguments)

    return await asyncio.get_running_loop().run_in_executor(_threads, work_in_context)
