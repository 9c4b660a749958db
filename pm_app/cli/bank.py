"""The command that imports bank statements."""

import hashlib
import json
from pathlib import Path
from typing import Annotated

import typer

from pm_app.access.rules import CONSOLE
from pm_app.banking.actions.importing import Imported, import_statement
from pm_app.banking.rules.statements import BankAccountStatement, BankFile, BankLine, plain
from pm_app.cli.console import progress, remark, say
from pm_app.cli.office import open_office
from pm_app.runtime import bank_statements, run_now, services

StatementFile = Annotated[
    Path,
    typer.Argument(
        exists=True, dir_okay=False, readable=True, help="OFX, QFX, QIF, CSV, camt.053, MT940 or BAI2, by content."
    ),
]
Maps = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="For a CSV file: which column fills a field, by its header or number: date=Posted, money_in=4. "
        "What is not said is guessed.",
    ),
]
DayFirst = Annotated[
    bool | None, typer.Option("--day-first/--month-first", help="How 1/2/2026 is meant. Guessed unless said.")
]
Account = Annotated[
    int | None,
    typer.Option(
        help="Which bank account of the chart it is of: 1000, or 1010 for deposits. Left out, what it was before."
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what was understood.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write what was understood as JSON.")]


def import_bank(
    file: StatementFile,
    maps: Maps = None,
    day_first: DayFirst = None,
    account: Account = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Read a bank statement and keep its lines, to be confirmed as receipts. Again, it adds nothing.

    Ends with 1 when lines of the file could not be understood.
    """
    with progress(f"Reading {file.name}"):
        read = bank_statements.read(file, columns=maps or (), day_first=day_first)
    imported = None if dry_run else _import(file, read, account)
    if as_json:
        counts = {"imported": {"new": imported.new, "known": imported.known}} if imported else {}
        say(json.dumps(told(read) | counts, indent=2))
    else:
        _tell(read, listed=dry_run)
        if imported:
            say(imported.sentence)
    if read.lost_count:
        raise typer.Exit(1)


def _import(file: Path, read: BankFile, account: int | None) -> Imported:
    with open_office(), file.open("rb") as content:
        return run_now(
            CONSOLE,
            import_statement,
            file=read,
            sha256=hashlib.file_digest(content, "sha256").hexdigest(),
            filename=file.name,
            now=services().clock.now(),
            bank_account=account,
        )


def told(read: BankFile) -> dict[str, object]:
    """Return what was understood in words JSON has: ISO days, amounts in cents, credits positive."""
    lines = [line for statement in read.statements for line in statement.lines]
    return {
        "format": read.format,
        "accounts": [_account(statement) for statement in read.statements],
        "totals": {
            "lines": len(lines),
            "credits_cents": sum(statement.credits_cents for statement in read.statements),
            "debits_cents": sum(statement.debits_cents for statement in read.statements),
        },
        "problems": [
            {"number": problem.number, "sentence": problem.sentence, "lost": problem.lost} for problem in read.problems
        ],
    }


def _account(statement: BankAccountStatement) -> dict[str, object]:
    return {
        "account": statement.account,
        "currency": statement.currency,
        "starts_on": statement.starts_on.isoformat() if statement.starts_on else None,
        "ends_on": statement.ends_on.isoformat() if statement.ends_on else None,
        "opening_cents": statement.opening_cents,
        "closing_cents": statement.closing_cents,
        "credits_cents": statement.credits_cents,
        "debits_cents": statement.debits_cents,
        "lines": [_line(line) for line in statement.lines],
    }


def _line(line: BankLine) -> dict[str, object]:
    return {
        "number": line.number,
        "posted_on": line.posted_on.isoformat(),
        "valued_on": line.valued_on.isoformat() if line.valued_on else None,
        "amount_cents": line.amount_cents,
        "bank_id": line.bank_id,
        "payee": line.payee,
        "reference": line.reference,
        "memo": line.memo,
        "check_number": line.check_number,
        "kind": line.kind,
    }


def _tell(read: BankFile, *, listed: bool) -> None:
    for problem in read.problems:
        remark(problem.sentence)
    for statement in read.statements:
        period = f", {statement.starts_on} to {statement.ends_on}" if statement.starts_on else ""
        say(f"{read.format}: account {statement.account or 'not named'} {statement.currency}".rstrip() + period)
        for line in statement.lines if listed else ():
            words = " · ".join(word for word in (line.payee, line.reference, line.check_number, line.memo) if word)
            say(f"  {line.posted_on}  {plain(line.amount_cents):>14}  {words}")
        closing = "" if statement.closing_cents is None else f"; closes with {plain(statement.closing_cents)}"
        say(f"  in {plain(statement.credits_cents)}, out {plain(statement.debits_cents)}{closing}")
    count = sum(len(statement.lines) for statement in read.statements)
    say(f"{count:,} line{'' if count == 1 else 's'} understood, {read.lost_count:,} not")
