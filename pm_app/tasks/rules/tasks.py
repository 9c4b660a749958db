"""What a task looks like to those who do it, and how it stands on a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from pm_app.kernel.errors import Refused
from pm_app.kernel.tones import Tone
from pm_app.tasks.enums import DueWindow, Priority, TaskSubject
from pm_app.tasks.rules.occurring import anchored, first_day
from pm_app.tasks.rules.recurring import check_from_done, read_rule

LONGEST_TITLE = 200
LONGEST_NOTE = 10_000
MOST_STEPS = 50
SOON_DAYS = 7


class DayMissing(Refused):
    """A task that comes again by the calendar needs a day to count from."""


@dataclass(frozen=True)
class Subject:
    """The record a task is about, as whoever adds the task points to it."""

    kind: TaskSubject
    id: UUID


@dataclass(frozen=True)
class NamedSubject:
    """The record a task is about, what it is called, and the property it is in (None: in none, or in several)."""

    kind: TaskSubject
    id: UUID
    name: str
    property_id: UUID | None


@dataclass(frozen=True)
class Repeating:
    """How a task comes again: by a rule of RFC 5545, counted from the day it was due or from the day it was done."""

    repeats: str = ""
    from_done: bool = False


ONCE = Repeating()


@dataclass(frozen=True)
class TaskFilter:
    """What narrows a list of tasks; None and False narrow nothing. `today` says what `due` means."""

    priority: Priority | None = None
    due: DueWindow | None = None
    today: date = date.min
    about: TaskSubject | None = None
    property_id: UUID | None = None
    unassigned: bool = False


EVERY_TASK = TaskFilter()


@dataclass(frozen=True)
class TaskRow:
    """A task with the names people know.

    What it is about is left empty for whoever may not see that. `steps` and `steps_done` count its checklist.
    """

    task_id: UUID
    title: str
    notes: str
    priority: Priority
    assigned_to_id: UUID | None
    assigned_to: str
    due_on: date | None
    about_kind: TaskSubject | None
    about_id: UUID | None
    about_name: str
    created_by: str
    completed_at: datetime | None
    completed_by: str
    version: int
    repeats: str = ""
    repeats_from_done: bool = False
    steps: int = 0
    steps_done: int = 0


def checked_repeating(repeating: Repeating, due_on: date | None) -> Repeating:
    """Return how a task comes again with its days written out; refuses a rule that never comes, or has no first day."""
    if not repeating.repeats.strip():
        return ONCE
    rule = read_rule(repeating.repeats)
    if repeating.from_done:
        check_from_done(rule)
        return Repeating(rule.text, from_done=True)
    if due_on is None:
        raise DayMissing("Say when it is due first: the next ones are counted from that day.", field="due_on")
    first_day(rule, due_on, from_last_done=False)
    return Repeating(anchored(rule, due_on).text)


def due_between(due: DueWindow, today: date) -> tuple[date | None, date | None]:
    """Return the first and the last due day of a window, both included; None where it has no such end."""
    if due == DueWindow.LATE:
        return None, today - timedelta(days=1)
    return today, today if due == DueWindow.TODAY else today + timedelta(days=SOON_DAYS - 1)


def due_tone(due_on: date | None, today: date, *, completed: bool) -> Tone:
    """Return how urgent the day looks: red when late, amber today and tomorrow, otherwise quiet."""
    if due_on is None or completed:
        return Tone.QUIET
    left = (due_on - today).days
    if left < 0:
        return Tone.RED
    return Tone.AMBER if left <= 1 else Tone.QUIET
