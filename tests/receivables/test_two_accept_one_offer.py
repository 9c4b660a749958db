"""Two people accept the same offer in the same moment: one term and one rent come of it, and both read the same."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import text

from pm_app.access.rules import CONSOLE
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.leasing.queries.details import tenancy_details
from pm_app.receivables.actions.rents import accept_renewal_offer
from pm_app.runtime import Runtime, Services, engine_for, install, organization_of, run_now, sessions_for
from pm_app.settings import settings_from_environment
from tests.conftest import NOON
from tests.factories.leasing import a_tenancy
from tests.factories.renewals import an_offer
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer

TODAY = date(2026, 1, 15)


@pytest.fixture
def own_database(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime on a database of its own, where transactions really commit."""
    app_url, _ = postgres.create_database("two_accept_one_offer", template=template)
    engine = engine_for(app_url, pool=4)
    sessions = sessions_for(engine)
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    runtime = Runtime(settings, fakes, sessions, organization_of(sessions))
    before = install(runtime)
    yield runtime
    install(before)
    engine.dispose()


def an_offer_for_everybody(runtime: Runtime) -> tuple[UUID, UUID]:
    """The ids of a household and of the offer made to it."""
    with runtime.sessions.begin() as session:
        session.connection().execute(
            text("select set_config('app.organization_id', :id, true)"), {"id": str(runtime.organization_id)}
        )
        tenancy = a_tenancy(session)
        return tenancy.id, an_offer(session, tenancy)


def test_an_offer_accepted_twice_at_once_is_one_term(own_database: Runtime):
    tenancy_id, offer_id = an_offer_for_everybody(own_database)
    together = Barrier(2)

    def accepted(_: int) -> UUID:
        together.wait(timeout=150)
        return run_now(CONSOLE, accept_renewal_offer, offer_id=offer_id, accepted_on=TODAY, today=TODAY, now=NOON)

    with ThreadPoolExecutor(2) as pool:
        answers = set(pool.map(accepted, range(2)))

    found = run_now(CONSOLE, tenancy_details, tenancy_id=tenancy_id, today=TODAY)
    assert (len(answers), len(found.terms), len(found.rent_lines)) == (1, 2, 2)
    assert found.terms[0].lease_id in answers
