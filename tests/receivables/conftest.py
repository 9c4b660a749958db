"""An office whose transactions really commit, for what several people or a dying process do."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.runtime import Runtime, Services, engine_for, install, organization_of, run_now, sessions_for
from pm_app.settings import settings_from_environment
from tests.conftest import NOON
from tests.factories.receivables import a_household
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer
from tests.receivables.acting import charge

JAN_1 = date(2026, 1, 1)


@pytest.fixture
def office(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime on a database of its own, whose transactions are as in the app: they commit and wait."""
    app_url, _ = postgres.create_database(f"at_once_{uuid4().hex[:8]}", template=template)
    engine = engine_for(app_url)
    sessions = sessions_for(engine)
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    made = Runtime(settings, fakes, sessions, organization_of(sessions))
    before = install(made)
    yield made
    install(before)
    engine.dispose()


@pytest.fixture
def tenancy_id(office: Runtime) -> UUID:
    """A household that owes rent of 1,000."""

    def made(session: Session, _actor: object) -> UUID:
        return a_household(session).id

    tenancy_id = run_now(CONSOLE, made)
    charge(CONSOLE, tenancy_id, 1_000_00, JAN_1)
    return tenancy_id
