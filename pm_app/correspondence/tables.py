"""Mail templates, mail to many, and the log of contacts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from pm_app.correspondence.enums import ContactLogKind, Direction, TemplatePurpose
from pm_app.kernel.tables import Table, chosen, moment


class MailTemplate(Table, table=True):
    """A subject and a text with merge fields, checked when it was saved."""

    __table_args__ = (
        CheckConstraint("name <> ''", name="name_given"),
        CheckConstraint("subject <> '' and body <> ''", name="text_given"),
    )

    name: str
    purpose: TemplatePurpose = chosen(TemplatePurpose)
    subject: str
    body: str
    changed_at: datetime = moment()
    changed_by: str
    removed_at: datetime | None = moment(default=None)
    version: int = 1


class BulkMail(Table, table=True):
    """One text that went to many, one mail each: who was chosen and how, and how many there were."""

    __table_args__ = (UniqueConstraint("request_key"), CheckConstraint("mails > 0", name="to_somebody"))

    request_key: UUID
    subject: str
    body: str
    audience: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    mails: int
    left_out: int = 0
    queued_at: datetime = moment()
    queued_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    queued_by: str


class ContactLogEntry(Table, table=True):
    """A call, a letter, a visit or a note on a person or a household; what was wrong is struck out, not deleted."""

    __table_args__ = (
        UniqueConstraint("request_key"),
        CheckConstraint("num_nonnulls(person_id, tenancy_id) > 0", name="of_somebody"),
        CheckConstraint("body <> ''", name="body_given"),
        Index("ix_contact_log_entry_person_id", "person_id"),
        Index("ix_contact_log_entry_tenancy_id", "tenancy_id"),
    )

    request_key: UUID
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    tenancy_id: UUID | None = Field(default=None, foreign_key="tenancy.id")
    property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
    kind: ContactLogKind = chosen(ContactLogKind)
    direction: Direction = chosen(Direction)
    happened_at: datetime = moment()
    body: str
    recorded_at: datetime = moment()
    recorded_by: str
    struck_at: datetime | None = moment(default=None)
    struck_by: str = ""
