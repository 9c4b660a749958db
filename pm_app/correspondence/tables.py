"""Mail templates, mail to many, letters, and the log of contacts."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from pm_app.correspondence.enums import ContactLogKind, Direction, LetterDelivery, TemplatePurpose, TemplateUse
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.tables import Table, chosen, moment


class MailTemplate(Table, table=True):
    """A subject and a text with merge fields, checked when it was saved.

    `used_for` says whether mail, letters or both are written with it, `letter_kind` what its letters are filed as.
    """

    __table_args__ = (
        CheckConstraint("name <> ''", name="name_given"),
        CheckConstraint("subject <> '' and body <> ''", name="text_given"),
    )

    name: str
    purpose: TemplatePurpose = chosen(TemplatePurpose)
    used_for: TemplateUse = chosen(TemplateUse, default=TemplateUse.MAIL)
    letter_kind: DocumentKind = chosen(DocumentKind, default=DocumentKind.CORRESPONDENCE)
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


class LetterRun(Table, table=True):
    """One text that went to many on paper, one letter each, and the letterhead they were made with."""

    __table_args__ = (UniqueConstraint("request_key"), CheckConstraint("letters > 0", name="to_somebody"))

    request_key: UUID
    subject: str
    body: str
    audience: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    letterhead: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    letters: int
    left_out: int = 0
    made_at: datetime = moment()
    made_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    made_by: str


class Letter(Table, table=True):
    """A letter on paper: to whom, what it says, the document it is kept as, how it went out.

    One of many has its run and its place in it, and no document until it was made. How it went out is written down
    when it is made or later, and may be corrected once.
    """

    __table_args__ = (
        UniqueConstraint("request_key"),
        CheckConstraint("to_name <> '' and body <> ''", name="written"),
        CheckConstraint("letter_run_id is not null or document_id is not null", name="made_at_once_when_alone"),
        CheckConstraint("(delivery = 'to be sent') = (delivered_on is null)", name="went_out_on_a_day"),
        Index("ix_letter_person_id", "person_id"),
        Index("ix_letter_tenancy_id", "tenancy_id"),
        Index("ix_letter_made_at", "made_at"),
        Index(
            "ix_letter_to_be_made",
            "letter_run_id",
            postgresql_where=text("document_id is null and given_up_at is null"),
        ),
    )

    request_key: UUID
    letter_run_id: UUID | None = Field(default=None, foreign_key="letter_run.id", index=True)
    place: int = 0
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    tenancy_id: UUID | None = Field(default=None, foreign_key="tenancy.id")
    property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
    # No foreign key: a document goes when it need not be kept any longer, the record of the letter stays.
    document_id: UUID | None = Field(default=None, index=True)
    kind: DocumentKind = chosen(DocumentKind, default=DocumentKind.CORRESPONDENCE)
    to_name: str
    to_address: str
    about: str = ""
    subject: str
    body: str
    signed_by: str = ""
    written_on: date
    delivery: LetterDelivery = chosen(LetterDelivery, default=LetterDelivery.TO_BE_SENT)
    delivery_number: str = ""
    delivered_on: date | None = None
    corrected_at: datetime | None = moment(default=None)
    unprinted: str = ""
    attempts: int = 0
    problem: str = ""
    # Not before then is it tried again; empty until something went wrong.
    due_at: datetime | None = moment(default=None)
    given_up_at: datetime | None = moment(default=None)
    made_at: datetime = moment()
    made_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    made_by: str
    version: int = 1


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
