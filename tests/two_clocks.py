"""An office's clock in a process of its own: `python -m tests.two_clocks URL FOLDER HANGS`.

It starts a job of every day, one of every second, and one of every second that no other process has. Each writes a line
into the folder for every run, and says its name. With HANGS the first does not end.
"""

import os
import sys
import time
from datetime import date
from pathlib import Path

from pm_app import worker
from pm_app.adapters.system_clock import SystemClock
from pm_app.outbox.rules import JobReport
from pm_app.runtime import Services, running
from pm_app.settings import settings_from_environment
from pm_app.timetable import Planned
from tests.fakes import CannedTextReader, MemoryObjectStore, OutboxMailer
from tests.noon import zone_at_noon


def run(url: str, folder: Path, hangs: bool) -> None:
    """Start the clock and let it run until somebody ends this process."""

    def noted(name: str) -> JobReport:
        with (folder / name).open("a") as file:
            file.write("ran\n")
        os.write(sys.stdout.fileno(), f"{name}\n".encode())  # heard by the test; a whole line at once, two jobs may run
        while hangs and name == "nightly":
            time.sleep(60)
        return JobReport(1, 0, "So.")

    def nightly(today: date | None) -> JobReport:
        return noted("nightly")

    def often(today: date | None) -> JobReport:
        return noted("often")

    def alone(today: date | None) -> JobReport:
        return noted(f"alone-{os.getpid()}")

    worker.JOBS.clear()
    worker.JOBS["nightly"] = Planned(nightly, at_hour=2)
    worker.JOBS["often"] = Planned(often, every_seconds=1)
    worker.JOBS[f"alone-{os.getpid()}"] = Planned(alone, every_seconds=1)
    chosen = {"PM_DATA_DIR": str(folder), "PM_SECRET_KEY": "k" * 48, "PM_TIME_ZONE": zone_at_noon()}
    settings = settings_from_environment(chosen)
    clock = SystemClock(settings.time_zone)
    with running(settings, url, services=Services(clock, MemoryObjectStore(), OutboxMailer(), CannedTextReader())):
        worker.LOOK_SECONDS = 1
        worker.FIRST_RUN_AFTER *= 0
        worker.timetable(settings).start()
        while True:
            time.sleep(60)


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]), sys.argv[3] == "hangs")
