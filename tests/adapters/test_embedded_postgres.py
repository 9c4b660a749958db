"""The embedded server is really started, killed, joined and copied here."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import NullPool, create_engine, text

from pm_app.adapters.embedded_postgres import EmbeddedPostgres

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
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(tmp_path_factory.mktemp("server"), durable=False) as running:
        yield running


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A data folder with a cluster that is stopped."""
    with EmbeddedPostgres(tmp_path, durable=False) as server:
        _execute(server.owner_url, "CREATE TABLE kept (number int)", "INSERT INTO kept VALUES (7)")
    return tmp_path


def _execute(url: str, *statements: str) -> list[tuple]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        for statement in statements[:-1]:
            connection.execute(text(statement))
        result = connection.execute(text(statements[-1]))
        return [tuple(row) for row in result] if result.returns_rows else []


def _libpq(url: str) -> str:
    return url.replace("+psycopg", "")


def _postmaster(data_dir: Path) -> int:
    return int((data_dir / "pg" / "postmaster.pid").read_text().split("\n")[0])


def _starter(data_dir: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", STARTER, str(data_dir)]
    return subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _wait_for(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        time.sleep(0.02)
    pytest.fail("it did not happen within ten seconds")


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_new_server_has_the_extensions_and_sorts_without_the_system(server: EmbeddedPostgres) -> None:
    extensions = _execute(server.app_url, "SELECT extname FROM pg_extension ORDER BY extname")
    settings = _execute(server.app_url, "SELECT current_setting('TimeZone'), upper('é'), current_user")

    assert extensions == [("btree_gist",), ("citext",), ("pg_trgm",), ("plpgsql",), ("unaccent",)]
    assert settings == [("UTC", "É", "property_desk_app")]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "SET ROLE property_desk_owner",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
    ],
)
def test_the_app_role_is_refused_whatever_it_does_not_need(server: EmbeddedPostgres, statement: str) -> None:
    with psycopg.connect(_libpq(server.app_url)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)  # pyright: ignore[reportCallIssue, reportArgumentType]


def test_the_owner_creates_tables_but_no_databases(server: EmbeddedPostgres) -> None:
    _execute(server.owner_url, "CREATE TABLE made_by_owner (id int)")

    with psycopg.connect(_libpq(server.owner_url), autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE DATABASE mine")


def test_the_app_cannot_connect_to_another_database(server: EmbeddedPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(_libpq(server.app_url).replace("/property_desk?", "/postgres?"))


def test_a_wrong_password_is_refused(server: EmbeddedPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(_libpq(server.app_url), password="guessed")


def test_the_passwords_are_for_the_calling_user_alone(server: EmbeddedPostgres) -> None:
    path = server._data / "database.json"

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_uid == os.geteuid()


def test_the_password_of_a_role_is_not_in_the_log(server: EmbeddedPostgres) -> None:
    password = server.psql_command(owner=False, arguments=[])[1]["PGPASSWORD"]

    assert password not in (server._data / "pg.log").read_text()


def test_a_second_start_joins_and_its_stop_leaves_the_server_running(server: EmbeddedPostgres) -> None:
    with EmbeddedPostgres(server._data, durable=False) as second:
        assert second.attached
        assert second.app_url == server.app_url

    assert not server.attached
    assert _execute(server.app_url, "SELECT 1") == [(1,)]


def test_a_database_is_made_as_a_copy_and_made_anew(server: EmbeddedPostgres) -> None:
    _, template = server.create_database("pattern")
    _execute(template, "CREATE TABLE in_pattern (name citext)")

    app, owner = server.create_database("a copy", template="pattern")
    _execute(owner, "INSERT INTO in_pattern VALUES ('x')")
    rows = _execute(owner, "SELECT name FROM in_pattern WHERE name = 'X'")
    _, anew = server.create_database("a copy", template="pattern")

    assert rows == [("x",)]
    assert _execute(anew, "SELECT count(*) FROM in_pattern") == [(0,)]
    assert _execute(app, "SELECT current_database()") == [("a copy",)]


def test_a_database_in_use_is_dropped(server: EmbeddedPostgres) -> None:
    app, _ = server.create_database("dropped")
    with psycopg.connect(_libpq(app)):
        server.drop_database("dropped")
    server.drop_database("dropped")

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(_libpq(app))


def test_psql_reaches_the_desks_database_as_the_owner(server: EmbeddedPostgres) -> None:
    command, extra = server.psql_command(owner=True, arguments=["-AtXc", "SELECT current_user, current_database()"])

    answer = subprocess.run(command, env=extra, capture_output=True, text=True, check=True)

    assert answer.stdout == "property_desk_owner|property_desk\n"
    assert server.bin("pg_dump").is_file()


def test_a_restart_keeps_the_data(files: Path) -> None:
    with EmbeddedPostgres(files) as server:
        assert _execute(server.owner_url, "SELECT number FROM kept") == [(7,)]

        server.stop()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(_libpq(server.owner_url))
        server.start()

        assert _execute(server.owner_url, "SELECT number FROM kept") == [(7,)]


def test_a_killed_server_comes_back_after_its_sessions_have_ended(files: Path) -> None:
    with EmbeddedPostgres(files, durable=False) as server:
        _execute(server.owner_url, "INSERT INTO kept VALUES (8)")
        open_work = psycopg.connect(_libpq(server.owner_url))
        open_work.execute("INSERT INTO kept VALUES (9)")
        computing = threading.Thread(target=_compute_until_cut_off, args=(open_work,))
        computing.start()
        _wait_for(lambda: "active" in _states(server))

        os.kill(_postmaster(files), signal.SIGKILL)
        server.start()

        assert _execute(server.owner_url, "SELECT number FROM kept ORDER BY number") == [(7,), (8,)]
        computing.join()


def _states(server: EmbeddedPostgres) -> list[str]:
    question = "SELECT state FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()"
    return [state for (state,) in _execute(server.owner_url, question)]


def _compute_until_cut_off(connection: psycopg.Connection) -> None:
    with connection, pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT count(*) FROM generate_series(1, 3000000) AS n WHERE md5(n::text) = ''")
        connection.execute("SELECT 1")


def test_an_id_file_that_names_a_foreign_process_is_set_aside(files: Path) -> None:
    owner = (files / "pg").stat()
    arguments = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
    foreign = subprocess.Popen(["sleep", "60"], cwd="/", **arguments)
    (files / "pg" / "postmaster.pid").write_text(f"{foreign.pid}\n{files}\n1\n5432\n/tmp\n\n")

    with EmbeddedPostgres(files, durable=False) as server:
        assert _execute(server.owner_url, "SELECT number FROM kept") == [(7,)]
    untouched = foreign.poll()
    foreign.kill()
    foreign.wait()

    assert untouched is None


@pytest.mark.parametrize("content", ["", "12", "not a number\n"])
def test_a_broken_id_file_is_set_aside(files: Path, content: str) -> None:
    (files / "pg" / "postmaster.pid").write_text(content)

    with EmbeddedPostgres(files, durable=False) as server:
        assert _execute(server.owner_url, "SELECT number FROM kept") == [(7,)]


def test_a_first_start_that_was_killed_half_way_is_completed(tmp_path: Path) -> None:
    (tmp_path / "pg.tmp" / "base").mkdir(parents=True)
    with EmbeddedPostgres(tmp_path, durable=False) as server, server._cluster().connect() as connection:
        connection.execute("DROP DATABASE property_desk")
        connection.execute("DROP OWNED BY property_desk_app")
        connection.execute("DROP ROLE property_desk_app")

    with EmbeddedPostgres(tmp_path, durable=False) as server:
        assert _execute(server.app_url, "SELECT count(*) FROM pg_extension") == [(5,)]


def test_data_of_another_major_version_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg" / "PG_VERSION").write_text("9\n")

    with pytest.raises(RuntimeError, match=r"made by PostgreSQL 9, and PostgreSQL [0-9.]+ is installed"):
        EmbeddedPostgres(tmp_path).start()


def test_data_without_their_passwords_are_refused(files: Path) -> None:
    (files / "database.json").unlink()

    with pytest.raises(RuntimeError, match="passwords of the database are missing"):
        EmbeddedPostgres(files, durable=False).start()


def test_a_folder_without_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no program named postgres"):
        EmbeddedPostgres(tmp_path, bin_dir=tmp_path)


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
        assert _execute(server.owner_url, "SELECT number FROM kept") == [(7,)]


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
            assert _execute(server.app_url, "SELECT 1") == [(1,)]

        assert len(list(Path(opened).glob("postgres-*/*/pginstall/bin/postgres"))) == 1
