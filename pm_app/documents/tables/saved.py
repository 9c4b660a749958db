"""Searches people keep."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from pm_app.kernel.tables import Table, moment


class SavedSearch(Table, table=True):
    """A search with its filters, as the address of the page of documents says it, under a name of one's own."""

    __table_args__ = (
        UniqueConstraint("user_id", "name"),
        CheckConstraint("name <> ''", name="name_given"),
    )

    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    name: str
    query: str
    is_shared: bool = False
    saved_at: datetime = moment()
