"""What the page of the charges run shows, and posting what it shows."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.charging import PostingReport, last_postings, post_now
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused
from pm_app.leasing.queries.tenancies import let_properties
from pm_app.outbox.queries import JobRunRow
from pm_app.receivables.queries.charges_run import ChargesRun, DueRow, LeftOutRow, charges_run
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import count, day, dollars, moment, plural
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.attention import asked_property
from pm_app.ui.parts.books import asked_day
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import signed_in

SORTS: dict[str, Any] = {
    "due": lambda row: (row.due.period.due_on, row.due.tenancy_name),
    "household": lambda row: (row.due.tenancy_name.casefold(), row.due.period.due_on),
    "unit": lambda row: (row.property_name, row.unit_name, row.due.period.due_on),
    "kind": lambda row: (row.due.kind.value, row.due.period.due_on),
    "amount": lambda row: (row.due.amount_cents, row.due.tenancy_name),
}


@dataclass
class ChargeLine:
    """A charge that is to be posted, as text."""

    due: str
    household: str
    path: str
    place: str
    kind: str
    description: str
    amount: str


@dataclass
class LeftOutLine:
    """What a household was not charged for before its stay was taken over, as text."""

    household: str
    path: str
    place: str
    days: str
    count: str
    amount: str


@dataclass
class RunLine:
    """One run, as text."""

    started: str
    posted: str
    failed: str
    summary: str


class ChargesRunState(rx.State):
    """The page. `asked` is what is to be posted when the question is answered."""

    loaded: bool = False
    tab: str = ""
    may_post: bool = False
    lines: list[ChargeLine] = []
    left_out: list[LeftOutLine] = []
    runs: list[RunLine] = []
    total: int = 0
    due_count: str = ""
    blocked_count: str = ""
    left_out_count: str = ""
    closed: str = ""
    ahead: str = ""
    summary: str = ""
    amount: str = ""
    question: str = ""
    export: str = ""
    done: str = ""
    problems: list[str] = []
    properties: list[Choice] = []
    asking: bool = False

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        self.tab, self.may_post = query.get("tab", ""), actor.may(Permission.POST_CHARGES)
        self.properties = [Choice(str(key), name) for key, name in await run(actor, let_properties)]
        today = services().clock.today()
        asked = {"property_id": asked_property(query), "run_on": asked_day(query.get("on", ""))}
        found = await run(actor, charges_run, today=today, **asked)
        _show_sums(self, found)
        self.ahead = f"This is what the run of {day(found.run_on)} would post." if found.run_on > today else ""
        _show_rows(self, found, query)
        if self.tab == "runs":
            zone = installed().settings.time_zone
            self.runs = [_run_line(row, zone) for row in await asyncio.to_thread(last_postings, actor)]
            self.total = len(self.runs)
        self.export = paths.export_query(query, view=self.tab)
        self.loaded = True

    @rx.event
    async def open_posting(self):
        actor = await signed_in(self)
        today = services().clock.today()
        found = await run(actor, charges_run, today=today, property_id=asked_property(query_of(self)))
        if not found.due:
            return warned("Nothing is due that is not posted.")
        self.question = f"{_sum(found.due)} will be posted, each on its due day. What is prepaid settles it at once."
        self.asking = True
        return None

    @rx.event
    async def close_posting(self):
        self.asking = False

    @rx.event
    async def submit_posting(self):
        actor = await signed_in(self)
        self.asking = False
        try:
            report = await asyncio.to_thread(_post, actor, asked_property(query_of(self)))
        except Refused as refusal:
            return [ChargesRunState.load, warned(refusal.message)]
        self.done, self.problems = _report(report), list(report.problems)
        return [ChargesRunState.load, said(f"{plural(report.posted, 'charge')} posted.")]


def _post(actor: Actor, property_id: UUID | None) -> PostingReport:
    return post_now(actor, today=services().clock.today(), property_id=property_id)


def _report(report: PostingReport) -> str:
    parts = [f"{plural(report.posted, 'charge')} posted"]
    if report.skipped:
        parts.append(f"{count(report.skipped)} left out: somebody else posted them meanwhile")
    if report.blocked and report.locked_through:
        parts.append(
            f"{count(len(report.blocked))} not: the books are closed through {in_words(report.locked_through)}"
        )
    if report.problems:
        parts.append(f"{count(len(report.problems))} refused")
    return f"{'; '.join(parts)}."


def _show_sums(state: ChargesRunState, found: ChargesRun) -> None:
    state.due_count, state.blocked_count = count(len(found.due)), count(len(found.blocked))
    state.left_out_count = count(len(found.left_out))
    state.summary = f"{_sum(found.due)} to post" if found.due else "Everything that is due is posted"
    state.closed = f"The books are closed through {day(found.locked_through)}." if found.locked_through else ""


def _show_rows(state: ChargesRunState, found: ChargesRun, query: Mapping[str, str]) -> None:
    asked = paths.listing(query, sorts=tuple(SORTS), default_sort="due")
    shown = slice(asked.offset, asked.offset + asked.size)
    words = asked.text.casefold()
    state.lines, state.left_out, state.total, state.amount = [], [], 0, ""
    if state.tab == "left-out":
        kept = [row for row in found.left_out if _fits(words, row.tenancy_name, row.property_name, row.unit_name)]
        state.left_out, state.total = [_left_out_line(row) for row in kept[shown]], len(kept)
        state.amount = dollars(sum(row.amount_cents for row in kept))
    elif state.tab in ("", "blocked"):
        rows = found.blocked if state.tab == "blocked" else found.due
        some = [row for row in rows if _fits(words, row.due.tenancy_name, row.property_name, row.unit_name)]
        some.sort(key=SORTS[asked.sort], reverse=asked.descending)
        state.lines, state.total = [_charge_line(row) for row in some[shown]], len(some)
        state.amount = dollars(sum(row.due.amount_cents for row in some))


def _fits(words: str, *texts: str) -> bool:
    return words in " ".join(texts).casefold()


def _sum(rows: list[DueRow]) -> str:
    return f"{plural(len(rows), 'charge')}, {dollars(sum(row.due.amount_cents for row in rows))}"


def _charge_line(row: DueRow) -> ChargeLine:
    return ChargeLine(
        due=day(row.due.period.due_on),
        household=row.due.tenancy_name,
        path=paths.lease_path(row.due.tenancy_id, "ledger"),
        place=f"{row.property_name} {row.unit_name}",
        kind=row.due.kind.value[:1].upper() + row.due.kind.value[1:],
        description=row.due.description,
        amount=dollars(row.due.amount_cents),
    )


def _left_out_line(row: LeftOutRow) -> LeftOutLine:
    return LeftOutLine(
        household=row.tenancy_name,
        path=paths.lease_path(row.tenancy_id, "ledger"),
        place=f"{row.property_name} {row.unit_name}",
        days=f"{day(row.first_on)} – {day(row.last_on)}",
        count=plural(row.periods, "charge"),
        amount=dollars(row.amount_cents),
    )


def _run_line(row: JobRunRow, zone: str) -> RunLine:
    return RunLine(moment(row.started_at, zone), count(row.done), count(row.failed), row.summary)
