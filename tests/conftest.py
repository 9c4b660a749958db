"""The database, the clock and the fakes that tests share."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import GRANTS, Actor
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.runtime import Runtime, Services, install, organization_of
from pm_app.schema import migrate
from pm_app.settings import settings_from_environment
from pm_app.timetable import Planned, forget, plan, planned_jobs
from tests.factories.access import a_user
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer

# By itself hypothesis tries the same in every run where CI says so, and `make check` asks it to; a test that is slow on
# a busy machine fails nowhere.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])

NOON = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)  # a Thursday, noon in New York


_MADE_UP = re.compile("[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a case without the ids in it, which may be made up: all processes of a run must collect the same tests."""
    return _MADE_UP.sub("id", val) if isinstance(val, str) and _MADE_UP.search(val) else None


@event.listens_for(Engine, "do_connect")
def be_patient(_dialect: object, _record: object, _arguments: object, given: dict[str, Any]) -> None:
    """Let every connection of a test wait longer than an office would: that a machine is busy is no finding."""
    waits = "-c lock_timeout=150s -c statement_timeout=300s -c idle_in_transaction_session_timeout=600s"
    given |= {"options": f"{given.get('options', '')} {waits}", "connect_timeout": 60}


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A real PostgreSQL of this test run alone."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres: EmbeddedPostgres) -> str:
    """The name of a migrated, empty database to copy others from."""
    app_url, owner_url = postgres.create_database("template_desk")
    migrate(owner_url, app_url)
    return "template_desk"


@pytest.fixture(scope="session")
def engine(postgres: EmbeddedPostgres, template: str) -> Iterator[Engine]:
    """Connections of the app's role to the database that the quick tests share and leave as it was."""
    app_url, _ = postgres.create_database("quick", template=template)
    engine = create_engine(app_url)
    yield engine
    engine.dispose()


@pytest.fixture
def runtime(engine: Engine, tmp_path: Path) -> Iterator[Runtime]:
    """An installed runtime whose commits become savepoints of one transaction that is rolled back."""
    chosen = {"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48, "PM_READERS": "1"}  # one connection, one reader
    settings = settings_from_environment(chosen)
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    with engine.connect() as connection:
        outer = connection.begin()
        sessions = sessionmaker(
            connection, class_=Session, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        made = Runtime(settings, fakes, sessions, organization_of(sessions))
        before = install(made)
        yield made
        install(before)
        outer.rollback()


@pytest.fixture
def session(runtime: Runtime) -> Iterator[Session]:
    """A session in the test's transaction, for factories and for calling queries and actions directly."""
    with runtime.sessions() as session:
        session.connection().execute(
            text("select set_config('app.organization_id', :id, false)"), {"id": str(runtime.organization_id)}
        )
        yield session


@pytest.fixture
def clock(runtime: Runtime) -> FixedClock:
    """The clock of the installed runtime: it stands at noon on January 15, 2026 until it is moved."""
    assert isinstance(runtime.services.clock, FixedClock)
    return runtime.services.clock


@pytest.fixture
def jobs() -> Iterator[dict[str, Planned]]:
    """A table of jobs for the test to fill, in a process that remembers no run."""
    before, table = planned_jobs(), dict[str, Planned]()
    plan(table)
    forget()
    yield table
    plan(before)
    forget()


@pytest.fixture
def manager(session: Session) -> Actor:
    """A manager who sees every property."""
    return an_actor(session, Role.MANAGER)


@pytest.fixture
def administrator(session: Session) -> Actor:
    """An administrator."""
    return an_actor(session, Role.ADMINISTRATOR)


def an_actor(session: Session, role: Role) -> Actor:
    """Return an actor of the role, with a user row behind it."""
    user = a_user(session, role=role)
    session.commit()
    return Actor(user.id, user.name, user.email, role, GRANTS[role])


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real sample files; tests that need it are skipped where it is absent."""
    folder = Path(__file__).resolve().parent.parent.parent / "shared" / "samples"
    if not folder.is_dir():
        pytest.skip("the folder of sample files is not on this machine")
    return folder
