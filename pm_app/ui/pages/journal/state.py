"""What the journal shows: the entries, or the account, the address asks for."""

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.books.queries.account_detail import account_detail
from pm_app.books.queries.journal import journal_page
from pm_app.books.queries.narrowing import JournalFilter
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing
from pm_app.runtime import installed, run
from pm_app.ui import paths
from pm_app.ui.format import day, dollars, plural
from pm_app.ui.pages.journal.lines import AccountLine, EntryLine, account_lines, entry_lines
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.books import account_choices, asked_of_journal, lease_choices, property_choices
from pm_app.ui.session import signed_in


class JournalState(rx.State):
    """One page of the journal."""

    loaded: bool = False
    by_account: bool = False
    title: str = "Journal"
    summary: str = ""
    entries: list[EntryLine] = []
    lines: list[AccountLine] = []
    total: int = 0
    counted: str = ""
    debits: str = ""
    credits: str = ""
    closing: str = ""
    closing_words: str = ""
    account_missing: bool = False
    narrowed: bool = False
    accounts: list[Choice] = []
    properties: list[Choice] = []
    leases: list[Choice] = []
    export: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = asked_of_journal(query)
        shown = paths.listing(query, sorts=("day",), default_sort="-day")
        listing = Listing(shown.text, shown.sort, shown.descending, shown.page, shown.size)
        self.by_account = query.get("view") == "account"
        if self.by_account:
            await _load_account(self, actor, asked, listing)
        else:
            await _load_entries(self, actor, asked, listing)
        self.accounts, self.properties = await account_choices(actor), await property_choices(actor)
        self.leases = await lease_choices(actor, asked)
        self.export = paths.export_query(query)
        self.narrowed = bool(shown.text) or asked != JournalFilter()
        self.loaded = True


async def _load_entries(state: JournalState, actor: Actor, asked: JournalFilter, listing: Listing) -> None:
    found = await run(actor, journal_page, listing=listing, asked=asked)
    zone = installed().settings.time_zone
    state.title, state.summary = "Journal", "The general ledger: every entry, as it was posted"
    state.entries = [line for row in found.rows for line in entry_lines(row, zone)]
    state.lines, state.account_missing = [], False
    state.total, state.counted = found.total, plural(found.total, "entry", "entries")
    state.debits, state.credits = dollars(found.debit_cents), dollars(found.credit_cents)


async def _load_account(state: JournalState, actor: Actor, asked: JournalFilter, listing: Listing) -> None:
    state.entries, state.lines, state.total = [], [], 0
    state.title, state.summary = "Journal", "One account, line by line"
    state.account_missing = asked.account is None
    if asked.account is None:
        return
    try:
        found = await run(actor, account_detail, number=asked.account, listing=listing, asked=asked)
    except NotFound:
        state.account_missing = True
        return
    state.title = f"{found.account.number} {found.account.name}"
    state.lines = account_lines(found, first_page=listing.offset == 0)
    state.total, state.counted = found.total, plural(found.total, "line")
    state.debits, state.credits = dollars(found.debit_cents), dollars(found.credit_cents)
    state.closing = dollars(found.closing_cents)
    state.closing_words = f"Closing balance on {day(asked.ends_on)}" if asked.ends_on else "Closing balance"
