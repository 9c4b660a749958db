"""Tasks: mine on the dashboard, those the address asks for on their own page; added, changed, ticked, reopened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import Listing
from pm_app.kernel.tones import Tone
from pm_app.runtime import installed, run, services
from pm_app.tasks.actions.completing import complete_task, reopen_task
from pm_app.tasks.actions.tasks import add_task, change_task
from pm_app.tasks.enums import Priority
from pm_app.tasks.queries.details import task_details
from pm_app.tasks.queries.tasks import my_open_tasks, task_rows
from pm_app.tasks.rules.tasks import TaskRow, due_tone
from pm_app.ui import paths
from pm_app.ui.format import count, iso_day, moment, parse_day, plural, short_day
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.records import record_path
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.waiting import WaitingState
from pm_app.ui.session import page_path, signed_in

SHOWN = 5
VIEWS = ("", "everybody", "done")
_DUE_TONES = {Tone.RED: "overdue", Tone.AMBER: "soon"}


@dataclass
class TaskLine:
    """One task, as text."""

    task_id: str
    title: str
    about: str
    about_path: str
    due: str
    due_tone: str
    priority: str
    is_urgent: bool
    assigned_to: str
    done: bool
    done_words: str


@dataclass
class TaskDraft:
    """The task the dialog changes, or the values a new one begins with."""

    task_id: str = ""
    version: str = ""
    title: str = ""
    notes: str = ""
    priority: str = Priority.NORMAL.value
    assigned_to_id: str = ""
    due_on: str = ""


class TasksState(rx.State):
    """The tasks the page asks for, and the dialog that adds or changes one."""

    loaded: bool = False
    may_change: bool = False
    summary: str = ""
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
        found = await run(actor, my_open_tasks, limit=SHOWN) if at_home else await _asked(actor, query, self.view)
        zone = installed().settings.time_zone
        self.lines = [_line(row, today, zone) for row in found.rows]
        self.total, self.total_words = found.total, f"All {count(found.total)}"
        self.summary = plural(found.total, "task" if self.view == "done" else "open task")
        self.may_change, self.loaded = actor.may(Permission.CHANGE_TASKS), True
        if not at_home and query.get("add") and self.may_change and not self.editing:
            return TasksState.open_add
        return None

    @rx.event
    async def submit_complete(self, task_id: str):
        actor = await signed_in(self)
        clock = services().clock
        await run(actor, complete_task, task_id=_id(task_id), today=clock.today(), now=clock.now())
        return [*_AFTERWARDS, said("Done.", undo=TasksState.submit_reopen(task_id))]

    @rx.event
    async def submit_reopen(self, task_id: str):
        actor = await signed_in(self)
        await run(actor, reopen_task, task_id=_id(task_id), now=services().clock.now())
        return [*_AFTERWARDS, said("Open again.")]

    @rx.event
    async def open_add(self):
        actor = await signed_in(self)
        self.people = await _people(actor)
        self.draft = TaskDraft(assigned_to_id=str(actor.user_id or ""))
        self.errors, self.editing = {}, True

    @rx.event
    async def open_change(self, task_id: str):
        actor = await signed_in(self)
        task = await run(actor, task_details, task_id=_id(task_id))
        self.people = await _people(actor)
        self.draft = _draft(task)
        self.errors, self.editing = {}, True

    @rx.event
    async def close_task(self):
        self.editing = False
        return rx.redirect(paths.TASKS, replace=True) if query_of(self).get("add") else None

    @rx.event
    async def submit_task(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            sentence = await _keep(actor, form)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.editing, self.errors = False, {}
        away = [rx.redirect(paths.TASKS, replace=True)] if query_of(self).get("add") else []
        return [*away, *_AFTERWARDS, said(sentence)]


_AFTERWARDS: list[Any] = [TasksState.load, WaitingState.load]


async def _asked(actor: Actor, query: Mapping[str, str], view: str) -> Any:
    asked = paths.listing(query, sorts=("due",), default_sort="due")
    return await run(
        actor,
        task_rows,
        listing=Listing(asked.text, page=asked.page, size=asked.size),
        assigned_to_id=actor.user_id if view == "" else None,
        completed=view == "done",
    )


async def _people(actor: Actor) -> list[Choice]:
    return [Choice(str(user_id), name) for user_id, name, _ in await run(actor, colleagues)]


async def _keep(actor: Actor, form: dict[str, str]) -> str:
    """Add the task, or change it when the form names one, and return what was done in words."""
    due, who = form.get("due_on", "").strip(), form.get("assigned_to_id", "")
    facts: dict[str, Any] = {
        "title": form.get("title", ""),
        "notes": form.get("notes", ""),
        "priority": _priority(form.get("priority", "")),
        "assigned_to_id": _id(who, "assigned_to_id") if who else None,
        "due_on": parse_day(due, "due_on") if due else None,
        "now": services().clock.now(),
    }
    if task_id := form.get("task_id", ""):
        version = form.get("version", "")
        await run(actor, change_task, task_id=_id(task_id), version=int(version) if version.isdecimal() else 0, **facts)
        return "Task changed."
    await run(actor, add_task, request_key=_id(form.get("request_key", "")), **facts)
    return "Task added."


def _priority(text: str) -> Priority:
    if text not in list(Priority):
        raise Refused("Choose how urgent it is.", field="priority")
    return Priority(text)


def _id(text: str, field: str = "") -> UUID:
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise NotFound("This is not there any more. Reload the page and try again.", field=field) from None


def _draft(task: TaskRow) -> TaskDraft:
    return TaskDraft(
        task_id=str(task.task_id),
        version=str(task.version),
        title=task.title,
        notes=task.notes,
        priority=task.priority.value,
        assigned_to_id=str(task.assigned_to_id or ""),
        due_on=iso_day(task.due_on),
    )


def _line(task: TaskRow, today: date, zone: str) -> TaskLine:
    done = task.completed_at is not None
    return TaskLine(
        task_id=str(task.task_id),
        title=task.title,
        about=task.about_name,
        about_path=record_path(task.about_kind, task.about_id) if task.about_kind and task.about_id else "",
        due=_due(task.due_on, today),
        due_tone=_DUE_TONES.get(due_tone(task.due_on, today, completed=done), ""),
        priority=task.priority.value.capitalize(),
        is_urgent=task.priority == Priority.HIGH and not done,
        assigned_to=task.assigned_to,
        done=done,
        done_words=f"{task.completed_by}, {moment(task.completed_at, zone)}" if done else "",
    )


def _due(due_on: date | None, today: date) -> str:
    if due_on is None:
        return ""
    if due_on == today:
        return "Today"
    near = short_day(due_on)
    return near if due_on.year == today.year else f"{near}, {due_on.year}"
