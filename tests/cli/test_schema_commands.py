"""Commands on a database that is not up to date yet."""

import pytest

from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from tests.cli.conftest import Pm


@pytest.fixture
def empty(postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch, pm: Pm) -> Pm:
    """Runs `pm` on a database in which nothing was ever made."""
    app_url, owner_url = postgres.create_database("blank")
    monkeypatch.setenv("PM_DATABASE_URL", app_url)
    monkeypatch.setenv("PM_DATABASE_OWNER_URL", owner_url)
    return pm


@pytest.mark.parametrize("command", [["check"], ["serve"], ["search", "lease"], ["psql"]])
def test_nothing_works_on_a_database_without_the_newest_schema(empty: Pm, command: list[str]) -> None:
    answer = empty(*command)

    assert (answer.code, answer.said) == (2, "")
    told = "The database does not have the newest schema yet: run `pm migrate` first."
    assert answer.remarked.strip().splitlines()[-1] == told


def test_migrating_brings_it_up_with_a_chart_of_accounts_and_twice_is_once(empty: Pm) -> None:
    answers = [empty("migrate"), empty("migrate"), empty("check")]

    assert [answer.code for answer in answers] == [0, 0, 0]


def test_migrating_needs_the_owner(empty: Pm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PM_DATABASE_OWNER_URL")

    answer = empty("migrate")

    assert answer.code == 2
    assert "PM_DATABASE_OWNER_URL is missing" in answer.remarked
