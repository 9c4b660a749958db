"""The command that runs a job now."""

from datetime import datetime
from typing import Annotated

import typer

from pm_app.cli.console import progress, say
from pm_app.cli.office import open_office
from pm_app.timetable import run_job
from pm_app.worker import JOBS

NAMES = ", ".join(sorted(JOBS))


def run_one(
    name: Annotated[str, typer.Argument(help=f"One of: {NAMES}.")],
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="As if it were this day (YYYY-MM-DD)."),
    ] = None,
) -> None:
    """Run a job now; twice does no harm. Ends with 1 when something in it failed."""
    with open_office():
        with progress(f"Running {name}"):
            report = run_job(name.replace("_", "-"), today=today.date() if today else None, wait=True)
        say(report.summary)
    raise typer.Exit(1 if report.failed else 0)
