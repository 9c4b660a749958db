"""When the office is open, and the secret addresses of calendar feeds."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Integer, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from pm_app.kernel.tables import Table, moment


class OfficeCalendar(Table, table=True):
    """The working week, the public holidays that are kept, and the hour of the digest; one row.

    `weekdays` are numbers from 0, Monday. `country` and `subdivision` are codes such as US and NY; without a country
    no public holidays are kept.
    """

    __table_args__ = (
        UniqueConstraint("organization_id"),
        CheckConstraint("digest_hour between 0 and 23", name="digest_hour_of_day"),
    )

    weekdays: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    country: str = ""
    subdivision: str = ""
    digest_hour: int = 7
    version: int = 1


class OfficeClosure(Table, table=True):
    """Days on which the office is closed besides weekends and holidays, last day included."""

    __table_args__ = (
        CheckConstraint("name <> ''", name="name_given"),
        CheckConstraint("ends_on >= starts_on", name="in_order"),
    )

    name: str
    starts_on: date
    ends_on: date
    added_at: datetime = moment()
    added_by: str
    removed_at: datetime | None = moment(default=None)


class CalendarFeed(Table, table=True):
    """The secret address under which a calendar program reads one user's dates; the row holds only its hash."""

    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime = moment()
    read_at: datetime | None = moment(default=None)
    revoked_at: datetime | None = moment(default=None)
