"""What was taken over from earlier books, and copies of what closed periods said."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from pm_app.kernel.tables import Table, moment


class OpeningBatch(Table, table=True):
    """One import of a rent roll or of opening balances: all of it, or nothing. `undone_at`: it was all reversed."""

    __table_args__ = (UniqueConstraint("request_key"), Index("ix_opening_batch_sha256", "sha256"))

    request_key: UUID
    filename: str
    sha256: str
    cut_over_on: date
    totals: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    imported_at: datetime = moment()
    imported_by: str
    undone_at: datetime | None = moment(default=None)
    undone_by: str = ""
    undone_because: str = ""


class OpeningItem(Table, table=True):
    """One record that an import made: a charge, a credit, a tenancy, a unit, a property or a person."""

    __table_args__ = (
        CheckConstraint(
            "record_kind in ('charge', 'credit', 'tenancy', 'unit', 'property', 'person')", name="known_record"
        ),
        UniqueConstraint("opening_batch_id", "record_id"),
    )

    opening_batch_id: UUID = Field(foreign_key="opening_batch.id")
    record_kind: str
    record_id: UUID


class ColumnMap(Table, table=True):
    """Which column of a file means what, as somebody said it for files with this heading."""

    __table_args__ = (UniqueConstraint("organization_id", "purpose", "heading"),)

    purpose: str
    heading: str
    columns: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    set_at: datetime = moment()
    set_by: str
    version: int = 1


class ClosedReport(Table, table=True):
    """What a report said of a day when the books were closed through it: they must say the same for ever."""

    __table_args__ = (Index("ix_closed_report_as_of", "as_of"),)

    period_lock_id: UUID = Field(foreign_key="period_lock.id", index=True)
    as_of: date
    report: str
    sha256: str
    content: str
    stored_at: datetime = moment()
