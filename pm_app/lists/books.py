"""The books as lists: the journal line by line, one account with its balance, the accounts of a day."""

from collections.abc import Iterable, Mapping, Sequence

from pm_app.books.enums import EntryKind
from pm_app.books.queries.account_detail import AccountLineRow, account_detail
from pm_app.books.queries.accounts import account, account_balances, chart
from pm_app.books.queries.journal import JournalRow, journal_page
from pm_app.books.queries.narrowing import JournalFilter
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import EVERYTHING, Listing
from pm_app.lists.asked import Asked, ExportedList, columns
from pm_app.ports import Cell
from pm_app.runtime import run_now, services


def _filter(asked: Asked) -> JournalFilter:
    """Return what the page is narrowed to; what is posted while the file is written is left out of it."""
    account_number = asked.query.get("account", "")
    if account_number and not (account_number.isascii() and account_number.isdigit() and len(account_number) < 7):
        raise Refused("This address names no account. Go back to the journal and export again.")
    return JournalFilter(
        starts_on=asked.day("from"),
        ends_on=asked.day("to"),
        account=int(account_number) if account_number else None,
        property_id=asked.record("property"),
        tenancy_id=asked.record("lease"),
        kind=asked.chosen(EntryKind, "kind"),
        known_at=asked.moment_after("known_on") or services().clock.now(),
    )


def _journal(asked: Asked) -> Iterable[Sequence[Cell]]:
    narrowed, shown, page = _filter(asked), asked.listing, 1
    while True:
        listing = Listing(shown.search, shown.sort, shown.descending, page, EVERYTHING)
        found = run_now(asked.actor, journal_page, listing=listing, asked=narrowed)
        for row in found.rows:
            yield from _lines(row)
        if page * EVERYTHING >= found.total:
            return
        page += 1


def _lines(row: JournalRow) -> Iterable[Sequence[Cell]]:
    reversal = (
        f"reverses {row.reverses}" if row.reverses else f"reversed by {row.reversed_by}" if row.reversed_by else ""
    )
    for line in row.lines:
        about = line.concerned
        yield (
            *(row.posted_on, row.number, row.kind.value.capitalize(), row.memo, reversal),
            *(str(line.account), line.account_name, about.property_name, about.unit_name, about.tenancy_name),
            *(line.debit_cents or None, line.credit_cents or None, row.recorded_by),
        )


def _account(asked: Asked) -> Iterable[Sequence[Cell]]:
    narrowed, page = _filter(asked), 1
    run_now(asked.actor, chart)  # whoever may see no account is told that, not which one is missing
    if narrowed.account is None:
        raise Refused("This address does not say which account. Go back to the journal and choose one.")
    while True:
        listing = Listing(page=page, size=EVERYTHING)
        found = run_now(asked.actor, account_detail, number=narrowed.account, listing=listing, asked=narrowed)
        if page == 1:
            yield narrowed.starts_on, "", "Opening balance", "", "", "", "", None, None, found.opening_cents
        yield from (_account_line(row) for row in found.rows)
        if page * EVERYTHING >= found.total:
            return
        page += 1


def _account_line(row: AccountLineRow) -> Sequence[Cell]:
    about = row.concerned
    return (
        *(row.posted_on, row.number, row.kind.value.capitalize(), row.memo),
        *(about.property_name, about.unit_name, about.tenancy_name),
        *(row.debit_cents or None, row.credit_cents or None, row.balance_cents),
    )


def _which_account(asked: Asked) -> Iterable[tuple[str, str]]:
    narrowed = _filter(asked)
    if narrowed.account is None:
        return []
    found = run_now(asked.actor, account, number=narrowed.account)
    return [("Account", f"{found.number} {found.name}")]


def _accounts(asked: Asked) -> Iterable[Sequence[Cell]]:
    found = run_now(
        asked.actor,
        account_balances,
        as_of=asked.day("as_of") or asked.today,
        property_id=asked.record("property"),
        known_at=asked.moment_after("known_on"),
    )
    for row in found:
        if asked.query.get("show") == "all" or row.debit_cents or row.credit_cents:
            yield (
                *(str(row.number), row.name, row.kind.value.capitalize()),
                *(row.net_debit_cents or None, row.net_credit_cents or None),
            )


BOOK_LISTS: Mapping[str, ExportedList] = {
    "journal": ExportedList(
        "Journal",
        columns(
            "Date: day, Entry, Kind, Memo, Reversal, Account, Account name, Property, Unit, Household, "
            "Debit: money, Credit: money, Recorded by"
        ),
        _journal,
        totals=("Debit", "Credit"),
    ),
    "account": ExportedList(
        "Account",
        columns("Date: day, Entry, Kind, Memo, Property, Unit, Household, Debit: money, Credit: money, Balance: money"),
        _account,
        totals=("Debit", "Credit"),
        said=_which_account,
    ),
    "accounts": ExportedList(
        "Trial balance", columns("Number, Account, Kind, Debit: money, Credit: money"), _accounts, ("Debit", "Credit")
    ),
}
