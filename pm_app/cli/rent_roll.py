"""The commands that import rent rolls and opening balances."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from pm_app.access.rules import CONSOLE
from pm_app.cli.console import progress, remark, say
from pm_app.cli.office import open_office
from pm_app.kernel.dates import in_words
from pm_app.portfolio.rules.fields import ImportField
from pm_app.portfolio.rules.mapping import Mapping, mapping_from_text, parse_mapping
from pm_app.portfolio.rules.reading import RefusedRow
from pm_app.receivables.actions.opening_imports import OpeningFile, import_opening, import_rent_roll
from pm_app.receivables.actions.opening_imports_columns import save_columns
from pm_app.receivables.queries.openings import (
    OPENING_BALANCES,
    RENT_ROLL,
    opening_plan,
    rent_roll_plan,
    saved_columns,
)
from pm_app.receivables.rules.rent_roll.fields import OPENING_FIELDS, ROLL_FIELDS
from pm_app.receivables.rules.rent_roll.opening import OpeningPlan, opening_summary
from pm_app.receivables.rules.rent_roll.plan import RentRollPlan, roll_summary, totals_lines
from pm_app.receivables.rules.rent_roll.reading import read_roll
from pm_app.receivables.rules.rent_roll.sheet import RollSheet, find_table, mapped, stated_day
from pm_app.runtime import run_now, services, sheet_lines

SheetFile = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A CSV, XLSX or PDF file with a table.")
]
Maps = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="Which column fills a field: tenant=Resident, rent='Actual Rent', property:='Maple Court' (the same for "
        "all). Or a JSON or TOML file of them. What is not said is as it was last time, or guessed.",
    ),
]
CutOver = Annotated[
    datetime | None,
    typer.Option(
        "--cut-over",
        formats=["%Y-%m-%d"],
        help="The day the balances are of; what fell due through it is in them. Else the day the file says, or today.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be made.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write it as JSON.")]


@dataclass(frozen=True)
class _Read:
    """A file taken apart, and what a person said about it."""

    sheet: RollSheet
    mapping: Mapping
    file: OpeningFile
    cut_over_on: date


def import_roll(
    file: SheetFile, maps: Maps = None, cut_over: CutOver = None, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Import a rent roll: properties, units, people, leases, recurring charges and opening balances, all or nothing.

    Ends with 1 when rows are refused.
    """
    with open_office():
        read = _read(file, maps or [], cut_over, ROLL_FIELDS, RENT_ROLL)
        reading = read_roll(read.sheet, read.mapping, cut_over_on=read.cut_over_on)
        with progress("Comparing with what is there"):
            plan = run_now(CONSOLE, rent_roll_plan, reading=reading, cut_over_on=read.cut_over_on)
        if not (dry_run or plan.refused):
            with progress(f"Importing {plan.totals.units:,} units"):
                arguments = {"reading": reading, "file": read.file, "cut_over_on": read.cut_over_on}
                run_now(CONSOLE, import_rent_roll, request_key=uuid4(), **arguments, **_moments())
            _save(read, RENT_ROLL)
    told = totals_lines(plan.totals)
    if as_json:
        say(json.dumps(_roll_as_json(plan, read), indent=2))
    else:
        _tell(plan.refused, plan.warnings, told, roll_summary(plan), read, dry_run=dry_run)
    if plan.refused:
        raise typer.Exit(1)


def import_balances(
    file: SheetFile, maps: Maps = None, cut_over: CutOver = None, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Import opening balances of leases on file: open charges with their due dates, prepaid money, deposits held.

    All or nothing. Ends with 1 when rows are refused.
    """
    with open_office():
        read = _read(file, maps or [], cut_over, OPENING_FIELDS, OPENING_BALANCES)
        arguments = {"sheet": read.sheet, "mapping": read.mapping, "cut_over_on": read.cut_over_on}
        with progress("Comparing with what is there"):
            plan = run_now(CONSOLE, opening_plan, **arguments)
        if not (dry_run or plan.refused):
            with progress(f"Importing balances of {len(plan.leases):,} leases"):
                run_now(CONSOLE, import_opening, request_key=uuid4(), file=read.file, **arguments, **_moments())
            _save(read, OPENING_BALANCES)
    if as_json:
        say(json.dumps(_opening_as_json(plan, read), indent=2))
    else:
        _tell(plan.refused, plan.warnings, plan.figures, opening_summary(plan), read, dry_run=dry_run)
    if plan.refused:
        raise typer.Exit(1)


def _read(
    file: Path, maps: list[str], cut_over: datetime | None, fields: tuple[ImportField, ...], purpose: str
) -> _Read:
    with progress(f"Reading {file.name}"):
        sheet = find_table(sheet_lines(file), fields)
    saved = run_now(CONSOLE, saved_columns, purpose=purpose, heading=sheet.heading)
    mapping = mapped(sheet, fields, said=_said(maps, fields), saved=saved)
    for source in mapping.sources:
        remark(f"{source.field} ← {' and '.join(source.columns) or repr(source.constant)}")
    day = cut_over.date() if cut_over else stated_day(sheet.titles) or services().clock.today()
    return _Read(sheet, mapping, OpeningFile(file.name, sha256(file.read_bytes()).hexdigest()), day)


def _said(maps: list[str], fields: tuple[ImportField, ...]) -> Mapping:
    said = parse_mapping([entry for entry in maps if not Path(entry).is_file()], fields)
    for entry in maps:
        if Path(entry).is_file():
            said = said.completed_by(mapping_from_text(Path(entry).read_text(), fields))
    return said


def _save(read: _Read, purpose: str) -> None:
    now = services().clock.now()
    run_now(CONSOLE, save_columns, purpose=purpose, heading=read.sheet.heading, mapping=read.mapping, now=now)


def _moments() -> dict[str, Any]:
    return {"today": services().clock.today(), "now": services().clock.now()}


def _tell(
    refused: tuple[RefusedRow, ...],
    warnings: tuple[str, ...],
    figures: list[tuple[str, str]],
    summary: str,
    read: _Read,
    *,
    dry_run: bool,
) -> None:
    for warning in warnings:
        remark(warning)
    for row in refused:
        for problem in row.problems:
            say(problem)
    if refused:
        remark("Nothing is imported while a row is refused.")
    elif dry_run:
        remark("Nothing was written: this was a dry run.")
    say(f"As of {in_words(read.cut_over_on)}")
    for name, figure in figures:
        say(f"  {name:<18}{figure:>16}")
    say(summary)


def _roll_as_json(plan: RentRollPlan, read: _Read) -> dict[str, object]:
    return {
        **_common(plan.refused, plan.warnings, read),
        "made": {
            "properties": plan.properties_to_add,
            "units": plan.units_to_add,
            "leases": plan.households_to_add,
        },
        "existing": plan.existing,
        "totals": {**asdict(plan.totals), "vacant": plan.totals.vacant},
        "totals_compared": plan.totals_compared,
    }


def _opening_as_json(plan: OpeningPlan, read: _Read) -> dict[str, object]:
    return {
        **_common(plan.refused, plan.warnings, read),
        "leases": len(plan.leases),
        "totals": {
            "owed_cents": plan.owed_cents,
            "prepaid_cents": plan.prepaid_cents,
            "deposits_cents": plan.deposits_cents,
        },
        "totals_compared": plan.totals_compared,
    }


def _common(refused: tuple[RefusedRow, ...], warnings: tuple[str, ...], read: _Read) -> dict[str, object]:
    return {
        "cut_over_on": read.cut_over_on.isoformat(),
        "columns": {source.field: list(source.columns) or source.constant for source in read.mapping.sources},
        "refused": [{"row": row.row_number, "problems": list(row.problems)} for row in refused],
        "warnings": list(warnings),
    }
