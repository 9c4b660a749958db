"""A real clamd with one signature of our own, and a line that says what a test has it say."""

import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

# What every scanner takes for a virus, by agreement; written in two parts so that no scanner takes this file for one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
VIRUS = "Eicar.Test"
_CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
_CONFIG = """
DatabaseDirectory {folder}/signatures
LocalSocket {folder}/clamd.sock
TCPSocket {port}
TCPAddr 127.0.0.1
Foreground yes
LogFile {folder}/clamd.log
StreamMaxLength 1M
OfficialDatabaseOnly no
"""


@contextmanager
def real_clamd(folder: Path) -> Iterator[int]:
    """Run clamd for the block and yield the port it listens on; skips the test where there is none."""
    if _CLAMD is None:
        pytest.skip("clamd is not on this machine (Debian: apt install clamav-daemon)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "own.ndb").write_text(f"{VIRUS}:0:*:{EICAR.hex()}\n")
    config = folder / "clamd.conf"
    config.write_text(_CONFIG.format(folder=folder, port=port))
    process = subprocess.Popen(
        [_CLAMD, f"--config-file={config}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        _wait_for(process, port)
        yield port
    finally:
        process.terminate()
        process.communicate()


def _wait_for(process: "subprocess.Popen[str]", port: int) -> None:
    """Wait until the daemon says that it listens; it says so on its output, line by line."""
    assert process.stdout
    told: list[str] = []
    for line in process.stdout:
        told.append(line)
        if "Self checking" in line or "Listening daemon" in line:
            break
    with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=20):
        return
    pytest.fail(f"clamd did not start: {''.join(told)}")


@contextmanager
def saying(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Listen on loopback and hand each caller to `answer`; yields the address as a setting says it."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    line, _ = server.accept()
                    with line, suppress(OSError):
                        answer(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"clamd://127.0.0.1:{server.getsockname()[1]}"
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
    thread.join(20)


def whole_stream(line: socket.socket) -> bytes:
    """Read one INSTREAM as clamd does and return the content; what is not said as clamd asks for it fails."""
    file = line.makefile("rb")
    command = file.read(len(b"zINSTREAM\0"))
    assert command == b"zINSTREAM\0"
    content = b""
    while size := int.from_bytes(file.read(4), "big"):
        content += file.read(size)
    return content
