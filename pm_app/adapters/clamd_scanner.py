"""Has clamd, the daemon of ClamAV, look for viruses: the file is streamed to it (INSTREAM), over TCP or a Unix socket.

Our own, and small: the one client that is kept up is under GPL 2 alone, and gives up what the daemon says when it
refuses a file in the middle.
"""

import re
import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from pm_app.kernel.errors import Unavailable

PORT = 3310
CONNECT_SECONDS = 5.0
_CHUNK = 64 * 1024
# No answer of the daemon is longer.
_LONGEST_ANSWER = 4_096
_ANSWER = re.compile(r"(?:stream|instream\([^)]*\)): (?:(?P<clean>OK)|(?P<virus>[^\x00]{1,2000}) FOUND)")
_TOO_LARGE = "INSTREAM size limit exceeded"


@dataclass(frozen=True)
class ClamdAddress:
    """Where the daemon listens: on a host and port, or at the path of a socket on this machine."""

    host: str = ""
    port: int = PORT
    path: str = ""

    def __str__(self) -> str:
        return self.path or f"{self.host}:{self.port}"


def scanner_at(url: str | None, *, seconds: float) -> "ClamdScanner | None":
    """Return the scanner at `clamd://host:3310` or `clamd:///path/of/socket`; without an address there is none."""
    if not url:
        return None
    parts = urlsplit(url)
    here = ClamdAddress(path=parts.path)
    place = ClamdAddress(parts.hostname, parts.port or PORT) if parts.hostname else here
    return ClamdScanner(place, seconds=seconds)


class ClamdScanner:
    """Asks one daemon; a file takes `seconds` at most, whatever the daemon does meanwhile."""

    def __init__(self, address: ClamdAddress, *, seconds: float) -> None:
        self._address = address
        self._seconds = seconds

    def scan(self, path: Path) -> str:
        """Return the name of the virus that was found in a file, empty when there is none.

        Raises `Unavailable` with a sentence when the daemon cannot tell: it does not answer, breaks off, says what no
        daemon says, or takes no file this large.
        """
        until = time.monotonic() + self._seconds
        try:
            with path.open("rb") as file, self._connected() as line:
                answer, was_sent = _asked(line, file, until)
        except TimeoutError:
            raise Unavailable(f"The virus scanner at {self._address} took too long.") from None
        except OSError as problem:
            said = problem.strerror or problem
            raise Unavailable(f"The virus scanner at {self._address} does not answer: {said}.") from problem
        return self._understood(answer, was_sent=was_sent)

    def check(self) -> None:
        """Raise `Unavailable` with a sentence when the daemon does not answer now; no file is sent."""
        until = time.monotonic() + CONNECT_SECONDS
        try:
            with self._connected() as line:
                _send(line, b"zPING\0", until)
                answer = _answer(line, until)
        except TimeoutError:
            raise Unavailable(f"The virus scanner at {self._address} took too long.") from None
        except OSError as problem:
            said = problem.strerror or problem
            raise Unavailable(f"The virus scanner at {self._address} does not answer: {said}.") from problem
        if answer != "PONG":
            raise Unavailable(f"The virus scanner at {self._address} said what clamd never says: {_shown(answer)}.")

    def _connected(self) -> socket.socket:
        if self._address.path:
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(CONNECT_SECONDS)
            try:
                line.connect(self._address.path)
            except BaseException:
                line.close()
                raise
            return line
        return socket.create_connection((self._address.host, self._address.port), timeout=CONNECT_SECONDS)

    def _understood(self, answer: str, *, was_sent: bool) -> str:
        found = _ANSWER.fullmatch(answer)
        if found and found["virus"]:
            return found["virus"]
        if found and was_sent:
            return ""
        if answer.startswith(_TOO_LARGE):
            raise Unavailable("The virus scanner takes no file this large: raise StreamMaxLength in its clamd.conf.")
        if not answer:
            said = "ended the line without an answer. Perhaps its StreamMaxLength is less than the file"
        elif answer.endswith("ERROR"):
            said = f"could not scan the file: {_shown(answer.removesuffix('ERROR'))}"
        else:
            said = f"said what clamd never says: {_shown(answer)}"
        raise Unavailable(f"The virus scanner at {self._address} {said}.")


def _asked(line: socket.socket, file: BinaryIO, until: float) -> tuple[str, bool]:
    """Send the file in pieces, each with its length before it, and return the answer and whether all was sent.

    Whoever answers before the end has seen enough; what it says is read even where it let go of the line.
    """
    try:
        _send(line, b"zINSTREAM\0", until)
        while piece := file.read(_CHUNK):
            if _has_spoken(line):
                return _answer(line, until), False
            _send(line, struct.pack("!L", len(piece)) + piece, until)
        _send(line, struct.pack("!L", 0), until)
    except (BrokenPipeError, ConnectionResetError):
        with suppress(ConnectionResetError):
            return _answer(line, until), False
        return "", False
    return _answer(line, until), True


def _has_spoken(line: socket.socket) -> bool:
    """Return whether the daemon said something, or let go of the line; not a byte is taken off it.

    Not `select`, which knows no line past the thousandth a process has open.
    """
    line.setblocking(False)
    try:
        line.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    return True


def _send(line: socket.socket, content: bytes, until: float) -> None:
    line.settimeout(_left(until))
    line.sendall(content)


def _answer(line: socket.socket, until: float) -> str:
    told = b""
    while b"\0" not in told and len(told) < _LONGEST_ANSWER:
        line.settimeout(_left(until))
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        told += piece
    return told.partition(b"\0")[0][:_LONGEST_ANSWER].decode("utf-8", errors="replace").strip()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _shown(answer: str) -> str:
    """Return the beginning of an answer on one line, as it may stand in a sentence."""
    return " ".join("".join(one if one.isprintable() else " " for one in answer).split()).rstrip(".")[:120]
