"""The journal as a plain-text accounting file, which hledger and its kin read; the same books make the same bytes.

    2026-01-05 (2026-00012) receipt, Check 1043
        assets:1050 Undeposited funds:Alder Court 204 Sedlak 01976f…  $1500.00
        assets:1100 Accounts receivable tenants:Alder Court 204 Sedlak 01976f…  $-1500.00

Below each account stand the leases, each with its id as the last word, so that balances can be asked of either.
It is written in ASCII, since those programs read letters as the locale of whoever runs them says.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from pm_app.access.rules import CONSOLE
from pm_app.books.enums import AccountKind
from pm_app.books.queries.accounts import chart
from pm_app.books.queries.concerned import Concerned
from pm_app.books.queries.journal import JournalRow, journal_after
from pm_app.books.queries.narrowing import JournalFilter
from pm_app.runtime import run_now

PART = 5_000
_ROOTS = {
    AccountKind.ASSET: "assets",
    AccountKind.LIABILITY: "liabilities",
    AccountKind.EQUITY: "equity",
    AccountKind.INCOME: "income",
    AccountKind.EXPENSE: "expenses",
}
_MEANS_SOMETHING = re.compile(r"[^A-Za-z0-9 .,'&#/_+-]+")


def journal_text(as_of: date) -> Iterator[str]:
    """Yield the journal up to and including a day, entry by entry in the order of the books."""
    names, leases = account_names(), dict[UUID, str]()
    yield f"; Journal of Property Desk through {as_of.isoformat()}\n"
    after: tuple[date, int] | None = None
    while rows := run_now(CONSOLE, journal_after, asked=JournalFilter(ends_on=as_of), after=after, limit=PART):
        yield from (entry_text(row, names, leases) for row in rows)
        after = (rows[-1].posted_on, rows[-1].number_in_year)


def account_names() -> dict[int, str]:
    """Return what each account of the chart is called in the file, by number: `assets:1050 Undeposited funds`."""
    return {one.number: f"{_ROOTS[one.kind]}:{one.number} {safe(one.name)}" for one in run_now(CONSOLE, chart)}


def entry_text(row: JournalRow, names: Mapping[int, str], leases: dict[UUID, str]) -> str:
    """Return one entry, an empty line before it: its number is the code, its kind and memo the description.

    `leases` remembers what each lease was called, for the entries that follow.
    """
    reverses = f"of {row.reverses}" if row.reverses else ""
    words = ", ".join(part for part in (row.kind.value, reverses, safe(row.memo)) if part)
    lines = [f"\n{row.posted_on.isoformat()} ({row.number}) {words}\n"]
    for line in row.lines:
        cents = line.debit_cents - line.credit_cents
        lines.append(f"    {names[line.account]}{_below(line.concerned, leases)}  {_amount(cents)}\n")
    return "".join(lines)


def _below(concerned: Concerned, leases: dict[UUID, str]) -> str:
    tenancy_id = concerned.tenancy_id
    if tenancy_id is None:
        return ""
    if tenancy_id not in leases:
        leases[tenancy_id] = f":{safe(f'{concerned.place} {concerned.tenancy_name} {tenancy_id}')}"
    return leases[tenancy_id]


def _amount(cents: int) -> str:
    return f"${'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def safe(text: str) -> str:
    """Return the text in ASCII, without what means something to such a file, and with single blanks."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(_MEANS_SOMETHING.sub(" ", plain).split())
