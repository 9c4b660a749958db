"""What the page of an import shows and does."""

import asyncio
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.portfolio.actions.importing import import_properties
from pm_app.portfolio.queries.existing import import_plan
from pm_app.portfolio.rules.fields import FIELDS
from pm_app.portfolio.rules.importing import ImportPlan, kept_file, refusals, summary
from pm_app.portfolio.rules.mapping import Mapping, guess_mapping
from pm_app.portfolio.rules.reading import read_rows
from pm_app.runtime import run_now, services, sheet_rows_in
from pm_app.ui import paths
from pm_app.ui.format import count, plural
from pm_app.ui.pages.property_import.columns import chosen_mapping
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.column_map import FieldLine, Rows, column_choices, field_lines
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

MOST_SENTENCES = 1_000

Sheet = tuple[list[str], Rows]


class FileGone(Refused):
    """The file is not kept any more."""


class PropertyImportState(rx.State):
    """A file, its columns, and what importing it would do."""

    loaded: bool = False
    gone: str = ""
    file_id: str = ""
    file_name: str = ""
    size: str = ""
    columns: list[Choice] = []
    fields: list[FieldLine] = []
    checked: bool = False
    _form: dict[str, str] = {}
    outcome: str = ""
    added: str = ""
    changed: str = ""
    unchanged: str = ""
    refused: str = ""
    may_import: bool = False
    problems: list[str] = []
    more_problems: str = ""
    warnings: list[str] = []
    done: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.IMPORT_PORTFOLIO)
        query = query_of(self)
        if query.get("file", "") != self.file_id or not self.file_id:
            await _open(self, actor, query.get("file", ""), query.get("name", ""))
        self.loaded = True

    @rx.event
    async def submit_file(self, done: str, filename: str):
        await signed_in(self)
        return rx.redirect(paths.with_query(paths.PROPERTY_IMPORT, file=str(done), name=str(filename)[:200]))

    @rx.event
    async def submit_check(self, form: dict[str, str]):
        actor = await signed_in(self)
        self.checked, self.may_import = False, False
        try:
            plan = await asyncio.to_thread(_planned, actor, self.file_id, form)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self._form = {}, {name: str(value) for name, value in form.items()}
        _show(self, plan)
        return rx.scroll_to("plan")

    @rx.event
    async def submit_import(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            plan = await asyncio.to_thread(_imported, actor, self.file_id, dict(self._form))
        except Refused as refusal:
            self.errors, self.checked = errors_of(refusal), False
            return None
        self.errors, self.done, self.may_import = {}, summary(plan), False
        return said("The properties are imported.")


async def _open(state: PropertyImportState, actor: Actor, file_id: str, name: str) -> None:
    state.reset()
    if not file_id:
        return
    try:
        headers, rows = await asyncio.to_thread(_sheet, actor, file_id)
    except Refused as refusal:
        state.gone = refusal.message
        return
    state.file_id, state.file_name = file_id, name or "the file"
    state.size = f"{plural(len(rows), 'row')}, {plural(len(headers), 'column')}"
    guess = guess_mapping(headers, rows)
    state.columns, state.fields = column_choices(guess, headers), field_lines(FIELDS, guess, headers, rows)


def _sheet(actor: Actor, file_id: str) -> Sheet:
    """Return the headers and rows of a file this person sent; refuses any other."""
    try:
        key = kept_file(actor.user_id, str(UUID(file_id)))
        return sheet_rows_in(services().store.chunks(key))
    except (ValueError, NotFound):
        raise FileGone("This file is no longer kept. Choose it again.") from None


def _planned(actor: Actor, file_id: str, form: dict[str, str]) -> ImportPlan:
    headers, rows = _sheet(actor, file_id)
    mapping: Mapping = chosen_mapping(form, headers)
    this_year = services().clock.today().year
    return run_now(actor, import_plan, rows=read_rows(rows, mapping, this_year=this_year))


def _imported(actor: Actor, file_id: str, form: dict[str, str]) -> ImportPlan:
    headers, rows = _sheet(actor, file_id)
    today, now = services().clock.today(), services().clock.now()
    read = read_rows(rows, chosen_mapping(form, headers), this_year=today.year)
    plan = run_now(actor, import_properties, rows=read, today=today, now=now)
    services().store.delete(kept_file(actor.user_id, file_id))
    return plan


def _show(state: PropertyImportState, plan: ImportPlan) -> None:
    sentences = refusals(plan)
    state.checked, state.done, state.outcome = True, "", summary(plan)
    state.added = count(sum(len(one.row_numbers) for one in plan.to_add))
    state.changed = count(sum(len(one.row_numbers) for one in plan.to_change))
    state.unchanged = count(sum(len(one.row_numbers) for one in plan.unchanged))
    state.refused = count(len(plan.refused))
    state.problems = sentences[:MOST_SENTENCES]
    left = len(sentences) - MOST_SENTENCES
    state.more_problems = f"And {left:,} more like these." if left > 0 else ""
    state.warnings = list(plan.warnings[:MOST_SENTENCES])
    state.may_import = not plan.refused and bool(plan.to_add or plan.to_change)
