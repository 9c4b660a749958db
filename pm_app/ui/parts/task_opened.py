"""One task as its page shows it: facts, checklist, the others of its series, its history; what it is about."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.documents.queries.rows import document_rows
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import Listing
from pm_app.runtime import installed, run, services
from pm_app.tasks.actions.checklists import (
    add_checklist_item,
    change_checklist_item,
    order_checklist,
    remove_checklist_item,
    tick_checklist_item,
)
from pm_app.tasks.actions.completing import end_series
from pm_app.tasks.actions.tasks import link_task
from pm_app.tasks.enums import TaskSubject
from pm_app.tasks.queries.details import OfSeries, Step, TaskDetails, task_page
from pm_app.tasks.rules.tasks import Subject
from pm_app.ui import paths
from pm_app.ui.format import day, days_left, moment, plural
from pm_app.ui.parts.facts import HistoryLine
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.history import history_lines
from pm_app.ui.parts.task_asking import typed_id
from pm_app.ui.parts.task_lines import task_line
from pm_app.ui.parts.things import SHOWN, ThingLine, things_found
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import query, route_id, signed_in
from pm_app.ui.theme import tone_of

THINGS = {
    "property": TaskSubject.PROPERTY,
    "unit": TaskSubject.UNIT,
    "lease": TaskSubject.TENANCY,
    "person": TaskSubject.PERSON,
    "document": TaskSubject.DOCUMENT,
}


@dataclass
class StepLine:
    """One step of the checklist, as text."""

    step_id: str
    title: str
    done: bool
    done_words: str


@dataclass
class SeriesLine:
    """Another task of the series, as text."""

    label: str
    path: str
    words: str


@dataclass
class OpenedTask:
    """The task of the page, as text."""

    task_id: str = ""
    title: str = ""
    state: str = ""
    tone: str = ""
    notes: str = ""
    about: str = ""
    about_kind: str = ""
    about_path: str = ""
    place: str = ""
    place_path: str = ""
    due: str = ""
    due_left: str = ""
    due_tone: str = ""
    priority: str = ""
    assigned_to: str = ""
    repeats: str = ""
    added: str = ""
    done: bool = False
    done_words: str = ""
    version: str = "0"
    steps: str = ""


class OpenedTaskState(rx.State):
    """The task its page shows; `linking` while something is looked for that it is about."""

    loaded: bool = False
    missing: bool = False
    may_change: bool = False
    sees_history: bool = False
    task: OpenedTask = OpenedTask()
    steps: list[StepLine] = []
    series: list[SeriesLine] = []
    history: list[HistoryLine] = []
    linking: bool = False
    found: list[ThingLine] = []
    renaming: str = ""
    renamed: str = ""
    ending: bool = False
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.VIEW_TASKS)
        try:
            details = await run(actor, task_page, task_id=route_id(self, "task_id"))
        except NotFound:
            self.missing, self.loaded = True, True
            return
        zone, today = installed().settings.time_zone, services().clock.today()
        self.missing = False
        self.task = _opened(details, today, zone)
        self.steps = [_step(step, zone) for step in details.steps]
        self.series = [_of_series(one, zone) for one in details.series]
        self.may_change = actor.may(Permission.CHANGE_TASKS)
        self.sees_history = actor.may(Permission.VIEW_HISTORY)
        rows = await run(actor, history_of, about_id=details.row.task_id) if self.sees_history else []
        self.history = history_lines(rows, zone, own_kind="task")
        self.linking = self.may_change and query(self, "link") == "1"
        self.found = await _found(actor, query(self, "thing")) if self.linking else []
        self.loaded = True

    @rx.event
    async def submit_step(self, form: dict[str, str]):
        actor = await signed_in(self)
        title = form.get("step", "")
        try:
            await self._on_task(actor, add_checklist_item, title=title)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors = {}
        return [OpenedTaskState.load]

    @rx.event
    async def submit_tick(self, step_id: str, done: bool):
        actor = await signed_in(self)
        await self._on_task(actor, tick_checklist_item, checklist_item_id=typed_id(step_id), done=bool(done))
        return [OpenedTaskState.load]

    @rx.event
    async def submit_move(self, step_id: str, up: bool):
        actor = await signed_in(self)
        order = [step.step_id for step in self.steps]
        if step_id in order:
            place = order.index(step_id)
            other = min(max(0, place + (-1 if up else 1)), len(order) - 1)
            order[place], order[other] = order[other], order[place]
            await self._on_task(actor, order_checklist, checklist_item_ids=[typed_id(one) for one in order])
        return [OpenedTaskState.load]

    @rx.event
    async def submit_remove_step(self, step_id: str):
        actor = await signed_in(self)
        await self._on_task(actor, remove_checklist_item, checklist_item_id=typed_id(step_id))
        return [OpenedTaskState.load]

    @rx.event
    async def open_renaming(self, step_id: str):
        await signed_in(self)
        found = next((step for step in self.steps if step.step_id == step_id), None)
        self.renaming, self.renamed = (found.step_id, found.title) if found else ("", "")
        self.errors = {}

    @rx.event
    async def close_renaming(self):
        self.renaming = ""

    @rx.event
    async def submit_renaming(self, form: dict[str, str]):
        actor = await signed_in(self)
        step_id, title = typed_id(form.get("step_id", "")), form.get("step", "")
        try:
            await self._on_task(actor, change_checklist_item, checklist_item_id=step_id, title=title)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.renaming, self.errors = "", {}
        return [OpenedTaskState.load]

    @rx.event
    async def submit_link(self, kind: str, thing_id: str):
        actor = await signed_in(self)
        if kind not in THINGS:
            raise NotFound("This is not there any more. Reload the page and look again.")
        about = Subject(THINGS[kind], typed_id(thing_id))
        await self._on_task(actor, link_task, version=self._version(), about=about)
        return [rx.redirect(paths.task_path(self.task.task_id), replace=True), OpenedTaskState.load, said("Linked.")]

    @rx.event
    async def submit_unlink(self):
        actor = await signed_in(self)
        await self._on_task(actor, link_task, version=self._version(), about=None)
        return [OpenedTaskState.load, said("No longer linked.")]

    @rx.event
    async def open_ending(self):
        await signed_in(self)
        self.ending = True

    @rx.event
    async def close_ending(self):
        self.ending = False

    @rx.event
    async def submit_ending(self):
        actor = await signed_in(self)
        await self._on_task(actor, end_series)
        self.ending = False
        return [OpenedTaskState.load, said("It comes no more after this one.")]

    async def _on_task(self, actor: Actor, action: Any, **asked: Any) -> None:
        await run(actor, action, task_id=route_id(self, "task_id"), now=services().clock.now(), **asked)

    def _version(self) -> int:
        return int(self.task.version)


def _opened(details: TaskDetails, today: date, zone: str) -> OpenedTask:
    row, line = details.row, task_line(details.row, today, zone)
    state = "Completed" if line.done else "Late" if line.due_tone == "overdue" else "Open"
    by = "a template" if details.from_template and row.created_by == "Scheduler" else row.created_by
    return OpenedTask(
        task_id=line.task_id,
        title=row.title,
        state=state,
        tone=tone_of(state),
        notes=row.notes,
        about=line.about,
        about_kind=row.about_kind.value.capitalize() if row.about_kind else "",
        about_path=line.about_path,
        place=details.property_name if row.about_kind != TaskSubject.PROPERTY else "",
        place_path=paths.property_path(details.property_id) if details.property_id else "",
        due=day(row.due_on) if row.due_on else "",
        due_left=days_left(row.due_on, today) if row.due_on and not line.done else "",
        due_tone=line.due_tone,
        priority=line.priority,
        assigned_to=row.assigned_to,
        repeats=_capital(line.repeats),
        added=f"{moment(details.created_at, zone)} by {by}",
        done=line.done,
        done_words=line.done_words,
        version=str(row.version),
        steps=f"{row.steps_done} of {plural(row.steps, 'step')} done" if row.steps else "",
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _step(step: Step, zone: str) -> StepLine:
    done = step.done_at is not None
    words = f"{step.done_by}, {moment(step.done_at, zone)}" if done else ""
    return StepLine(str(step.checklist_item_id), step.title, done, words)


def _of_series(one: OfSeries, zone: str) -> SeriesLine:
    done = f"Done by {one.completed_by}, {moment(one.completed_at, zone)}" if one.completed_at else "Open"
    return SeriesLine(f"Due {day(one.due_on)}" if one.due_on else "Without a day", paths.task_path(one.task_id), done)


async def _found(actor: Actor, text: str) -> list[ThingLine]:
    """Return what a task may be about under a name like this: what documents belong to, and documents."""
    found = await things_found(actor, text)
    if not text.strip() or not actor.may(Permission.VIEW_DOCUMENTS):
        return found
    papers = await run(actor, document_rows, listing=Listing(text, size=25), today=services().clock.today())
    lines = [ThingLine("document", str(one.document_id), one.title, one.kind.value) for one in papers.rows[:SHOWN]]
    return [*found, *lines]
