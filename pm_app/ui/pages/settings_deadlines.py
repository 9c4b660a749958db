"""/settings/deposit-deadlines: until when each state wants deposits returned; entered here, with where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.deposit_deadlines import set_deposit_deadline
from pm_app.receivables.enums import ClockStart, DeadlineCase
from pm_app.receivables.queries.deposit_deadlines import deposit_deadlines
from pm_app.receivables.rules.deposit_clock import Deadline
from pm_app.runtime import run, services
from pm_app.ui.format import day, iso_day, parse_day, parse_whole, plural
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.button import button
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import (
    choice_field,
    day_field,
    errors_of,
    field_pair,
    hidden_field,
    number_field,
    text_field,
)
from pm_app.ui.parts.page import empty, note_line, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, table_row
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

SITUATIONS = [Choice(one.value, one.value.capitalize()) for one in DeadlineCase]
STARTS = [Choice(one.value, one.value.capitalize()) for one in ClockStart]


@dataclass
class DeadlineLine:
    """One deadline, as text."""

    place: str
    situation: str
    situation_words: str
    starts: str
    starts_words: str
    days: str
    source: str
    verified: str
    version: str


class DeadlinesState(rx.State):
    """The deadlines, and the dialog that sets one: `chosen` is the one that is looked at, empty for a new one."""

    loaded: bool = False
    may_set: bool = False
    summary: str = ""
    lines: list[DeadlineLine] = []
    opened: bool = False
    chosen: DeadlineLine = DeadlineLine("", "", "", "", "", "", "", "", "0")
    today: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        found = await run(actor, deposit_deadlines)
        self.lines = [_line(one) for one in found]
        self.summary = plural(len({one.jurisdiction for one in found}), "state") if found else ""
        self.may_set, self.loaded = actor.may(Permission.SET_POLICIES), True

    @rx.event
    async def open_new(self):
        await signed_in(self)
        self.chosen = DeadlineLine(
            "", DeadlineCase.DEDUCTIONS.value, "", ClockStart.POSSESSION_RETURNED.value, "", "", "", "", "0"
        )
        self.today, self.errors, self.opened = iso_day(services().clock.today()), {}, True

    @rx.event
    async def open_deadline(self, place: str, situation: str):
        await signed_in(self)
        found = next((one for one in self.lines if (one.place, one.situation) == (place, situation)), None)
        if found is not None:
            self.chosen = found
            self.today, self.errors, self.opened = iso_day(services().clock.today()), {}, True

    @rx.event
    async def close_deadline(self):
        self.opened = False

    @rx.event
    async def submit_deadline(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            await run(actor, set_deposit_deadline, **_asked(form), today=clock.today(), now=clock.now())
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = False, {}
        return [DeadlinesState.load, said("The deadline is set.")]


def _line(one: Deadline) -> DeadlineLine:
    return DeadlineLine(
        place=one.jurisdiction,
        situation=one.situation.value,
        situation_words=one.situation.value.capitalize(),
        starts=one.starts.value,
        starts_words=one.starts.value.capitalize(),
        days=str(one.days),
        source=one.source,
        verified=day(one.verified_on),
        version=str(one.version),
    )


def _asked(form: Mapping[str, str]) -> dict[str, Any]:
    if form.get("situation", "") not in list(DeadlineCase):
        raise Refused("Choose when this deadline counts.", field="situation")
    if form.get("starts", "") not in list(ClockStart):
        raise Refused("Choose from which day it runs.", field="starts")
    return {
        "jurisdiction": form.get("jurisdiction", ""),
        "situation": DeadlineCase(form["situation"]),
        "starts": ClockStart(form["starts"]),
        "days": parse_whole(form.get("days", ""), "days", example="30") or 0,
        "source": form.get("source", ""),
        "verified_on": parse_day(form.get("verified_on", ""), "verified_on"),
        "version": parse_whole(form.get("version", ""), "", example="1") or 0,
    }


def page() -> rx.Component:
    """Return the page."""
    s = DeadlinesState
    new = rx.cond(s.may_set, button("Add deadline", kind="primary", on_click=s.open_new))
    return parts_page(
        page_head("Deposit deadlines", sub=s.summary, primary=new),
        note_line(
            "These are your office's own entries. Read each in the law of the state before you rely on it, and again "
            "when the law changes: published tables disagree."
        ),
        data_table(
            "Deadlines for returning a deposit, by state",
            [
                Column("State"),
                Column("Situation"),
                Column("Days", num=True),
                Column("From"),
                Column("Source", fill=True),
                Column("Verified on", hide=True),
                Column("Actions", quiet=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            placeholders=4,
            empty=empty(
                "No deadlines yet",
                "Enter how many days your state allows. Until then no deposit has a deadline, and nobody is reminded.",
            ),
        ),
        _dialog(),
    )


def _row(line: DeadlineLine) -> rx.Component:
    change = button(
        "Change",
        on_click=DeadlinesState.open_deadline(line.place, line.situation),
        kind="quiet",
        small=True,
        aria_label=f"Change: {line.place}, {line.situation}",
    )
    return table_row(
        cell(line.place, strong=True),
        cell(line.situation_words),
        cell(line.days, num=True),
        cell(line.starts_words),
        cell(line.source, fill=True, title=line.source),
        cell(line.verified, hide=True),
        actions_cell(rx.cond(DeadlinesState.may_set, change)),
    )


def _dialog() -> rx.Component:
    s, c = DeadlinesState, DeadlinesState.chosen
    known = c.version != "0"
    place = rx.cond(
        known,
        rx.fragment(hidden_field("jurisdiction", c.place), hidden_field("situation", c.situation)),
        field_pair(
            text_field("State", "jurisdiction", c.place, width="short", max_length=20, placeholder="NY"),
            choice_field("Situation", "situation", SITUATIONS, c.situation),
        ),
    )
    return form_dialog(
        hidden_field("version", c.version),
        place,
        field_pair(
            number_field("Days", "days", c.days, width="short"),
            choice_field("Counted from", "starts", STARTS, c.starts),
        ),
        text_field("Source", "source", c.source, max_length=500, placeholder="Statute and section, or a link"),
        day_field("Verified on", "verified_on", s.today, hint="The day somebody last read it there."),
        title=rx.cond(known, f"Deadline of {c.place}, {c.situation}", "Add a deposit deadline"),
        note="The state as it stands in the address of the property.",
        submit="Set deadline",
        open_=s.opened,
        on_close=s.close_deadline,
        on_submit=s.submit_deadline,
        errors=s.errors,
    )
