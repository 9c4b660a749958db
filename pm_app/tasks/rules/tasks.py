"""What a task looks like to those who do it, and how it stands on a day."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pm_app.kernel.tones import Tone
from pm_app.tasks.enums import Priority, TaskSubject

LONGEST_TITLE = 200


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
class TaskRow:
    """A task with the names people know."""

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


def due_tone(due_on: date | None, today: date, *, completed: bool) -> Tone:
    """Return how urgent the day looks: red when late, amber today and tomorrow, otherwise quiet."""
    if due_on is None or completed:
        return Tone.QUIET
    left = (due_on - today).days
    if left < 0:
        return Tone.RED
    return Tone.AMBER if left <= 1 else Tone.QUIET
