"""Make the letters to many that were asked for, each as a document on its own record."""

from datetime import date
from uuid import UUID

from pm_app.letters import make_waiting_letters
from pm_app.outbox.rules import JobReport

MOST_IN_A_RUN = 1_000


def make_letters(today: date | None = None) -> JobReport:
    """Make what waits, the oldest first; what could not be drawn is tried again, three times in all."""
    made, failed = make_waiting_letters(most=MOST_IN_A_RUN, path_of=page_of)
    told = f", {failed:,} could not be made" if failed else ""
    return JobReport(made, failed, f"{made:,} letters made{told}.")


def page_of(letter_run_id: UUID) -> str:
    """Return the address at which the letters of a run are listed and printed."""
    return f"/letters?run={letter_run_id}"
