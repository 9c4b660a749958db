"""The dialog that adds or changes a task, and the box that ticks one."""

from typing import Any

import reflex as rx

from pm_app.tasks.enums import Priority
from pm_app.tasks.rules.tasks import LONGEST_TITLE
from pm_app.ui.parts.accepted import Flag
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import choice_field, day_field, field_pair, form_note, hidden_field, long_field, text_field
from pm_app.ui.parts.repeating import repeat_fields
from pm_app.ui.parts.task_lines import TaskLine
from pm_app.ui.parts.tasks import TasksState

PRIORITIES = [Choice(one.value, one.value.capitalize()) for one in Priority]
AGAIN = [
    Choice("", "No"),
    Choice("due", "Yes, counted from the day it was due"),
    Choice("done", "Yes, counted from the day it was done"),
]


def tick_box(line: TaskLine, may_change: Flag = TasksState.may_change) -> rx.Component:
    """The box of a task: ticked completes it, ticked again opens it."""
    s = TasksState
    ticked = _box(f"Reopen: {line.title}", s.submit_reopen(line.task_id), may_change, checked=True)
    open_ = _box(f"Complete: {line.title}", s.submit_complete(line.task_id), may_change, checked=False)
    return rx.cond(line.done, ticked, open_)


def _box(label: str, handler: Any, may_change: Flag, *, checked: bool) -> rx.Component:
    return rx.el.input(
        type="checkbox",
        class_name="pd-tick",
        checked=checked,
        disabled=rx.cond(may_change, False, True),
        aria_label=label,
        on_change=handler,
    )


def task_dialog() -> rx.Component:
    """The dialog; it changes the task of the draft, or adds one when the draft names none."""
    s = TasksState
    new = s.draft.task_id == ""
    return form_dialog(
        hidden_field("task_id", s.draft.task_id),
        hidden_field("version", s.draft.version),
        hidden_field("about_kind", s.draft.about_kind),
        hidden_field("about_id", s.draft.about_id),
        text_field("What is to be done", "title", s.draft.title, auto_focus=True, max_length=LONGEST_TITLE),
        rx.cond(s.draft.about != "", form_note("About ", rx.el.b(s.draft.about))),
        choice_field("Who", "assigned_to_id", s.people, s.draft.assigned_to_id, any="Nobody yet"),
        field_pair(
            day_field("Until", "due_on", s.draft.due_on, optional=True),
            choice_field("Priority", "priority", PRIORITIES, s.draft.priority, width="short"),
        ),
        long_field("Note", "notes", s.draft.notes, optional=True),
        rx.cond(new, long_field("Checklist", "checklist", "", optional=True, rows=3, hint="One step on each line.")),
        rx.el.details(
            rx.el.summary("Comes again"),
            choice_field("Again after it is done", "repeat", AGAIN, s.draft.repeat),
            *repeat_fields(s.draft),
            open=s.draft.repeat != "",
            class_name="pd-more",
        ),
        title=rx.cond(new, "Add task", "Change task"),
        submit=rx.cond(new, "Add task", "Save"),
        open_=s.editing,
        on_close=s.close_task,
        on_submit=s.submit_task,
        errors=s.errors,
    )
