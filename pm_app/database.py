"""Connections to the database: the limits each carries, sessions on them, locks that are held on one of their own."""

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

POOL = 20
# Beyond the pool: each job at work holds its lock on a connection of its own, however long it takes.
SPARE = 20
# Compiling a query's plan takes longer than any of our questions gains by it.
_SERVER_OPTIONS = (
    "-c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s -c timezone=UTC -c jit=off"
)
MOST_CONNECTIONS = POOL + SPARE
_TAKE_LOCK = text("select pg_try_advisory_lock(hashtext('job'), hashtext(:name))")
_GIVE_LOCK = text("select pg_advisory_unlock(hashtext('job'), hashtext(:name))")


def engine_for(url: str, *, pool: int = POOL) -> Engine:
    """Return an engine with the time limits every connection of ours carries."""
    return create_engine(
        url,
        pool_size=pool,
        max_overflow=SPARE,
        pool_pre_ping=True,
        pool_timeout=15,
        connect_args={"connect_timeout": 5, "options": _SERVER_OPTIONS, "application_name": "property-desk"},
    )


def sessions_for(engine: Engine) -> sessionmaker[Session]:
    """Return the maker of sessions on an engine; rows stay readable after the transaction."""
    return sessionmaker(engine, class_=Session, expire_on_commit=False)


def organization_of(sessions: sessionmaker[Session]) -> UUID:
    """Return the one organization in use; the first migration made it."""
    with sessions.begin() as session:
        return session.connection().execute(text("select id from organization order by id limit 1")).scalar_one()


@contextmanager
def locked(engine: Engine, names: Sequence[str], wait_seconds: float) -> Generator[bool]:
    """Hold the locks of these names for the block; yields False when others still hold one after the wait."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        until, held = time.monotonic() + wait_seconds, list[str]()
        try:
            yield all(_taken(connection, name, until, held) for name in names)
        finally:
            for name in held:
                _give_back(connection, name)


def _taken(connection: Connection, name: str, until: float, held: list[str]) -> bool:
    while not (mine := connection.execute(_TAKE_LOCK, {"name": name}).scalar_one()) and time.monotonic() < until:
        time.sleep(0.2)
    held += [name] if mine else []
    return mine


def _give_back(connection: Connection, name: str) -> None:
    try:
        connection.execute(_GIVE_LOCK, {"name": name})
    except DBAPIError:  # the connection is gone, and the lock with it
        connection.invalidate()
