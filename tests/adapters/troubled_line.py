"""A line to a server that hangs, trickles or breaks off, on loopback."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

# Sends on what it will of an answer: given whom to, the next bytes, and how many came before them.
Trouble = Callable[[socket.socket, bytes, int], None]


class LineEnded(Exception):
    """The trouble is that nothing more comes."""


def trickling(browser: socket.socket, answer: bytes, sent: int) -> None:
    """Send the answer a byte at a time."""
    for position in range(len(answer)):
        browser.sendall(answer[position : position + 1])
        time.sleep(0.1)


def breaking_off(browser: socket.socket, answer: bytes, sent: int) -> None:
    """Send the first hundred thousand bytes and hang up."""
    browser.sendall(answer[: max(0, 100_000 - sent)])
    if sent + len(answer) > 100_000:
        raise LineEnded


def halting(browser: socket.socket, answer: bytes, sent: int) -> None:
    """Send the first hundred thousand bytes and then nothing, without hanging up."""
    browser.sendall(answer[: max(0, 100_000 - sent)])


@contextmanager
def troubled(endpoint: str, trouble: Trouble) -> Iterator[str]:
    """Yield the address of a line to `endpoint` whose answers come as the trouble has it."""
    place = urlsplit(endpoint)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_serve, args=(listening, (place.hostname, place.port), trouble), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def silent() -> Iterator[str]:
    """Yield the address of a server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def _serve(listening: socket.socket, place: tuple[str | None, int | None], trouble: Trouble) -> None:
    with suppress(OSError):
        while True:
            browser, _ = listening.accept()
            server = socket.create_connection((place[0] or "", place[1] or 0))
            threading.Thread(target=_ask, args=(browser, server), daemon=True).start()
            threading.Thread(target=_answer, args=(server, browser, trouble), daemon=True).start()


def _ask(browser: socket.socket, server: socket.socket) -> None:
    with suppress(OSError):
        while piece := browser.recv(65_536):
            server.sendall(piece)
        server.shutdown(socket.SHUT_WR)


def _answer(server: socket.socket, browser: socket.socket, trouble: Trouble) -> None:
    sent = 0
    with suppress(OSError, LineEnded):
        while piece := server.recv(65_536):
            trouble(browser, piece, sent)
            sent += len(piece)
    with suppress(OSError):
        browser.shutdown(socket.SHUT_RDWR)
    server.close()
    browser.close()
