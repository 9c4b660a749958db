"""Hears what the database tells of itself (LISTEN), on a connection of its own that is made again when it breaks."""

import logging
import selectors
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

import psycopg
from psycopg import sql

logger = logging.getLogger(__name__)

# Without a word for so long, the server is asked whether it is still there.
QUIET_SECONDS = 30.0
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 15.0
# A line that was cut without a goodbye is noticed within a minute also while we only listen.
_KEEPALIVE = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "application_name": "property-desk-listener",
}

Heard = Callable[[str, str], None]


class PostgresListener:
    """Calls `heard(channel, payload)` for every note of the channels, from a thread of its own.

    `anew()` is called each time it begins to listen: what was told before that was heard by nobody, so whoever
    listens must look at everything once.
    """

    def __init__(self, url: str, channels: Sequence[str], *, heard: Heard, anew: Callable[[], None]) -> None:
        self._url = url.replace("+psycopg", "", 1)
        self._channels = channels
        self._heard = heard
        self._anew = anew
        self._stopping = threading.Event()
        self._woken, self._waker = socket.socketpair()
        self._thread = threading.Thread(target=self._listen, name="postgres-listener", daemon=True)

    def start(self) -> None:
        """Begin to listen; what does not answer yet is tried again and again."""
        self._thread.start()

    def stop(self) -> None:
        """End the connection and the thread."""
        self._stopping.set()
        with suppress(OSError):
            self._waker.send(b"x")
        self._thread.join()
        self._woken.close()
        self._waker.close()

    def _listen(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True, **_KEEPALIVE) as connection:
                    self._subscribe(connection)
                    pause = FIRST_PAUSE
                    self._hear(connection)
            except (psycopg.Error, OSError) as problem:
                if self._stopping.is_set():
                    return
                logger.warning("the database is not heard", extra={"problem": type(problem).__name__, "pause": pause})
                self._stopping.wait(pause)
                pause = min(LONGEST_PAUSE, pause * 2)

    def _subscribe(self, connection: psycopg.Connection) -> None:
        for channel in self._channels:
            connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
        self._anew()

    def _hear(self, connection: psycopg.Connection) -> None:
        """Hand on what is told until told to stop; raises when the line breaks."""
        with selectors.DefaultSelector() as selector:
            selector.register(connection.fileno(), selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while not self._stopping.is_set():
                if not selector.select(QUIET_SECONDS):
                    connection.execute("select 1")
                for note in connection.notifies(timeout=0):
                    self._heard(note.channel, note.payload)
