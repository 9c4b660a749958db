"""What the page of rent-roll imports shows and does."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.opening_imports_undo import undo_opening
from pm_app.receivables.queries.openings import BatchRow, opening_batches
from pm_app.receivables.rules.rent_roll.sheet import stated_day
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import day, moment, plural
from pm_app.ui.pages.rent_roll_import.planning import Planned, imported, opened, planned, wanted
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.column_map import FieldLine, column_choices, field_lines
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

MOST_SENTENCES = 1_000


@dataclass
class FigureLine:
    """One total: what it counts, and how much it is."""

    label: str
    value: str


@dataclass
class BatchLine:
    """An import that was done, as text; `undone` says when and why it was taken back."""

    batch_id: str
    filename: str
    as_of: str
    imported: str
    totals: str
    undone: str


class RentRollImportState(rx.State):
    """A file, its columns, what importing it would make, and the imports that were done."""

    loaded: bool = False
    what: str = ""
    gone: str = ""
    file_id: str = ""
    file_name: str = ""
    size: str = ""
    cut_over: str = ""
    columns: list[Choice] = []
    fields: list[FieldLine] = []
    checked: bool = False
    _form: dict[str, str] = {}
    summary: str = ""
    figures: list[FigureLine] = []
    refused: str = ""
    may_import: bool = False
    problems: list[str] = []
    more_problems: str = ""
    warnings: list[str] = []
    done: str = ""
    batches: list[BatchLine] = []
    undoing: str = ""
    undoing_name: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.IMPORT_PORTFOLIO)
        query = query_of(self)
        asked = (query.get("file", ""), query.get("what", ""))
        if asked != (self.file_id, self.what) or not self.file_id:
            await _open(self, actor, *asked, query.get("name", ""))
        zone = installed().settings.time_zone
        self.batches = [_batch(row, zone) for row in await run(actor, opening_batches)]
        self.loaded = True

    @rx.event
    async def submit_file(self, done: str, filename: str):
        await signed_in(self)
        asked = {"what": self.what, "file": str(done), "name": str(filename)[:200]}
        return rx.redirect(paths.with_query(paths.RENT_ROLL_IMPORT, **asked))

    @rx.event
    async def submit_check(self, form: dict[str, str]):
        actor = await signed_in(self)
        self.checked, self.may_import = False, False
        try:
            plan = await asyncio.to_thread(planned, actor, self.file_id, self.what, form)
        except Refused as refusal:
            self.errors = {
                "form" if field == "map" else field: sentence for field, sentence in errors_of(refusal).items()
            }
            return None
        self.errors, self._form = {}, {name: str(value) for name, value in form.items()}
        _show(self, plan)
        return rx.scroll_to("plan")

    @rx.event
    async def submit_import(self, form: dict[str, str]):
        actor = await signed_in(self)
        given = (actor, self.file_id, self.file_name, self.what, dict(self._form), UUID(form["request_key"]))
        try:
            plan = await asyncio.to_thread(imported, *given)
        except Refused as refusal:
            self.errors, self.checked = errors_of(refusal), False
            return None
        self.errors, self.done, self.may_import = {}, plan.summary, False
        return [RentRollImportState.load, said("The file is imported.")]

    @rx.event
    async def open_undo(self, batch_id: str):
        await signed_in(self)
        named = [line.filename for line in self.batches if line.batch_id == batch_id]
        self.errors, self.undoing, self.undoing_name = {}, batch_id if named else "", "".join(named)

    @rx.event
    async def close_undo(self):
        await signed_in(self)
        self.undoing = ""

    @rx.event
    async def submit_undo(self, form: dict[str, str]):
        actor = await signed_in(self)
        if not self.undoing:
            return None
        today, now = services().clock.today(), services().clock.now()
        try:
            given = {"batch_id": UUID(self.undoing), "reason": form.get("reason", ""), "today": today, "now": now}
            await run(actor, undo_opening, **given)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.undoing, self.done = {}, "", ""
        return [RentRollImportState.load, said(f"{self.undoing_name} is undone.")]


async def _open(state: RentRollImportState, actor: Actor, file_id: str, what: str, name: str) -> None:
    state.reset()
    state.what = what
    if not file_id:
        return
    try:
        sheet, mapping = await asyncio.to_thread(opened, actor, file_id, what)
    except Refused as refusal:
        state.gone = refusal.message
        return
    rows = [row.cells for row in sheet.rows if sum(map(bool, row.cells.values())) > 2]
    state.file_id, state.file_name = file_id, name or "the file"
    state.size = f"{plural(len(sheet.rows), 'row')}, {plural(len(sheet.headers), 'column')}"
    state.cut_over = (stated_day(sheet.titles) or services().clock.today()).isoformat()
    state.columns = column_choices(mapping, sheet.headers, " and ")
    state.fields = field_lines(wanted(what).fields, mapping, sheet.headers, rows)


def _show(state: RentRollImportState, plan: Planned) -> None:
    sentences = [problem for row in plan.refused for problem in row.problems]
    state.checked, state.done, state.summary = True, "", plan.summary
    state.figures = [FigureLine(label, value) for label, value in plan.figures]
    state.refused = f"{len(plan.refused):,}"
    state.problems = sentences[:MOST_SENTENCES]
    left = len(sentences) - MOST_SENTENCES
    state.more_problems = f"And {left:,} more like these." if left > 0 else ""
    state.warnings = list(plan.warnings[:MOST_SENTENCES])
    state.may_import = not plan.refused and plan.is_new


def _batch(row: BatchRow, zone: str) -> BatchLine:
    undone = f"Undone {moment(row.undone_at, zone)} by {row.undone_by}: {row.undone_because}" if row.undone_at else ""
    return BatchLine(
        batch_id=str(row.batch_id),
        filename=row.filename,
        as_of=day(row.cut_over_on),
        imported=f"{moment(row.imported_at, zone)} by {row.imported_by}",
        totals=str(row.totals.get("summary", "")),
        undone=undone,
    )
