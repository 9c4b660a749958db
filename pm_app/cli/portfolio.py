"""The command that imports properties."""

from pathlib import Path
from typing import Annotated

import typer

from pm_app.access.rules import CONSOLE
from pm_app.cli.console import progress, remark, say
from pm_app.cli.office import open_office
from pm_app.portfolio.actions.importing import import_properties as import_all
from pm_app.portfolio.queries.existing import import_plan
from pm_app.portfolio.rules.importing import ImportPlan, refusals, summary
from pm_app.portfolio.rules.mapping import Mapping, guess_mapping, mapping_from_text, parse_mapping, resolve_mapping
from pm_app.portfolio.rules.reading import read_rows
from pm_app.runtime import run_now, services, sheet_rows


def import_properties(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A CSV or XLSX file.")],
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            help="Which column fills a field: address_line=SITE_ADDRESS, storeys=CONFIRMED|REPORTED (the first that is "
            "filled), city:=Toronto (the same for all). Or a JSON or TOML file of them. What is not said is guessed.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Import properties, and units as far as the file tells: all rows or none. Again, it adds nothing.

    Ends with 1 when rows are refused.
    """
    with open_office():
        today = services().clock.today()
        with progress(f"Reading {file.name}"):
            headers, raw = sheet_rows(file)
            mapping = _mapping(maps or [], headers, raw)
            rows = read_rows(raw, mapping, this_year=today.year)
        for source in mapping.sources:
            remark(f"{source.field} ← {' or '.join(source.columns) or repr(source.constant)}")
        with progress("Comparing with what is there"):
            plan = run_now(CONSOLE, import_plan, rows=rows)
        if not (dry_run or plan.refused):
            with progress(f"Importing {len(rows):,} rows"):
                plan = run_now(CONSOLE, import_all, rows=rows, today=today, now=services().clock.now())
    _tell(plan, dry_run=dry_run)


def _tell(plan: ImportPlan, *, dry_run: bool) -> None:
    for warning in plan.warnings if dry_run else ():
        remark(warning)
    for sentence in refusals(plan):
        say(sentence)
    if plan.refused:
        remark("Nothing is imported while a row is refused.")
    elif dry_run:
        remark("Nothing was written: this was a dry run.")
    say(summary(plan))
    if plan.refused:
        raise typer.Exit(1)


def _mapping(entries: list[str], headers: list[str], rows: list[dict[str, str]]) -> Mapping:
    said = parse_mapping([entry for entry in entries if not Path(entry).is_file()])
    for entry in entries:
        if Path(entry).is_file():
            said = said.completed_by(mapping_from_text(Path(entry).read_text()))
    return resolve_mapping(said.completed_by(guess_mapping(headers, rows)), headers)
