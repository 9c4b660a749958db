"""A PostgreSQL server of our own, from the programs of a Python package, with its data in one folder."""

import contextlib
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO, Self

from pm_app.adapters.embedded_postgres_cluster import (
    APP,
    DATABASE,
    OWNER,
    PORT,
    SUPERUSER,
    Cluster,
    load_passwords,
    make_passwords,
)
from pm_app.adapters.embedded_postgres_programs import (
    Programs,
    ServerUser,
    find_programs,
    launch,
    locked,
    run,
    runnable_programs,
    server_user,
)

START_SECONDS = 120.0
STOP_SECONDS = 30.0
LOG_BYTES = 10_000_000
SETTINGS = (
    "listen_addresses=",
    f"port={PORT}",
    "unix_socket_permissions=0700",
    "max_connections=60",
    "shared_buffers=128MB",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_statement=none",
    "log_checkpoints=off",
    "log_line_prefix=%m [%p] %u@%d ",
)
FORGETFUL_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
# What a dying server leaves for a moment: its lock file, and sessions that still compute.
PASSING_TROUBLES = (b"already exists", b"pre-existing shared memory block")


class EmbeddedPostgres:
    """The server on one data folder: started here, or joined when another process already runs it.

    The server lives as long as the thread that started it, so start it from the main thread.
    """

    def __init__(self, data_dir: Path, *, bin_dir: Path | None = None, durable: bool = True) -> None:
        """`durable=False` forgets data in a power cut and is faster: for tests."""
        self._data = data_dir.resolve()
        self._files = self._data / "pg"
        self._log = self._data / "pg.log"
        self._passwords = self._data / "database.json"
        self._bin_dir = find_programs(bin_dir)
        self._durable = durable
        # The address of a socket is at most 107 bytes, so it cannot be in the data folder.
        name = hashlib.sha256(bytes(self._data)).hexdigest()[:12]
        self._socket_dir = Path("/tmp", f"pd-{name}")  # noqa: S108 - private: owner and mode are checked
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def app_url(self) -> str:
        """The SQLAlchemy address of the desk's database for the app's role."""
        return self._cluster().url(APP, DATABASE)

    @property
    def owner_url(self) -> str:
        """The SQLAlchemy address of the desk's database for the role that owns the tables."""
        return self._cluster().url(OWNER, DATABASE)

    @property
    def attached(self) -> bool:
        """Whether the server, if it runs, was started by another process."""
        return self._process is None

    def bin(self, name: str) -> Path:
        """Return the path of one of PostgreSQL's own programs, such as pg_dump."""
        return self._bin_dir / name

    def psql_command(self, *, owner: bool, arguments: list[str]) -> tuple[list[str], dict[str, str]]:
        """Return a psql command on the desk's database and the variables to add to its environment."""
        return [str(self.bin("psql")), *arguments], self._cluster().environment(OWNER if owner else APP)

    def create_database(self, name: str, *, template: str | None = None) -> tuple[str, str]:
        """Make the database, dropping what had its name; returns its app and its owner address.

        It is a copy of `template` if one is named (nobody may be connected to that), else it has the extensions only.
        """
        cluster = self._cluster()
        cluster.create_database(name, template=template)
        return cluster.url(APP, name), cluster.url(OWNER, name)

    def drop_database(self, name: str) -> None:
        """Remove the database and end its connections; nothing happens when there is none."""
        self._cluster().drop_database(name)

    def start(self) -> None:
        """Return when the server answers and the desk's database stands; joins a server that already runs.

        Refuses with a RuntimeError when the data belong to another major version, or the server does not come up.
        """
        if self._process is not None and self._process.poll() is not None:
            self._process = None
        deadline = time.monotonic() + START_SECONDS
        self._data.mkdir(parents=True, exist_ok=True)
        with locked(self._data / "pg.lock", until=deadline) as starting:
            if starting is not None and self._joined_or_launched(deadline):
                return
        raise RuntimeError(f"The database did not start within {START_SECONDS:.0f} seconds; {self._log} may say why.")

    def stop(self) -> None:
        """End the server after its running statements are canceled; nothing happens when it was only joined."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait()
        # Whoever is starting a server now needs the folder; it is left then.
        with locked(self._data / "pg.lock") as alone, contextlib.suppress(OSError):
            if alone is not None:
                self._socket_dir.rmdir()

    def _cluster(self) -> Cluster:
        return Cluster(self._socket_dir, load_passwords(self._passwords))

    def _joined_or_launched(self, deadline: float) -> bool:
        while time.monotonic() < deadline:
            # Only an answer counts: a process id in a file may be anybody's after a restart.
            if Cluster(self._socket_dir, {}).answers():
                return True
            # The server and its sessions hold this lock until the last of them is gone.
            with locked(self._data / "pg.running") as running:
                if running is not None and self._launched(running, deadline):
                    return True
            time.sleep(0.1)
        return False

    def _launched(self, running: int, deadline: float) -> bool:
        if self._process is not None:
            self._process.wait()  # it was killed a moment ago, or the lock would not be ours
        user = server_user(self._files)
        programs = runnable_programs(self._bin_dir, user, data_dir=self._data)
        if self._files.exists():
            self._check_version(programs)
            load_passwords(self._passwords)  # without them a server would be of no use
        self._make_socket_dir(user)
        if not self._files.exists():
            self._make_files(programs, user, running)
        for lock_file in (self._files / "postmaster.pid", self._socket_dir / f".s.PGSQL.{PORT}.lock"):
            self._forget_if_stale(lock_file)
        try:
            if not self._answering_process(programs, user, running, deadline):
                return False
            self._cluster().furnish()
        except BaseException:
            self.stop()
            raise
        return True

    def _make_socket_dir(self, user: ServerUser) -> None:
        self._socket_dir.mkdir(mode=0o700, exist_ok=True)
        found = self._socket_dir.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), user.uid):
            raise RuntimeError(f"{self._socket_dir} belongs to somebody else; remove it to start the database.")
        self._socket_dir.chmod(0o700)
        user.give(self._socket_dir)

    def _make_files(self, programs: Programs, user: ServerUser, running: int) -> None:
        """Make the data files beside their place and move them there, so that they are never half made."""
        if not self._passwords.exists():
            make_passwords(self._passwords)
        unfinished = self._data / "pg.tmp"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        user.give(unfinished)
        with tempfile.NamedTemporaryFile("w", dir=self._socket_dir) as password_file:
            password_file.write(load_passwords(self._passwords)[SUPERUSER])
            password_file.flush()
            user.give(Path(password_file.name))
            command = [str(programs.directory / "initdb"), "-D", _folder_for(user, unfinished), "-U", SUPERUSER]
            command += ["--pwfile", password_file.name, "--auth=scram-sha-256", "-E", "UTF8", "--data-checksums"]
            command += _locale(programs) + ([] if self._durable else ["--no-sync"])
            made = run(command, user, cwd=unfinished, keep=(running,))
        if made.returncode != 0:
            raise RuntimeError(f"The database could not be made in {self._data}: {made.stdout.decode()[-1500:]}")
        unfinished.rename(self._files)
        folder = os.open(self._data, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def _check_version(self, programs: Programs) -> None:
        theirs = (self._files / "PG_VERSION").read_text().strip()
        if int(theirs) != programs.major:
            raise RuntimeError(
                f"The data in {self._files} were made by PostgreSQL {theirs}, and PostgreSQL {programs.version} is "
                f"installed, which cannot read them; install version {theirs}, or restore a dump into a new folder."
            )

    def _forget_if_stale(self, lock_file: Path) -> None:
        # PostgreSQL refuses to start when a foreign process happens to have the recorded id.
        if not lock_file.exists():
            return
        # A half written file, or a process that is gone or not ours to look at, names no server of ours.
        with contextlib.suppress(ValueError, OSError):
            pid = abs(int(lock_file.read_bytes().split(b"\n")[0]))
            if os.path.samefile(f"/proc/{pid}/cwd", self._files):
                return
        lock_file.unlink()

    def _answering_process(self, programs: Programs, user: ServerUser, running: int, deadline: float) -> bool:
        with self._opened_log() as log:
            before = log.tell()
            settings = [*SETTINGS, f"unix_socket_directories={self._socket_dir}"]
            settings += [] if self._durable else FORGETFUL_SETTINGS
            command = [str(programs.directory / "postgres"), "-D", _folder_for(user, self._files)]
            command += [word for setting in settings for word in ("-c", setting)]
            self._process = launch(command, user, cwd=self._files, output=log, keep=(running,))
            while self._process.poll() is None:
                if Cluster(self._socket_dir, {}).answers():
                    return True
                if time.monotonic() > deadline:
                    self.stop()
                    return False
                time.sleep(0.02)
            self._process = None
            log.seek(before)
            said = log.read()
        if not any(trouble in said for trouble in PASSING_TROUBLES):
            raise RuntimeError(f"The database did not start: {said.decode(errors='replace')[-1500:]}")
        return False

    def _opened_log(self) -> IO[bytes]:
        if self._log.exists() and self._log.stat().st_size > LOG_BYTES:
            self._log.replace(self._log.with_suffix(".log.old"))
        file = open(self._log, "a+b", opener=lambda path, flags: os.open(path, flags, 0o600))  # noqa: SIM115 - returned
        file.seek(0, os.SEEK_END)
        return file


def _folder_for(user: ServerUser, folder: Path) -> str:
    # Another user may be unable to walk to the folder, but a process that begins in it can always name it so.
    return "/proc/self/cwd" if user.is_other else str(folder)


def _locale(programs: Programs) -> list[str]:
    """Return a sort order that no upgrade of the system's libraries changes."""
    if programs.major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]
