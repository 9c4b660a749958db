"""The page: the list of a day, rows that open to their charges, and the note that is changed where it stands."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues
from pm_app.kernel.errors import NotFound, Refused
from pm_app.leasing.queries.tenancies import let_properties
from pm_app.receivables.actions.noting import note_delinquency
from pm_app.reports.queries.delinquency import DelinquencyList, delinquency_list, open_charges_of
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, dollars, plural
from pm_app.ui.pages.delinquency.asked import Asked, asked_of, filters
from pm_app.ui.pages.delinquency.lines import AMOUNTS, DelinquentLine, charge_line, delinquent_line, sums_of
from pm_app.ui.pages.delinquency.table import table
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.figures import AgingCell, aging_strip
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.page import page_head
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

_AGES = (("1–30 days late", "1-30"), ("31–60", "31-60"), ("61–90", "61-90"), ("Over 90", "over-90"))


class DelinquencyState(rx.State):
    """The page of households the address asks for, and the note that is being written."""

    loaded: bool = False
    summary: str = ""
    ages: list[AgingCell] = []
    lines: list[DelinquentLine] = []
    total: int = 0
    total_words: str = ""
    columns: list[str] = [""] * len(AMOUNTS)
    held: str = ""
    sums: list[str] = ["", "", "", ""]
    owed: str = ""
    properties: list[Choice] = []
    people: list[Choice] = []
    exported: str = ""
    may_note: bool = False
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = asked_of(query)
        found = await run(actor, delinquency_list, listing=asked.listing, **asked.filters)
        self.properties = [Choice(str(key), name) for key, name in await run(actor, let_properties)]
        self.people = [Choice(str(key), name) for key, name, _ in await run(actor, colleagues)]
        self.may_note = actor.may(Permission.HANDLE_ALERTS) or actor.may(Permission.POST_CHARGES)
        self.exported = paths.export_query(query)
        self.lines = [delinquent_line(row, services().clock.today()) for row in found.rows]
        _sum_up(self, found, asked)
        self.total, self.errors, self.loaded = found.total, {}, True

    @rx.event
    async def open_line(self, key: str):
        actor = await signed_in(self)
        asked = asked_of(query_of(self))
        line = next((line for line in self.lines if line.key == str(key)), None)
        if line is None:
            return
        if not line.opened:
            rows = await run(
                actor, open_charges_of, tenancy_id=UUID(line.key), as_of=asked.as_of, known_at=asked.known_at
            )
            line = replace(line, charges=[charge_line(row) for row in rows])
        self._show(replace(line, opened=not line.opened))

    @rx.event
    async def submit_note(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            tenancy_id = _id(form.get("household", ""))
            await run(
                actor,
                note_delinquency,
                tenancy_id=tenancy_id,
                note=form.get("note", ""),
                assigned_to_id=_id(form["assigned_to_id"]) if form.get("assigned_to_id") else None,
                in_collections=form.get("in_collections") == "1",
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return [DelinquencyState.load, said("Noted.")]

    def _show(self, line: DelinquentLine) -> None:
        """Put a row back, with every other one closed: one note is written at a time."""
        self.errors = {}
        self.lines = [line if one.key == line.key else replace(one, opened=False, charges=[]) for one in self.lines]


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFound("This was changed meanwhile. Reload the page and look again.") from None


def _sum_up(state: DelinquencyState, found: DelinquencyList, asked: Asked) -> None:
    owed = found.owed.past_due
    cents = (owed.days_1_30_cents, owed.days_31_60_cents, owed.days_61_90_cents, owed.over_90_cents)
    state.sums, state.owed = [dollars(one) for one in cents], dollars(owed.total_cents)
    query = query_of(state)
    state.ages = [
        AgingCell(label, dollars(one), _tone(one, place), _narrowed(query, age))
        for place, ((label, age), one) in enumerate(zip(_AGES, cents, strict=True))
    ]
    state.ages = [*state.ages, AgingCell("Past due", state.owed, "total", _narrowed(query, ""))]
    state.total_words = plural(found.total, "household")
    state.columns, state.held = sums_of(found), dollars(found.deposits_held_cents)
    state.summary = f"{state.owed} past due on {day(asked.as_of)}"


def _tone(cents: int, place: int) -> str:
    return "zero" if not cents else "overdue" if place else ""


def _narrowed(query: Mapping[str, str], age: str) -> str:
    kept = {name: value for name, value in query.items() if name not in {"age", "page"}}
    return paths.with_query(paths.DELINQUENCY, **kept, age=age)


def page() -> rx.Component:
    """Return the page."""
    s = DelinquencyState
    return parts_page(
        page_head("Delinquency", sub=s.summary),
        aging_strip(s.ages, label="Past due by age"),
        filters(s.properties, s.exported),
        table(s),
    )
