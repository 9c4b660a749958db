"""Two people let the same unit in the same moment: one lease comes of it, the other gets a sentence."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from pm_app.access.rules import CONSOLE
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.kernel.listing import Listing
from pm_app.leasing.actions.parties import NewParty
from pm_app.leasing.actions.starting import start_lease
from pm_app.leasing.actions.stays import UnitOccupied
from pm_app.leasing.queries.tenancies import tenancy_rows
from pm_app.runtime import Runtime, Services, engine_for, install, organization_of, run_now, sessions_for
from pm_app.settings import settings_from_environment
from tests.conftest import NOON
from tests.factories.portfolio import a_unit
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer

TODAY = date(2026, 1, 15)


@pytest.fixture
def own_database(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime on a database of its own, where transactions really commit."""
    app_url, _ = postgres.create_database("two_let_one_unit", template=template)
    engine = engine_for(app_url, pool=4)
    sessions = sessions_for(engine)
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    runtime = Runtime(settings, fakes, sessions, organization_of(sessions))
    before = install(runtime)
    yield runtime
    install(before)
    engine.dispose()


def vacant_unit(runtime: Runtime) -> UUID:
    """The id of a unit that is there for everybody."""
    with runtime.sessions.begin() as session:
        session.connection().execute(
            text("select set_config('app.organization_id', :id, true)"), {"id": str(runtime.organization_id)}
        )
        return a_unit(session).id


def test_one_of_two_gets_the_unit_and_the_other_a_sentence(own_database: Runtime):
    unit_id = vacant_unit(own_database)
    together = Barrier(2)

    def let_to(name: str) -> str:
        together.wait(timeout=150)
        try:
            run_now(
                CONSOLE,
                start_lease,
                request_key=uuid4(),
                unit_id=unit_id,
                parties=[NewParty(name=name)],
                starts_on=date(2026, 2, 1),
                ends_on=date(2027, 1, 31),
                rent_cents=1_000_00,
                today=TODAY,
                now=NOON,
            )
        except UnitOccupied as refusal:
            return refusal.message
        return "started"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(let_to, ["Ada Obi", "Ben Roe"]), key=len)

    [row] = run_now(CONSOLE, tenancy_rows, listing=Listing(), today=TODAY).rows
    assert answers == [
        "started",
        f"The unit is let to {row.name}, and no notice was given. Record when they leave first.",
    ]
