"""Tasks and their checklists, the templates they start from, and recurring dates."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from pm_app.documents.enums import DocumentKind
from pm_app.kernel.tables import Table, chosen, moment
from pm_app.tasks.enums import AssignTo, Priority, TaskEvent, TaskSubject


class Task(Table, table=True):
    """Something to do by somebody until some day, about some record.

    `repeats` is an RFC 5545 rule: when the task is completed the next of its series is added, counted from the day it
    was due, or from the day it was done. `series_id` is shared by all of a series.
    """

    __table_args__ = (
        CheckConstraint("title <> ''", name="title_given"),
        UniqueConstraint("request_key"),
        Index("ix_task_due_on", "due_on"),
    )

    request_key: UUID
    title: str
    notes: str = ""
    priority: Priority = chosen(Priority, default=Priority.NORMAL)
    assigned_to_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    due_on: date | None = None
    about_kind: TaskSubject | None = chosen(TaskSubject, default=None, nullable=True)
    about_id: UUID | None = Field(default=None, index=True)
    about_name: str = ""
    property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
    created_at: datetime = moment()
    created_by: str
    completed_at: datetime | None = moment(default=None)
    completed_by: str = ""
    repeats: str = ""
    repeats_from_done: bool = False
    series_id: UUID | None = Field(default=None, index=True)
    task_template_id: UUID | None = Field(default=None, foreign_key="task_template.id", index=True)
    version: int = 1


class ChecklistItem(Table, table=True):
    """One step of a task."""

    __table_args__ = (CheckConstraint("title <> ''", name="title_given"),)

    task_id: UUID = Field(foreign_key="task.id", index=True)
    position: int
    title: str
    done_at: datetime | None = moment(default=None)
    done_by: str = ""


class TaskTemplate(Table, table=True):
    """A task as it is added when something happens, for whatever happened since the template is in use.

    `due_days` counts from the day it happened. A kind of document narrows the event "document expired".
    """

    __table_args__ = (
        CheckConstraint("title <> ''", name="title_given"),
        CheckConstraint("due_days between 0 and 365", name="due_days_plausible"),
    )

    event: TaskEvent = chosen(TaskEvent)
    document_kind: DocumentKind | None = chosen(DocumentKind, default=None, nullable=True)
    title: str
    notes: str = ""
    priority: Priority = chosen(Priority, default=Priority.NORMAL)
    due_days: int = 0
    assign_to: AssignTo = chosen(AssignTo, default=AssignTo.RESPONSIBLE)
    assigned_to_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    checklist: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))
    in_use_since: date
    removed_at: datetime | None = moment(default=None)
    version: int = 1


class RecurringDate(Table, table=True):
    """A date of the office's own that comes again by an RFC 5545 rule, from its first day or from the last time done.

    `next_on` is the day that comes next; None when the rule has come to its end.
    """

    __table_args__ = (
        UniqueConstraint("request_key"),
        CheckConstraint("title <> ''", name="title_given"),
        CheckConstraint("repeats <> ''", name="rule_given"),
        Index("ix_recurring_date_next_on", "next_on"),
    )

    request_key: UUID
    title: str
    notes: str = ""
    repeats: str
    from_last_done: bool = False
    starts_on: date
    next_on: date | None = None
    ladder: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    responsible_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    added_at: datetime = moment()
    added_by: str
    removed_at: datetime | None = moment(default=None)
    version: int = 1


class RecurringDateDone(Table, table=True):
    """One time a recurring date was done: for which day, and when; taken back (`undone_at`) it counts no more."""

    __table_args__ = (
        Index(
            "uq_recurring_date_done_standing",
            "recurring_date_id",
            "due_on",
            unique=True,
            postgresql_where=text("undone_at is null"),
        ),
    )

    recurring_date_id: UUID = Field(foreign_key="recurring_date.id")
    due_on: date
    done_on: date
    done_by: str
    note: str = ""
    recorded_at: datetime = moment()
    undone_at: datetime | None = moment(default=None)
    undone_by: str = ""
