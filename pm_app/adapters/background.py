"""A process that gives way: it gets of the processor what those leave that answer people, and is timed fairly."""

import os
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

NICE = 10
_TRIES = 4
_PAUSE_SECONDS = 0.1


def put_in_background(process_id: int) -> None:
    """Let a process just started, and all it starts, give way to others; what the system does not allow stays undone.

    Linux shares the processor among sessions first where it groups them (autogroup), and only within one by niceness.
    A process with a session of its own gives way to nobody else unless its group is told so too.
    """
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process_id, NICE)
    group = Path(f"/proc/{process_id}/autogroup")
    for _ in range(_TRIES):
        try:
            group.write_text(str(NICE))
        except BlockingIOError:  # it may be asked for ten times a second in the whole system, unless by root
            sleep(_PAUSE_SECONDS)
        except OSError:  # another system, one that groups nothing, or a process that has ended already
            return
        else:
            return


def waited_seconds(process_id: int | str) -> float:
    """Return how long a process (`self` is this one) was ready and waited for the processor; 0 where nobody counts."""
    try:
        return int(Path(f"/proc/{process_id}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def working_seconds() -> float:
    """Return the reading of a clock that stands still while this process waits for the processor, in seconds."""
    return monotonic() - waited_seconds("self")
