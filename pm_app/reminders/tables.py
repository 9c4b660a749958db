"""Alerts in the app, and the rungs that became due."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from pm_app.kernel.tables import Table, chosen, moment
from pm_app.reminders.enums import CriticalDateKind, ReminderState


class Alert(Table, table=True):
    """One critical date in one cycle, as the office handles it: seen, put off, dealt with."""

    __table_args__ = (
        UniqueConstraint("item_kind", "item_id", "cycle"),
        Index("ix_alert_falls_on", "falls_on"),
    )

    item_kind: CriticalDateKind = chosen(CriticalDateKind)
    item_id: UUID
    cycle: str
    falls_on: date
    property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
    raised_at: datetime = moment()
    acknowledged_at: datetime | None = moment(default=None)
    acknowledged_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    acknowledged_by: str = ""
    snoozed_until: date | None = None
    resolved_at: datetime | None = moment(default=None)
    resolved_reason: str = ""


class Reminder(Table, table=True):
    """One rung of one cycle of one item: sent once, skipped with a reason, or cancelled with a reason."""

    __table_args__ = (
        UniqueConstraint("item_kind", "item_id", "cycle", "rung"),
        Index("ix_reminder_item_id", "item_id"),
    )

    item_kind: CriticalDateKind = chosen(CriticalDateKind)
    item_id: UUID
    cycle: str
    rung: int
    due_on: date
    state: ReminderState = chosen(ReminderState)
    reason: str = ""
    decided_at: datetime = moment()
    message_id: UUID | None = Field(default=None, foreign_key="message.id", index=True)
