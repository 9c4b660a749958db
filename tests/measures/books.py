"""The books of an office of years: the rent run, reports of any day, one long ledger, the check, and hledger beside."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from pm_app.access.queries import has_users
from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.queries.accounts import account_balances
from pm_app.cli.plain_text import journal_text
from pm_app.jobs.post_rent import post_rent
from pm_app.kernel.dates import add_months
from pm_app.kernel.listing import Listing
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.ledger import ledger
from pm_app.reports.queries.delinquency import delinquency_list
from pm_app.reports.queries.rent_roll import rent_roll
from pm_app.runtime import run_now, running
from pm_app.schema import migrate
from pm_app.server import database
from pm_app.settings import settings_from_environment
from tests.measures.big_office import fill
from tests.measures.opening import Figures

TENANCIES, MONTHS, BEGAN = 5_000, 36, date(2023, 12, 1)
LAST = add_months(BEGAN, MONTHS) - timedelta(days=16)
PAST = add_months(BEGAN, MONTHS // 2) + timedelta(days=14)
ROUNDS = 5


def measure_books(figures: Figures, data: Path) -> None:
    """Write the office and measure; the yardstick of every report is hledger's balance report over the same books."""
    settings = replace(settings_from_environment(), data_dir=data, store=f"folder:{data / 'files'}", database_url=None)
    with database(settings) as place:
        migrate(str(place.owner_url), place.app_url)
        with running(settings, place.app_url):
            fill(str(place.owner_url), tenancies=TENANCIES, months=MONTHS, began=BEGAN)
            _measure(figures, data)


def _measure(figures: Figures, data: Path) -> None:
    smallest = median(_timed(lambda: run_now(CONSOLE, has_users)) for _ in range(20))
    lines = run_now(CONSOLE, _count, table="journal_line")
    said = f"{TENANCIES:,} leases, {MONTHS} months, {lines:,} journal lines"
    yardstick = _hledger(data, LAST)
    figures.seconds(f"hledger, balance report ({said})", yardstick, yardstick, "hledger's balance report")
    for day in (LAST, PAST):
        for name, report in _reports(day).items():
            taken = median(_timed(report) for _ in range(ROUNDS))
            figures.seconds(f"{name} as of {day.isoformat()}", taken, yardstick, "hledger's balance report")
    home, rows = run_now(CONSOLE, _longest)
    page = median(_timed(lambda: _first_page(home)) for _ in range(ROUNDS))
    figures.seconds(f"a ledger of {rows:,} rows, first page with balance", page, smallest, "the smallest query")
    figures.seconds("everything checked (pm check)", _timed(_check), yardstick, "hledger's balance report")
    run = _timed(lambda: post_rent(add_months(BEGAN, MONTHS) - timedelta(days=4)))
    figures.seconds(f"rent posted for {TENANCIES:,} leases", run, smallest * TENANCIES, "as many smallest queries")


def _reports(day: date) -> dict[str, Callable[[], Any]]:
    page = Listing(size=50)
    return {
        "account balances": lambda: run_now(CONSOLE, account_balances, as_of=day),
        "rent roll": lambda: run_now(CONSOLE, rent_roll, as_of=day, listing=page),
        "delinquency": lambda: run_now(CONSOLE, delinquency_list, as_of=day, listing=page),
    }


def _check() -> None:
    found = run_now(CONSOLE, findings, as_of=LAST)
    if found:
        raise AssertionError(found)


def _first_page(home: UUID) -> None:
    run_now(CONSOLE, ledger, tenancy_id=home, as_of=LAST, listing=Listing(size=50))


def _hledger(data: Path, as_of: date) -> float:
    """Export the books and time hledger's balances of the same day."""
    file = data / "books.journal"
    with file.open("w", encoding="ascii") as out:
        out.writelines(journal_text(as_of))
    command = [os.environ.get("PM_HLEDGER") or "hledger", "-f", str(file), "balance", "--flat", "--depth", "2"]
    return _timed(lambda: subprocess.run(command, check=True, capture_output=True))


def _count(session: Session, actor: Actor, *, table: str) -> int:
    return session.connection().execute(text(f"select count(*) from {table}")).scalar_one()


def _longest(session: Session, actor: Actor) -> tuple[UUID, int]:
    """Return the household with most charges, and how many rows its ledger has."""
    found = session.connection().execute(
        text(
            "select tenancy_id, count(*) + (select count(*) from receipt r where r.tenancy_id = c.tenancy_id)"
            " from charge c group by tenancy_id order by count(*) desc limit 1"
        )
    )
    tenancy_id, rows = found.one()
    return tenancy_id, int(rows)


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
