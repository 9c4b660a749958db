"""Tasks."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from pm_app.kernel.tables import Table, chosen, moment
from pm_app.tasks.enums import Priority, TaskSubject


class Task(Table, table=True):
    """Something to do by somebody until some day, about some record."""

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
    version: int = 1
