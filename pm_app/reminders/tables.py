"""Alerts in the app, the rungs that were decided and who was told, the rules, and what is to be looked at again."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from pm_app.documents.enums import DocumentKind
from pm_app.kernel.tables import Table, chosen, moment
from pm_app.reminders.enums import CriticalDateKind, Outsider, ReminderState, TellingWay, Told


class Alert(Table, table=True):
    """One critical date in one cycle: what it is about, how the office handles it, and when it is next due to speak.

    Cycles of an item are counted from 1; at most one is not closed. `begins_on` is the day of its first rung, from
    which on it needs attention; `next_due_on` that of the first rung which is not decided, None after the last.
    `manager_id` answers for it unless it was assigned to somebody. It is *closed* when the date changed or was dealt
    with where it comes from, *resolved* when a person said so.
    """

    __table_args__ = (
        UniqueConstraint("item_kind", "item_id", "cycle"),
        Index("uq_alert_standing", "item_kind", "item_id", unique=True, postgresql_where=text("closed_at is null")),
        Index("ix_alert_falls_on", "falls_on", postgresql_where=text("closed_at is null")),
        Index("ix_alert_next_due_on", "next_due_on", postgresql_where=text("closed_at is null")),
        CheckConstraint("cycle > 0", name="cycle_counted"),
        CheckConstraint("(resolved_at is null) = (resolved_reason = '')", name="resolved_with_a_reason"),
        CheckConstraint("(closed_at is null) = (closed_reason = '')", name="closed_with_a_reason"),
    )

    item_kind: CriticalDateKind = chosen(CriticalDateKind)
    item_id: UUID
    cycle: int = 1
    falls_on: date
    begins_on: date
    ladder: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    next_due_on: date | None = None
    what: str
    who: str
    document_kind: DocumentKind | None = chosen(DocumentKind, default=None, nullable=True)
    property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    tenancy_id: UUID | None = Field(default=None, foreign_key="tenancy.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    # Without a foreign key: a document may be deleted for good, what was said of it stays.
    document_id: UUID | None = Field(default=None, index=True)
    task_id: UUID | None = Field(default=None, foreign_key="task.id", index=True)
    manager_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    assigned_to_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    raised_at: datetime = moment()
    acknowledged_at: datetime | None = moment(default=None)
    acknowledged_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    acknowledged_by: str = ""
    snoozed_until: date | None = None
    snoozed_by: str = ""
    resolved_at: datetime | None = moment(default=None)
    resolved_by: str = ""
    resolved_reason: str = ""
    closed_at: datetime | None = moment(default=None)
    closed_reason: str = ""
    version: int = 1


class Reminder(Table, table=True):
    """One rung of one cycle of one item: sent once, skipped with a reason, or cancelled with a reason.

    `due_on` is the day of the rung itself; one that falls on a day off is sent on the working day beside it.
    """

    __table_args__ = (
        UniqueConstraint("item_kind", "item_id", "cycle", "rung"),
        CheckConstraint("state = 'sent' or reason <> ''", name="reason_given"),
    )

    alert_id: UUID = Field(foreign_key="alert.id", index=True)
    item_kind: CriticalDateKind = chosen(CriticalDateKind)
    item_id: UUID
    cycle: int
    rung: int
    due_on: date
    state: ReminderState = chosen(ReminderState)
    reason: str = ""
    decided_at: datetime = moment()


class ReminderRecipient(Table, table=True):
    """Somebody who is told of one rung, why, and in which mail; in a digest the message follows at its hour.

    `problem` says why no mail goes to this one: no address, an address that bounces.
    """

    __table_args__ = (
        CheckConstraint("num_nonnulls(user_id, person_id) = 1", name="one_recipient"),
        UniqueConstraint("reminder_id", "user_id", "person_id", postgresql_nulls_not_distinct=True),
        Index(
            "ix_reminder_recipient_for_digest",
            "user_id",
            postgresql_where=text("way = 'in the digest' and message_id is null"),
        ),
    )

    reminder_id: UUID = Field(foreign_key="reminder.id")
    user_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    name: str
    told: Told = chosen(Told)
    way: TellingWay = chosen(TellingWay)
    message_id: UUID | None = Field(default=None, foreign_key="message.id", index=True)
    problem: str = ""


class ReminderRule(Table, table=True):
    """How one kind of date is spoken of; one for a kind of document counts before the one for all documents.

    `ladder`: days before the date, negative after it; None: as the kind of document, or as shipped. `roles` are told
    besides who answers for it. `alone_from`: from this rung on each goes in a mail of its own, before that in the
    digest. `escalate_manager_at` and `escalate_admin_at`: rungs from which on managers, administrators hear of what
    nobody acknowledged. `lead_days`: how many days before the real day something must be done (offer, notice).
    `outsider` is whoever outside the office is written to, on `outsider_rungs`. It is held (`held_at`) when it would
    write to more at once than the limit, until somebody lets it (`let_at`).
    """

    __table_args__ = (
        UniqueConstraint("organization_id", "item_kind", "document_kind", postgresql_nulls_not_distinct=True),
        CheckConstraint("lead_days is null or lead_days between 0 and 730", name="lead_days_plausible"),
    )

    item_kind: CriticalDateKind = chosen(CriticalDateKind)
    document_kind: DocumentKind | None = chosen(DocumentKind, default=None, nullable=True)
    ladder: list[int] | None = Field(default=None, sa_column=Column(ARRAY(Integer), nullable=True))
    lead_days: int | None = None
    tells_responsible: bool = True
    roles: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))
    alone_from: int | None = 7
    escalate_manager_at: int | None = 7
    escalate_admin_at: int | None = 0
    staff_template_id: UUID | None = Field(default=None, foreign_key="mail_template.id", index=True)
    outsider: Outsider = chosen(Outsider, default=Outsider.NOBODY)
    outsider_rungs: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False, server_default=text("'{}'")))
    outsider_template_id: UUID | None = Field(default=None, foreign_key="mail_template.id", index=True)
    held_at: datetime | None = moment(default=None)
    held_mails: int = 0
    let_at: datetime | None = moment(default=None)
    changed_at: datetime = moment()
    changed_by: str
    version: int = 1


class StaleDate(Table, table=True):
    """A record that was changed since its dates were last looked at; written by triggers, taken by the scan."""

    position: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=False), nullable=False, index=True)
    )
    source: str
    source_id: UUID
