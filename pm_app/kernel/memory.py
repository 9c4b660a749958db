"""Work that makes a great many objects at once and keeps them all until it ends."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Generator[None]:
    """Keep Python from searching for garbage again and again among what is all in use; afterwards it does as before.

    For some seconds of work only: what others leave in circles meanwhile is freed when it ends.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
