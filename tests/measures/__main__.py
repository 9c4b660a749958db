"""Measure and print the tables of docs/benchmarks.md. Each figure stands beside a yardstick of the same run."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.journeys.office import PROJECT, chromium
from tests.measures.alerts import measure_alerts
from tests.measures.asking import measure_searches
from tests.measures.books import measure_books
from tests.measures.dates import measure_dates
from tests.measures.long_papers import measure_long_papers
from tests.measures.mailing import measure_mailing
from tests.measures.opening import Figures, measure_import, measure_start
from tests.measures.reading import measure_reading
from tests.measures.searching import measure_library
from tests.measures.understanding import measure_understanding
from tests.measures.viewing import measure_pages
from tests.measures.while_reading import measure_while_reading
from tests.measures.whole_year import measure_year

SAMPLES = PROJECT.parent / "shared" / "samples"


def main() -> int:
    """Run every measure and print what came out; 1 when the sample files are absent, or the year goes wrong."""
    if not SAMPLES.is_dir():
        sys.stdout.write("The folder of sample files is not on this machine: nothing was measured.\n")
        return 1
    figures = Figures()
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        measure_start(figures, data)
        measure_import(figures, data, SAMPLES / "properties" / "toronto_apartment_building_registrations.csv")
        measure_searches(figures, data, [SAMPLES / "documents", SAMPLES / "hard"])
        measure_reading(figures, SAMPLES / "documents")
        with chromium() as browser:
            measure_pages(figures, data, browser)
            measure_long_papers(figures, data, browser)
            measure_while_reading(figures, data, browser, SAMPLES)
        measure_books(figures, Path(folder) / "years")
        measure_dates(figures, Path(folder) / "dates")
        measure_mailing(figures, Path(folder) / "mailing")
        measure_library(figures, Path(folder) / "library")
        measure_alerts(figures, Path(folder) / "alerts")
        wrong = measure_year(figures, Path(folder) / "year")
    sys.stdout.write(figures.as_table())
    sys.stdout.write("".join(f"WRONG in the year: {line}\n" for line in wrong))
    measure_understanding(sys.stdout.write)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
