"""The `pm` command as a person runs it, on a database of its own."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.cli.main import start
from tests.noon import zone_at_noon


@dataclass(frozen=True)
class Answer:
    """What a command said, and how it ended."""

    code: int
    said: str
    remarked: str

    @property
    def last_line(self) -> str:
        """The last line of the answer."""
        return self.said.splitlines()[-1]


Pm = Callable[..., Answer]


@pytest.fixture
def addresses(postgres: EmbeddedPostgres, template: str) -> Iterator[tuple[str, str]]:
    """The app's and the owner's address of a migrated, empty database."""
    yield postgres.create_database("console", template=template)
    postgres.drop_database("console")


@pytest.fixture
def pm(
    addresses: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    quiet_log: None,
) -> Pm:
    """Runs `pm` with these arguments, in an environment that names the database."""
    monkeypatch.setenv("PM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PM_DATABASE_URL", addresses[0])
    monkeypatch.setenv("PM_DATABASE_OWNER_URL", addresses[1])
    monkeypatch.setenv("PM_ADDRESS", "https://desk.example.com")
    monkeypatch.setenv("PM_TIME_ZONE", zone_at_noon())

    def run(*arguments: str) -> Answer:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            start(arguments)
        said = capfd.readouterr()
        code = ended.value.code
        assert code is None or isinstance(code, int)
        return Answer(code or 0, said.out, said.err)

    return run


@pytest.fixture
def quiet_log() -> Iterator[None]:
    """Puts logging back as it was: commands configure it for their process."""
    root, factory = logging.getLogger(), logging.getLogRecordFactory()
    handlers, level = list(root.handlers), root.level
    yield
    logging.setLogRecordFactory(factory)
    root.handlers[:] = handlers
    root.setLevel(level)
