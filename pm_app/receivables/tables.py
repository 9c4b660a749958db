"""Charges, receipts, what settles what, and what was reversed. Rows are added, never changed (rights and triggers)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from pm_app.kernel.tables import Table, cents, chosen, moment
from pm_app.receivables.enums import ChargeKind, ReceiptMethod


class Charge(Table, table=True):
    """An amount a tenant owes. One posted from a rent line carries the line and the first day of its period."""

    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        UniqueConstraint("request_key"),
        UniqueConstraint("rent_line_id", "period_starts_on"),
        Index("ix_charge_tenancy_id_due_on", "tenancy_id", "due_on"),
    )

    request_key: UUID
    tenancy_id: UUID = Field(foreign_key="tenancy.id")
    property_id: UUID = Field(foreign_key="property.id", index=True)
    kind: ChargeKind = chosen(ChargeKind)
    amount_cents: int = cents()
    posted_on: date
    due_on: date
    service_from: date | None = None
    service_to: date | None = None
    description: str = ""
    rent_line_id: UUID | None = Field(default=None, foreign_key="rent_line.id")
    period_starts_on: date | None = None
    entry_id: UUID = Field(foreign_key="journal_entry.id", index=True)
    recorded_at: datetime = moment()
    recorded_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    recorded_by: str


class Receipt(Table, table=True):
    """Money received for a tenancy, from a tenant or somebody else. `request_key` is the form's own: it posts once."""

    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        UniqueConstraint("request_key"),
        Index("ix_receipt_tenancy_id_received_on", "tenancy_id", "received_on"),
        Index("ix_receipt_amount_cents", "amount_cents"),
    )

    request_key: UUID
    tenancy_id: UUID = Field(foreign_key="tenancy.id")
    property_id: UUID = Field(foreign_key="property.id", index=True)
    payer_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    method: ReceiptMethod = chosen(ReceiptMethod)
    amount_cents: int = cents()
    received_on: date
    reference: str = ""
    memo: str = ""
    entry_id: UUID = Field(foreign_key="journal_entry.id", index=True)
    recorded_at: datetime = moment()
    recorded_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    recorded_by: str


class Allocation(Table, table=True):
    """The part of a receipt that settles a charge from a day on; taking it back is a further, negative row."""

    __table_args__ = (CheckConstraint("amount_cents <> 0", name="amount_not_zero"),)

    receipt_id: UUID = Field(foreign_key="receipt.id", index=True)
    charge_id: UUID = Field(foreign_key="charge.id", index=True)
    amount_cents: int = cents()
    allocated_on: date
    entry_id: UUID = Field(foreign_key="journal_entry.id", index=True)
    reverses_allocation_id: UUID | None = Field(default=None, foreign_key="allocation.id", unique=True)
    recorded_at: datetime = moment()
    recorded_by: str


class Reversal(Table, table=True):
    """A charge or a receipt was undone, on its own day; each at most once."""

    __table_args__ = (
        CheckConstraint("num_nonnulls(charge_id, receipt_id) = 1", name="of_one_thing"),
        UniqueConstraint("charge_id"),
        UniqueConstraint("receipt_id"),
        UniqueConstraint("request_key"),
    )

    request_key: UUID
    charge_id: UUID | None = Field(default=None, foreign_key="charge.id")
    receipt_id: UUID | None = Field(default=None, foreign_key="receipt.id")
    tenancy_id: UUID = Field(foreign_key="tenancy.id", index=True)
    reversed_on: date
    reason: str
    entry_id: UUID = Field(foreign_key="journal_entry.id", index=True)
    recorded_at: datetime = moment()
    recorded_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    recorded_by: str
