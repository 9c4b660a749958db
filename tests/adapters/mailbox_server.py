"""A real IMAP server for the tests, on loopback; before it, if wanted, a door that speaks TLS from the start."""

import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from imaplib import IMAP4
from pathlib import Path

from tests.adapters.mail_server import Certificates
from tests.ports import free_port

USER, PASSWORD = "desk@example.com", "s3cret/with:signs@"
USER_IN_URL = "desk%40example.com:s3cret%2Fwith%3Asigns%40"
PYMAP = Path(sys.executable).with_name("pymap")


@dataclass(frozen=True)
class MailboxServer:
    """Where the server answers, and its mailbox as somebody else sees it."""

    port: int
    tls: ssl.SSLContext | None = None

    def deliver(self, *messages: bytes) -> None:
        """Put messages into the inbox, as they are."""
        with self._signed_in() as client:
            for message in messages:
                assert client.append("INBOX", "", "", message)[0] == "OK"

    def empty(self) -> None:
        """Take every message out of every folder."""
        with self._signed_in() as client:
            for folder in ("INBOX", "Filed", "Refused"):
                answer, found = client.select(folder)
                if answer == "OK" and found[0] not in (None, b"0"):
                    client.store("1:*", "+FLAGS", r"(\Deleted)")
                    client.expunge()

    def count(self, folder: str) -> int:
        """Return how many messages are in a folder, none when there is no such folder."""
        with self._signed_in() as client:
            answer, found = client.select(folder, readonly=True)
            return int(found[0] or 0) if answer == "OK" else 0

    @contextmanager
    def _signed_in(self) -> Generator[IMAP4]:
        with IMAP4("127.0.0.1", self.port, timeout=120) as client:
            if self.tls is not None:
                client.starttls(self.tls)
            client.login(USER, PASSWORD)
            yield client


@contextmanager
def mailbox_server(folder: Path, certificates: Certificates | None = None) -> Generator[MailboxServer]:
    """Run a server with one user and an empty inbox; with certificates it insists on STARTTLS."""
    port = free_port()
    tls = ["--no-tls"]
    if certificates is not None:
        tls = ["--cert", str(certificates.server), "--key", str(certificates.server)]
    place = ["--host", "127.0.0.1", "--port", str(port)]
    who = ["--demo-user", USER, "--demo-password", PASSWORD]
    log = folder / "mailbox.log"
    with log.open("wb") as output:
        process = subprocess.Popen([PYMAP, *place, *tls, "dict", *who], cwd=folder, stdout=output, stderr=output)
        try:
            _wait_until_answering(process, port, log)
            context = ssl.create_default_context(cafile=certificates.authority) if certificates else None
            yield MailboxServer(port, context)
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def tls_door(certificates: Certificates, port: int) -> Generator[int]:
    """Yield a port at which the server is reached with TLS from the first byte."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.server)

    def serve(plain: socket.socket) -> None:
        with (
            suppress(OSError),
            context.wrap_socket(plain, server_side=True) as outside,
            socket.create_connection(("127.0.0.1", port)) as inside,
        ):
            back = threading.Thread(target=_pass_on, args=(inside, outside), daemon=True)
            back.start()
            _pass_on(outside, inside)
            back.join(5)

    with listening(serve) as door:
        yield door


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Generator[int]:
    """Yield a port at which every connection is given to `serve`, in a thread of its own."""
    threads: list[threading.Thread] = []

    def answer(peer: socket.socket) -> None:
        with peer:
            serve(peer)

    def accept(server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                threads.append(threading.Thread(target=answer, args=(server.accept()[0],), daemon=True))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threads.append(threading.Thread(target=accept, args=(server,), daemon=True))
        threads[0].start()
        yield server.getsockname()[1]
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
    for thread in threads:
        thread.join(5)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65_536):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _wait_until_answering(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    give_up_at = time.monotonic() + 150
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=60):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The IMAP server did not start:\n{log.read_text(errors='replace')[-3000:]}")
