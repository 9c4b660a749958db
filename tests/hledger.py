"""The books read by a program that is not ours: hledger must find the same balances in what we export.

    compare_with_hledger(session, date(2026, 1, 31))

compares every account, and every account of every lease, to the cent. Without hledger the test is skipped, never in CI.
"""

import csv
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.books.queries.accounts import account_balances, lease_balances
from pm_app.cli.plain_text import journal_text
from pm_app.runtime import run_now

PROJECT = Path(__file__).resolve().parent.parent

# What stands on an account by its number, or on an account for a lease.
Balances = dict[tuple[int, UUID | None], int]


def compare_with_hledger(session: Session, as_of: date) -> Balances:
    """Export the books of the installed runtime through a day and compare them; returns the balances they agree on."""
    session.commit()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "books.journal"
        file.write_text("".join(journal_text(as_of)), encoding="ascii")
        theirs = balances_of(file)
    ours = our_balances(as_of)
    assert theirs == ours
    return ours


def our_balances(as_of: date) -> Balances:
    """Return debits less credits in cents by account (lease None), and by account and lease; none that are zero."""
    found: Balances = {
        (one.number, None): one.debit_cents - one.credit_cents
        for one in run_now(CONSOLE, account_balances, as_of=as_of)
    }
    for lease in run_now(CONSOLE, lease_balances, as_of=as_of):
        found.update({(number, lease.concerned.tenancy_id): cents for number, cents in lease.cents.items()})
    return {key: cents for key, cents in found.items() if cents}


def balances_of(file: Path) -> Balances:
    """Return what hledger says of a journal, in the same shape."""
    found: Balances = {}
    for name, amount in _asked(file, "balance", "--flat", "--no-total", "--no-elide", "--output-format=csv"):
        number, lease = _read_name(name)
        cents = _cents(amount)
        found[number, None] = found.get((number, None), 0) + cents
        if lease is not None:
            found[number, lease] = cents
    return {key: cents for key, cents in found.items() if cents}


def hledger_path() -> str:
    """Return where hledger is; skips the test where there is none, and fails it in CI."""
    looked = subprocess.run(
        ["/bin/sh", str(PROJECT / ".ci" / "find_hledger")], capture_output=True, text=True, check=False
    )
    assert looked.returncode == 0, looked.stderr
    if not (path := looked.stdout.strip()):
        pytest.skip("there is no hledger on this machine: THE BOOKS ARE NOT COMPARED WITH IT")
    return path


def _asked(file: Path, *question: str) -> list[tuple[str, str]]:
    command = [hledger_path(), "--file", str(file), *question]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    csv.field_size_limit(sys.maxsize)
    rows = list(csv.reader(answer.stdout.splitlines()))
    return [(name, amount) for name, amount in rows[1:]]


def _read_name(name: str) -> tuple[int, UUID | None]:
    """Return the number and the lease of `assets:1100 Receivable:Alder Court 204 Sedlak 0197…`."""
    _, account, *below = name.split(":")
    return int(account.split()[0]), UUID(below[0].split()[-1]) if below else None


def _cents(amount: str) -> int:
    """Return `$-1234.50`, or `0` without a currency, in cents."""
    plain = amount.replace("$", "").replace(",", "")
    whole, _, part = plain.lstrip("-").partition(".")
    cents = int(whole) * 100 + int(part.ljust(2, "0"))
    return -cents if plain.startswith("-") else cents
