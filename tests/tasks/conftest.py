"""An office whose transactions really commit, for what several people do at once."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.runtime import Runtime, Services, engine_for, install, organization_of, sessions_for
from pm_app.settings import settings_from_environment
from tests.conftest import NOON
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer


@pytest.fixture
def office(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime on a database of its own, whose transactions are as in the app: they commit and wait."""
    app_url, _ = postgres.create_database(f"tasks_{uuid4().hex[:8]}", template=template)
    engine = engine_for(app_url)
    sessions = sessions_for(engine)
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    made = Runtime(settings, fakes, sessions, organization_of(sessions))
    before = install(made)
    yield made
    install(before)
    engine.dispose()
