"""Messages: what was to be mailed to whom, with what, and what became of it; and how the office signs its papers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from pm_app.kernel.tables import Table, moment


class Message(Table, table=True):
    """One mail to one address. The key makes it the only one of its kind, however often it is queued."""

    __table_args__ = (
        UniqueConstraint("organization_id", "message_key"),
        Index("ix_message_due_at", "due_at", postgresql_where=text("sent_at is null and failed_at is null")),
        Index("ix_message_about_id", "about_id"),
    )

    message_key: str
    to_address: str
    to_name: str = ""
    to_user_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    subject: str
    body_text: str
    body_html: str
    about_kind: str = ""
    about_id: UUID | None = None
    queued_at: datetime = moment()
    due_at: datetime = moment()
    attempts: int = 0
    sent_at: datetime | None = moment(default=None)
    failed_at: datetime | None = moment(default=None)
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
