"""What was taken to the bank: receipts in one deposit, and money moved between the bank accounts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from pm_app.kernel.tables import Table, cents, moment


class BankDeposit(Table, table=True):
    """Receipts that went to one bank account together: one line of its statement. Numbers count per office."""

    __table_args__ = (
        CheckConstraint("total_cents > 0", name="total_positive"),
        UniqueConstraint("request_key"),
        UniqueConstraint("organization_id", "number"),
        Index("ix_bank_deposit_deposited_on", "deposited_on"),
    )

    request_key: UUID
    number: int
    bank_account: int
    deposited_on: date
    total_cents: int = cents()
    memo: str = ""
    entry_id: UUID = Field(foreign_key="journal_entry.id", index=True)
    recorded_at: datetime = moment()
    recorded_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    recorded_by: str


class BankDepositLine(Table, table=True):
    """A receipt in a deposit. It stands in one deposit at a time; one that was taken back frees it."""

    __table_args__ = (UniqueConstraint("bank_deposit_id", "receipt_id"),)

    bank_deposit_id: UUID = Field(foreign_key="bank_deposit.id")
    receipt_id: UUID = Field(foreign_key="receipt.id", index=True)
    amount_cents: int = cents()


class BankDepositReversal(Table, table=True):
    """A deposit that was taken back: its receipts are undeposited again."""

    __table_args__ = (UniqueConstraint("bank_deposit_id"), UniqueConstraint("request_key"))

    request_key: UUID
    bank_deposit_id: UUID = Field(foreign_key="bank_deposit.id")
    reversed_on: date
    reason: str
    entry_id: UUID = Field(foreign_key="journal_entry.id", index=True)
    recorded_at: datetime = moment()
    recorded_by: str


class BankTransfer(Table, table=True):
    """Money moved between two bank accounts for one tenancy, because a deposit lay in the wrong one."""

    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        CheckConstraint("from_account <> to_account", name="two_accounts"),
        UniqueConstraint("request_key"),
    )

    request_key: UUID
    tenancy_id: UUID = Field(foreign_key="tenancy.id", index=True)
    from_account: int
    to_account: int
    amount_cents: int = cents()
    moved_on: date
    entry_id: UUID = Field(foreign_key="journal_entry.id", index=True)
    recorded_at: datetime = moment()
    recorded_by: str
