"""Charges, receipts, credits, what settles what, and what was reversed. Rows are added, never changed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Index, UniqueConstraint, Uuid
from sqlmodel import Field

from pm_app.kernel.tables import Table, cents, chosen, moment
from pm_app.receivables.enums import ChargeKind, CreditKind, ReceiptMethod, ReversalKind


class Charge(Table, table=True):
    """An amount a tenant owes. One posted from a rent line carries the line and the first day of its period.

    `opening`: it was owed before these books began, and is no income of theirs.
    """

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
    opening: bool = False
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
    # Why it was taken in spite of a hold; empty when there was none.
    hold_override: str = ""
    entry_id: UUID = Field(foreign_key="journal_entry.id", index=True)
    recorded_at: datetime = moment()
    recorded_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    recorded_by: str


class Credit(Table, table=True):
    """What a tenant owes less without paying it. A waiver and a write-off name the one charge they forgive.

    A deposit release names which deposit it was. `recorded_by` is who approved it.
    """

    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        CheckConstraint("(kind in ('waiver', 'write-off')) = (charge_id is not null)", name="forgives_a_charge"),
        CheckConstraint("(kind = 'deposit release') = (deposit_kind is not null)", name="releases_a_deposit"),
        UniqueConstraint("request_key"),
        Index("ix_credit_tenancy_id_credited_on", "tenancy_id", "credited_on"),
    )

    request_key: UUID
    tenancy_id: UUID = Field(foreign_key="tenancy.id")
    property_id: UUID = Field(foreign_key="property.id", index=True)
    kind: CreditKind = chosen(CreditKind)
    amount_cents: int = cents()
    credited_on: date
    reason: str = ""
    charge_id: UUID | None = Field(default=None, foreign_key="charge.id", index=True)
    deposit_kind: ChargeKind | None = chosen(ChargeKind, default=None, nullable=True)
    entry_id: UUID = Field(foreign_key="journal_entry.id", index=True)
    recorded_at: datetime = moment()
    recorded_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    recorded_by: str


class Allocation(Table, table=True):
    """The part of a receipt or a credit that settles a charge from a day on; taking it back is a negative row.

    `source_id` is the receipt or the credit, whichever it is.
    """

    __table_args__ = (
        CheckConstraint("amount_cents <> 0", name="amount_not_zero"),
        CheckConstraint("num_nonnulls(receipt_id, credit_id) = 1", name="of_one_source"),
    )

    receipt_id: UUID | None = Field(default=None, foreign_key="receipt.id", index=True)
    credit_id: UUID | None = Field(default=None, foreign_key="credit.id", index=True)
    source_id: UUID | None = Field(
        default=None,
        sa_type=Uuid,
        sa_column_args=(Computed("coalesce(receipt_id, credit_id)", persisted=True),),
        nullable=True,
        index=True,
    )
    charge_id: UUID = Field(foreign_key="charge.id", index=True)
    amount_cents: int = cents()
    allocated_on: date
    entry_id: UUID = Field(foreign_key="journal_entry.id", index=True)
    reverses_allocation_id: UUID | None = Field(default=None, foreign_key="allocation.id", unique=True)
    recorded_at: datetime = moment()
    recorded_by: str


class Reversal(Table, table=True):
    """A charge, a receipt or a credit was undone, on its own day; each at most once.

    `bank_entry_id` of a returned receipt takes the money out of the bank again: its deposit stands.
    """

    __table_args__ = (
        CheckConstraint("num_nonnulls(charge_id, receipt_id, credit_id) = 1", name="of_one_thing"),
        CheckConstraint("(kind = 'reversed') = (receipt_id is null)", name="kind_of_a_receipt"),
        CheckConstraint("(kind = 'returned') = (bank_entry_id is not null)", name="returned_by_a_bank"),
        UniqueConstraint("charge_id"),
        UniqueConstraint("receipt_id"),
        UniqueConstraint("credit_id"),
        UniqueConstraint("request_key"),
    )

    request_key: UUID
    charge_id: UUID | None = Field(default=None, foreign_key="charge.id")
    receipt_id: UUID | None = Field(default=None, foreign_key="receipt.id")
    credit_id: UUID | None = Field(default=None, foreign_key="credit.id")
    kind: ReversalKind = chosen(ReversalKind, default=ReversalKind.REVERSED)
    tenancy_id: UUID = Field(foreign_key="tenancy.id", index=True)
    reversed_on: date
    reason: str
    entry_id: UUID = Field(foreign_key="journal_entry.id", index=True)
    bank_entry_id: UUID | None = Field(default=None, foreign_key="journal_entry.id", index=True)
    recorded_at: datetime = moment()
    recorded_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    recorded_by: str


class Refund(Table, table=True):
    """Money given back: a charge of that kind, paid out to somebody by a way, from a bank account of the chart."""

    __table_args__ = (UniqueConstraint("request_key"), UniqueConstraint("charge_id"))

    request_key: UUID
    charge_id: UUID = Field(foreign_key="charge.id")
    tenancy_id: UUID = Field(foreign_key="tenancy.id", index=True)
    payee: str
    payee_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    address: str = ""
    method: ReceiptMethod = chosen(ReceiptMethod)
    reference: str = ""
    bank_account: int
    paid_on: date
    disposition_id: UUID | None = Field(default=None, foreign_key="disposition.id", index=True)
    recorded_at: datetime = moment()
    recorded_by: str
