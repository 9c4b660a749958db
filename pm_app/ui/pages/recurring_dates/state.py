"""What the pages of recurring dates hold and do."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues, history_of
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import Listing
from pm_app.portfolio.queries.properties import property_choices
from pm_app.portfolio.queries.units import unit_rows
from pm_app.runtime import installed, run, services
from pm_app.tasks.actions.recurring import (
    add_recurring_date,
    change_recurring_date,
    mark_recurring_done,
    remove_recurring_date,
    restore_recurring_date,
    skip_recurring_date,
    undo_recurring_done,
)
from pm_app.tasks.enums import RecurringView
from pm_app.tasks.queries.recurring import late_recurring_count, recurring_date_details, recurring_date_rows
from pm_app.ui import paths
from pm_app.ui.format import count, day, iso_day, parse_day, plural
from pm_app.ui.pages.recurring_dates.lines import (
    DoneLine,
    RecurringDraft,
    RecurringLine,
    done_line,
    ladder_words,
    recurring_draft,
    recurring_line,
    typed_facts,
    typed_uuid,
)
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.facts import HistoryLine
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.history import history_lines
from pm_app.ui.parts.repeating import beside_rule
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import page_path, route_id, signed_in

SORTS = ("next_on", "title", "property")
MOST_PROPERTIES = 500


class RecurringState(rx.State):
    """The recurring dates the address asks for, or the one of its page; `opened` names the dialog that is open."""

    loaded: bool = False
    missing: bool = False
    may_change: bool = False
    summary: str = ""
    lines: list[RecurringLine] = []
    total: int = 0
    late: str = ""
    line: RecurringLine = RecurringLine()
    notes: str = ""
    starts: str = ""
    ladder: str = ""
    coming: list[str] = []
    dones: list[DoneLine] = []
    sees_history: bool = False
    history: list[HistoryLine] = []
    people: list[Choice] = []
    properties: list[Choice] = []
    draft: RecurringDraft = RecurringDraft()
    today: str = ""
    opened: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.VIEW_TASKS)
        self.may_change = actor.may(Permission.CHANGE_TASKS)
        self.today = iso_day(services().clock.today())
        if page_path(self) == paths.RECURRING_DATE:
            await self._load_one(actor)
        else:
            await self._load_list(actor)
        self.opened, self.loaded = "", True

    async def _load_list(self, actor: Actor) -> None:
        query, today = query_of(self), services().clock.today()
        asked = paths.listing(query, sorts=SORTS, default_sort="next_on")
        view = RecurringView(query["view"]) if query.get("view") in list(RecurringView) else RecurringView.STANDING
        listing = Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size)
        found = await run(actor, recurring_date_rows, listing=listing, today=today, view=view)
        removed = view == RecurringView.REMOVED
        self.lines = [recurring_line(row, today, removed=removed) for row in found.rows]
        self.total, self.summary = found.total, plural(found.total, "recurring date")
        late = await run(actor, late_recurring_count, today=today)
        self.late = count(late) if late else ""

    async def _load_one(self, actor: Actor) -> None:
        try:
            found = await run(actor, recurring_date_details, recurring_date_id=route_id(self, "recurring_date_id"))
        except NotFound:
            self.missing = True
            return
        today, zone = services().clock.today(), installed().settings.time_zone
        self.missing = False
        self.line = recurring_line(found.row, today, removed=found.is_removed)
        self.notes, self.starts = found.notes, day(found.starts_on)
        self.ladder = ladder_words(found.ladder)
        self.coming = [day(one) for one in found.coming]
        self.dones = [done_line(done, found) for done in found.dones]
        self.sees_history = actor.may(Permission.VIEW_HISTORY)
        rows = await run(actor, history_of, about_id=found.row.recurring_date_id) if self.sees_history else []
        self.history = history_lines(rows, zone, own_kind="recurring date")

    @rx.event
    async def open_add(self):
        actor = await signed_in(self)
        await self._offer(actor)
        self.draft = RecurringDraft(starts_on=iso_day(services().clock.today()))
        self.errors, self.opened = {}, "form"

    @rx.event
    async def open_change(self, date_id: str):
        actor = await signed_in(self)
        found = await run(actor, recurring_date_details, recurring_date_id=typed_uuid(date_id))
        await self._offer(actor)
        self.draft, self.errors, self.opened = recurring_draft(found), {}, "form"

    @rx.event
    async def open_dialog(self, name: str, date_id: str):
        """Open the question whether it was done, is skipped or removed, about the date as it stands now."""
        actor = await signed_in(self)
        found = await run(actor, recurring_date_details, recurring_date_id=typed_uuid(date_id))
        self.line = recurring_line(found.row, services().clock.today(), removed=found.is_removed)
        self.errors, self.opened = {}, name if name in {"done", "skip", "remove"} else ""

    @rx.event
    async def close_dialog(self):
        self.opened = ""

    @rx.event
    async def submit_date(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            sentence = await _keep(actor, form)
        except Refused as refusal:
            self.errors = beside_rule(errors_of(refusal), form)
            return None
        self.opened, self.errors = "", {}
        return [RecurringState.load, said(sentence)]

    @rx.event
    async def submit_done(self, form: dict[str, str]):
        actor, clock = await signed_in(self), services().clock
        try:
            date_id, due_on = typed_uuid(form.get("date_id", "")), parse_day(form.get("due_on", ""))
            again = await run(
                actor,
                mark_recurring_done,
                recurring_date_id=date_id,
                due_on=due_on,
                done_on=parse_day(form.get("done_on", ""), "done_on"),
                note=form.get("note", ""),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = "", {}
        undo = RecurringState.submit_undo(str(date_id), iso_day(due_on))
        sentence = f"Done. Next on {day(again)}." if again else "Done, for the last time."
        return [RecurringState.load, said(sentence, undo=undo)]

    @rx.event
    async def submit_undo(self, date_id: str, due_on: str):
        """Take back that it was done for a day, as the table and the words that follow on *Done* offer it."""
        actor, now, due = await signed_in(self), services().clock.now(), parse_day(due_on)
        await run(actor, undo_recurring_done, recurring_date_id=typed_uuid(date_id), due_on=due, now=now)
        return [RecurringState.load, said(f"Taken back. It is due on {day(due)} again.")]

    @rx.event
    async def submit_skip(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            again = await run(
                actor,
                skip_recurring_date,
                recurring_date_id=typed_uuid(form.get("date_id", "")),
                due_on=parse_day(form.get("due_on", "")),
                reason=form.get("reason", ""),
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = "", {}
        return [RecurringState.load, said(f"Skipped. Next on {day(again)}." if again else "Skipped. It was the last.")]

    @rx.event
    async def submit_remove(self):
        actor = await signed_in(self)
        date_id, version = typed_uuid(self.line.date_id), int(self.line.version)
        now = services().clock.now()
        await run(actor, remove_recurring_date, recurring_date_id=date_id, version=version, now=now)
        self.opened = ""
        undo = RecurringState.submit_restore(str(date_id))
        return [RecurringState.load, said("Removed. It comes no more.", undo=undo)]

    @rx.event
    async def submit_restore(self, date_id: str):
        actor = await signed_in(self)
        now = services().clock.now()
        await run(actor, restore_recurring_date, recurring_date_id=typed_uuid(date_id), now=now)
        return [RecurringState.load, said("It comes again.")]

    async def _offer(self, actor: Actor) -> None:
        self.people = [Choice(str(user_id), name) for user_id, name, _ in await run(actor, colleagues)]
        places = await run(actor, property_choices, search="", limit=MOST_PROPERTIES)
        self.properties = [Choice(str(place.id), place.name) for place in places]


async def _keep(actor: Actor, form: Mapping[str, str]) -> str:
    """Add the date, or change it when the form names one, and return what was done in words."""
    facts = typed_facts(form, *await _place(actor, form))
    asked: dict[str, Any] = {"facts": facts, "now": services().clock.now()}
    if date_id := form.get("date_id", ""):
        version = form.get("version", "")
        seen = int(version) if version.isdecimal() and len(version) < 10 else 0
        await run(actor, change_recurring_date, recurring_date_id=typed_uuid(date_id), version=seen, **asked)
        return "Recurring date changed."
    await run(actor, add_recurring_date, request_key=typed_uuid(form.get("request_key", "")), **asked)
    return "Recurring date added."


async def _place(actor: Actor, form: Mapping[str, str]) -> tuple[UUID | None, UUID | None]:
    """Return the property and the unit a form names; the unit is written by its name."""
    where, unit = form.get("property_id", ""), form.get("unit_name", "").strip()
    if not where:
        if unit:
            raise Refused("Choose the property of this unit.", field="property_id")
        return None, None
    property_id = typed_uuid(where, "property_id")
    if not unit:
        return property_id, None
    units = await run(actor, unit_rows, property_id=property_id)
    found = next((one.unit_id for one in units if one.name.casefold() == unit.casefold()), None)
    if found is None:
        raise Refused("There is no unit of this name in this property.", field="unit_name")
    return property_id, found
