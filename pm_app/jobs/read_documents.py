"""Read the text of the files that were filed."""

from datetime import date

from pm_app.outbox.rules import JobReport
from pm_app.reading import read_waiting


def read_documents(today: date | None = None) -> JobReport:
    """Read every file that waits to be read; one that cannot be read now is tried again later."""
    done, failed = read_waiting()
    return JobReport(done, failed, f"{done:,} files read, {failed:,} to be tried again.")
