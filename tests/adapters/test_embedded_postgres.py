"""What stands in the embedded server, who may do what there, and databases that tests make."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from tests.adapters.statements import execute, libpq


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(tmp_path_factory.mktemp("server"), durable=False) as running:
        yield running


def test_a_new_server_has_the_extensions_and_sorts_without_the_system(server: EmbeddedPostgres) -> None:
    extensions = execute(server.app_url, "SELECT extname FROM pg_extension ORDER BY extname")
    settings = execute(server.app_url, "SELECT current_setting('TimeZone'), upper('é'), current_user")

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
    with (
        psycopg.connect(libpq(server.app_url), autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)  # pyright: ignore[reportCallIssue, reportArgumentType]


def test_the_owner_creates_tables_but_no_databases(server: EmbeddedPostgres) -> None:
    execute(server.owner_url, "CREATE TABLE made_by_owner (id int)")

    with (
        psycopg.connect(libpq(server.owner_url), autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE DATABASE mine")


def test_the_app_cannot_connect_to_another_database(server: EmbeddedPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(libpq(server.app_url).replace("/property_desk?", "/postgres?"))


def test_a_wrong_password_is_refused(server: EmbeddedPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(libpq(server.app_url), password="guessed")


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
    assert execute(server.app_url, "SELECT 1") == [(1,)]


def test_a_database_is_made_as_a_copy_and_made_anew(server: EmbeddedPostgres) -> None:
    _, template = server.create_database("pattern")
    execute(template, "CREATE TABLE in_pattern (name citext)")

    app, owner = server.create_database("a copy", template="pattern")
    execute(owner, "INSERT INTO in_pattern VALUES ('x')")
    rows = execute(owner, "SELECT name FROM in_pattern WHERE name = 'X'")
    _, anew = server.create_database("a copy", template="pattern")

    assert rows == [("x",)]
    assert execute(anew, "SELECT count(*) FROM in_pattern") == [(0,)]
    assert execute(app, "SELECT current_database()") == [("a copy",)]


def test_a_database_in_use_is_dropped(server: EmbeddedPostgres) -> None:
    app, _ = server.create_database("dropped")
    with psycopg.connect(libpq(app)):
        server.drop_database("dropped")
    server.drop_database("dropped")

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(libpq(app))


def test_psql_reaches_the_desks_database_as_the_owner(server: EmbeddedPostgres) -> None:
    command, extra = server.psql_command(owner=True, arguments=["-AtXc", "SELECT current_user, current_database()"])

    answer = subprocess.run(command, env=extra, capture_output=True, text=True, check=True)

    assert answer.stdout == "property_desk_owner|property_desk\n"
    assert server.bin("pg_dump").is_file()


def test_a_folder_without_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no program named postgres"):
        EmbeddedPostgres(tmp_path, bin_dir=tmp_path)
