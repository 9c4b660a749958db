"""A year of an office of 500 units in which everything breaks now and then: what became of every rung and mail."""

import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import text

from pm_app.runtime import Runtime, install, installed, running
from pm_app.schema import migrate
from pm_app.server import database
from pm_app.settings import settings_from_environment
from tests.measures.opening import Figures
from tests.simulation.checks import decided, wrong_at_the_end, wrong_in_the_post
from tests.simulation.office import BEGINS_ON, furnished
from tests.simulation.year import Year

UNITS, DAYS, SEED = 500, 365, 20_261


def measure_year(figures: Figures, data: Path, *, units: int = UNITS, days: int = DAYS, seed: int = SEED) -> list[str]:
    """Live through the year, add what came of it to the figures, and return what is wrong at its end: nothing."""
    settings = replace(settings_from_environment(), data_dir=data, store=f"folder:{data / 'files'}", database_url=None)
    with database(settings) as place:
        migrate(str(place.owner_url), place.app_url)
        with running(settings, place.app_url) as runtime:
            office = furnished(runtime, units=units, random=Random(seed))
            year = Year(runtime, office, seed=seed)
            started = perf_counter()
            last_day = year.live(days)
            taken = perf_counter() - started
            wrong = _judged(figures, runtime, year, last_day)
            install(runtime)
    said = f"{days} days of {units:,} units, everything breaking now and then"
    figures.seconds(said, taken, taken / (days + 14), "one of its days")
    return wrong


def _judged(figures: Figures, runtime: Runtime, year: Year, last_day: object) -> list[str]:
    with runtime.sessions.begin() as session:
        chosen = text("select set_config('app.organization_id', :id, true)")
        session.connection().execute(chosen, {"id": str(installed().organization_id)})
        wrong = wrong_at_the_end(session, today=last_day, now=year.clock.now())  # pyright: ignore[reportArgumentType]
        wrong += wrong_in_the_post(session, year.post.delivered)
        states = decided(session)
    told = ", ".join(f"{number:,} {state}" for state, number in sorted(states.items()))
    figures.rows.append(("what became of the rungs of that year", told, f"{len(wrong)} wrong"))
    deaths = sum(year.fate.deaths.values())
    mails = f"{len(year.post.delivered):,} mails, each delivered once"
    figures.rows.append((f"{deaths:,} deaths of processes, {year.days_off} days off", mails, f"from {BEGINS_ON}"))
    return wrong


def main() -> int:
    """Live through the year alone and print what came of it; 1 when something is wrong."""
    figures = Figures()
    with TemporaryDirectory() as folder:
        wrong = measure_year(figures, Path(folder))
    sys.stdout.write(figures.as_table() + "".join(f"WRONG: {line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
