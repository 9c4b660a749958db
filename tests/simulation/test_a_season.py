"""A season of a small office in which everything breaks now and then; the whole year is among the measures."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import text

from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.runtime import Runtime, install
from tests.fakes import MemoryObjectStore
from tests.simulation.checks import decided, wrong_at_the_end, wrong_in_the_post
from tests.simulation.office import furnished
from tests.simulation.year import Year
from tests.stores.conftest import opened

DAYS = 30


@pytest.fixture
def desk(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime on a database of its own, whose transactions really end."""
    app_url, _ = postgres.create_database(f"season_{uuid4().hex[:8]}", template=template)
    before = install(None)
    made = opened(app_url, tmp_path, MemoryObjectStore())
    yield made
    install(before)
    made.sessions.kw["bind"].dispose()


@pytest.mark.parametrize("seed", [1, 2])
def test_every_rung_is_sent_once_or_skipped_or_cancelled_whatever_breaks(desk: Runtime, seed: int) -> None:
    office = furnished(desk, units=12, random=Random(seed))
    year = Year(desk, office, seed=seed)

    last_day = year.live(DAYS)

    with desk.sessions.begin() as session:
        chosen = text("select set_config('app.organization_id', :id, true)")
        session.connection().execute(chosen, {"id": str(desk.organization_id)})
        assert wrong_at_the_end(session, today=last_day, now=year.clock.now()) == []
        assert wrong_in_the_post(session, year.post.delivered) == []
        states = decided(session)
    assert min(states["sent"], states["skipped: late"], states["cancelled"]) > 0
    assert year.fate.deaths.keys() >= {"before a commit", "after a commit"}
    assert year.days_off > 0
