"""Building the screens: only when what they are made of has changed."""

import fcntl
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from pm_app.cli.console import progress, remark
from pm_app.kernel.errors import Unavailable
from pm_app.settings import PROJECT, process_environment

# The folder that Reflex builds in; a test run that must not meet another sets REFLEX_WEB_WORKDIR.
BUILDING = PROJECT / ".build"
SOURCES = ("pm_app/ui", "pm_app/kernel", "assets")
GENERATED = {"__pycache__", "external"}
# React Router gives itself ten seconds to draw each page while it builds; a busy or small machine needs longer.
PATIENCE = "--import=data:text/javascript,{const%20ask=AbortSignal.timeout;AbortSignal.timeout=(ms)=>ask(60*ms)}"
SOURCE_FILES = ("rxconfig.py", "requirements.lock", "pm_app/pm_app.py")


def build_screens() -> Path:
    """Build the screens unless they are built from exactly these sources; returns the folder they are in.

    Raises `Unavailable` with the end of the log when they cannot be built.
    """
    folder = Path(process_environment({}).get("REFLEX_WEB_WORKDIR") or PROJECT / ".web").resolve()
    with _alone():
        stamp, sources, pinned = folder / "built-from", fingerprint(_sources()), fingerprint(_pinned())
        if (folder / "build" / "client").is_dir() and stamp.is_file() and stamp.read_text() == sources + pinned:
            return folder
        stamp.unlink(missing_ok=True)
        _export(folder)
        # The export pins packages that are new; sources that changed meanwhile are built the next time.
        stamp.write_text(sources + fingerprint(_pinned()))
    return folder


def fingerprint(paths: Iterator[Path]) -> str:
    """Return a hash over the names and contents of the files."""
    hashed = sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        hashed.update(f"{path.relative_to(PROJECT)}\0{len(content)}\0".encode())
        hashed.update(content)
    return hashed.hexdigest()


def _sources() -> Iterator[Path]:
    for folder in SOURCES:
        for path in (PROJECT / folder).rglob("*"):
            if path.is_file() and not GENERATED & {*path.parts}:
                yield path
    yield from (PROJECT / "pm_app").glob("*/enums.py")
    yield from (PROJECT / name for name in SOURCE_FILES if (PROJECT / name).is_file())


def _pinned() -> Iterator[Path]:
    return (path for path in (PROJECT / "reflex.lock").rglob("*") if path.is_file())


def _export(folder: Path) -> None:
    log = BUILDING / "screens.log"
    programs = Path(sys.executable).parent
    environment = process_environment({})
    environment |= {
        "PATH": f"{programs}:{environment.get('PATH', '')}",
        "REFLEX_WEB_WORKDIR": str(folder),
        "REFLEX_USE_NPM": "1",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "NO_COLOR": "1",
        "NODE_OPTIONS": f"{environment.get('NODE_OPTIONS', '')} {PATIENCE}".strip(),
        # The pinned packages name no registry: each machine asks its own.
        "npm_config_omit_lockfile_registry_resolved": "true",
    }
    command = [str(programs / "reflex"), "export", "--frontend-only", "--no-zip"]
    began = time.monotonic()
    with log.open("wb") as output, progress("Building the screens (a minute or two, only after a change)"):
        ended = subprocess.run(  # noqa: S603 - a program of our environment with fixed arguments
            command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        )
    if ended.returncode != 0 or not (folder / "build" / "client").is_dir():
        end = log.read_text(errors="replace")[-3_000:]
        raise Unavailable(f"The screens could not be built; the end of {log}:\n{end}")
    remark(f"Built the screens in {time.monotonic() - began:.0f} s.")


@contextmanager
def _alone() -> Generator[None]:
    BUILDING.mkdir(exist_ok=True)
    with (BUILDING / "screens.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
