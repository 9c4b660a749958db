"""The listener: hears what is told, begins anew when the line breaks, ends at once."""

from collections.abc import Iterator
from queue import Queue
from typing import LiteralString

import psycopg
import pytest

from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.adapters.postgres_listener import PostgresListener

BOUND = 150


class Ears:
    """What a listener was told, in order; waiting for the next is bounded."""

    def __init__(self) -> None:
        self.said: Queue[tuple[str, str]] = Queue()

    def heard(self, channel: str, payload: str) -> None:
        self.said.put((channel, payload))

    def anew(self) -> None:
        self.said.put(("anew", ""))

    def next(self) -> tuple[str, str]:
        return self.said.get(timeout=BOUND)


@pytest.fixture(scope="module")
def url(postgres: EmbeddedPostgres) -> str:
    """A database of these tests alone."""
    return postgres.create_database("listened_to")[1]


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def listening(url: str, ears: Ears) -> Iterator[PostgresListener]:
    listener = PostgresListener(url, ["bell", "stale"], heard=ears.heard, anew=ears.anew)
    listener.start()
    yield listener
    listener.stop()


def _plain(url: str) -> str:
    return url.replace("+psycopg", "", 1)


def _tell(url: str, statement: LiteralString) -> None:
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        connection.execute(statement)


def _cut_all_listeners(url: str) -> None:
    _tell(
        url, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'property-desk-listener'"
    )


def test_it_says_first_that_it_begins(listening: PostgresListener, ears: Ears):
    assert ears.next() == ("anew", "")


def test_what_is_told_in_its_channels_is_heard_in_order(listening: PostgresListener, ears: Ears, url: str):
    ears.next()

    _tell(url, "select pg_notify('bell', 'somebody'), pg_notify('elsewhere', 'x'), pg_notify('stale', '')")

    assert [ears.next(), ears.next()] == [("bell", "somebody"), ("stale", "")]


def test_nothing_is_heard_of_what_is_rolled_back(listening: PostgresListener, ears: Ears, url: str):
    ears.next()
    with psycopg.connect(_plain(url)) as connection:
        connection.execute("select pg_notify('bell', 'taken back')")
        connection.rollback()

    _tell(url, "select pg_notify('bell', 'kept')")

    assert ears.next() == ("bell", "kept")


def test_after_the_line_was_cut_it_begins_anew_and_hears_again(listening: PostgresListener, ears: Ears, url: str):
    ears.next()

    _cut_all_listeners(url)

    assert ears.next() == ("anew", "")
    _tell(url, "select pg_notify('bell', 'again')")
    assert ears.next() == ("bell", "again")


def test_it_ends_while_the_database_does_not_answer(ears: Ears):
    listener = PostgresListener("postgresql://nobody@127.0.0.1:1/none", ["bell"], heard=ears.heard, anew=ears.anew)
    listener.start()

    listener.stop()

    assert not listener._thread.is_alive()
    assert ears.said.empty()
