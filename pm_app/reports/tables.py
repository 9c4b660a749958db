"""Which reports are mailed to whom and when, and what was mailed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from pm_app.kernel.tables import Table, chosen, moment
from pm_app.reports.enums import ReportFormat, ReportKind, ReportRhythm


class ReportSchedule(Table, table=True):
    """A report that is mailed again and again to users of the office, each as far as that user sees.

    `on_day` is the weekday from 0, Monday, or the day of the month; 31 is the last day of any month.
    """

    __table_args__ = (
        CheckConstraint("on_day between 0 and 31", name="on_day_plausible"),
        CheckConstraint("at_hour between 0 and 23", name="hour_of_day"),
        Index("ix_report_schedule_next_on", "next_on"),
    )

    kind: ReportKind = chosen(ReportKind)
    file_format: ReportFormat = chosen(ReportFormat)
    rhythm: ReportRhythm = chosen(ReportRhythm)
    on_day: int = 0
    at_hour: int = 7
    property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
    user_ids: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    next_on: date
    added_at: datetime = moment()
    added_by: str
    removed_at: datetime | None = moment(default=None)
    version: int = 1


class ReportMailed(Table, table=True):
    """One report that went to one user for one day, or why it did not."""

    __table_args__ = (UniqueConstraint("report_schedule_id", "due_on", "user_id"),)

    report_schedule_id: UUID = Field(foreign_key="report_schedule.id")
    due_on: date
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    message_id: UUID | None = Field(default=None, foreign_key="message.id", index=True)
    problem: str = ""
    mailed_at: datetime = moment()
