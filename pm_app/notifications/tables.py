"""Notifications, preferences, what is followed, and how far the record of changes has been read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from pm_app.kernel.tables import Table, chosen, moment
from pm_app.notifications.enums import MailWay, NotificationKind


class Notification(Table, table=True):
    """One line under the bell of one user. The key makes it the only one of its kind, however often it is told."""

    __table_args__ = (
        UniqueConstraint("user_id", "notification_key"),
        CheckConstraint("title <> ''", name="title_given"),
        Index("ix_notification_user_id_created_at", "user_id", "created_at"),
        Index("ix_notification_unread", "user_id", postgresql_where=text("read_at is null")),
    )

    user_id: UUID = Field(foreign_key="user_account.id")
    notification_key: str
    kind: NotificationKind = chosen(NotificationKind)
    title: str
    detail: str = ""
    path: str = ""
    created_at: datetime = moment()
    read_at: datetime | None = moment(default=None)


class NotificationPreference(Table, table=True):
    """How one user wants to be told of one topic; without a row, as the topic is shipped."""

    __table_args__ = (UniqueConstraint("user_id", "topic"),)

    user_id: UUID = Field(foreign_key="user_account.id")
    topic: str
    way: MailWay = chosen(MailWay)
    changed_at: datetime = moment()


class Following(Table, table=True):
    """A record whose changes one user wants to hear of."""

    __table_args__ = (UniqueConstraint("user_id", "about_id"),)

    user_id: UUID = Field(foreign_key="user_account.id")
    about_kind: str
    about_id: UUID = Field(index=True)
    about_name: str
    property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
    followed_at: datetime = moment()


class Cursor(Table, table=True):
    """How far a reader of a growing list has come: the position of the last row it has dealt with."""

    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    name: str
    position: int = Field(default=0, sa_type=BigInteger)
