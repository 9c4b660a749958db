"""What stands in the embedded server: three roles with passwords, databases, extensions."""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

SUPERUSER = "postgres"
OWNER = "property_desk_owner"
APP = "property_desk_app"
DATABASE = "property_desk"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "citext")
PORT = 5432

_NO_POWERS = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")


def load_passwords(path: Path) -> dict[str, str]:
    """Return the password of each role; refused with a sentence when there are none."""
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        raise RuntimeError(f"The passwords of the database are missing: put {path} back from a backup.") from None


def make_passwords(path: Path) -> None:
    """Write new passwords that only the calling user can read, whole or not at all."""
    passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APP)}
    unfinished = path.with_suffix(".tmp")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(passwords, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


@dataclass(frozen=True)
class Cluster:
    """A running server, reached through the socket in `socket_dir`."""

    socket_dir: Path
    passwords: dict[str, str] = field(repr=False)

    def answers(self) -> bool:
        """Tell whether the server takes connections now."""
        asked = f"host={self.socket_dir} port={PORT} user={SUPERUSER} dbname=postgres connect_timeout=5"
        return psycopg.pq.PGconn.ping(asked.encode()) == psycopg.pq.Ping.OK

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """Return a connection of the superuser, each statement its own transaction."""
        return psycopg.connect(
            host=str(self.socket_dir),
            port=PORT,
            user=SUPERUSER,
            password=self.passwords[SUPERUSER],
            dbname=database,
            autocommit=True,
        )

    def url(self, role: str, database: str) -> str:
        """Return the SQLAlchemy address of the database for the role, password included."""
        password = quote(self.passwords[role], safe="")
        host = quote(str(self.socket_dir), safe="/")
        return f"postgresql+psycopg://{role}:{password}@/{quote(database, safe='')}?host={host}&port={PORT}"

    def environment(self, role: str) -> dict[str, str]:
        """Return the variables with which PostgreSQL's own programs reach the desk's database as the role."""
        return {
            "PGHOST": str(self.socket_dir),
            "PGPORT": str(PORT),
            "PGUSER": role,
            "PGPASSWORD": self.passwords[role],
            "PGDATABASE": DATABASE,
        }

    def furnish(self) -> None:
        """Make what is missing of the roles and the desk's database; nothing happens when all is there."""
        with self.connect() as connection:
            for role in (OWNER, APP):
                if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                    self._create_role(connection, role)
            for database in ("postgres", "template1"):
                _close_to_public(connection, database)
            if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
                connection.execute(_create(DATABASE, None))
            _close_to_public(connection, DATABASE)
        self._furnish_database(DATABASE)

    def create_database(self, name: str, *, template: str | None) -> None:
        """Make the database anew, empty or as a copy; whatever had this name is gone with all it held."""
        with self.connect() as connection:
            connection.execute(_drop(name))
            connection.execute(_create(name, template))
            _close_to_public(connection, name)
        if template is None:
            self._furnish_database(name)

    def drop_database(self, name: str) -> None:
        """Remove the database and end its connections; nothing happens when there is none."""
        with self.connect() as connection:
            connection.execute(_drop(name))

    def _create_role(self, connection: psycopg.Connection, role: str) -> None:
        # Scrambled on this side: a statement that fails is written to the server's log.
        scrambled = connection.pgconn.encrypt_password(
            self.passwords[role].encode(), role.encode(), b"scram-sha-256"
        ).decode()
        statement = sql.SQL("CREATE ROLE {} {} PASSWORD {}")
        connection.execute(statement.format(sql.Identifier(role), _NO_POWERS, sql.Literal(scrambled)))

    def _furnish_database(self, database: str) -> None:
        with self.connect(database) as connection, connection.transaction():
            for extension in EXTENSIONS:
                create = sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public")
                connection.execute(create.format(sql.Identifier(extension)))
            connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            grant = sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}")
            connection.execute(grant.format(sql.Identifier(OWNER)))


def _exists(connection: psycopg.Connection, question: str, name: str) -> bool:
    return connection.execute(sql.SQL(question), [name]).fetchone() is not None  # pyright: ignore[reportArgumentType]


def _create(name: str, template: str | None) -> sql.Composed:
    made_of = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
    return sql.SQL("CREATE DATABASE {} OWNER {}{}").format(sql.Identifier(name), sql.Identifier(OWNER), made_of)


def _drop(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))


def _close_to_public(connection: psycopg.Connection, database: str) -> None:
    # By default everyone may connect to every database and make temporary tables there.
    name = sql.Identifier(database)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    if database not in ("postgres", "template1"):
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(APP)))
