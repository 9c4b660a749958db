"""Messages: what was to be mailed to whom, and what became of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
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
