"""Tasks: mine on the dashboard, those the address asks for on their own page; added, changed, ticked, reopened."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.runtime import installed, run, services
from pm_app.tasks.actions.completing import NextTask, complete_task, reopen_task
from pm_app.tasks.enums import TaskSubject
from pm_app.tasks.queries.details import task_details
from pm_app.tasks.queries.subjects import subject_named
from pm_app.tasks.queries.tasks import my_open_tasks
from pm_app.tasks.rules.tasks import NamedSubject
from pm_app.ui import paths
from pm_app.ui.format import count, day, plural
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.record_tasks import RECORD_PAGES, RecordTasksState, record_here
from pm_app.ui.parts.repeating import beside_rule
from pm_app.ui.parts.task_asking import asked_tasks, keep_task, typed_id, typed_subject
from pm_app.ui.parts.task_lines import TaskDraft, TaskLine, task_draft, task_line
from pm_app.ui.parts.task_opened import OpenedTaskState
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.waiting import WaitingState, loads_again
from pm_app.ui.session import page_path, signed_in

SHOWN = 5
PEOPLE = "people"
VIEWS = ("", "everybody", PEOPLE, "done")


class TasksState(rx.State):
    """The tasks the page asks for, and the dialog that adds or changes one.

    The page of one task opens the same dialog.
    """

    loaded: bool = False
    may_change: bool = False
    summary: str = ""
    about: str = ""
    view: str = ""
    lines: list[TaskLine] = []
    total: int = 0
    total_words: str = ""
    people: list[Choice] = []
    editing: bool = False
    draft: TaskDraft = TaskDraft()
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query, today = query_of(self), services().clock.today()
        at_home = page_path(self) == paths.HOME
        self.view = "" if at_home or query.get("view") not in VIEWS else query["view"]
        found = await run(actor, my_open_tasks, limit=SHOWN) if at_home else await asked_tasks(actor, query, self.view)
        zone = installed().settings.time_zone
        self.lines = [task_line(row, today, zone) for row in found.rows]
        self.total, self.total_words = found.total, f"All {count(found.total)}" if found.total else "All tasks"
        self.about = "" if at_home else await _narrowed_to(actor, query)
        self.summary = plural(found.total, "task" if self.view == "done" else "open task")
        self.people = self.people if at_home else await _people(actor)
        self.may_change, self.loaded = actor.may(Permission.CHANGE_TASKS), True
        if not at_home and query.get("add") and self.may_change and not self.editing:
            return TasksState.open_add
        return None

    @rx.event
    async def submit_complete(self, task_id: str):
        actor = await signed_in(self)
        clock, task_ = services().clock, typed_id(task_id)
        follows = await run(actor, complete_task, task_id=task_, today=clock.today(), now=clock.now())
        return [*_afterwards(self), said(_done_words(follows), undo=TasksState.submit_reopen(str(task_)))]

    @rx.event
    async def submit_reopen(self, task_id: str):
        actor = await signed_in(self)
        await run(actor, reopen_task, task_id=typed_id(task_id), now=services().clock.now())
        return [*_afterwards(self), said("Open again.")]

    @rx.event
    async def open_add(self):
        actor = await signed_in(self)
        self.people = await _people(actor)
        self.draft = await _new_draft(actor, query_of(self))
        self.errors, self.editing = {}, True

    @rx.event
    async def open_here(self):
        """Open the dialog about the record of the open page; from a page without one go to the list and open it."""
        actor = await signed_in(self)
        about = await record_here(self, actor)
        if about is None:
            return rx.redirect(f"{paths.TASKS}?add=1")
        self.people = await _people(actor)
        self.draft = _about(actor, about)
        self.errors, self.editing = {}, True
        return None

    @rx.event
    async def open_change(self, task_id: str):
        actor = await signed_in(self)
        task = await run(actor, task_details, task_id=typed_id(task_id))
        self.people = await _people(actor)
        self.draft = task_draft(task)
        self.errors, self.editing = {}, True

    @rx.event
    async def close_task(self):
        self.editing = False
        return rx.redirect(paths.TASKS, replace=True) if query_of(self).get("add") else None

    @rx.event
    async def submit_task(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            sentence = await keep_task(actor, form)
        except Refused as refusal:
            self.errors = beside_rule(errors_of(refusal), form)
            return None
        self.editing, self.errors = False, {}
        away = [rx.redirect(paths.TASKS, replace=True)] if query_of(self).get("add") else []
        return [*away, *_afterwards(self), said(sentence)]


loads_again(paths.HOME, TasksState)
loads_again(paths.TASKS, TasksState)
for _page in RECORD_PAGES:
    loads_again(_page, RecordTasksState)


def _afterwards(state: rx.State) -> list[Any]:
    """What is loaded anew: the list, the page of one task or the tasks of a record, and what waits for people."""
    loads = {paths.TASK: OpenedTaskState.load, paths.TASKS: TasksState.load, paths.HOME: TasksState.load}
    return [loads.get(page_path(state), RecordTasksState.load), WaitingState.load]


def _done_words(follows: NextTask | None) -> str:
    return f"Done. The next one is due {day(follows.due_on)}." if follows else "Done."


async def _narrowed_to(actor: Actor, query: Mapping[str, str]) -> str:
    """Return the name of the record whose tasks an address asks for; empty without one the actor may see."""
    named = {"about_kind": query.get("about", ""), "about_id": query.get("record", "")}
    if query.get("property"):
        named = {"about_kind": TaskSubject.PROPERTY.value, "about_id": query["property"]}
    try:
        about = typed_subject(named) if named["about_id"] else None
        return (await run(actor, subject_named, about=about)).name if about else ""
    except NotFound:
        return ""


async def _people(actor: Actor) -> list[Choice]:
    return [Choice(str(user_id), name) for user_id, name, _ in await run(actor, colleagues)]


async def _new_draft(actor: Actor, query: Mapping[str, str]) -> TaskDraft:
    """Return an empty draft, about the record that the address names (`?add=1&about_kind=property&about_id=…`)."""
    about = typed_subject(query)
    return _about(actor, await run(actor, subject_named, about=about) if about is not None else None)


def _about(actor: Actor, named: NamedSubject | None) -> TaskDraft:
    draft = TaskDraft(assigned_to_id=str(actor.user_id or ""))
    if named is not None:
        draft.about_kind, draft.about_id, draft.about = named.kind.value, str(named.id), named.name
    return draft
