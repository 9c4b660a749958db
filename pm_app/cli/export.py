"""The commands that write the books for other programs."""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from pm_app.access.rules import CONSOLE
from pm_app.books.queries.accounts import AccountBalance, LeaseBalances, account_balances, lease_balances
from pm_app.cli.console import progress, remark, say
from pm_app.cli.office import open_office
from pm_app.cli.plain_text import journal_text
from pm_app.runtime import run_now, services

AsOf = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The last day (YYYY-MM-DD); today at first.")
]


def export_journal(
    as_of: AsOf = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="Write there instead of standard output.")
    ] = None,
) -> None:
    """Write the whole journal as plain-text accounting, which hledger reads: accounts, and leases below them."""
    with open_office():
        text = journal_text(_day(as_of))
        if output is None:
            sys.stdout.writelines(text)
            return
        with progress("Writing the journal"), output.open("w", encoding="ascii") as file:
            file.writelines(text)
    remark(f"{output} holds the journal.")


def export_balances(
    as_of: AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON; amounts are whole cents.")] = False,
) -> None:
    """Write what stands on each account, and on each account for each lease."""
    with open_office():
        day = _day(as_of)
        accounts = run_now(CONSOLE, account_balances, as_of=day)
        leases = run_now(CONSOLE, lease_balances, as_of=day)
    if as_json:
        say(json.dumps(_told(day, accounts, leases), indent=2, ensure_ascii=False))
        return
    for account in accounts:
        say(f"{account.number} {account.name}: {_dollars(account.debit_cents - account.credit_cents)}")
    for lease in leases:
        for number, cents in lease.cents.items():
            say(f"{number} {lease.concerned.place} {lease.concerned.tenancy_name}: {_dollars(cents)}")


def _day(as_of: datetime | None) -> date:
    return as_of.date() if as_of else services().clock.today()


def _told(day: date, accounts: list[AccountBalance], leases: list[LeaseBalances]) -> dict[str, Any]:
    """Return the balances as debits less credits in cents: accounts by number, leases by place."""
    return {
        "as_of": day.isoformat(),
        "accounts": [
            {
                "number": one.number,
                "name": one.name,
                "kind": one.kind.value,
                "debit_cents": one.debit_cents,
                "credit_cents": one.credit_cents,
                "balance_cents": one.debit_cents - one.credit_cents,
            }
            for one in accounts
        ],
        "leases": [
            {
                "lease_id": str(one.concerned.tenancy_id),
                "property": one.concerned.property_name,
                "unit": one.concerned.unit_name,
                "household": one.concerned.tenancy_name,
                "balances_cents": {str(number): cents for number, cents in one.cents.items()},
            }
            for one in leases
        ],
    }


def _dollars(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100:,}.{abs(cents) % 100:02}"
