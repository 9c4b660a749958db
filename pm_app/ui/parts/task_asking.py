"""What an address asks of a list of tasks, and what the form of a task says."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import Listing, Rows
from pm_app.runtime import run, services
from pm_app.tasks.actions.tasks import add_task, change_task
from pm_app.tasks.enums import DueWindow, Priority, TaskSubject
from pm_app.tasks.queries.tasks import task_rows
from pm_app.tasks.rules.tasks import ONCE, Repeating, Subject, TaskFilter, TaskRow
from pm_app.ui import paths
from pm_app.ui.format import parse_day
from pm_app.ui.parts.repeating import typed_rule

SORTS = ("due", "priority", "title", "who")
NOBODY = "nobody"


async def asked_tasks(actor: Actor, query: Mapping[str, str], view: str) -> Rows[TaskRow]:
    """Return the page of tasks that an address asks for; what makes no sense in it narrows nothing."""
    asked = paths.listing(query, sorts=SORTS, default_sort="due")
    who = query.get("who", "")
    priority, due, about = query.get("priority", ""), query.get("due", ""), query.get("about", "")
    narrowed = TaskFilter(
        priority=Priority(priority) if priority in list(Priority) else None,
        due=DueWindow(due) if due in list(DueWindow) else None,
        today=services().clock.today(),
        about=TaskSubject(about) if about in list(TaskSubject) else None,
        property_id=_asked_id(query.get("property", "")),
        unassigned=view == "everybody" and who == NOBODY,
    )
    listing = Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size)
    person = actor.user_id if view == "" else _asked_id(who) if view == "everybody" else None
    return await run(
        actor,
        task_rows,
        listing=listing,
        assigned_to_id=person,
        about_id=_asked_id(query.get("record", "")),
        completed=view == "done",
        narrowed=narrowed,
    )


async def keep_task(actor: Actor, form: Mapping[str, str]) -> str:
    """Add the task, or change it when the form names one, and return what was done in words."""
    due, who = form.get("due_on", "").strip(), form.get("assigned_to_id", "")
    facts: dict[str, Any] = {
        "title": form.get("title", ""),
        "notes": form.get("notes", ""),
        "priority": typed_priority(form.get("priority", "")),
        "assigned_to_id": typed_id(who, "assigned_to_id") if who else None,
        "due_on": parse_day(due, "due_on") if due else None,
        "repeating": _repeating(form),
        "now": services().clock.now(),
    }
    if task_id := form.get("task_id", ""):
        version = form.get("version", "")
        version_seen = int(version) if version.isdecimal() and len(version) < 10 else 0
        await run(actor, change_task, task_id=typed_id(task_id), version=version_seen, **facts)
        return "Task changed."
    facts |= {"about": typed_subject(form), "checklist": typed_steps(form.get("checklist", ""))}
    await run(actor, add_task, request_key=typed_id(form.get("request_key", "")), **facts)
    return "Task added."


def typed_priority(text: str) -> Priority:
    """Return the priority a form names; refuses another word."""
    if text not in list(Priority):
        raise Refused("Choose how urgent it is.", field="priority")
    return Priority(text)


def typed_id(text: str, field: str = "") -> UUID:
    """Return the id a form or an event names; refuses what is none."""
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise NotFound("This is not there any more. Reload the page and try again.", field=field) from None


def typed_steps(text: str) -> list[str]:
    """Return the steps of a checklist that was typed line by line."""
    return [line for line in (line.strip(" -*\t") for line in text.splitlines()) if line]


def typed_subject(form: Mapping[str, str]) -> Subject | None:
    """Return what a form says the task is about, or None for nothing; what it is called is never read from it."""
    kind = form.get("about_kind", "")
    if not kind:
        return None
    if kind not in list(TaskSubject):
        raise NotFound("This is not there any more. Reload the page and try again.", field="about")
    return Subject(TaskSubject(kind), typed_id(form.get("about_id", ""), "about"))


def _repeating(form: Mapping[str, str]) -> Repeating:
    again = form.get("repeat", "")
    if again not in {"due", "done"}:
        return ONCE
    return Repeating(typed_rule(form), from_done=again == "done")


def _asked_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
