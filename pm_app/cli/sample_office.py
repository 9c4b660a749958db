"""Making the sample office: whole, or anew from an empty database."""

from collections.abc import Callable

import typer

from pm_app.access.queries import has_users
from pm_app.access.rules import CONSOLE
from pm_app.cli.console import progress, remark
from pm_app.cli.database import bring_up
from pm_app.demo.making import clear_files, is_unfinished, made_alone, marked_unfinished
from pm_app.demo.office import Tell
from pm_app.runtime import run_now, running
from pm_app.server import Database
from pm_app.settings import Settings

STOPPED = 130  # what a shell answers after Ctrl-C


def make_sample_office(settings: Settings, place: Database, *, load: Callable[[Tell], None]) -> None:
    """Fill an empty database by `load`; what an earlier load left half made is removed first.

    Refused while another process is doing it, and when a half made one holds other users than the demo's.
    """
    with made_alone(settings.data_dir):
        bring_up(settings, place)
        if is_unfinished(settings.data_dir):
            _start_over(settings, place)
        with running(settings, place.app_url):
            if not run_now(CONSOLE, has_users):
                _load(settings, load)


def _start_over(settings: Settings, place: Database) -> None:
    remark("The sample office was not made to its end the last time: it is made anew.")
    with running(settings, place.app_url):
        clear_files()
    place.start_over()
    bring_up(settings, place)


def _load(settings: Settings, load: Callable[[Tell], None]) -> None:
    try:
        with marked_unfinished(settings.data_dir), progress("Making the sample office") as bar:
            load(lambda doing: bar.update(bar.task_ids[0], description=f"Making the sample office: {doing}"))
    except KeyboardInterrupt:
        remark("Stopped. The sample office is not whole yet: the next start makes it anew.")
        raise typer.Exit(STOPPED) from None
