"""A connection to an IMAP server that ends in time, takes no more than it should, and trusts only checked servers."""

import ssl
from contextlib import suppress
from imaplib import IMAP4
from socket import SHUT_RDWR, socket
from threading import Timer

_ANSWER_SECONDS = 20.0
_PIECE = 1024 * 1024


class CheckedConnection(IMAP4):
    """The standard library's connection, with bounds: a server cannot hold it longer nor fill the memory."""

    def __init__(
        self, host: str, port: int, *, context: ssl.SSLContext | None, seconds: float, most_bytes: int
    ) -> None:
        """Connect, encrypted from the start when there is a context; after `seconds` the connection is cut."""
        self._context, self._most_bytes = context, most_bytes
        self._open: socket | None = None
        self._timer = Timer(seconds, self.cut)
        self._timer.daemon = True
        try:
            super().__init__(host, port, timeout=min(_ANSWER_SECONDS, seconds))
        except BaseException:
            self.cut()
            raise

    def _create_socket(self, timeout: float | None) -> socket:
        plain = super()._create_socket(timeout)  # type: ignore[misc]
        self._open = plain
        self._timer.start()
        if self._context is None:
            return plain
        # The handshake comes later, when the connection can be cut.
        encrypted = self._context.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self._open = encrypted
        encrypted.do_handshake()
        return encrypted

    def read(self, size: int) -> bytes:
        """Return the announced bytes, taken piece by piece; a server that announces too many is left."""
        if size > self._most_bytes:
            raise self.abort("the server sends more than was asked for")
        taken: list[bytes] = []
        while size > 0 and (piece := super().read(min(_PIECE, size))):
            taken.append(piece)
            size -= len(piece)
        return b"".join(taken)

    def cut(self) -> None:
        """End the connection at once, from whichever thread."""
        self._timer.cancel()
        for opened in {self._open, getattr(self, "sock", None)} - {None}:
            with suppress(OSError):
                opened.shutdown(SHUT_RDWR)
            with suppress(OSError):
                opened.close()
