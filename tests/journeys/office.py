"""The whole app as a person starts it: the `pm` command in a folder of its own, and a browser to look at it with."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue

from playwright.sync_api import Browser, sync_playwright

from tests.noon import zone_at_noon
from tests.ports import free_port

PROJECT = Path(__file__).resolve().parent.parent.parent
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 600
# A journey waits for what it was promised, not for how long it took: a busy machine may take its time.
PATIENCE_MS = 120_000
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass
class RunningOffice:
    """A served office: where it is, what it said at its start, and the `pm` command on its data."""

    address: str
    environment: dict[str, str]
    said: list[str] = field(default_factory=list)

    def link(self) -> str:
        """The link for the first administrator that was printed at the start."""
        found = re.search(r"https?://\S+/invitation/\S+", "\n".join(self.said))
        assert found, self.said
        return found.group()

    def pm(self, *arguments: str, check: bool = True) -> str:
        """Run the `pm` command on this office and return what it answered."""
        return pm(*arguments, environment=self.environment, check=check)


def pm(*arguments: str, environment: dict[str, str], check: bool = True) -> str:
    """Run the `pm` command and return what it wrote on standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "pm_app.cli", *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    assert not check or done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@contextmanager
def running_office(
    folder: Path, *, command: str = "serve", settings: Mapping[str, str] | None = None
) -> Generator[RunningOffice]:
    """Serve an office (`serve`) or the sample one (`demo`) on a free port until the block ends."""
    port = free_port()
    environment = {
        **os.environ,
        "PM_DATA_DIR": str(folder),
        "PM_PORT": str(port),
        "PM_TIME_ZONE": zone_at_noon(),
        "PM_LOG_LEVEL": "warning",
        "NO_COLOR": "1",
        **(settings or {}),
    }
    if command == "serve":
        pm("migrate", environment=environment)
    log = folder.parent / f"{folder.name}.log"
    process = subprocess.Popen(
        ["/bin/sh", "-c", f'exec "$0" -m pm_app.cli {command} 2> "$1"', sys.executable, str(log)],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    office = RunningOffice(f"http://127.0.0.1:{port}", environment)
    reader, lines = _reader(process)
    try:
        _wait_until_open(process, lines, office)
        yield office
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(120)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join()


@contextmanager
def chromium() -> Generator[Browser]:
    """A headless Chromium of this machine."""
    path = chromium_path()
    assert path, "no Chromium was found"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def chromium_path() -> str | None:
    """Return where a Chromium is on this machine, or None."""
    chosen = os.environ.get("PM_CHROMIUM")
    return chosen or next((path for name in NAMES if (path := shutil.which(name))), None)


def _reader(process: subprocess.Popen[str]) -> tuple[threading.Thread, Queue[str]]:
    """Return the lines the process writes as they come, and the thread that reads them until it ends."""
    assert process.stdout is not None
    output = process.stdout
    lines: Queue[str] = Queue()

    def read() -> None:
        with output:
            for line in output:
                lines.put(line)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    return reader, lines


def _wait_until_open(process: subprocess.Popen[str], lines: Queue[str], office: RunningOffice) -> None:
    for _ in range(START_SECONDS):
        try:
            office.said.append(lines.get(timeout=1).rstrip())
        except Empty:
            assert process.poll() is None, f"the office did not open: {office.said}"
            continue
        if "Ctrl-C" in office.said[-1]:
            return
    raise AssertionError(f"the office did not open in time: {office.said}")
