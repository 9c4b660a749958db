"""Accounts, entries, lines, locks. Triggers and rights in the migrations guard what a column cannot say."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from pm_app.books.enums import AccountKind, EntryKind
from pm_app.kernel.tables import Table, cents, chosen, moment


class Account(Table, table=True):
    """An account of the chart of accounts."""

    __table_args__ = (UniqueConstraint("organization_id", "number"),)

    number: int
    name: str
    kind: AccountKind = chosen(AccountKind)


class JournalEntry(Table, table=True):
    """One event in the books. `entry_number` counts within `entry_year`, the year of its posting day, without gaps."""

    __table_args__ = (
        UniqueConstraint("organization_id", "entry_year", "entry_number"),
        UniqueConstraint("organization_id", "entry_key"),
        UniqueConstraint("reverses_entry_id"),
        Index("ix_journal_entry_source_id", "source_id"),
        Index("ix_journal_entry_posted_on_entry_number", "posted_on", "entry_number"),
    )

    entry_year: int
    entry_number: int
    posted_on: date
    recorded_at: datetime = moment()
    recorded_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    recorded_by: str
    kind: EntryKind = chosen(EntryKind)
    memo: str = ""
    source_kind: str
    source_id: UUID
    entry_key: str
    reverses_entry_id: UUID | None = Field(default=None, foreign_key="journal_entry.id")
    # Said beforehand, so that no line can be slipped into an entry later.
    line_count: int


class JournalLine(Table, table=True):
    """One side of an entry on one account; exactly one of debit and credit is above zero."""

    __table_args__ = (
        CheckConstraint(
            "(debit_cents > 0 and credit_cents = 0) or (credit_cents > 0 and debit_cents = 0)", name="one_side"
        ),
        Index("ix_journal_line_account_id", "account_id"),
        Index("ix_journal_line_tenancy_id_account_id", "tenancy_id", "account_id"),
    )

    entry_id: UUID = Field(foreign_key="journal_entry.id", index=True)
    position: int
    account_id: UUID = Field(foreign_key="account.id")
    property_id: UUID = Field(foreign_key="property.id", index=True)
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    tenancy_id: UUID | None = Field(default=None, foreign_key="tenancy.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    debit_cents: int = cents(default=0)
    credit_cents: int = cents(default=0)


class EntryCounter(Table, table=True):
    """The last entry number given in a year; its row lock is what keeps the numbers without gaps."""

    __table_args__ = (UniqueConstraint("organization_id", "entry_year"),)

    entry_year: int
    last_number: int


class PeriodLock(Table, table=True):
    """Books are closed up to and including a day, from a moment on; the newest row counts (None: open)."""

    __table_args__ = (Index("ix_period_lock_locked_at", "locked_at"),)

    locked_through: date | None = None
    locked_at: datetime = moment()
    locked_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    reason: str = ""
