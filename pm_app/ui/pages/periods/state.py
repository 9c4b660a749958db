"""What the page of periods shows, and its two dialogs."""

from dataclasses import dataclass
from datetime import date, timedelta

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.actions.periods import unlock_period
from pm_app.books.queries.periods import PeriodDecision, period_decisions
from pm_app.kernel.dates import first_of_month
from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.closing import close_period
from pm_app.receivables.queries.closed_reports import kept_reports
from pm_app.receivables.queries.closing import StillOpen, still_open
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import day, dollars, iso_day, moment, parse_day, plural
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in
from pm_app.ui.theme import tone_of


@dataclass
class DecisionLine:
    """One closing or reopening, as text."""

    key: str
    when: str
    by: str
    did: str
    tone: str
    through: str
    path: str
    reason: str
    kept: str


@dataclass
class OpenLine:
    """One thing that is still open: what, how much, and whether it is out of order rather than unfinished."""

    what: str
    amount: str
    tone: str


class PeriodsState(rx.State):
    """The closed period and its history; `closing` and `reopening` open the dialogs."""

    loaded: bool = False
    may_act: bool = False
    is_closed: bool = False
    summary: str = ""
    lines: list[DecisionLine] = []
    closing: bool = False
    reopening: bool = False
    errors: dict[str, str] = {}
    proposed: str = ""
    before: str = ""
    reopen_note: str = ""
    still: list[OpenLine] = []
    still_words: str = ""
    looked_at: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        found = await run(actor, period_decisions)
        kept = await run(actor, kept_reports)
        zone = installed().settings.time_zone
        self.lines = [_line(row, kept.get(row.period_lock_id, []), zone) for row in found]
        through = found[0].locked_through if found else None
        self.is_closed = through is not None
        self.summary = f"The books are closed through {day(through)}" if through else "The books are open"
        self.may_act = actor.may(Permission.LOCK_PERIODS)
        self.loaded = True

    @rx.event
    async def open_closing(self):
        actor = await signed_in(self)
        actor.must(Permission.LOCK_PERIODS)
        through = await _closed_through(actor)
        proposed = first_of_month(services().clock.today()) - timedelta(days=1)
        wanted = proposed if through is None or proposed > through else None
        self.proposed, self.errors, self.still, self.still_words, self.looked_at = iso_day(wanted), {}, [], "", ""
        self.closing = True
        if wanted is None:
            return None
        # The dialog is there at once; in a large office it takes a while to find what is open.
        self.still_words = f"Looking what is still open on {day(wanted)} …"
        return PeriodsState.set_closing({"through": self.proposed})

    @rx.event
    async def close_closing(self):
        self.closing = False

    @rx.event
    async def set_closing(self, form: dict[str, str]):
        actor = await signed_in(self)
        actor.must(Permission.LOCK_PERIODS)
        typed = form.get("through", "")
        if typed == self.looked_at:
            return
        self.looked_at = typed
        try:
            through = parse_day(typed, "through")
        except Refused:
            self.still, self.still_words = [], ""  # what is wrong is said when the form is sent, not at every key
            return
        found = await run(actor, still_open, through=through)
        self.still = _open_lines(found)
        self.still_words = f"Still open on {day(through)}" if self.still else f"Nothing is open on {day(through)}"

    @rx.event
    async def submit_closing(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            through = parse_day(form.get("through", ""), "locked_through")
            reason = form.get("reason", "")
            await run(actor, close_period, through=through, today=clock.today(), now=clock.now(), reason=reason)
        except Refused as refusal:
            self.errors = _beside(refusal)
            return None
        self.errors, self.closing = {}, False
        return [PeriodsState.load, said(f"The books are closed through {day(through)}.")]

    @rx.event
    async def open_reopening(self):
        actor = await signed_in(self)
        actor.must(Permission.LOCK_PERIODS)
        through = await _closed_through(actor)
        if through is None:
            return
        self.errors, self.before = {}, iso_day(first_of_month(through) - timedelta(days=1))
        self.reopen_note = (
            f"They are closed through {day(through)}. Entries can be posted again after the day below; "
            "what was kept of reopened days stays in the history."
        )
        self.reopening = True

    @rx.event
    async def close_reopening(self):
        self.reopening = False

    @rx.event
    async def submit_reopening(self, form: dict[str, str]):
        actor = await signed_in(self)
        typed = form.get("through", "").strip()
        try:
            through = parse_day(typed, "locked_through") if typed else None
            reason = form.get("reason", "")
            await run(actor, unlock_period, locked_through=through, reason=reason, now=services().clock.now())
        except Refused as refusal:
            self.errors = _beside(refusal)
            return None
        self.errors, self.reopening = {}, False
        return [PeriodsState.load, said("The books are reopened.")]


async def _closed_through(actor: Actor) -> date | None:
    found = await run(actor, period_decisions)
    return found[0].locked_through if found else None


def _open_lines(found: StillOpen) -> list[OpenLine]:
    lines = [OpenLine(one.sentence, one.name, "overdue") for one in found.findings]
    if found.undeposited_cents:
        lines.append(OpenLine("Money received and not yet in a bank", dollars(found.undeposited_cents), ""))
    if found.charges_not_posted:
        what = f"{plural(found.charges_not_posted, 'charge')} due and not posted"
        lines.append(OpenLine(what, dollars(found.charges_not_posted_cents), ""))
    return lines


def _line(row: PeriodDecision, kept: list[str], zone: str) -> DecisionLine:
    through = row.locked_through
    return DecisionLine(
        key=str(row.period_lock_id),
        when=moment(row.locked_at, zone),
        by=row.locked_by,
        did="Closed" if row.closed else "Reopened",
        tone=tone_of("Closed" if row.closed else "Open"),
        through=f"through {day(through)}" if row.closed else f"after {day(through)}" if through else "wholly",
        path=paths.with_query(paths.ACCOUNTS, as_of=iso_day(through)) if row.closed else "",
        reason=row.reason,
        kept=", ".join(kept).capitalize(),
    )


def _beside(refusal: Refused) -> dict[str, str]:
    """Return the refusal beside the field of the form: what the books call the locked day is `through` here."""
    errors = errors_of(refusal)
    return {"through" if name == "locked_through" else name: sentence for name, sentence in errors.items()}
