"""The database server: the one the settings name, or our own, started or joined while it is needed."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.adapters.embedded_postgres_cluster import DATABASE
from pm_app.adapters.embedded_postgres_programs import find_programs
from pm_app.adapters.postgres_listener import PostgresListener
from pm_app.kernel.errors import Refused, Unavailable
from pm_app.settings import Settings


@dataclass(frozen=True)
class Database:
    """Where the database is, for the app's role and, where it is known, for the owner of the schema."""

    app_url: str = field(repr=False)
    owner_url: str | None = field(repr=False)
    programs: Path
    keep: Callable[[], None]
    """Starts the embedded server again when whoever ran it has ended; from the main thread only."""
    start_over: Callable[[], object]
    """Makes the embedded database anew, with nothing in it: all it held is gone. Refused for one of the settings."""

    def psql(self, arguments: list[str], *, owner: bool) -> tuple[list[str], dict[str, str]]:
        """Return a psql command on the database and the variables that tell it where that is and who asks."""
        url = self.owner_url if owner and self.owner_url else self.app_url
        place = conninfo_to_dict(url.replace("+psycopg", "", 1))
        names = {"dbname": "PGDATABASE"}
        environment = {names.get(name, f"PG{name.upper()}"): str(value) for name, value in place.items()}
        return [str(self.programs / "psql"), *arguments], environment


@contextmanager
def database(settings: Settings) -> Generator[Database]:
    """Yield the database the settings name; without one, the embedded server, started or joined for the block.

    Enter it from the main thread: the server ends with the thread that started it.
    """
    if settings.database_url:
        app, owner = settings.database_url, settings.database_owner_url
        yield Database(app, owner, find_programs(None), keep=lambda: None, start_over=_not_ours)
        return
    try:
        server = EmbeddedPostgres(settings.data_dir)
        server.start()
    except RuntimeError as problem:
        raise Unavailable(str(problem)) from problem
    try:
        programs = server.bin("psql").parent
        yield Database(
            server.app_url, server.owner_url, programs, server.start, partial(server.create_database, DATABASE)
        )
    finally:
        server.stop()


def _not_ours() -> None:
    raise Refused("This database is a server of the settings, which nothing here empties.")


@contextmanager
def listening(
    database_url: str, channels: Sequence[str], *, heard: Callable[[str, str], None], anew: Callable[[], None]
) -> Generator[None]:
    """Hear what the database tells in these channels during the block, from a thread of its own.

    `heard(channel, payload)` for each note; `anew()` whenever it begins, also after the database was away.
    """
    listener = PostgresListener(database_url, channels, heard=heard, anew=anew)
    listener.start()
    try:
        yield
    finally:
        listener.stop()
