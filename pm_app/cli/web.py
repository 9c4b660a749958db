"""The web process: started with what it needs to know, watched, stopped."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO, Self

from pm_app.cli.console import progress, remark
from pm_app.kernel.errors import Refused, Unavailable
from pm_app.settings import PROJECT, Settings, process_environment

START_SECONDS = 180.0
STOP_SECONDS = 20.0
LOG_BYTES = 20_000_000
_PARENT_ENDED = 1  # PR_SET_PDEATHSIG of Linux
GRANIAN_LOG = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "pm_app.log.JsonFormatter"}},
    "handlers": {"lines": {"formatter": "json", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}},
    "loggers": {"_granian": {"handlers": ["lines"], "level": "INFO", "propagate": False}},
}


class PortInUse(Refused):
    """Another program listens where the app is to be served."""


def must_be_free(settings: Settings) -> None:
    """Refuse when the port cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as problem:
            raise PortInUse(
                f"The app cannot be served at {settings.host}, port {settings.port} ({problem.strerror}): "
                "stop what uses it, or set PM_PORT to another number."
            ) from problem


class WebProcess:
    """The one web process. Its log goes to standard error; when that is a terminal, to a file in the data folder."""

    def __init__(self, settings: Settings, app_url: str, *, environment: dict[str, str] | None, screens: Path) -> None:
        self._settings = settings
        self._environment = process_environment(
            {
                "PM_DATABASE_URL": app_url,
                "REFLEX_WEB_WORKDIR": str(screens),
                "REFLEX_ENV_MODE": "prod",
                "REFLEX_CHECK_LATEST_VERSION": "false",
                "REFLEX_TELEMETRY_ENABLED": "false",
                "__REFLEX_SKIP_COMPILE": "true",
                "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
            },
            environment,
        )
        self._log = settings.data_dir / "desk.log" if sys.stderr.isatty() else None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        log_config = self._settings.data_dir / "web_log.json"
        self._settings.data_dir.mkdir(parents=True, exist_ok=True)
        log_config.write_text(json.dumps(GRANIAN_LOG))
        command = [sys.executable, "-m", "granian", "pm_app.pm_app:app", "--factory", "--interface", "asgi"]
        command += ["--host", self._settings.host, "--port", str(self._settings.port), "--workers", "1", "--ws"]
        command += ["--log-config", str(log_config), "--workers-kill-timeout", "10", "--working-dir", str(PROJECT)]
        output = self._opened_log()
        # Its own session: Ctrl-C in the terminal reaches us alone, and the database outlives the web process.
        self._process = subprocess.Popen(  # noqa: S603 - our own program with arguments made here
            command,
            cwd=PROJECT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=output or sys.stderr,
            stderr=output or sys.stderr,
            start_new_session=True,
            preexec_fn=_ending_with(os.getpid()),
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def answers(self, told: threading.Event) -> bool:
        """Return True once the app answers, False when told to stop meanwhile."""
        until = time.monotonic() + START_SECONDS
        with progress("Starting the app"):
            while not told.wait(0.1):
                self.must_run()
                if self._healthy():
                    if self._log:
                        remark(f"The log is {self._log}")
                    return True
                if time.monotonic() > until:
                    raise Unavailable(f"The app did not answer within {START_SECONDS:.0f} seconds.{self._last_words()}")
        return False

    def must_run(self) -> None:
        """Raise `Unavailable` when the process has ended by itself."""
        if self._process is not None and (code := self._process.poll()) is not None:
            raise Unavailable(f"The web process ended by itself (code {code}).{self._last_words()}")

    def _healthy(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(self._settings.host, self._settings.host)  # noqa: S104
        try:
            with urllib.request.urlopen(f"http://{host}:{self._settings.port}/healthz", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def _opened_log(self) -> IO[bytes] | None:
        if self._log is None:
            return None
        if self._log.exists() and self._log.stat().st_size > LOG_BYTES:
            self._log.replace(self._log.with_suffix(".log.old"))
        return open(self._log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600))

    def _last_words(self) -> str:
        if self._log is None:
            return " The log above may say why."
        with self._log.open("rb") as log:
            log.seek(max(0, self._log.stat().st_size - 3_000))
            return f" The end of {self._log}:\n{log.read().decode(errors='replace')}"


def _ending_with(parent: int) -> Callable[[], None] | None:
    """Return what makes a child end when we are killed, so that nothing keeps the port."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def end_with_parent() -> None:
        prctl(_PARENT_ENDED, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return end_with_parent
