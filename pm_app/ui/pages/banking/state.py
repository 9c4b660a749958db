"""What the page of bank lines shows."""

from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.banking.queries.lines import LineState, line_counts, line_rows
from pm_app.banking.queries.proposals import proposals
from pm_app.banking.queries.statements import statement_rows
from pm_app.kernel.listing import Listing
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import count, plural
from pm_app.ui.pages.banking.lines import BankingLine, StatementLine, give_keys, line_of, statement_line
from pm_app.ui.parts.address import query_of
from pm_app.ui.session import signed_in

STATES = {"": LineState.OPEN, "decided": LineState.DECIDED, "out": LineState.OUT}


class BankingState(rx.State):
    """The lines the address asks for, or the statements."""

    loaded: bool = False
    tab: str = ""
    state: str = ""
    summary: str = ""
    may_record: bool = False
    lines: list[BankingLine] = []
    statements: list[StatementLine] = []
    total: int = 0
    counts: dict[str, str] = {"": "", "decided": "", "out": ""}
    narrowed: bool = False

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = paths.listing(query, sorts=("posted", "amount"), default_sort="-posted")
        listing = Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size)
        self.tab = "statements" if query.get("tab") == "statements" else ""
        self.state = query.get("state", "") if query.get("state", "") in STATES else ""
        self.may_record, self.narrowed = actor.may(Permission.RECORD_RECEIPTS), bool(asked.text)
        waiting = (await run(actor, line_counts))[LineState.OPEN]
        self.summary = f"{plural(waiting, 'line')} to confirm" if waiting else "Nothing to confirm"
        if self.tab:
            await _load_statements(self, actor, listing)
        else:
            await _load_lines(self, actor, listing)
        self.loaded = True


async def _load_lines(page: BankingState, actor: Actor, listing: Listing) -> None:
    counted = await run(actor, line_counts, search=listing.search)
    page.counts = {name: count(counted[state]) for name, state in STATES.items()}
    found = await run(actor, line_rows, listing=listing, state=STATES[page.state])
    proposed: dict[Any, Any] = {}
    if not page.state:
        money = [row.money for row in found.rows]
        proposed = await run(actor, proposals, money=money, today=services().clock.today())
    zone = installed().settings.time_zone
    page.lines = [line_of(row, proposed.get(row.money.line_id, []), zone) for row in found.rows]
    if not page.state:
        give_keys(page.lines)
    page.total = found.total


async def _load_statements(page: BankingState, actor: Actor, listing: Listing) -> None:
    found = await run(actor, statement_rows, listing=listing)
    zone = installed().settings.time_zone
    page.statements, page.total = [statement_line(row, zone) for row in found.rows], found.total
