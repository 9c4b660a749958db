"""An office whose files are served by the real server, in a process of its own that may be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from pm_app.settings import PROJECT
from tests.ports import free_port

HEADERS = {"x-requested-with": "property-desk", "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}
LIMIT_BYTES = 1024 * 1024
PATIENCE_SECONDS = 2


@dataclass
class Served:
    """Where the server answers, whose cookie is sent, and the process itself."""

    port: int
    cookie: str
    data_dir: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] = field(init=False)

    def client(self) -> httpx.Client:
        """Return a client with the cookie, as a page of ours."""
        address = f"http://127.0.0.1:{self.port}"
        return httpx.Client(
            base_url=address, headers=HEADERS | {"cookie": self.cookie, "origin": address}, timeout=120, trust_env=False
        )

    def left(self) -> list[Path]:
        """Return what is on its way, or was left there."""
        return list((self.data_dir / "uploads").glob("*"))

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [sys.executable, "-m", "granian", "tests.http.files.served_app:make", "--factory"]
        command += ["--interface", "asgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"]
        log = (self.data_dir / "server.log").open("ab")
        with log:
            self.process = subprocess.Popen(
                command, cwd=PROJECT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        give_up_at = time.monotonic() + 300
        while time.monotonic() < give_up_at and self.process.poll() is None:
            try:
                with self.client() as client:
                    client.get("/files/nothing")
                return
            except httpx.TransportError:
                time.sleep(0.2)
        raise RuntimeError((self.data_dir / "server.log").read_text(errors="replace")[-3000:])

    def kill(self) -> None:
        """End the server and its workers at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def opened(self, *lines: str) -> socket.socket:
        """Return a connection over which the head of an upload has been sent."""
        peer = socket.create_connection(("127.0.0.1", self.port), timeout=120)
        told = HEADERS | {"cookie": self.cookie, "origin": f"http://127.0.0.1:{self.port}", "x-filename": "scan.pdf"}
        head = ["POST /files HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *(f"{k}: {v}" for k, v in told.items()), *lines]
        peer.sendall("\r\n".join([*head, "", ""]).encode())
        return peer


@contextmanager
def serving(data_dir: Path, app_url: str, cookie: str) -> Generator[Served]:
    """Serve the office on a free port until the block ends."""
    port = free_port()
    environment = {
        "PATH": "/usr/bin:/bin",
        "PM_DATA_DIR": str(data_dir),
        "PM_DATABASE_URL": app_url,
        "PM_SECRET_KEY": "k" * 48,
        "PM_PORT": str(port),
        "PM_UPLOAD_LIMIT_MB": str(LIMIT_BYTES // 1024 // 1024),
        "PM_UPLOAD_PATIENCE_SECONDS": str(PATIENCE_SECONDS),
    }
    served = Served(port, cookie, data_dir, environment)
    try:
        served.start()
        yield served
    finally:
        served.kill()
