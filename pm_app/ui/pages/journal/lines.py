"""Entries and lines of an account, as text."""

from dataclasses import dataclass

from pm_app.books.enums import EntryKind
from pm_app.books.queries.account_detail import AccountDetail, AccountLineRow
from pm_app.books.queries.concerned import Concerned
from pm_app.books.queries.journal import JournalRow
from pm_app.ui import paths
from pm_app.ui.format import day, dollars, moment
from pm_app.ui.parts.books import whom


@dataclass
class EntryLine:
    """One line of an entry. What heads the entry stands on its first line, which is `rows` lines high; else 0.

    Whom the entry is about is said at its head (`all_whom`) when that is the same for all lines, else at each (`whom`).
    """

    key: str
    rows: int
    on: str
    number: str
    path: str
    kind: str
    memo: str
    recorded: str
    other: str
    other_path: str
    account: str
    account_path: str
    all_whom: str
    whom: str
    whom_path: str
    debit: str
    credit: str


@dataclass
class AccountLine:
    """One line on an account, or what it stood at before (without a number)."""

    key: str
    on: str
    number: str
    path: str
    kind: str
    memo: str
    whom: str
    whom_path: str
    debit: str
    credit: str
    balance: str


def entry_lines(row: JournalRow, zone: str) -> list[EntryLine]:
    """Return an entry as the lines of a table."""
    other = row.reverses or row.reversed_by
    told = f"Reverses {row.reverses}" if row.reverses else f"Reversed by {row.reversed_by}" if row.reversed_by else ""
    same = len({line.concerned for line in row.lines}) == 1
    return [
        EntryLine(
            key=f"{row.entry_id} {place}",
            rows=len(row.lines) if place == 0 else 0,
            on=day(row.posted_on),
            number=row.number,
            path=paths.entry_path(row.number),
            kind=kind_words(row.kind),
            memo=row.memo,
            recorded=f"Recorded by {row.recorded_by}, {moment(row.recorded_at, zone)}",
            other=told,
            other_path=paths.entry_path(other),
            account=f"{line.account} {line.account_name}",
            account_path=paths.account_path(line.account),
            all_whom=whom(line.concerned) if same else "",
            whom="" if same else whom(line.concerned),
            whom_path=_whom_path(line.concerned),
            debit=_amount(line.debit_cents),
            credit=_amount(line.credit_cents),
        )
        for place, line in enumerate(row.lines)
    ]


def account_lines(detail: AccountDetail, *, first_page: bool) -> list[AccountLine]:
    """Return a page of an account: first what it stood at before the page, then its lines with the balance after."""
    return [_before(detail, first_page), *(_account_line(row) for row in detail.rows)]


def _before(detail: AccountDetail, first_page: bool) -> AccountLine:
    cents = detail.opening_cents
    if not first_page and detail.rows:
        first = detail.rows[0]
        cents = first.balance_cents - detail.on_account(first.debit_cents - first.credit_cents)
    words = "Opening balance" if first_page else "Brought forward"
    return AccountLine("before", "", "", "", words, "", "", "", "", "", dollars(cents))


def _account_line(row: AccountLineRow) -> AccountLine:
    return AccountLine(
        key=str(row.line_id),
        on=day(row.posted_on),
        number=row.number,
        path=paths.entry_path(row.number),
        kind=kind_words(row.kind),
        memo=row.memo,
        whom=whom(row.concerned),
        whom_path=_whom_path(row.concerned),
        debit=_amount(row.debit_cents),
        credit=_amount(row.credit_cents),
        balance=dollars(row.balance_cents),
    )


def kind_words(kind: EntryKind) -> str:
    """Return the kind of an entry as it begins a line."""
    return kind.value.capitalize()


def _whom_path(concerned: Concerned) -> str:
    return paths.lease_path(concerned.tenancy_id, "ledger") if concerned.tenancy_id else ""


def _amount(cents: int) -> str:
    return dollars(cents) if cents else ""
