"""Two processes that start the same jobs: no day has two runs, and what a killed one leaves is made up."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pm_app.access.rules import SCHEDULER
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.outbox.enums import JobOutcome
from pm_app.outbox.queries import runs_of
from pm_app.outbox.rules import CUT_OFF
from pm_app.runtime import Runtime, Services, run_now, running
from pm_app.settings import settings_from_environment
from tests.conftest import NOON
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture
def url(postgres: EmbeddedPostgres, template: str) -> Iterator[str]:
    """The address of a database of its own."""
    app_url, _ = postgres.create_database("two_clocks", template=template)
    yield app_url
    postgres.drop_database("two_clocks")


@pytest.fixture
def office(url: str, tmp_path: Path) -> Iterator[Runtime]:
    """The office on that database, to read the record of runs."""
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    with running(settings, url, services=fakes) as runtime:
        yield runtime


@contextmanager
def a_clock(url: str, folder: Path, *, hangs: bool = False) -> Iterator[subprocess.Popen[str]]:
    """Start a process with a clock; at the end of the block it is killed as a power cut does it."""
    program = [sys.executable, "-m", "tests.two_clocks", url, str(folder), "hangs" if hangs else "runs"]
    with subprocess.Popen(program, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def heard(process: subprocess.Popen[str]) -> Iterator[str]:
    """Yield what the process says, line by line."""
    assert process.stdout is not None
    for line in process.stdout:
        yield line.strip()
    raise AssertionError("The clock ended.")


def said_until(process: subprocess.Popen[str], enough: Callable[[Counter[str]], bool]) -> Counter[str]:
    """Listen until enough was said, and return how often each word was."""
    said = Counter[str]()
    words = heard(process)
    while not enough(said):
        said[next(words)] += 1
    return said


def ran(folder: Path) -> Counter[str]:
    """How often each job ran, in whichever process."""
    return Counter({path.name: len(path.read_text().splitlines()) for path in folder.iterdir() if path.is_file()})


def nightly_is_done() -> bool:
    """Whether the record says that the latest run of the night's job has ended well."""
    return next(iter(row.outcome for row in run_now(SCHEDULER, runs_of, name="nightly")), None) == JobOutcome.DONE


def test_two_processes_share_the_jobs_and_no_day_has_two_runs(url: str, office: Runtime, tmp_path: Path) -> None:
    with a_clock(url, tmp_path) as one, a_clock(url, tmp_path) as other:
        for process in (one, other):
            turns = (word for word in heard(process) if word.startswith("alone"))
            assert {next(turns) for _ in range(4)} == {f"alone-{process.pid}"}  # its clock turns all the while
        said_until(other, lambda _: ran(tmp_path)["often"] >= 3 and nightly_is_done())

    assert ran(tmp_path)["nightly"] == 1
    [nightly] = run_now(SCHEDULER, runs_of, name="nightly")
    assert nightly.outcome == JobOutcome.DONE


def test_a_job_that_hangs_stops_no_other_and_what_it_left_is_made_up(url: str, office: Runtime, tmp_path: Path) -> None:
    with a_clock(url, tmp_path, hangs=True) as hanging:
        said = said_until(hanging, lambda said: said["nightly"] > 0 and said["often"] >= 3)
        assert said["nightly"] == 1
        [running_now] = run_now(SCHEDULER, runs_of, name="nightly")
        assert (running_now.outcome, running_now.ended_at) == (None, None)

    with a_clock(url, tmp_path) as another:
        said = said_until(another, lambda said: said["often"] >= 3 and nightly_is_done())
        assert said["nightly"] == 1

    made_up, cut_off = run_now(SCHEDULER, runs_of, name="nightly")
    assert (made_up.outcome, cut_off.outcome, cut_off.summary) == (JobOutcome.DONE, JobOutcome.FAILED, CUT_OFF)
