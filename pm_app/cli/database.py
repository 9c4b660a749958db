"""Commands on the database: bring it up to date, look into it, write a migration."""

import signal
import subprocess
from dataclasses import replace
from typing import Annotated

import typer

from pm_app.access.rules import CONSOLE
from pm_app.books.actions.entries import open_books
from pm_app.cli.console import progress, remark, say
from pm_app.cli.office import must_be_current, owner_url, settings_chosen
from pm_app.log import configure_logging
from pm_app.runtime import run_now, running
from pm_app.schema import is_current
from pm_app.schema import migrate as migrate_schema
from pm_app.schema import new_migration as write_migration
from pm_app.server import Database, database
from pm_app.settings import PROJECT, Settings, process_environment


def migrate() -> None:
    """Bring the database up to the newest schema."""
    settings = settings_chosen()
    configure_logging("warning")
    with database(settings) as place:
        bring_up(settings, place)
    say("The database has the newest schema.")


def bring_up(settings: Settings, place: Database) -> None:
    """Migrate as the owner, then make what every office has."""
    with progress("Bringing the database up to date"):
        is_current(owner_url(place))  # a database that does not answer is told in a sentence
        migrate_schema(owner_url(place), place.app_url)
        with running(settings, place.app_url):
            run_now(CONSOLE, open_books)


def psql(
    context: typer.Context,
    owner: Annotated[bool, typer.Option("--owner", help="As the role that owns the tables.")] = False,
) -> None:
    """Open psql on the database as the app's role; further arguments go to psql (`pm psql -c "select …"`)."""
    settings = settings_chosen()
    with database(settings) as place:
        must_be_current(place)
        with running(settings, place.app_url) as runtime:
            organization = f"-c app.organization_id={runtime.organization_id}"
        command, variables = place.psql(context.args, owner=owner)
        variables["PGOPTIONS"] = f"{variables.get('PGOPTIONS', '')} {organization}".strip()
        signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is psql's: it cancels a query, not psql
        ended = subprocess.run(command, env=process_environment(variables), check=False)  # noqa: S603 - our own psql
    raise typer.Exit(ended.returncode)


def new_migration(message: Annotated[str, typer.Argument(help="What it does, in a few words.")]) -> None:
    """Write a migration from the difference between the tables and the newest schema; read it before it lands."""
    settings = replace(settings_chosen(), data_dir=PROJECT / ".build" / "migration", database_url=None)
    with database(settings) as place:
        bring_up(settings, place)
        write_migration(owner_url(place), place.app_url, message)
    remark("Read it, make it do one thing, and run `make check`.")
