"""The `pm` command and its parts."""

import sys
from collections.abc import Sequence
from typing import NoReturn

import typer

from pm_app.cli import (
    bank,
    checks,
    database,
    documents,
    export,
    jobs,
    portfolio,
    reading,
    rent_roll,
    serve,
    store,
    users,
)
from pm_app.cli.console import refuse
from pm_app.cli.office import demo_chosen
from pm_app.kernel.errors import Refused, Unavailable
from pm_app.settings import SettingsProblem

app = typer.Typer(
    name="pm",
    help="Property Desk from the command line. Settings come from the environment (PM_…, see .env.example).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
imports = typer.Typer(help="Bring in records from files.", no_args_is_help=True)
stores = typer.Typer(help="Where files are kept.", no_args_is_help=True)
exports = typer.Typer(help="Write the books for other programs.", no_args_is_help=True)

for command, name in (
    (serve.serve, "serve"),
    (serve.demo, "demo"),
    (database.migrate, "migrate"),
    (users.add_user, "add-user"),
    (documents.file, "file"),
    (documents.search, "search"),
    (reading.read, "read"),
    (jobs.run_one, "run-job"),
    (checks.check, "check"),
    (database.new_migration, "new-migration"),
):
    app.command(name)(command)
app.command("psql", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(database.psql)
imports.command("properties")(portfolio.import_properties)
imports.command("rent-roll")(rent_roll.import_roll)
imports.command("opening")(rent_roll.import_balances)
imports.command("bank")(bank.import_bank)
exports.command("journal")(export.export_journal)
exports.command("balances")(export.export_balances)
stores.command("prepare")(store.prepare)
stores.command("migrate")(store.migrate)
app.add_typer(stores, name="store")
app.add_typer(imports, name="import")
app.add_typer(exports, name="export")


@app.callback()
def choose(
    demo: bool = typer.Option(False, "--demo", help="Use the demo's database and files instead of the office's."),
) -> None:
    demo_chosen.set(demo)


def start(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command with these arguments, or those of the process, and exit.

    Whatever is refused or missing is one sentence on standard error, and exit code 2.
    """
    try:
        app(arguments)
    except Refused as refusal:
        refuse(refusal.message)
    except (SettingsProblem, Unavailable) as problem:
        refuse(str(problem))
    sys.exit(2)
