"""Tasks as text: the lines of lists, and what the dialog begins with."""

from dataclasses import dataclass
from datetime import date

from pm_app.kernel.tones import Tone
from pm_app.tasks.enums import Frequency, Priority
from pm_app.tasks.rules.recurring_words import rule_in_words
from pm_app.tasks.rules.tasks import TaskRow, due_tone
from pm_app.ui import paths
from pm_app.ui.format import iso_day, moment, short_day
from pm_app.ui.parts.records import record_path
from pm_app.ui.parts.repeating import RepeatDraft, repeat_draft

DUE_TONES = {Tone.RED: "overdue", Tone.AMBER: "soon"}


@dataclass
class TaskLine:
    """One task, as text."""

    task_id: str
    title: str
    path: str
    about: str
    about_path: str
    due: str
    due_tone: str
    priority: str
    is_urgent: bool
    assigned_to: str
    steps: str
    repeats: str
    done: bool
    done_words: str


@dataclass
class TaskDraft(RepeatDraft):
    """The task the dialog changes, or the values a new one begins with. `repeat`: not at all, from due, from done."""

    task_id: str = ""
    version: str = ""
    title: str = ""
    notes: str = ""
    priority: str = Priority.NORMAL.value
    assigned_to_id: str = ""
    due_on: str = ""
    repeat: str = ""
    about_kind: str = ""
    about_id: str = ""
    about: str = ""


def task_line(task: TaskRow, today: date, zone: str) -> TaskLine:
    """Return a task as a line of a list."""
    done = task.completed_at is not None
    return TaskLine(
        task_id=str(task.task_id),
        title=task.title,
        path=paths.task_path(task.task_id),
        about=task.about_name,
        about_path=record_path(task.about_kind, task.about_id) if task.about_kind and task.about_id else "",
        due=due_words(task.due_on, today),
        due_tone=DUE_TONES.get(due_tone(task.due_on, today, completed=done), ""),
        priority=task.priority.value.capitalize(),
        is_urgent=task.priority == Priority.HIGH and not done,
        assigned_to=task.assigned_to,
        steps=f"{task.steps_done} of {task.steps}" if task.steps else "",
        repeats=rule_in_words(task.repeats, from_last_done=task.repeats_from_done),
        done=done,
        done_words=f"{task.completed_by}, {moment(task.completed_at, zone)}" if done else "",
    )


def task_draft(task: TaskRow) -> TaskDraft:
    """Return what the dialog begins with for a task."""
    again = ("done" if task.repeats_from_done else "due") if task.repeats else ""
    return TaskDraft(
        task_id=str(task.task_id),
        version=str(task.version),
        title=task.title,
        notes=task.notes,
        priority=task.priority.value,
        assigned_to_id=str(task.assigned_to_id or ""),
        due_on=iso_day(task.due_on),
        repeat=again,
        **{"unit": Frequency.MONTHLY.value, **repeat_draft(task.repeats, task.due_on)},
    )


def due_words(due_on: date | None, today: date) -> str:
    """Return a due day as lists write it: Today, a day of this year, or one with its year."""
    if due_on is None:
        return ""
    if due_on == today:
        return "Today"
    near = short_day(due_on)
    return near if due_on.year == today.year else f"{near}, {due_on.year}"
