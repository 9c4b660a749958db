"""How long a start takes, how long an import takes, and what the running app holds in memory."""

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import psutil

from tests.journeys.office import RunningOffice, pm, running_office

MAPPING = (
    "address_line=SITE_ADDRESS",
    "external_reference=RSN",
    "city:=Toronto",
    "region:=ON",
    "country:=Canada",
    "postal_code=PCODE",
    "unit_count=CONFIRMED_UNITS|NO_OF_UNITS",
    "storeys=CONFIRMED_STOREYS|NO_OF_STOREYS",
    "year_built=YEAR_BUILT",
    "management_company=PROP_MANAGEMENT_COMPANY_NAME",
)
IMPORTS = "import reflex, sqlmodel, boto3, apscheduler"
MB = 1024 * 1024


@dataclass
class Figures:
    """The rows of the table: what, how much, and how many times the yardstick that is."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def seconds(self, what: str, seconds: float, yardstick: float, named: str) -> None:
        """Note a duration and its ratio to the yardstick of the same run."""
        said = f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1_000:.1f} ms"
        ratio = seconds / yardstick
        self.rows.append((what, said, f"{ratio:.1f} × {named}" if ratio >= 0.1 else f"{ratio:.2g} × {named}"))

    def as_table(self) -> str:
        """Return the rows as a table for the document."""
        lines = ["| what | measured | ratio |", "|---|---|---|"]
        lines += [f"| {what} | {said} | {ratio} |" for what, said, ratio in self.rows]
        return "\n".join(lines) + "\n"


def measure_start(figures: Figures, data: Path) -> None:
    """Start an office twice; the second start finds the screens built and the database made."""
    started = perf_counter()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True)
    yardstick = perf_counter() - started
    with running_office(data):
        pass
    started = perf_counter()
    with running_office(data) as office:
        figures.seconds("second start, until the app answers", perf_counter() - started, yardstick, "importing Reflex")
        _measure_memory(figures, office)


def _measure_memory(figures: Figures, office: RunningOffice) -> None:
    port = office.address.rpartition(":")[2]
    yardstick = 0
    for name, words in (("web process", ("granian", port)), ("database", ("postgres",))):
        chosen = [process for process in psutil.process_iter(["cmdline"]) if _ours(process, words, office)]
        # A child may carry its parent's command line: each process counts once.
        family = {one.pid: one for process in chosen for one in (process, *process.children(recursive=True))}
        resident = sum(map(_proportional, family.values()))
        yardstick = yardstick or resident
        said = f"{resident / MB:.0f} MB"
        figures.rows.append((f"memory after the start: {name}", said, f"{resident / yardstick:.2f} × web process"))


def _ours(process: psutil.Process, words: tuple[str, ...], office: RunningOffice) -> bool:
    """Say whether this is the web process or the postmaster of our office, not a child of one and nobody else's."""
    command = " ".join(process.info["cmdline"] or ())
    if not all(word in command for word in words):
        return False
    if words == ("postgres",):
        folder = str(Path(office.environment["PM_DATA_DIR"]) / "pg")
        return psutil.Process(process.pid).cwd() == folder and "postgres:" not in command
    return "-m granian" in command


def _proportional(process: psutil.Process) -> int:
    """Return the memory a process uses, what it shares divided among those that share it."""
    try:
        return process.memory_full_info().pss
    except psutil.Error:
        return 0


def measure_import(figures: Figures, data: Path, file: Path) -> None:
    """Import the registrations of a city, then once more; the yardstick is reading the file without writing."""
    with running_office(data) as office:
        arguments = [part for entry in MAPPING for part in ("--map", entry)]
        command = ("import", "properties", str(file), *arguments)
        tries = {"a dry run": "--dry-run", "adding all": "", "again, all unchanged": ""}
        yardstick = 0.0
        for name, option in tries.items():
            started = perf_counter()
            answer = pm(*command, *([option] if option else []), environment=office.environment)
            took = perf_counter() - started
            yardstick = yardstick or took
            summary = answer.strip().splitlines()[-1]
            figures.seconds(f"import of 3,611 properties, {name} ({summary})", took, yardstick, "the dry run")
