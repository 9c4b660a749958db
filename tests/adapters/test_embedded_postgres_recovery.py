"""The embedded server is started, killed, joined, raced for and started again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import psycopg
import pytest

from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from tests.adapters.statements import execute, libpq

REPOSITORY = Path(__file__).parents[2]
STARTER = """
import sys
from pathlib import Path
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
server.start()
sys.stdout.write("joined\\n" if server.attached else "started\\n")
sys.stdout.flush()
sys.stdin.read()
server.stop()
"""


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose server is stopped; it is copied only."""
    folder = tmp_path_factory.mktemp("pattern")
    with EmbeddedPostgres(folder, durable=False) as server:
        execute(server.owner_url, "CREATE TABLE kept (number int)", "INSERT INTO kept VALUES (7)")
    return folder


@pytest.fixture
def files(pattern: Path, tmp_path: Path) -> Path:
    """A data folder of the test alone, with one row in it."""
    subprocess.run(["cp", "-a", pattern, tmp_path / "data"], check=True)
    return tmp_path / "data"


def _postmaster(data_dir: Path) -> int:
    return int((data_dir / "pg" / "postmaster.pid").read_text().split("\n")[0])


def _starter(data_dir: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", STARTER, str(data_dir)]
    return subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _wait_for(holds: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 150
    while not holds():
        assert time.monotonic() < give_up_at, "it did not happen"
        time.sleep(0.02)


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_restart_keeps_the_data(files: Path) -> None:
    with EmbeddedPostgres(files) as server:
        assert execute(server.owner_url, "SELECT number FROM kept") == [(7,)]

        server.stop()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(libpq(server.owner_url))
        server.start()

        assert execute(server.owner_url, "SELECT number FROM kept") == [(7,)]


def test_a_killed_server_comes_back_after_its_sessions_have_ended(files: Path) -> None:
    with EmbeddedPostgres(files) as server:
        execute(server.owner_url, "INSERT INTO kept VALUES (8)")
        open_work = psycopg.connect(libpq(server.owner_url))
        open_work.execute("INSERT INTO kept VALUES (9)")
        open_work.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1500000) AS n WHERE md5(n::text) = ''")
        _wait_for(lambda: _is_asked(server, "SELECT count"))

        os.kill(_postmaster(files), signal.SIGKILL)
        server.start()
        open_work.close()

        assert execute(server.owner_url, "SELECT number FROM kept ORDER BY number") == [(7,), (8,)]
        assert not server.attached


def _is_asked(server: EmbeddedPostgres, beginning: str) -> bool:
    """Whether a session works at a question that begins so, or has done so last."""
    asked = "SELECT query FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()"
    return any(query.startswith(beginning) for (query,) in execute(server.owner_url, asked))


def test_an_id_file_that_names_a_foreign_process_is_set_aside(files: Path) -> None:
    owner = (files / "pg").stat()
    user = owner.st_uid if os.geteuid() == 0 else None
    foreign = subprocess.Popen(["sleep", "600"], cwd="/", user=user)
    (files / "pg" / "postmaster.pid").write_text(f"{foreign.pid}\n{files}\n1\n5432\n/tmp\n\n")

    with EmbeddedPostgres(files, durable=False) as server:
        assert execute(server.owner_url, "SELECT number FROM kept") == [(7,)]
    untouched = foreign.poll()
    foreign.kill()
    foreign.wait()

    assert untouched is None


@pytest.mark.parametrize("content", ["", "12", "not a number\n"])
def test_a_broken_id_file_is_set_aside(files: Path, content: str) -> None:
    (files / "pg" / "postmaster.pid").write_text(content)

    with EmbeddedPostgres(files, durable=False) as server:
        assert execute(server.owner_url, "SELECT number FROM kept") == [(7,)]


def test_a_first_start_that_was_killed_half_way_is_completed(tmp_path: Path) -> None:
    (tmp_path / "pg.tmp" / "base").mkdir(parents=True)
    with EmbeddedPostgres(tmp_path, durable=False) as server, server._cluster().connect() as connection:
        connection.execute("DROP DATABASE property_desk")
        connection.execute("DROP OWNED BY property_desk_app")
        connection.execute("DROP ROLE property_desk_app")

    with EmbeddedPostgres(tmp_path, durable=False) as server:
        assert execute(server.app_url, "SELECT count(*) FROM pg_extension") == [(5,)]


def test_data_of_another_major_version_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg" / "PG_VERSION").write_text("9\n")

    with pytest.raises(RuntimeError, match=r"made by PostgreSQL 9, and PostgreSQL [0-9.]+ is installed"):
        EmbeddedPostgres(tmp_path).start()


def test_data_without_their_passwords_are_refused(files: Path) -> None:
    (files / "database.json").unlink()

    with pytest.raises(RuntimeError, match="passwords of the database are missing"):
        EmbeddedPostgres(files, durable=False).start()


def test_a_relative_folder_stays_where_it_was_meant(tmp_path: Path) -> None:
    with chdir(tmp_path):
        server = EmbeddedPostgres(Path("here"), durable=False)

    server.start()
    server.stop()

    assert (tmp_path / "here" / "pg" / "PG_VERSION").exists()


def test_the_server_ends_when_its_starter_is_killed(files: Path) -> None:
    with _starter(files) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == "started\n"
        postmaster = _postmaster(files)

        starter.kill()
        _wait_for(lambda: _is_gone(postmaster))

    with EmbeddedPostgres(files, durable=False) as server:
        assert execute(server.owner_url, "SELECT number FROM kept") == [(7,)]


def test_of_four_that_race_one_starts_and_three_join(tmp_path: Path) -> None:
    racers = [_starter(tmp_path) for _ in range(4)]

    said = [racer.stdout.readline() for racer in racers if racer.stdout is not None]
    for racer in racers:
        racer.communicate()

    assert sorted(said) == ["joined\n", "joined\n", "joined\n", "started\n"]
    assert [racer.returncode for racer in racers] == [0, 0, 0, 0]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as somebody else")
def test_programs_that_the_servers_user_cannot_reach_are_copied() -> None:
    with tempfile.TemporaryDirectory() as closed, tempfile.TemporaryDirectory() as opened:
        install = EmbeddedPostgres(Path(opened)).bin("postgres").parents[2]
        os.chmod(opened, 0o711)
        shutil.copytree(install, Path(closed, install.name))
        libraries = install.with_name(f"{install.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, Path(closed, libraries.name))

        programs = Path(closed, install.name, "pginstall", "bin")
        with EmbeddedPostgres(Path(opened), bin_dir=programs, durable=False) as server:
            assert execute(server.app_url, "SELECT 1") == [(1,)]

        assert len(list(Path(opened).glob("postgres-*/*/pginstall/bin/postgres"))) == 1
