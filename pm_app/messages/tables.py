"""Messages: what was to be mailed to whom, with what, and what became of it; and how the office signs its papers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from pm_app.kernel.tables import Table, chosen, moment
from pm_app.messages.enums import MessagePurpose


class Message(Table, table=True):
    """One mail to one address. The key makes it the only one of its kind, however often it is queued.

    `handed_over_at` is written before the text of the mail leaves for the server: a message that has it and neither
    was sent nor failed may or may not have arrived. It is never sent again by itself (`unsure_at`). The ids of person,
    household and property say on whose records it stands.
    """

    __table_args__ = (
        UniqueConstraint("organization_id", "message_key"),
        Index(
            "ix_message_due_at",
            "due_at",
            postgresql_where=text("sent_at is null and failed_at is null and unsure_at is null"),
        ),
        Index("ix_message_about_id", "about_id"),
        Index("ix_message_to_address_sent_at", "to_address", "sent_at"),
        Index("ix_message_supplier_id", "supplier_id"),
        Index("ix_message_queued_at", "queued_at"),
    )

    message_key: str
    to_address: str
    to_name: str = ""
    to_user_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    subject: str
    body_text: str
    body_html: str
    purpose: MessagePurpose = chosen(MessagePurpose, default=MessagePurpose.OTHER)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    tenancy_id: UUID | None = Field(default=None, foreign_key="tenancy.id", index=True)
    property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
    bulk_mail_id: UUID | None = Field(default=None, foreign_key="bulk_mail.id", index=True)
    unsubscribe: str = ""
    about_kind: str = ""
    about_id: UUID | None = None
    queued_at: datetime = moment()
    due_at: datetime = moment()
    attempts: int = 0
    sent_at: datetime | None = moment(default=None)
    failed_at: datetime | None = moment(default=None)
    handed_over_at: datetime | None = moment(default=None)
    unsure_at: datetime | None = moment(default=None)
    bounced_at: datetime | None = moment(default=None)
    bounce: str = ""
    supplier_id: str = ""
    problem: str = ""


class MessageAttachment(Table, table=True):
    """A file that goes out with a message: where it is kept in the object store, and the document it is filed as."""

    __table_args__ = (
        CheckConstraint("size_bytes > 0", name="size_positive"),
        UniqueConstraint("message_id", "position"),
    )

    message_id: UUID = Field(foreign_key="message.id")
    position: int = 1
    object_key: str
    filename: str
    media_type: str
    size_bytes: int = Field(sa_type=BigInteger)
    document_id: UUID | None = None


class UndeliverableAddress(Table, table=True):
    """An address that mail came back from for good; until somebody says that it works again."""

    __table_args__ = (
        Index("uq_undeliverable_address_standing", "address", unique=True, postgresql_where=text("cleared_at is null")),
        CheckConstraint("address = lower(address)", name="address_lower"),
    )

    address: str
    reason: str
    since: datetime = moment()
    cleared_at: datetime | None = moment(default=None)
    cleared_by: str = ""


class Letterhead(Table, table=True):
    """How the office signs its papers; one row, made when somebody first writes it."""

    __table_args__ = (
        UniqueConstraint("organization_id"),
        CheckConstraint("office_name <> ''", name="office_named"),
    )

    office_name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    footer: str = ""
    version: int = 1
