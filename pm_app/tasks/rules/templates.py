"""Tasks that are started when something happens: what a template says, and which key keeps each the only one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import Refused
from pm_app.tasks.enums import AssignTo, Priority, TaskEvent
from pm_app.tasks.rules.tasks import Subject

MOST_DUE_DAYS = 365

EVENT_WORDS = {
    TaskEvent.BY_HAND: "Only by hand",
    TaskEvent.TENANT_MOVED_IN: "When a tenant moves in",
    TaskEvent.NOTICE_GIVEN: "When notice is given",
    TaskEvent.TENANT_MOVED_OUT: "When a tenant has moved out",
    TaskEvent.LEASE_EXPIRING: "When a lease comes within its renewal window",
    TaskEvent.DOCUMENT_EXPIRED: "When a document has expired",
}


@dataclass(frozen=True)
class TemplateFacts:
    """What a template says of the tasks it starts. `due_days` counts from the day it happened."""

    event: TaskEvent
    title: str
    document_kind: DocumentKind | None = None
    notes: str = ""
    priority: Priority = Priority.NORMAL
    due_days: int = 0
    assign_to: AssignTo = AssignTo.RESPONSIBLE
    assigned_to_id: UUID | None = None
    checklist: Sequence[str] = ()


@dataclass(frozen=True)
class Happened:
    """Something that happened to a record on a day. `manager_id` answers for the property it happened at."""

    event: TaskEvent
    about: Subject
    happened_on: date
    property_id: UUID | None
    manager_id: UUID | None
    document_kind: DocumentKind | None = None


@dataclass(frozen=True)
class TaskToStart:
    """A task that a template starts because of something that happened; its key makes it the only one."""

    request_key: UUID
    task_template_id: UUID
    title: str
    notes: str
    priority: Priority
    due_on: date
    about: Subject
    assigned_to_id: UUID | None
    checklist: tuple[str, ...]


def check_template(facts: TemplateFacts) -> None:
    """Refuse a template whose parts do not go together."""
    if not 0 <= facts.due_days <= MOST_DUE_DAYS:
        raise Refused(f"A task is due 0 to {MOST_DUE_DAYS} days after it happened.", field="due_days")
    if facts.document_kind is not None and facts.event != TaskEvent.DOCUMENT_EXPIRED:
        raise Refused("A kind of document goes with documents that expire.", field="document_kind")
    if facts.assign_to == AssignTo.PERSON and facts.assigned_to_id is None:
        raise Refused("Choose who gets the task.", field="assigned_to_id")


def started_key(task_template_id: UUID, happened: Happened) -> UUID:
    """Return the key of the task that a template starts for something that happened: always the same one."""
    words = f"{happened.event} {happened.about.kind} {happened.about.id} {happened.happened_on}"
    return uuid5(NAMESPACE_OID, f"task template {task_template_id} {words}")


def fits(event: TaskEvent, document_kind: DocumentKind | None, in_use_since: date, happened: Happened) -> bool:
    """Return whether a template starts a task for something that happened: since it is in use, and of its kind."""
    of_its_kind = document_kind is None or document_kind == happened.document_kind
    return event == happened.event and happened.happened_on >= in_use_since and of_its_kind


def due_after(happened_on: date, due_days: int) -> date:
    """Return when a task is due that a template starts."""
    return happened_on + timedelta(days=due_days)
