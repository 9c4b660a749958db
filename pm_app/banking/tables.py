"""Statements of the bank, their lines, and what a person decided each line is."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from pm_app.kernel.tables import Table, cents, moment


class BankStatement(Table, table=True):
    """A statement file that was read for one bank account of the chart; the same file is taken once an account."""

    __table_args__ = (UniqueConstraint("organization_id", "sha256", "account_label"),)

    sha256: str
    filename: str
    format: str
    account_label: str
    bank_account: int
    starts_on: date | None = None
    ends_on: date | None = None
    opening_cents: int | None = cents(default=None, nullable=True)
    closing_cents: int | None = cents(default=None, nullable=True)
    imported_at: datetime = moment()
    imported_by: str


class BankStatementLine(Table, table=True):
    """One movement on a bank account, positive when money came in. The fingerprint keeps it from coming twice."""

    __table_args__ = (
        CheckConstraint("amount_cents <> 0", name="amount_not_zero"),
        UniqueConstraint("organization_id", "fingerprint"),
        Index("ix_bank_statement_line_posted_on", "posted_on"),
    )

    bank_statement_id: UUID = Field(foreign_key="bank_statement.id", index=True)
    position: int
    fingerprint: str
    posted_on: date
    amount_cents: int = cents()
    payee: str = ""
    reference: str = ""
    memo: str = ""


class BankMatch(Table, table=True):
    """What a person decided a line is: one receipt, one deposit, or none of ours with a reason. Once for each line.

    A decision that was taken back frees the line for the next attempt, counted from 0.
    """

    __table_args__ = (
        UniqueConstraint("bank_statement_line_id", "attempt"),
        CheckConstraint("num_nonnulls(receipt_id, bank_deposit_id) = 1 or dismissed <> ''", name="decided"),
    )

    bank_statement_line_id: UUID = Field(foreign_key="bank_statement_line.id")
    attempt: int = 0
    receipt_id: UUID | None = Field(default=None, foreign_key="receipt.id", index=True)
    bank_deposit_id: UUID | None = Field(default=None, foreign_key="bank_deposit.id", index=True)
    dismissed: str = ""
    decided_at: datetime = moment()
    decided_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    decided_by: str


class BankMatchReversal(Table, table=True):
    """A decision that was taken back: its line waits again."""

    __table_args__ = (UniqueConstraint("bank_match_id"),)

    bank_match_id: UUID = Field(foreign_key="bank_match.id")
    reason: str
    reversed_at: datetime = moment()
    reversed_by: str
