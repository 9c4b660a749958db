"""What becomes of a deposit when a household moves out, and until when by which law."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from pm_app.kernel.tables import Table, cents, chosen, moment
from pm_app.receivables.enums import ChargeKind, ClockStart, DeadlineCase


class DepositDeadline(Table, table=True):
    """How many days a place allows to return a deposit: a parameter with its source and the day it was verified."""

    __table_args__ = (
        CheckConstraint("days between 1 and 365", name="days_plausible"),
        UniqueConstraint("organization_id", "jurisdiction", "situation"),
    )

    jurisdiction: str
    situation: DeadlineCase = chosen(DeadlineCase)
    starts: ClockStart = chosen(ClockStart)
    days: int
    source: str
    verified_on: date
    set_at: datetime = moment()
    set_by: str
    version: int = 1


class Disposition(Table, table=True):
    """The settling of a household's deposits. Where it stands is derived from its moments."""

    __table_args__ = (UniqueConstraint("tenancy_id"),)

    tenancy_id: UUID = Field(foreign_key="tenancy.id")
    opened_at: datetime = moment()
    opened_by: str
    possession_returned_on: date | None = None
    address_received_on: date | None = None
    forwarding_address: str = ""
    inspection_document_id: UUID | None = Field(default=None, foreign_key="document.id", index=True)
    interest_cents: int = cents(default=0)
    disputed: bool = False
    itemized_at: datetime | None = moment(default=None)
    itemized_on: date | None = None
    itemized_by: str = ""
    sent_on: date | None = None
    sent_method: str = ""
    statement_document_id: UUID | None = Field(default=None, foreign_key="document.id", index=True)
    proof_document_id: UUID | None = Field(default=None, foreign_key="document.id", index=True)
    closed_at: datetime | None = moment(default=None)
    version: int = 1


class DispositionLine(Table, table=True):
    """One deduction: a charge that is open already, or one that itemizing posts, with its reason and evidence."""

    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount_positive"),)

    disposition_id: UUID = Field(foreign_key="disposition.id", index=True)
    position: int
    kind: ChargeKind = chosen(ChargeKind)
    amount_cents: int = cents()
    reason: str
    charge_id: UUID | None = Field(default=None, foreign_key="charge.id", index=True)
    document_id: UUID | None = Field(default=None, foreign_key="document.id", index=True)


class DispositionPayee(Table, table=True):
    """Who is paid the refund, and which share of it in basis points; none: all tenants jointly."""

    __table_args__ = (CheckConstraint("share_bps between 1 and 10000", name="share_of_a_whole"),)

    disposition_id: UUID = Field(foreign_key="disposition.id", index=True)
    position: int
    payee: str
    payee_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    share_bps: int
    document_id: UUID | None = Field(default=None, foreign_key="document.id", index=True)
