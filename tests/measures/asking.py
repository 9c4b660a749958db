"""Filing and reading every sample file, and searching what they say."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from pm_app.access.queries import has_users
from pm_app.access.rules import CONSOLE
from pm_app.documents.queries.search import search_documents
from pm_app.runtime import run_now, running, services
from pm_app.server import database
from pm_app.settings import settings_from_environment
from tests.journeys.office import pm, running_office
from tests.measures.opening import Figures

SEARCHES = (
    "landlord",
    "security deposit",
    "expiration",
    '"quiet enjoyment"',
    "restaurant rent addendum",
    "distributor agreement termination notice",
    "11,743",
    "Baymeadows",
    "tenant OR lessee",
    "insurance -fire",
    "smoke detector",
    "invoice total",
    "zqxjv",
    "the premises shall be used",
    "notic",
)
ROUNDS = 20


def measure_searches(figures: Figures, data: Path, folders: Sequence[Path]) -> None:
    """File all sample files and time searches over them; the yardstick is the smallest question there is."""
    with running_office(data) as office:
        started = perf_counter()
        answer = pm("file", *map(str, folders), environment=office.environment, check=False)
        took = perf_counter() - started
        figures.rows.append(
            (f"filing and reading the sample files ({answer.strip().splitlines()[-1]})", f"{took:.0f} s", "")
        )
    settings = replace(settings_from_environment(), data_dir=data, store=f"folder:{data / 'files'}", database_url=None)
    with database(settings) as place, running(settings, place.app_url):
        smallest = [_timed(lambda: run_now(CONSOLE, has_users)) for _ in range(ROUNDS * 5)]
        today = services().clock.today()
        times = [
            _timed(lambda text=text: run_now(CONSOLE, search_documents, text=text, today=today))
            for _ in range(ROUNDS)
            for text in SEARCHES
        ]
    yardstick = median(smallest)
    figures.seconds("search over them with snippets, median", median(times), yardstick, "the smallest query")
    figures.seconds("the same, 95th percentile", quantiles(times, n=20)[-1], yardstick, "the smallest query")


def _timed(work: object) -> float:
    started = perf_counter()
    assert callable(work)
    work()
    return perf_counter() - started
